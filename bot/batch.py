"""A batch: what one transaction of the engine works on, and what is saved at its end at once."""

from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from models.conversations import Conversation
from models.inbox import Event, EventState
from models.outbox import Outgoing, State
from models.residents import Resident
from models.riding import aboard, fitting, leave
from views import Json

# Built once: of a batch of few, building its statements costs as much as running them.
PEOPLE = (
    select(Resident, Conversation)
    .outerjoin(Conversation, Conversation.resident_id == Resident.id)
    .where(Resident.line_id.in_(bindparam("lanes", expanding=True)))
)
ANSWER = insert(Outgoing)
BEGIN = insert(Conversation)
CHANGE = update(Conversation).where(Conversation.resident_id == bindparam("whose"))
BECOME = (
    update(Event)
    .where(Event.id.in_(bindparam("keys", expanding=True)))
    .values(state=bindparam("becomes"), error=bindparam("why"))
)


class Batch:
    """The people of some events, read in one query; the answers and what became of the events, saved in a few."""

    def __init__(self, db: Session, events: list[Event]) -> None:
        self.db = db
        self.done: list[int] = []
        self.failed: dict[int, str] = {}
        # Whether something was taken back, of which no copy may stay on the disk.
        self.forgot = False
        self.start_over(events)

    def standing(self, resident: Resident) -> Conversation | None:
        """Where somebody stands, of this batch or not. What is changed there is saved."""
        if resident.id not in self._conversations:
            return self.db.get(Conversation, resident.id)
        found = self._conversations[resident.id]
        if found is not None and resident.id not in self._begun:
            self._changed[resident.id] = found
        return found

    def begin(self, resident: Resident, now: datetime) -> Conversation:
        """The first one with a resident."""
        first = self._begun[resident.id] = Conversation.begun(resident.id, now)
        self._conversations[resident.id] = first
        return first

    def start_over(self, events: list[Event]) -> None:
        """Forget what a rollback undid, and read the people anew."""
        self.answers: list[dict[str, object]] = []
        lanes = {event.lane for event in events}
        # What waits for their next free reply.
        self._aboard = aboard(self.db, lanes)
        self.people: dict[str, Resident] = {}
        self._conversations: dict[int, Conversation | None] = {}
        self._changed: dict[int, Conversation] = {}
        self._begun: dict[int, Conversation] = {}
        for resident, conversation in self.db.execute(PEOPLE, {"lanes": list(lanes)}):
            self.people[resident.line_id] = resident
            self._conversations[resident.id] = conversation
            if conversation is not None:
                # Every turn changes it, and the session would write it before each next question.
                self.db.expunge(conversation)

    def riders(self, lane: str, room: int) -> list[Json]:
        """The messages of what rides along with an answer to this person, at most `room` of them."""
        # The very turn that is answered may have taken one of them back.
        waiting = [row for row in self._aboard.pop(lane, []) if row.state == State.RIDING]
        rows = fitting(waiting, room)
        leave(self.db, rows)
        return [message for row in rows for message in row.messages()]

    def save(self) -> None:
        """What was said and what became of the events: a few statements, however many there are."""
        self.write()
        if well := [key for key in self.done if key not in self.failed]:
            self._now(EventState.DONE, None, well)
        for key, why in self.failed.items():
            self._now(EventState.FAILED, why, [key])

    def write(self) -> None:
        """The answers so far, and where their people stand now."""
        self.db.flush()  # what handlers have added comes first
        # Over the connection: the session would keep books about each row, which nobody reads.
        connection = self.db.connection()
        if self.answers:
            connection.execute(ANSWER, self.answers)
            self.answers = []
        if self._begun:
            connection.execute(BEGIN, [{"resident_id": key} | one.row() for key, one in self._begun.items()])
            self._begun = {}
        if self._changed:
            # In one order: two engines that change the same two wait for each other, but not both at once.
            rows = [{"whose": key} | one.row() for key, one in sorted(self._changed.items())]
            connection.execute(CHANGE, rows)
            self._changed = {}

    def _now(self, state: EventState, error: str | None, keys: list[int]) -> None:
        self.db.connection().execute(BECOME, {"keys": keys, "becomes": state, "why": error})
