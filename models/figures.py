"""Figures: what LINE itself counted of a send, and how far a narrowcast of LINE's own has come."""

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.outbox import Outgoing

NARROWCASTS = text("kind = 'narrowcast'")
Index("ix_outbox_narrowcasts", Outgoing.id, sqlite_where=NARROWCASTS, postgresql_where=NARROWCASTS)


class Figure(Base):
    """LINE's statistics of one send. It tells no number of under 20 people: None."""

    __tablename__ = "figures"

    send_id: Mapped[int] = mapped_column(ForeignKey("sends.id", ondelete="CASCADE"), primary_key=True)
    asked_at: Mapped[datetime]
    # Phones on which it was displayed, and on which a link in it was opened.
    opened: Mapped[int | None]
    clicked: Mapped[int | None]


class Progress(Base):
    """A narrowcast that LINE accepted: it goes on there, and we ask after it."""

    __tablename__ = "narrowcasts"

    row_id: Mapped[int] = mapped_column(ForeignKey("outbox.id", ondelete="CASCADE"), primary_key=True)
    # LINE's own word for where it is: waiting, sending, succeeded, failed.
    phase: Mapped[str] = mapped_column(String(20), default="")
    succeeded: Mapped[int | None]
    failed: Mapped[int | None]
    target: Mapped[int | None]
    error: Mapped[int | None]
    done: Mapped[bool] = mapped_column(default=False)
    # Seconds of the database's clock: when to ask again.
    due: Mapped[float] = mapped_column(Float, default=0.0)
