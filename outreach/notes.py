"""Notes go out: what an organiser wrote becomes one send to everybody who has a place, in each reader's face."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from locales import speaking
from models.audit import record
from models.budget import TooFewMessagesLeft, guard
from models.clock import Clock
from models.crowds import ids
from models.database import Database
from models.limits import Limits
from models.notes import HeldNote, Note, NoteState, odd, readers
from models.organisations import Representative
from models.outbox import Json
from models.quiet import opens_at
from models.residents import LetterSize
from outreach.results import await_result
from outreach.sending import NobodyLeft, begin, by_face
from outreach.telling import tell
from views import flex, noting

# Of one round: then whoever else waits for the thread has a turn.
MOST_AT_ONCE = 50


def tend(database: Database, clock: Clock, limits: Limits) -> int:
    """Begin to send what is queued, each note once, also when several do this at once. How many were seen to."""
    if opens_at(clock(), None, limits) > clock():
        return 0
    with database.reading() as db:
        queued = select(Note.id).where(Note.state == NoteState.QUEUED).order_by(Note.id)
        waiting = db.scalars(queued.limit(MOST_AT_ONCE)).all()
    return sum(_tend_one(database, key, clock(), limits) for key in waiting)


def _tend_one(database: Database, key: int, now: datetime, limits: Limits) -> bool:
    """Whose this is, is decided by the row's own condition; note and send are one commit."""
    with database.writing() as db:
        mine = Note.id == key, Note.state == NoteState.QUEUED
        if db.scalar(update(Note).where(*mine).values(state=NoteState.SENT).returning(Note.id)) is None:
            return False
        note = db.get_one(Note, key, populate_existing=True)
        organisation = note.activity.organisation_id
        if note.author is None or not Representative.speaks_for(db, note.author, organisation):
            note.state = NoteState.WITHDRAWN  # whoever wrote it may not speak for them any more
            return True
        why = None if note.forced else odd(note.activity, now)
        if why is None:
            why = _begin(db, database, note, now, limits)
        if why is not None:
            _hold(db, database, note, why, now, limits)
    return True


def _begin(db: Session, database: Database, note: Note, now: datetime, limits: Limits) -> HeldNote | None:
    """Freeze who gets it and in which words; or what is in the way."""
    activity = note.activity
    parts = by_face(db, ids(db, readers(activity.id)))
    try:
        # It is about what people joined themselves: the messages kept for that may be used.
        guard(db, limits, now, sum(map(len, parts.values())), news=False)
        send = begin(
            db,
            database,
            kind="note",
            subject=note.subject,
            title=activity.title,
            words=note.words,
            parts=parts,
            bodies={face: _body(note, face, now) for face in parts},
            now=now,
            organisation_id=activity.organisation_id,
            not_after=None if note.forced else activity.ends_at,
            limits=limits,
            own=True,
            again=True,  # the note's row has decided that already
        )
    except NobodyLeft:
        return HeldNote.NOBODY
    except TooFewMessagesLeft:
        return HeldNote.MONTH
    await_result(db, send, note.author_id)
    record(db, "worker", "note.begin", f"activities:{activity.id} {activity.title}", now)
    return None


def _body(note: Note, face: str, now: datetime) -> list[Json]:
    locale, _dot, letter_size = face.partition(".")
    with speaking(locale), flex.letters(large=letter_size == LetterSize.LARGE):
        return noting.as_read(note, now)


def _hold(db: Session, database: Database, note: Note, why: HeldNote, now: datetime, limits: Limits) -> None:
    """Nothing leaves; who wrote it hears why, and what can be done."""
    note.state, note.why = NoteState.HELD, why
    record(
        db, "worker", f"note.held.{why.value}", f"activities:{note.activity_id} {note.activity.title}", now
    )
    if (author := note.author) is not None:
        with speaking(author.locale), flex.letters(large=author.reads_large):
            tell(db, database, author, [noting.held(note)], f"note.held {note.subject}", now, limits)
