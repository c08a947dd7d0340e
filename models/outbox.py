"""The outbox: everything we say to LINE is a row here first, with its cause and its fate."""

import json
from collections.abc import Sequence
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Float, ForeignKey, Index, String, Text, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base

Json = dict[str, Any]
MOST_MESSAGES = 5  # LINE's limit for one call


class Kind(StrEnum):
    REPLY = "reply"
    PUSH = "push"
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


class Lane(IntEnum):
    ANSWERS = 0
    URGENT = 1
    BULK = 2


# Written out, not parameters: only so do the databases see that an index on few rows will do.
WAITING = text("state = 'pending'")
UNDER_WAY = text("state = 'sending'")
OPEN = text("state IN ('pending', 'sending')")


class Outgoing(Base):
    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "lane", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_outbox_open", "to", "lane", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_outbox_under_way", "due", sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    retry_key: Mapped[str] = mapped_column(String(36), unique=True)
    kind: Mapped[Kind]
    # A LINE user id; for a reply it is kept for the records, the token decides.
    to: Mapped[str] = mapped_column(String(80))
    reply_token: Mapped[str | None] = mapped_column(String(100))
    # The messages as frozen JSON text: a retry sends the same bytes.
    body: Mapped[str] = mapped_column(Text)
    because: Mapped[str] = mapped_column(String(60))
    state: Mapped[State] = mapped_column(default=State.PENDING)
    # A Lane: answers leave first.
    lane: Mapped[int] = mapped_column(default=Lane.ANSWERS)
    # Seconds of the database's clock. While SENDING: when the lease ends and somebody else may look at it.
    due: Mapped[float] = mapped_column(Float, default=0.0)
    lease: Mapped[str | None] = mapped_column(String(36))
    tries: Mapped[int] = mapped_column(default=0)
    first_try: Mapped[float | None] = mapped_column(Float)
    error: Mapped[str | None] = mapped_column(String(300))
    # The event this answers: one answer at most.
    event_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id", ondelete="SET NULL"), unique=True)
    made_at: Mapped[datetime]

    @classmethod
    def push(cls, to: str, messages: Sequence[Json], because: str, now: datetime) -> "Outgoing":
        """A message to one person that nobody asked for a moment ago."""
        return cls(
            retry_key=str(uuid4()), kind=Kind.PUSH, to=to, body=frozen(messages), because=because,
            state=State.PENDING, lane=Lane.URGENT, due=0.0, tries=0, made_at=now,
        )  # fmt: skip

    @classmethod
    def menu(cls, to: str, because: str, now: datetime) -> "Outgoing":
        """Show somebody the rich menu that is theirs now."""
        return cls(
            retry_key=str(uuid4()), kind=Kind.MENU, to=to, body="{}", because=because,
            state=State.PENDING, lane=Lane.ANSWERS, due=0.0, tries=0, made_at=now,
        )  # fmt: skip

    def messages(self) -> list[Json]:
        found = json.loads(self.body) if self.body else []
        return found if isinstance(found, list) else []


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
        "event_id": event_id,
        "made_at": now,
    }


def frozen(messages: Sequence[Json]) -> str:
    """Messages as the JSON text that every try sends. At most five: LINE takes no more."""
    if not 1 <= len(messages) <= MOST_MESSAGES:
        raise ValueError(f"{len(messages)} messages: LINE takes 1 to {MOST_MESSAGES} in one call")
    return json.dumps(list(messages), ensure_ascii=False, separators=(",", ":"))


def withdraw_answer(db: Session, event_id: int) -> None:
    """Forget the words of our answer to an event that was unsent: it may repeat what was said."""
    for row in db.scalars(select(Outgoing).where(Outgoing.event_id == event_id)):
        row.body = "[]"
        if row.state == State.PENDING:
            row.state = State.CANCELLED
