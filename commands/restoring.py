"""After a restore: whatever may have happened between the backup and now is left to a person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Update, delete, func, select, update
from sqlalchemy.orm import Session

from models import audit
from models.database import Database
from models.heartbeats import Heartbeat
from models.inbox import PENDING, Event, EventState
from models.outbox import Kind, Outgoing, State
from models.sends import Send, SendState, Why

RESTORED = "restored from a backup"
# States out of which a message may have left since.
UNSETTLED = (State.PENDING, State.SENDING, State.RIDING, State.HELD)


@dataclass(frozen=True, slots=True)
class Marked:
    messages: int
    events: int
    sends: int


def catch_up(database: Database, chores: Sequence[Callable[[], object]]) -> None:
    """Make now whatever the clock would have asked for since the backup: it may have been made, and sent, before.

    Nothing leaves meanwhile; `mark_restored` then leaves it to a person like everything else that is open."""
    before = -1
    while (made := _last_rows(database)) != before:
        before = made
        for chore in chores:
            chore()


def _last_rows(database: Database) -> int:
    with database.reading() as db:
        return sum(db.scalar(select(func.max(table.id))) or 0 for table in (Outgoing, Send))


def mark_restored(db: Session, now: datetime) -> Marked:
    """Let nothing leave by itself that the backup calls open: it cannot know what became of it.

    Run once, before web and worker start again: what comes in afterwards is new."""
    open_ones = Outgoing.state.in_(UNSETTLED)
    # A menu linked twice is the same menu.
    menus = update(Outgoing).where(open_ones, Outgoing.kind == Kind.MENU)
    db.execute(menus.values(state=State.PENDING, lease=None, due=0.0))
    messages = update(Outgoing).where(open_ones, Outgoing.kind != Kind.MENU)
    events = update(Event).where(PENDING)
    # Rows that are still to be made may have been made, and have left, under other retry keys: also those of a send
    # that was paused then, and would go on by itself in a month with more messages.
    sends = update(Send).where(Send.state.in_((SendState.EXPANDING, SendState.PAUSED)))
    found = Marked(
        messages=_count(db, messages.values(state=State.UNCERTAIN, lease=None, error=RESTORED)),
        events=_count(db, events.values(state=EventState.FAILED, error=RESTORED)),
        sends=_count(db, sends.values(state=SendState.PAUSED, why=Why.RESTORED)),
    )
    db.execute(delete(Heartbeat))
    audit.record(db, "command line", "town.restored", "town", now)
    return found


def _count(db: Session, change: Update) -> int:
    done: Any = db.execute(change)
    return int(done.rowcount)
