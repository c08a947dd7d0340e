"""Notes: what an organiser wants to tell everybody who joined; kept until it is sent."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.activities import Activity
from models.base import Base


class NoteState(StrEnum):
    QUEUED = "queued"
    WITHDRAWN = "withdrawn"
    SENT = "sent"


class Note(Base):
    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("residents.id", ondelete="SET NULL"))
    words: Mapped[str] = mapped_column(String(1000))
    message_id: Mapped[str | None] = mapped_column(String(40), index=True)
    state: Mapped[NoteState] = mapped_column(default=NoteState.QUEUED)
    made_at: Mapped[datetime]

    activity: Mapped[Activity] = relationship()
