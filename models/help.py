"""Help: messages for a person at the office, and words nobody understood yet."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, delete, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base
from models.residents import Resident


class HelpRequest(Base):
    """A resident asks for a person; staff answer it."""

    __tablename__ = "help_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("residents.id", ondelete="CASCADE"), index=True)
    words: Mapped[str] = mapped_column(String(1000))
    message_id: Mapped[str | None] = mapped_column(String(40), index=True)
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    resident: Mapped[Resident] = relationship()


class Unheard(Base):
    """What somebody typed and nobody understood: staff make keywords of it. It does not say who."""

    __tablename__ = "unheard"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(String(200))
    locale: Mapped[str] = mapped_column(String(10))
    message_id: Mapped[str | None] = mapped_column(String(40), index=True)
    heard_at: Mapped[datetime]


def forget_message(db: Session, message_id: str) -> None:
    """Take away what an unsent message left here; that somebody asked for a person is kept."""
    db.execute(delete(Unheard).where(Unheard.message_id == message_id))
    db.execute(update(HelpRequest).where(HelpRequest.message_id == message_id).values(words=""))
