"""The outbox: everything we say to LINE is a row here first, with its cause and its fate."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    ScalarSelect,
    String,
    Text,
    and_,
    case,
    delete,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base

Json = dict[str, Any]
MOST_MESSAGES = 5  # LINE's limit for one call


class Kind(StrEnum):
    REPLY = "reply"
    PUSH = "push"
    # The same words to up to 500 people, `recipients`.
    MULTICAST = "multicast"
    # To an audience that LINE itself knows; `body` is the whole request.
    NARROWCAST = "narrowcast"
    # Link somebody's own rich menu: which one follows from their language, letters and role when it is sent.
    MENU = "menu"


class State(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    ACCEPTED = "accepted"
    # LINE said no for good; `error` says why.
    DEAD = "dead"
    # It may have been delivered or not, and asking again could deliver it twice: only a person may.
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"
    # The month is used up, or it is not worth a push: it waits for this person's next free reply …
    RIDING = "riding"
    # … and left with one.
    RODE = "rode"
    # Something is odd about it, such as very many messages to one person: somebody looks at it first.
    HELD = "held"


class Lane(IntEnum):
    ANSWERS = 0
    URGENT = 1
    BULK = 2


# Written out, not parameters: only so do the databases see that an index on few rows will do.
WAITING = text("state = 'pending'")
UNDER_WAY = text("state = 'sending'")
OPEN = text("state IN ('pending', 'sending')")
ABOARD = text("state = 'riding'")
FRAIL = text("state = 'pending' AND deaths > 0")
ONE_PERSON = text("kind = 'push'")
OF_A_SEND = text("send_id IS NOT NULL")

MOST_AT_ONCE = 500  # people of one multicast


class Outgoing(Base):
    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_waiting",
            "send_id",
            "lane",
            "kind",
            "due",
            "id",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index("ix_outbox_open", "to", "lane", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_outbox_under_way", "due", sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY),
        Index("ix_outbox_aboard", "to", sqlite_where=ABOARD, postgresql_where=ABOARD),
        Index("ix_outbox_frail", "id", sqlite_where=FRAIL, postgresql_where=FRAIL),
        Index("ix_outbox_pushes", "to", "first_try", sqlite_where=ONE_PERSON, postgresql_where=ONE_PERSON),
        Index("ix_outbox_sends", "send_id", "state", sqlite_where=OF_A_SEND, postgresql_where=OF_A_SEND),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    retry_key: Mapped[str] = mapped_column(String(36), unique=True)
    kind: Mapped[Kind]
    # A LINE user id; for a reply it is kept for the records, the token decides. Empty when there are `recipients`.
    to: Mapped[str] = mapped_column(String(80))
    # LINE user ids of a multicast as JSON text; whoever is no friend any more is struck off before the first try.
    recipients: Mapped[str | None] = mapped_column(Text)
    reply_token: Mapped[str | None] = mapped_column(String(100))
    # The messages as frozen JSON text: a retry sends the same bytes.
    body: Mapped[str] = mapped_column(Text)
    because: Mapped[str] = mapped_column(String(60))
    state: Mapped[State] = mapped_column(default=State.PENDING)
    # A Lane: answers leave first.
    lane: Mapped[int] = mapped_column(default=Lane.ANSWERS)
    # The send it is part of; a row of its own otherwise.
    send_id: Mapped[int | None] = mapped_column(ForeignKey("sends.id"))
    # How many of the month's messages it uses, which is how many people it is for; replies are free.
    units: Mapped[int] = mapped_column(default=0)
    # Seconds of the database's clock: not before. While SENDING: when the lease ends and somebody else may look at it.
    due: Mapped[float] = mapped_column(Float, default=0.0)
    # After this it is too late to begin.
    not_after: Mapped[float | None] = mapped_column(Float)
    lease: Mapped[str | None] = mapped_column(String(36))
    tries: Mapped[int] = mapped_column(default=0)
    first_try: Mapped[float | None] = mapped_column(Float)
    # How many workers died while they held it.
    deaths: Mapped[int] = mapped_column(default=0)
    # LINE's name of the accepted request; narrowcasts are asked after by it.
    request_id: Mapped[str | None] = mapped_column(String(40))
    error: Mapped[str | None] = mapped_column(String(300))
    # The event this answers: one answer at most.
    event_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id", ondelete="SET NULL"), unique=True)
    made_at: Mapped[datetime]

    @classmethod
    def push(
        cls,
        to: str,
        messages: Sequence[Json],
        because: str,
        now: datetime,
        *,
        lane: Lane = Lane.URGENT,
        due: float = 0.0,
        not_after: float | None = None,
    ) -> "Outgoing":
        """A message to one person that nobody asked for a moment ago."""
        return cls(
            retry_key=str(uuid4()), kind=Kind.PUSH, to=to, body=frozen(messages), because=because,
            state=State.PENDING, lane=lane, due=due, not_after=not_after, tries=0, deaths=0, units=1, made_at=now,
        )  # fmt: skip

    @classmethod
    def menu(cls, to: str, because: str, now: datetime) -> "Outgoing":
        """Show somebody the rich menu that is theirs now."""
        return cls(
            retry_key=str(uuid4()), kind=Kind.MENU, to=to, body="{}", because=because,
            state=State.PENDING, lane=Lane.ANSWERS, due=0.0, tries=0, deaths=0, units=0, made_at=now,
        )  # fmt: skip

    def messages(self) -> list[Json]:
        found = json.loads(self.body) if self.body else []
        if isinstance(found, dict):
            found = found.get("messages", [])  # the body of a narrowcast is the whole request
        return found if isinstance(found, list) else []


def first_due(whose: ColumnElement[bool], lane: Lane, kind: Kind) -> ScalarSelect[float]:
    """When the first of those that wait is due; NULL where none does. Its index leads to it, past any number that wait
    for the morning. Not EXISTS: PostgreSQL takes it that of many rows one is soon met by reading the table from its
    beginning, where the oldest lie, all done with."""
    return (
        select(func.min(Outgoing.due))
        .where(WAITING, whose, Outgoing.lane == lane, Outgoing.kind == kind)
        .correlate_except(Outgoing)
        .scalar_subquery()
    )


def answer(
    event_id: int, to: str, reply_token: str, messages: Sequence[Json], because: str, now: datetime
) -> dict[str, Any]:
    """The row of the answer to one event, by its reply token; many are inserted at once."""
    return {
        "retry_key": str(uuid4()),
        "kind": Kind.REPLY,
        "to": to,
        "reply_token": reply_token,
        "body": frozen(messages),
        "because": because,
        "state": State.PENDING,
        "lane": Lane.ANSWERS,
        "due": 0.0,
        "tries": 0,
        "deaths": 0,
        "units": 0,
        "event_id": event_id,
        "made_at": now,
    }


def frozen(messages: Sequence[Json]) -> str:
    """Messages as the JSON text that every try sends. At most five: LINE takes no more."""
    if not 1 <= len(messages) <= MOST_MESSAGES:
        raise ValueError(f"{len(messages)} messages: LINE takes 1 to {MOST_MESSAGES} in one call")
    return json.dumps(list(messages), ensure_ascii=False, separators=(",", ":"))


def bulk_row(
    send_id: int, lane: int, body: str, because: str, not_after: float | None, now: datetime
) -> dict[str, Any]:
    """What the rows of a send have in common; `to` or `recipients`, `kind` and `units` are still to be added."""
    return {
        "retry_key": str(uuid4()),
        "to": "",
        "recipients": None,
        "body": body,
        "because": because,
        "state": State.PENDING,
        "lane": lane,
        "send_id": send_id,
        "due": 0.0,
        "not_after": not_after,
        "tries": 0,
        "deaths": 0,
        "made_at": now,
    }


def forget_unsent(db: Session, line_id: str) -> None:
    """Somebody blocked us: what waits for them is not sent, also when they come back at once."""
    mine = Outgoing.to == line_id, Outgoing.kind == Kind.PUSH
    # What was tried LINE may have. Where it is counted LINE is asked once more, and shows it to nobody who blocked us.
    uncounted = or_(Outgoing.tries == 0, Outgoing.send_id.is_(None))
    unsent = or_(and_(OPEN, Outgoing.state == State.PENDING, uncounted), ABOARD)
    db.execute(
        update(Outgoing).where(*mine, unsent).values(state=State.CANCELLED, error="no friend any more")
    )


def forget_answers(db: Session, before: datetime) -> None:
    """Delete answers from before then, the oldest first and some thousands at a time."""
    old = Outgoing.kind.in_((Kind.REPLY, Kind.MENU)), Outgoing.made_at < before
    some = (
        select(Outgoing.id)
        .where(*old, Outgoing.state.not_in((State.PENDING, State.SENDING)))
        .order_by(Outgoing.id)
        .limit(5_000)
    )
    db.execute(delete(Outgoing).where(Outgoing.id.in_(some)))


def withdraw_answer(db: Session, event_id: int) -> None:
    """Forget the words of our answer to an event that was unsent: it may repeat what was said."""
    for row in db.scalars(select(Outgoing).where(Outgoing.event_id == event_id)):
        row.body = "[]"
        if row.state == State.PENDING:
            row.state = State.CANCELLED


def withdraw_repeats(db: Session, event_id: int, at: datetime, words: str, names: Collection[str]) -> None:
    """Forget what repeated the words of an event that was unsent, to the people of `names`: screens they looked at
    since then, and what colleagues were told of an announcement. What is sent to many is stopped by its own rules."""
    # Titles are cut, and JSON writes some characters in its own way.
    mark = json.dumps(words.strip().partition("\n")[0][:20], ensure_ascii=False)[1:-1]
    if not mark:
        return
    answered = select(func.min(Outgoing.id)).where(Outgoing.event_id == event_id).scalar_subquery()
    settled = Outgoing.state.not_in((State.PENDING, State.SENDING))
    read = and_(Outgoing.id >= answered, Outgoing.kind == Kind.REPLY, settled)
    # A day is more than any host's clock is wrong.
    lately = Outgoing.made_at > at - timedelta(days=1)
    told = and_(ONE_PERSON, lately, Outgoing.because.contains("announcement"), Outgoing.send_id.is_(None))
    for which in (read, told):
        repeats = which, Outgoing.to.in_(names), Outgoing.body.contains(mark, autoescape=True)
        waits = Outgoing.state == State.PENDING, State.CANCELLED
        db.execute(
            update(Outgoing).where(*repeats).values(body="[]", state=case(waits, else_=Outgoing.state))
        )
