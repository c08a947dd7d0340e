"""Decisions: what staff may do with a message that did not simply go: send it after all, or let it be."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Index, Select, select, text, update
from sqlalchemy.orm import Session

from locales import Lazy, lazy
from models.audit import record
from models.database import Database
from models.outbox import Kind, Outgoing, State
from models.refusals import Refusal
from models.residents import Resident
from models.sends import Send, SendState

# What waits for a person.
UNDECIDED = (State.DEAD, State.UNCERTAIN, State.HELD)
# Written out, not parameters: only so do the databases see that the index on few rows will do.
FOR_A_PERSON = text("state IN ('dead', 'uncertain', 'held')")
Index("ix_outbox_undecided", Outgoing.id, sqlite_where=FOR_A_PERSON, postgresql_where=FOR_A_PERSON)
WITHHELD = "withheld by staff"
# As staff read them. «Accepted» is all that LINE tells; it is never shown as read.
STATES: dict[State, Lazy] = {
    State.PENDING: lazy("waits its turn"),
    State.SENDING: lazy("under way"),
    State.ACCEPTED: lazy("accepted by LINE"),
    State.DEAD: lazy("refused by LINE"),
    State.UNCERTAIN: lazy("may have arrived or not"),
    State.CANCELLED: lazy("not sent"),
    State.RIDING: lazy("waits for their next free reply"),
    State.RODE: lazy("accepted by LINE with a free reply"),
    State.HELD: lazy("held until somebody has looked"),
}


class NoSuchMessage(Refusal):
    message = lazy("There is no message {number} in the outbox.")


class NothingToDecide(Refusal):
    message = lazy("Message {number} does not wait for anybody: it is {state}.")


class TooLate(Refusal):
    message = lazy("The time of message {number} is over. It was not sent.")


class NoFriend(Refusal):
    message = lazy("Whom message {number} is for is no friend of this account any more.")


class SendIsOver(Refusal):
    message = lazy("Message {number} is part of send {send}, which was stopped. It was not sent.")


def undecided(state: State | None = None) -> Select[Outgoing]:
    """What waits for a decision, or everything in one state; the oldest first."""
    rows = select(Outgoing).order_by(Outgoing.id)
    if state is None or state in UNDECIDED:
        rows = rows.where(FOR_A_PERSON)
    return rows.where(Outgoing.state == state) if state else rows


def found(db: Session, number: int) -> Outgoing:
    """A row by its number. Raises NoSuchMessage."""
    row = db.get(Outgoing, number, populate_existing=True)
    if row is None:
        raise NoSuchMessage(number=number)
    return row


def retry(db: Session, database: Database, number: int, actor: str, now: datetime) -> None:
    """Send it after all, under a new key. What was uncertain may so arrive twice: whoever asks has been told."""
    row = found(db, number)
    if row.state not in UNDECIDED:
        raise NothingToDecide(number=number, state=STATES[row.state])
    moment = database.moment(db)
    if row.not_after is not None and row.not_after < moment:
        raise TooLate(number=number)
    follows = select(Resident.follows).where(Resident.line_id == row.to)
    if row.to and db.scalar(follows) is False:
        raise NoFriend(number=number)
    if row.send_id is not None:
        _reopen(db, number, row.send_id)
    values: dict[str, Any] = {
        "state": State.PENDING,
        "retry_key": str(uuid4()),
        "tries": 0,
        "deaths": 0,
        "due": 0.0,
        "lease": None,
        "error": None,
        # A person has looked: what was held for being one of too many is not looked at again.
        "first_try": moment if row.state == State.HELD else None,
    }
    if row.kind == Kind.REPLY:
        # Its token is long gone.
        values |= {"kind": Kind.PUSH, "units": 1, "reply_token": None}
    _move(db, row, values)
    database.knock(db)
    record(db, actor, "outbox.retried", f"outbox:{number}", now)


def withhold(db: Session, number: int, actor: str, now: datetime) -> None:
    """Let it be: it is not sent, and nobody is asked about it again."""
    row = found(db, number)
    if row.state not in (*UNDECIDED, State.PENDING, State.RIDING):
        raise NothingToDecide(number=number, state=STATES[row.state])
    _move(db, row, {"state": State.CANCELLED, "error": WITHHELD})
    record(db, actor, "outbox.withheld", f"outbox:{number}", now)


def _move(db: Session, row: Outgoing, values: dict[str, Any]) -> None:
    """The row's own condition decides: a worker or a colleague may have been quicker."""
    same = update(Outgoing).where(Outgoing.id == row.id, Outgoing.state == row.state)
    done: Any = db.execute(same.values(**values))
    if not done.rowcount:
        db.refresh(row)
        raise NothingToDecide(number=row.id, state=STATES[row.state])


def _reopen(db: Session, number: int, send_id: int) -> None:
    """Rows leave only while their send is at work: one that is through begins again for this one."""
    state = db.scalar(select(Send.state).where(Send.id == send_id).with_for_update())
    if state == SendState.STOPPED:
        raise SendIsOver(number=number, send=send_id)
    if state == SendState.FINISHED:
        through = update(Send).where(Send.id == send_id, Send.state == SendState.FINISHED)
        db.execute(through.values(state=SendState.SENDING, finished_at=None))
