"""Taking back: what becomes of the rows that a dead worker held."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, update
from sqlalchemy.orm import Session

from delivery.lifelines import of_the_dead
from models.database import Database
from models.outbox import UNDER_WAY, Kind, Outgoing, State
from models.rates import one_by_one
from models.sends import off_the_road, stopped_among

MOST_DEATHS = 3
# Seconds over which what a worker died of comes back: all at once, and whatever kills the next worker as it starts
# meets the same rows again, until they look like poison.
RETURN = 2.0
DIED = "the worker died while it was under way"


def take_back(database: Database, db: Session) -> int:
    """Free the rows of workers that died holding them; how many. One that was not begun is as before; any of the
    others may be what the worker died of. A reply that was begun may have arrived, so it is not sent again."""
    dead = of_the_dead(database, db)
    one_by_one(db)
    untouched: list[ColumnElement[bool]] = []
    accepted: list[ColumnElement[bool]] = []
    # Of a lease that ran out nobody knows what had begun, or whether its worker is dead.
    suspect: list[ColumnElement[bool]] = [Outgoing.due <= database.seconds()]
    for lease, begun in dead.items():
        theirs = Outgoing.lease == lease
        if begun is None:
            suspect.append(theirs)
        else:
            untouched.append(and_(theirs, Outgoing.id.not_in(begun.open | begun.accepted)))
            accepted.append(and_(theirs, Outgoing.id.in_(begun.accepted)))
            suspect.append(and_(theirs, Outgoing.id.in_(begun.open)))
    now = database.seconds()
    free: dict[str, Any] = {"state": State.PENDING, "lease": None}
    sends = _set(db, untouched, **free, due=now, tries=Outgoing.tries - 1)
    # A push is asked again, and LINE says that it has it: so it is counted where all others are.
    replies = [and_(clause, Outgoing.kind == Kind.REPLY) for clause in accepted]
    _set(db, replies, state=State.ACCEPTED, lease=None, error=None)
    sends += _set(db, accepted, **free, due=now)
    died: dict[str, Any] = {"lease": None, "error": DIED, "deaths": Outgoing.deaths + 1}
    # Died of three times, a row may be what kills them, and one of them may have sent it: a person has a look.
    unsure = or_(Outgoing.kind == Kind.REPLY, Outgoing.deaths >= MOST_DEATHS - 1)
    _set(db, [and_(clause, unsure) for clause in suspect], **died, state=State.UNCERTAIN)
    spread = now + (Outgoing.id % 100) * (RETURN / 100)
    # Not simply all others: leases may run out between these statements.
    sends += _set(db, [and_(clause, ~unsure) for clause in suspect], **died, state=State.PENDING, due=spread)
    # What was stopped while its worker lay dead goes nowhere any more.
    if stopped := stopped_among(db, {key for key in sends if key is not None}):
        off_the_road(db, stopped)
    return len(sends)


def _set(db: Session, which: Iterable[ColumnElement[bool]], **values: Any) -> list[int | None]:
    """Give these values to what is under way and one of `which`; the sends they are of."""
    if not (clauses := list(which)):
        return []
    rows = update(Outgoing).where(UNDER_WAY, or_(*clauses)).values(**values).returning(Outgoing.send_id)
    return list(db.scalars(rows, execution_options={"synchronize_session": False}))
