"""The inbox: every event LINE sent, stored before it is answered and worked on afterwards."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any

from sqlalchemy import BigInteger, Connection, Index, String, Text, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.database import Database, insert_new

UNREADABLE = "unreadable"


# Written out, not a parameter: only so do the databases see that the index on pending rows will do.
PENDING = text("state = 'pending'")
UNSENDING = text("unsends IS NOT NULL")


class EventState(StrEnum):
    PENDING = "pending"
    DONE = "done"
    # A bug met this event; it is kept and can be played again.
    FAILED = "failed"


class Event(Base):
    """One webhook event. Rows stay 35 days: LINE signs no time, so a replay may come late."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index("ix_inbox_pending", "id", sqlite_where=PENDING, postgresql_where=PENDING),
        Index("ix_inbox_pending_lanes", "lane", sqlite_where=PENDING, postgresql_where=PENDING),
        Index("ix_inbox_unsends", "unsends", sqlite_where=UNSENDING, postgresql_where=UNSENDING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_event_id: Mapped[str] = mapped_column(String(80), unique=True)
    # Whose conversation: a user, group or room. Events of one lane are worked on one after another.
    lane: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(40))
    message_id: Mapped[str | None] = mapped_column(String(40), index=True)
    # The message that this event takes back; it may come later than this.
    unsends: Mapped[str | None] = mapped_column(String(40))
    # LINE's JSON with everything beyond ASCII escaped: NUL and lone surrogates cannot hurt a text column.
    payload: Mapped[str] = mapped_column(Text)
    occurred_ms: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[EventState] = mapped_column(default=EventState.PENDING)
    error: Mapped[str | None] = mapped_column(String(200))

    def read(self) -> dict[str, Any]:
        """The event as LINE sent it, `{}` when it was not an object or was taken back."""
        found = json.loads(self.payload) if self.payload else {}
        return found if isinstance(found, dict) else {}

    @property
    def writer(self) -> str | None:
        """Whose doing it was; in a group not the one whose lane it is."""
        source = self.read().get("source")
        user = source.get("userId") if isinstance(source, dict) else None
        return user if isinstance(user, str) else None

    @property
    def occurred_at(self) -> datetime:
        return datetime.fromtimestamp(self.occurred_ms / 1000, UTC)

    @classmethod
    def of_message(cls, db: Session, message_id: str) -> "Event | None":
        return db.scalars(select(cls).where(cls.message_id == message_id)).first()


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event read off the wire, not yet stored."""

    webhook_event_id: str
    lane: str
    kind: str
    message_id: str | None
    payload: str
    occurred_ms: int
    unsends: str | None = None


FIELDS = tuple(field.name for field in fields(Arrival))
_values = attrgetter(*FIELDS)


def keep(database: Database, webhooks: Sequence[Sequence[Arrival]], now: datetime) -> None:
    """Return when the events are on the disk, all in one commit: in the inbox, or on the doorstep before it."""
    if database.doorstep is not None:
        written = [json.dumps([_values(arrival) for arrival in arrivals]) for arrivals in webhooks]
        database.doorstep.lay(written, int(now.timestamp() * 1000))
        return
    with database.engine.begin() as connection:
        store(connection, [arrival for arrivals in webhooks for arrival in arrivals], now)
        database.knock(connection)


def carry_in(database: Database, db: Session) -> int | None:
    """Take an armful from the doorstep into the inbox. The number up to which to clear it once that is committed."""
    lying = database.doorstep.lying() if database.doorstep is not None else []
    rows = [
        _row(Arrival(*values[: len(FIELDS)]), datetime.fromtimestamp(received_ms / 1000, UTC))
        for _number, received_ms, webhook in lying
        for values in json.loads(webhook)  # a later release may have written more
    ]
    insert_new(db, Event, rows)
    return lying[-1][0] if lying else None


def store(connection: Connection | Session, arrivals: Sequence[Arrival], now: datetime) -> None:
    """Keep every arrival that is new; one that is known already (a second delivery) changes nothing."""
    insert_new(connection, Event, [_row(arrival, now) for arrival in arrivals])


def _row(arrival: Arrival, now: datetime) -> dict[str, Any]:
    row = dict(zip(FIELDS, _values(arrival), strict=True))
    return row | {"received_at": now, "state": EventState.PENDING}


def forget_content(db: Session, event_id: int) -> None:
    """Take away what an unsent message said; that there was one is kept."""
    db.execute(update(Event).where(Event.id == event_id).values(payload=""))
