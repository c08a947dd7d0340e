"""Results: whoever wrote something that went to many hears once what became of it, or that it did not leave."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from locales import speaking
from models.announcements import Announcement, Held
from models.awaiting import Awaited, heard, to_be_told
from models.budget import budget, needs
from models.clock import Clock
from models.database import Database
from models.limits import Limits
from models.organisations import Representative
from models.residents import Resident
from models.sends import Send, SendState, Why, progress
from outreach.telling import tell
from views import Json, flex
from views import announcing_told as faces

# Of one round: then whoever else waits for the thread has a turn.
MOST_AT_ONCE = 50


def tend(database: Database, clock: Clock, limits: Limits) -> int:
    """Tell of what is through or kept back, each once, also when several do this at once. How many were told."""
    with database.reading() as db:
        waiting = db.scalars(to_be_told().with_only_columns(Send.id).limit(MOST_AT_ONCE)).all()
    return sum(_tell_of(database, key, clock, limits) for key in waiting)


def await_result(db: Session, one: Announcement, send: Send) -> None:
    """An organiser wrote it, and is to hear what becomes of it; the office looks for itself."""
    if one.author_id is not None and one.organisation_id is not None:
        db.add(Awaited(send_id=send.id, resident_id=one.author_id))


def tell_held(
    db: Session, database: Database, one: Announcement, why: Held, now: datetime, limits: Limits
) -> None:
    """Its time came and it did not leave; in the transaction that holds it, so once."""
    _tell(db, database, one, one.author_id, lambda: faces.was_held(one, why), now, limits)


def _tell_of(database: Database, key: int, clock: Clock, limits: Limits) -> bool:
    now = clock()
    with database.writing() as db:
        # Looked at again: it may have gone on by now.
        send = db.scalars(to_be_told().where(Send.id == key)).first()
        if send is None or _goes_on(db, send, now, limits):
            return False
        # Taking the row away decides which of several workers tells.
        resident_id = heard(db, key)
        one = db.get(Announcement, int(send.subject.removeprefix("announcements:")))
        if resident_id is None or one is None:
            return False
        found = progress(db, send)
        return _tell(db, database, one, resident_id, lambda: faces.result(one, send, found), now, limits)


def _goes_on(db: Session, send: Send, now: datetime, limits: Limits) -> bool:
    """Whether LINE's "the month is used up" only met what other sends had reserved: it is tried again in a minute."""
    if send.state != SendState.PAUSED or send.why != Why.QUOTA:
        return False
    month = budget(db, limits, now)
    return month.limit is None or needs(db, send.id) <= month.limit - month.used


def _tell(
    db: Session,
    database: Database,
    one: Announcement,
    resident_id: int | None,
    draw: Callable[[], Json],
    now: datetime,
    limits: Limits,
) -> bool:
    """Whether they were told: only who still speaks for the organisation is."""
    writer = db.get(Resident, resident_id) if resident_id is not None else None
    if writer is None or not Representative.speaks_for(db, writer, one.organisation_id):
        return False
    with speaking(writer.locale), flex.letters(large=writer.reads_large):
        said = [draw()]
    return tell(db, database, writer, said, f"result {one.subject}", now, limits) is not None
