"""Expanding a send: its frozen people become rows of the outbox, a few thousand at a time, each exactly once."""

import json
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import product
from time import sleep
from typing import Any

from pyroaring import BitMap
from sqlalchemy import Select, and_, insert, select, update
from sqlalchemy.orm import Session

from models.among import among
from models.clock import Clock
from models.database import Database
from models.limits import Limits
from models.outbox import MOST_AT_ONCE, UNDER_WAY, Kind, Lane, Outgoing, bulk_row, first_due
from models.quiet import opens_at
from models.residents import Resident
from models.sends import AT_WORK, Send, SendPart, SendState, Why, pause, progress

log = logging.getLogger(__name__)

# People of one transaction: while it is open, a webhook waits to be stored.
CHUNK = 5_000
# Seconds in which others get the lock between two chunks.
BREATH = 0.01

_MINE = Outgoing.send_id == Send.id
# Of which nothing is on its way any more.
THROUGH = and_(
    AT_WORK,
    Send.state == SendState.SENDING,
    ~select(Outgoing.id).where(UNDER_WAY, _MINE).exists(),
    *(first_due(_MINE, lane, kind).is_(None) for lane, kind in product(Lane, Kind)),
)

Row = dict[str, Any]
# A resident as it is read here: LINE's id, and the quiet hours of their own.
Person = Any


def expand(database: Database, clock: Clock, limits: Limits) -> int:
    """Make rows for everybody whose turn has come, and close what is through. How many people were seen to.

    A kill between two chunks loses nothing and doubles nothing: rows and cursor are one commit."""
    done = 0
    while people := _chunk(database, clock(), limits):
        done += people
        sleep(BREATH)
    _finish(database, clock())
    return done


def _chunk(database: Database, now: datetime, limits: Limits) -> int:
    """One transaction's worth; 0 when nothing is to be made now."""
    with database.reading() as db:
        # Looked at without the write lock first: mostly there is nothing to do.
        if db.scalar(_next(database).with_only_columns(Send.id)) is None:
            return 0
    with database.writing() as db:
        send = db.scalars(_next(database).with_for_update(skip_locked=True)).first()
        if send is None or not _well_so_far(database, db, send):
            return 0
        part = db.scalars(
            select(SendPart)
            .where(SendPart.send_id == send.id, SendPart.made < SendPart.total)
            .order_by(SendPart.face)
            .limit(1)
        ).first()
        if part is None:
            send.state = SendState.SENDING
            return 0
        first = send.canary > 0
        people = _after(part.people(), part.cursor, send.canary if first else CHUNK)
        made = _rows(db, send, part, people, now, limits)
        send.skipped += len(people) - made
        part.cursor, part.made = people.max(), part.made + len(people)
        if first:
            # A negative number marks that the first few are on their way.
            send.canary, send.not_before = -send.canary, database.moment(db) + limits.canary_wait
        database.knock(db)
        return len(people)


def _next(database: Database) -> Select[Send]:
    """The send whose rows are to be made next: urgent ones first."""
    due = Send.state == SendState.EXPANDING, Send.not_before <= database.seconds()
    return select(Send).where(AT_WORK, *due).order_by(Send.lane, Send.id).limit(1)


def _well_so_far(database: Database, db: Session, send: Send) -> bool:
    """Whether the first few got it; when more than a tenth of them did not, somebody has a look first."""
    if send.canary >= 0:
        return True
    found, tried = progress(db, send), -send.canary
    send.canary = 0
    if 10 * (found.dead + found.uncertain) <= tried:
        return True
    db.flush()
    pause(db, send.id, Why.CANARY)
    log.critical("send %s is paused: of its first %s messages %s failed", send.id, tried, found.dead)
    return False


def _after(people: BitMap, cursor: int, most: int) -> BitMap:
    start = people.rank(cursor) if cursor >= 0 else 0
    return people[start : start + most]


def _rows(db: Session, send: Send, part: SendPart, people: BitMap, now: datetime, limits: Limits) -> int:
    """Put their rows into the outbox, and say for how many of them."""
    reachable = _reachable(db, send, people, now)
    later = {} if send.lane == Lane.URGENT else _later(reachable, now, limits)
    if rows := _rows_for(send, part.body, reachable, later, now):
        db.execute(insert(Outgoing), rows)
    return sum(int(row["units"]) for row in rows)


def _reachable(db: Session, send: Send, people: BitMap, now: datetime) -> list[Person]:
    """Those of them who are still friends and want to be told, in their order."""
    wanted = select(Resident.id, Resident.line_id, Resident.quiet_from, Resident.quiet_until)
    if dense := people.max() - people.min() < 2 * len(people):
        wanted = wanted.where(Resident.id.between(people.min(), people.max()))
    else:
        wanted = wanted.where(among(db, Resident.id, list(people)))
    if send.lane == Lane.BULK and not send.own:
        wanted = wanted.where(Resident.paused_until.is_(None) | (Resident.paused_until <= now))
    found = db.execute(wanted.where(Resident.follows).order_by(Resident.id)).all()
    return [row for row in found if row.id in people] if dense else list(found)


def _later(reachable: Sequence[Person], now: datetime, limits: Limits) -> dict[int, float]:
    """Those who sleep at other hours than the town, and when they may be told."""
    theirs = {row.id: opens_at(now, row, limits) for row in reachable if row.quiet_from is not None}
    return {key: moment.timestamp() for key, moment in theirs.items() if moment > now}


def _rows_for(
    send: Send, body: str, reachable: Sequence[Person], later: Mapping[int, float], now: datetime
) -> list[Row]:
    because = f"{send.kind} {send.subject}"[:60]
    asleep = [one for one in reachable if one.id in later] if later else []
    together = [one.line_id for one in reachable if not asleep or one.id not in later]
    rows = []
    for start in range(0, len(together), MOST_AT_ONCE):
        some = together[start : start + MOST_AT_ONCE]
        row = bulk_row(send.id, send.lane, body, because, send.not_after, now)
        if len(some) == 1:  # LINE asks for push where there is but one
            row |= {"kind": Kind.PUSH, "to": some[0], "units": 1}
        else:
            frozen_ids = json.dumps(some, separators=(",", ":"))
            row |= {"kind": Kind.MULTICAST, "recipients": frozen_ids, "units": len(some)}
        rows.append(row)
    for one in asleep:
        row = bulk_row(send.id, send.lane, body, because, send.not_after, now)
        rows.append(row | {"kind": Kind.PUSH, "to": one.line_id, "units": 1, "due": later[one.id]})
    return rows


def _finish(database: Database, now: datetime) -> None:
    """Close the sends of which nothing is on its way any more."""
    with database.reading() as db:
        if db.scalar(select(Send.id).where(THROUGH).limit(1)) is None:
            return
    with database.writing() as db:
        db.execute(update(Send).where(THROUGH).values(state=SendState.FINISHED, finished_at=now))
