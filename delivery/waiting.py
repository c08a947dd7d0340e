"""What waits: the questions about the outbox that a claim asks, written down once for each kind of database."""

from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Executable,
    Exists,
    Select,
    TextClause,
    bindparam,
    exists,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import aliased

from models.database import seconds_of
from models.outbox import FRAIL, WAITING, Kind, Lane, Outgoing, first_due
from models.sends import AT_WORK, Send

COLUMNS = (
    Outgoing.id, Outgoing.kind, Outgoing.to, Outgoing.recipients, Outgoing.reply_token, Outgoing.body,
    Outgoing.retry_key, Outgoing.tries, Outgoing.first_try, Outgoing.send_id, Outgoing.units, Outgoing.lane,
    Outgoing.not_after, Outgoing.deaths,
)  # fmt: skip

SENDS_AT_WORK = select(Send.id).where(AT_WORK)
OF_NONE_OR_AT_WORK = or_(Outgoing.send_id.is_(None), Outgoing.send_id.in_(SENDS_AT_WORK))


@dataclass(frozen=True, slots=True)
class Questions:
    """Parameters: `alone` and `of_a_send` take a `lane`, how many of each kind (`push`, `multicast`, …), and the latter
    a `send`; `frail` takes `kinds` and `most`."""

    # Whether anything is due: what a worker died of; rows of their own, for each lane; rows of sends.
    look: TextClause
    # Rows of their own that leave next, and those of one send.
    alone: Executable
    of_a_send: Executable
    # Rows that one worker died of, and those that two did.
    frail: Select[*tuple[Any, ...]]
    suspects: Select[*tuple[Any, ...]]


@cache
def questions(dialect: Dialect) -> Questions:
    """It takes ten times longer to build them than to ask one."""
    now = seconds_of(dialect.name)
    due = Outgoing.due <= now
    alone = (
        or_(*(first_due(Outgoing.send_id.is_(None), lane, kind) <= now for kind in Kind)) for lane in Lane
    )
    theirs = (first_due(Outgoing.send_id == Send.id, lane, kind) <= now for lane, kind in product(Lane, Kind))
    look = select(exists().where(FRAIL, due), *alone, SENDS_AT_WORK.where(or_(*theirs)).exists())
    kinds = Outgoing.kind.in_(bindparam("kinds", expanding=True))
    own_turn = or_(Outgoing.to == "", ~_overtakes(now))
    frail = (
        select(*COLUMNS)
        .where(FRAIL, Outgoing.deaths == 1, due, OF_NONE_OR_AT_WORK, kinds, own_turn)
        .order_by(Outgoing.id)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
    )
    return Questions(
        # As text: nothing in it changes, and SQLAlchemy would go through all of it each time.
        look=text(str(look.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))),
        alone=_next(now, Outgoing.send_id.is_(None)),
        of_a_send=_next(now, Outgoing.send_id == bindparam("send")),
        frail=frail,
        suspects=suspects(now).limit(1),
    )


def suspects(before: ColumnElement[float]) -> Select[*tuple[Any, ...]]:
    """Rows that two workers died of, and that were due by then."""
    due = Outgoing.due <= before
    return select(*COLUMNS).where(FRAIL, Outgoing.deaths > 1, due, OF_NONE_OR_AT_WORK)


def _next(now: ColumnElement[float], whose: ColumnElement[bool]) -> Executable:
    """The rows of one queue whose time has come, in their order; locked, for as long as they are being claimed.

    As many of each kind as there are turns: looked for together, a hundred thousand pushes without a turn would all be
    read to find that there is no multicast among them."""
    ours = WAITING, whose, Outgoing.lane == bindparam("lane"), Outgoing.due <= now
    free = or_(Outgoing.to == "", ~_overtakes(now))
    rows = select(*COLUMNS).where(*ours, Outgoing.deaths == 0, free).order_by(Outgoing.due, Outgoing.id)
    each = (rows.where(Outgoing.kind == kind).limit(bindparam(kind.value)) for kind in Kind)
    return union_all(*(select(one.with_for_update(skip_locked=True).subquery()) for one in each))


def _overtakes(now: ColumnElement[float]) -> Exists:
    """Whether an earlier row of the same lane to the same person is still open, here or at another worker.

    One that waits for its own time, such as the next morning, stands in nobody's way."""
    earlier = aliased(Outgoing, name="earlier")
    return exists().where(
        text("earlier.state IN ('pending', 'sending')"),  # written out, for the index on open rows
        earlier.to == Outgoing.to,
        earlier.lane == Outgoing.lane,
        earlier.id < Outgoing.id,
        or_(earlier.tries > 0, earlier.due <= now),
    )
