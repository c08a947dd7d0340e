"""Unsending: what a taken-back message left behind goes everywhere; that there was one is kept."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.conversations import Conversation
from models.help import forget_message
from models.inbox import Event, forget_content
from models.notes import Note, NoteState
from models.outbox import withdraw_answer
from models.registrations import Answer
from models.residents import Resident


def forget(db: Session, message_id: str, line_id: str) -> None:
    """Remove the content of one message. Only its writer's own rows are touched."""
    # In a group there is one event more for each time it was edited.
    events = db.scalars(select(Event).where(Event.message_id == message_id)).all()
    own = [event for event in events if line_id in (event.lane, event.read().get("source", {}).get("userId"))]
    if not own:
        return
    for event in own:
        forget_content(db, event.id)
        withdraw_answer(db, event.id)
    forget_message(db, message_id)
    db.execute(delete(Answer).where(Answer.message_id == message_id))
    unsent = update(Note).where(Note.message_id == message_id, Note.state == NoteState.QUEUED)
    db.execute(unsent.values(words="", state=NoteState.WITHDRAWN))
    resident = Resident.known(db, line_id)
    conversation = db.get(Conversation, resident.id) if resident else None
    if conversation is not None:
        kept = {name: one for name, one in conversation.answers.items() if one.get("message") != message_id}
        conversation.answers = kept
        conversation.searched = None  # it may be what was looked for
