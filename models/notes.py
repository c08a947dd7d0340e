"""Notes: what an organiser tells everybody who joined; written, taken back, held, and sent once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, String, func, select, text, update
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from locales import lazy
from models.activities import Activity, ActivityState
from models.audit import record
from models.awaiting import knows
from models.base import Base
from models.organisations import Representative
from models.receipts import who_got
from models.refusals import Gone, Refusal
from models.registrations import Registration, RegistrationState
from models.residents import Resident
from models.sends import Progress, Send, progress, stop

QUEUED = text("state = 'queued'")


class NobodyToTell(Refusal):
    message = lazy("Nobody has joined yet, so there is nobody to tell.")


class SentAlready(Refusal):
    message = lazy("This note is no longer in the queue, so it cannot be taken back.")


class NoteState(StrEnum):
    QUEUED = "queued"
    # It does not leave by itself: `why`.
    HELD = "held"
    WITHDRAWN = "withdrawn"
    # A send of it has begun.
    SENT = "sent"


class HeldNote(StrEnum):
    """Why a note waits for a word of its writer."""

    OVER = "over"
    CANCELLED = "cancelled"
    NOBODY = "nobody"
    # The month's messages are used up.
    MONTH = "month"


class Note(Base):
    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_queued", "id", sqlite_where=QUEUED, postgresql_where=QUEUED),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("residents.id", ondelete="SET NULL"))
    words: Mapped[str] = mapped_column(String(1000))
    message_id: Mapped[str | None] = mapped_column(String(40), index=True)
    state: Mapped[NoteState] = mapped_column(default=NoteState.QUEUED)
    why: Mapped[HeldNote | None]
    # Its writer knew that the activity is over or called off.
    forced: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]

    activity: Mapped[Activity] = relationship()
    author: Mapped[Resident | None] = relationship()

    @property
    def subject(self) -> str:
        return f"notes:{self.id}"


def readers(activity_id: int) -> Select[int]:
    """The ids of those who would get a note now: everybody who has a place and can be reached."""
    return (
        select(Resident.id)
        .join(Registration, Registration.resident_id == Resident.id)
        .where(
            Registration.activity_id == activity_id,
            Registration.state == RegistrationState.JOINED,
            Resident.follows,
        )
    )


def listeners(db: Session, activity: Activity) -> int:
    """How many would get a note now."""
    return db.scalar(select(func.count()).select_from(readers(activity.id).subquery())) or 0


def odd(activity: Activity, now: datetime) -> HeldNote | None:
    """What keeps a note about this from leaving by itself."""
    if activity.state in (ActivityState.CANCELLED, ActivityState.HIDDEN):
        return HeldNote.CANCELLED
    return HeldNote.OVER if activity.is_over(now) else None


def queue_note(
    db: Session, activity: Activity, words: str, message_id: str | None, by: Resident, now: datetime
) -> Note:
    """Keep a note for everybody who has a place, until it is sent or taken back. Raises NobodyToTell."""
    if not listeners(db, activity):
        raise NobodyToTell
    note = Note(
        activity_id=activity.id,
        author_id=by.id,
        words=words,
        message_id=message_id,
        state=NoteState.QUEUED,
        forced=odd(activity, now) is not None,
        made_at=now,
    )
    db.add(note)
    _write_down(db, by, "note.queue", activity, now)
    return note


def written_notes(author: Resident) -> Select[Note]:
    """What somebody wrote and did not take back, for activities they still speak for, newest first."""
    theirs = select(Representative.organisation_id).where(Representative.resident_id == author.id)
    return (
        select(Note)
        .join(Note.activity)
        .where(Note.author_id == author.id, Note.state != NoteState.WITHDRAWN)
        .where(Activity.organisation_id.in_(theirs))
        .options(joinedload(Note.activity))
        .order_by(Note.made_at.desc(), Note.id.desc())
    )


def send_of(db: Session, note: Note) -> Send | None:
    return db.scalars(select(Send).where(Send.subject == note.subject)).first()


def fates(db: Session, notes: Sequence[Note]) -> Mapping[int, Progress]:
    """How far those have come that were sent, by the note's id."""
    found = {note.id: send for note in notes if (send := send_of(db, note)) is not None}
    return {key: progress(db, send) for key, send in found.items()}


def withdraw_note(db: Session, author: Resident, note_id: int, now: datetime) -> tuple[Note, int]:
    """Take one's own note back, and how many have got it already. Pressing twice is pressing once.

    Raises Gone for another's, SentAlready when nothing of it waits any more."""
    note = own_note(db, author, note_id)
    if note.state == NoteState.WITHDRAWN:
        return note, _had(db, note)
    # The row's own condition decides: it may be leaving this very moment.
    if not _move(db, note, (NoteState.QUEUED, NoteState.HELD), NoteState.WITHDRAWN):
        send = send_of(db, note)
        if send is None or not progress(db, send).open or not stop(db, send.id, now):
            raise SentAlready
        knows(db, send.id, author.id)
        note.state = NoteState.WITHDRAWN
    _write_down(db, author, "note.withdraw", note.activity, now)
    return note, _had(db, note)


def release_note(db: Session, author: Resident, note_id: int, now: datetime) -> Note:
    """Send what was held all the same. Pressing twice is pressing once. Raises Gone for another's."""
    note = own_note(db, author, note_id)
    if _move(db, note, (NoteState.HELD,), NoteState.QUEUED):
        note.forced, note.why = True, None
        _write_down(db, author, "note.release", note.activity, now)
    return note


def own_note(db: Session, author: Resident, note_id: int) -> Note:
    """Raises Gone for another's, and for an organisation one does not speak for any more."""
    note = db.get(Note, note_id, populate_existing=True)
    if note is None or note.author_id != author.id:
        raise Gone
    if not Representative.speaks_for(db, author, note.activity.organisation_id):
        raise Gone
    return note


def forget_note(db: Session, message_id: str) -> None:
    """The message it was written in was unsent: what has not left of it does not leave, and its words go."""
    for note in db.scalars(select(Note).where(Note.message_id == message_id)):
        if _move(db, note, (NoteState.QUEUED, NoteState.HELD), NoteState.WITHDRAWN):
            note.words = ""
            continue
        send = send_of(db, note) if note.state == NoteState.SENT else None
        if send is not None and stop(db, send.id, send.made_at):
            knows(db, send.id, note.author_id)
            note.state = NoteState.WITHDRAWN


def _move(db: Session, note: Note, of: tuple[NoteState, ...], to: NoteState) -> bool:
    done: Any = db.execute(update(Note).where(Note.id == note.id, Note.state.in_(of)).values(state=to))
    db.refresh(note, ["state"])
    return bool(done.rowcount)


def _had(db: Session, note: Note) -> int:
    send = send_of(db, note)
    return len(who_got(db, send.id)) if send is not None else 0


def _write_down(db: Session, by: Resident, did: str, activity: Activity, now: datetime) -> None:
    record(db, f"resident:{by.id}", did, f"activities:{activity.id} {activity.title}", now)
