"""Riding: what waits for somebody's next free reply, because the month is used up or it is not worth a push."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import Session

from models.database import seconds_of
from models.outbox import ABOARD, Outgoing, State

# Rows of one person that are looked at for one reply, which has room for four messages beside the answer.
MOST_LOOKED_AT = 8
TOO_LATE = "too late"
# Why a row rides, as staff read it. The first kind goes by push after all when the month has room again.
NO_ROOM = "no messages left this month"
NO_HOUR = "its time is over before the quiet hours are"


def aboard(db: Session, line_ids: Collection[str]) -> dict[str, list[Outgoing]]:
    """What waits for each of these people, the oldest first; what came too late is dropped for good."""
    if not line_ids:
        return {}
    rows = db.execute(_theirs(_dialect(db)), {"people": list(line_ids)}).all()
    found: dict[str, list[Outgoing]] = defaultdict(list)
    late = []
    for row, over in rows:
        if over:
            late.append(row.id)
        elif len(found[row.to]) < MOST_LOOKED_AT:
            found[row.to].append(row)
    if late:
        dropped = update(Outgoing).where(Outgoing.id.in_(late), ABOARD)
        db.execute(dropped.values(state=State.CANCELLED, error=TOO_LATE))
    return dict(found)


@cache
def _theirs(dialect: str) -> Select[Outgoing, bool]:
    """Built once: it is asked for every batch of events."""
    theirs = ABOARD, Outgoing.to.in_(bindparam("people", expanding=True))
    query = select(Outgoing, Outgoing.not_after < seconds_of(dialect)).where(*theirs).order_by(Outgoing.id)
    # Locked: when the month has room again, somebody else may be about to let them go by push.
    return query.with_for_update(skip_locked=True)


def fitting(rows: Iterable[Outgoing], room: int) -> list[Outgoing]:
    """Those, oldest first, whose messages have room in a reply together; a long one lets the others by."""
    chosen = []
    for row in rows:
        if (count := len(row.messages())) <= room:
            chosen.append(row)
            room -= count
    return chosen


def leave(db: Session, rows: Iterable[Outgoing]) -> None:
    """They leave with a reply that is saved in the same commit."""
    keys = [row.id for row in rows]
    if keys:
        gone = update(Outgoing).where(Outgoing.id.in_(keys), ABOARD)
        db.execute(gone.values(state=State.RODE, error=None))


def drop_late(db: Session) -> None:
    """What nobody came for in time is not said any more."""
    late = update(Outgoing).where(ABOARD, Outgoing.not_after < seconds_of(_dialect(db)))
    db.execute(late.values(state=State.CANCELLED, error=TOO_LATE))


def _dialect(db: Session) -> str:
    return db.get_bind().dialect.name
