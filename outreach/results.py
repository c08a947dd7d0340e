"""Results: whoever wrote something that went to many hears once what became of it, or that it did not leave."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from locales import speaking
from models.announcements import Announcement
from models.awaiting import Awaited, heard, to_be_told
from models.budget import budget, needs
from models.clock import Clock
from models.database import Database
from models.limits import Limits
from models.notes import Note
from models.organisations import Representative
from models.residents import Resident
from models.sends import Progress, Send, SendState, Why, progress
from outreach.telling import tell
from views import Json, announcing_told, flex, noting

# Of one round: then whoever else waits for the thread has a turn.
MOST_AT_ONCE = 50


@dataclass(frozen=True)
class Written:
    """What somebody wrote for an organisation, and the words that tell them what became of it."""

    organisation_id: int | None
    subject: str
    draw: Callable[[], Json]


def tend(database: Database, clock: Clock, limits: Limits) -> int:
    """Tell of what is through or kept back, each once, also when several do this at once. How many were told."""
    with database.reading() as db:
        waiting = db.scalars(to_be_told().with_only_columns(Send.id).limit(MOST_AT_ONCE)).all()
    return sum(_tell_of(database, key, clock, limits) for key in waiting)


def await_result(db: Session, send: Send, author_id: int | None) -> None:
    """An organiser wrote it, and is to hear what becomes of it; the office looks for itself."""
    if author_id is not None and send.organisation_id is not None:
        db.add(Awaited(send_id=send.id, resident_id=author_id))


def tell_writer(
    db: Session,
    database: Database,
    one: Announcement,
    draw: Callable[[], Json],
    now: datetime,
    limits: Limits,
) -> None:
    """What the clock or the office did with it before it left; in the transaction that does it, so once."""
    _tell(db, database, Written(one.organisation_id, one.subject, draw), one.author_id, now, limits)


def _tell_of(database: Database, key: int, clock: Clock, limits: Limits) -> bool:
    now = clock()
    with database.writing() as db:
        # Looked at again: it may have gone on by now.
        send = db.scalars(to_be_told().where(Send.id == key)).first()
        if send is None or _goes_on(db, send, now, limits):
            return False
        # Taking the row away decides which of several workers tells.
        resident_id = heard(db, key)
        written = _written(db, send, progress(db, send))
        return written is not None and _tell(db, database, written, resident_id, now, limits)


def _written(db: Session, send: Send, found: Progress) -> Written | None:
    kind, _colon, key = send.subject.partition(":")
    if kind == "notes" and (note := db.get(Note, int(key))) is not None:
        draw = partial(noting.result, note, send, found)
        return Written(note.activity.organisation_id, note.subject, draw)
    if kind == "announcements" and (one := db.get(Announcement, int(key))) is not None:
        return Written(one.organisation_id, one.subject, partial(announcing_told.result, one, send, found))
    return None


def _goes_on(db: Session, send: Send, now: datetime, limits: Limits) -> bool:
    """Whether LINE's "the month is used up" only met what other sends had reserved: it is tried again in a minute."""
    if send.state != SendState.PAUSED or send.why != Why.QUOTA:
        return False
    month = budget(db, limits, now)
    return month.limit is None or needs(db, send.id) <= month.limit - month.used


def _tell(
    db: Session,
    database: Database,
    written: Written,
    resident_id: int | None,
    now: datetime,
    limits: Limits,
) -> bool:
    """Whether they were told: only who still speaks for the organisation is."""
    writer = db.get(Resident, resident_id) if resident_id is not None else None
    if writer is None or not Representative.speaks_for(db, writer, written.organisation_id):
        return False
    with speaking(writer.locale), flex.letters(large=writer.reads_large):
        said = [written.draw()]
    return tell(db, database, writer, said, f"result {written.subject}", now, limits) is not None
