"""Unsending: what a taken-back message left behind goes everywhere; that there was one is kept."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from models import drafting
from models.activities import Activity
from models.announcements import Announcement
from models.help import forget_message
from models.inbox import Event, forget_content
from models.notes import forget_note
from models.organisations import Representative
from models.outbox import withdraw_answer, withdraw_repeats
from models.pictures import forget_picture
from models.registrations import Answer, Registration
from models.residents import Resident
from models.unseen import seen

UNSENT = select(Event).where(Event.unsends.in_(bindparam("messages", expanding=True)))


def forget(db: Session, message_id: str, line_id: str) -> bool:
    """Remove the content of one message, if it is its writer who asks; only the writer's own rows are touched.

    The writer's conversation is left to whoever holds it. Says whether it was the writer."""
    # In a group there is one event more for each time it was edited.
    events = db.scalars(select(Event).where(Event.message_id == message_id)).all()
    own = [event for event in events if line_id in (event.lane, event.writer)]
    if not own:
        return False
    names = _who_looked(db, line_id)
    for event in own:
        words = _words(event)
        withdraw_repeats(db, event.id, event.received_at, words, names)
        _forget_reasons(db, line_id, words)
        forget_content(db, event.id)
        withdraw_answer(db, event.id)
    forget_message(db, message_id)
    db.execute(delete(Answer).where(Answer.message_id == message_id))
    forget_note(db, message_id)
    drafting.forget(db, message_id)
    forget_picture(db, message_id)
    return True


def _words(event: Event) -> str:
    """What it said, as far as anything of ours could repeat it."""
    message = event.read().get("message")
    said = message.get("text") if isinstance(message, dict) else ""
    return seen(said, len(said)) if isinstance(said, str) else ""


def _forget_reasons(db: Session, line_id: str, words: str) -> None:
    """Why their organisation closed or gave back something; which message said so is not kept, but its words are."""
    theirs = (
        select(Representative.organisation_id)
        .join(Resident, Resident.id == Representative.resident_id)
        .where(Resident.line_id == line_id)
    )
    if words:
        given_back = Announcement.why_refused == words, Announcement.organisation_id.in_(theirs)
        db.execute(update(Announcement).where(*given_back).values(why_refused=""))
        closed = Activity.why_closed == words, Activity.organisation_id.in_(theirs)
        db.execute(update(Activity).where(*closed).values(why_closed=""))


def _who_looked(db: Session, line_id: str) -> list[str]:
    """Whose screens may have shown it: their own, and those of whom they work with or whose activities they joined."""
    person = select(Resident.id).where(Resident.line_id == line_id).scalar_subquery()
    ours = select(Representative.organisation_id).where(Representative.resident_id == person)
    joined = select(Activity.organisation_id).join(Registration, Registration.activity_id == Activity.id)
    whose = ours.union(joined.where(Registration.resident_id == person))
    others = select(Resident.line_id).join(Representative, Representative.resident_id == Resident.id)
    return [line_id, *db.scalars(others.where(Representative.organisation_id.in_(whose)))]


def forget_unread(db: Session, events: Sequence[Event]) -> bool:
    """Remove what these events say where it was taken back before anybody read it: news may overtake each other.

    Says whether there was any."""
    said = {event.message_id for event in events if event.message_id}
    if not said:
        return False
    unsent = db.scalars(UNSENT, {"messages": list(said)}).all()
    taken_back = {(event.unsends, event.writer) for event in unsent if event.writer}
    own = [event for event in events if taken_back and (event.message_id, event.writer) in taken_back]
    for event in own:
        event.payload = ""
    return bool(own)
