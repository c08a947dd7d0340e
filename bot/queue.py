"""The queue: which of the stored events are next, and that no two workers take events of one lane at once."""

from collections.abc import Sequence

from sqlalchemy import Text, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from models.database import Database
from models.inbox import PENDING, Event

# Events that are looked at to find those of one resident that came in another order than they happened.
WINDOW = 24
# Lanes that are tried on PostgreSQL, where other workers may have the first of them.
TRIED = 4 * WINDOW

OLDEST = select(Event).where(PENDING).order_by(Event.id).limit(WINDOW)
OLDEST_LANES = select(Event.lane).where(PENDING).order_by(Event.id).limit(TRIED)
OF_LANES = OLDEST.where(Event.lane.in_(bindparam("lanes", expanding=True)))
# One lock a lane, held to the end of the transaction.
LOCKED = (
    select(text("lane"))
    .select_from(func.unnest(bindparam("lanes", type_=ARRAY(Text))).alias("lane"))
    .where(text("pg_try_advisory_xact_lock(hashtextextended(lane, 0))"))
    .limit(bindparam("most"))
)


def coming(database: Database, db: Session, most: int) -> tuple[list[Event], int]:
    """At most so many of the pending events, oldest first, one resident's in the order in which they happened.

    And how many were found waiting, these among them."""
    # We hold SQLite's only write lock; elsewhere others are at work, too.
    waiting = db.scalars(OLDEST).all() if database.embedded else _unclaimed(db, most)
    first = {event.lane: event.id for event in reversed(waiting)}
    ordered = sorted(waiting, key=lambda event: (first[event.lane], event.occurred_ms, event.id))
    return ordered[:most], len(waiting)


def _unclaimed(db: Session, most: int) -> Sequence[Event]:
    """Events of lanes that no other worker has."""
    lanes = list(dict.fromkeys(db.scalars(OLDEST_LANES)))
    if not lanes:
        return []
    ours = list(db.scalars(LOCKED, {"lanes": lanes, "most": most}))
    # Read again: between our look and our lock another worker may have finished some.
    return db.scalars(OF_LANES, {"lanes": ours}).all() if ours else []
