"""A batch: what one transaction of the engine works on, and what is saved at its end at once."""

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
BECOME = (
    update(Event)
    .where(Event.id.in_(bindparam("keys", expanding=True)))
    .values(state=bindparam("becomes"), error=bindparam("why"))
    .execution_options(synchronize_session=False)
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

    def start_over(self, events: list[Event]) -> None:
        """Forget what a rollback undid, and read the people anew."""
        self.answers: list[dict[str, object]] = []
        lanes = {event.lane for event in events}
        # What waits for their next free reply.
        self._aboard = aboard(self.db, lanes)
        rows = self.db.execute(PEOPLE, {"lanes": list(lanes)})
        self.people: dict[str, tuple[Resident, Conversation | None]] = {
            resident.line_id: (resident, conversation) for resident, conversation in rows
        }

    def riders(self, lane: str, room: int) -> list[Json]:
        """The messages of what rides along with an answer to this person, at most `room` of them."""
        # The very turn that is answered may have taken one of them back.
        waiting = [row for row in self._aboard.pop(lane, []) if row.state == State.RIDING]
        rows = fitting(waiting, room)
        leave(self.db, rows)
        return [message for row in rows for message in row.messages()]

    def save(self) -> None:
        """The answers, and what became of the events: a few statements, however many there are."""
        self.write_answers()
        if well := [key for key in self.done if key not in self.failed]:
            self._now(EventState.DONE, None, well)
        for key, why in self.failed.items():
            self._now(EventState.FAILED, why, [key])

    def write_answers(self) -> None:
        if self.answers:
            self.db.execute(insert(Outgoing), self.answers)
            self.answers = []

    def _now(self, state: EventState, error: str | None, keys: list[int]) -> None:
        self.db.execute(BECOME, {"keys": keys, "becomes": state, "why": error})
