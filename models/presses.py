"""Presses: who pressed a button of what was sent to them, once each, and only of those who agreed to be counted."""

from datetime import datetime

from sqlalchemy import ForeignKey, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.database import insert_new
from models.residents import Resident
from models.sends import Send

# Fewer people than this are not told apart from nobody in particular.
FEW = 5


class Press(Base):
    __tablename__ = "presses"

    send_id: Mapped[int] = mapped_column(ForeignKey("sends.id", ondelete="CASCADE"), primary_key=True)
    resident_id: Mapped[int] = mapped_column(
        ForeignKey("residents.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime]


def count(db: Session, resident: Resident, subject: str, now: datetime) -> None:
    """Somebody pressed a button that was part of `subject`: it counts for the newest send of it."""
    if not resident.counts_taps:
        return
    newest = select(Send.id).where(Send.subject == subject[:60]).order_by(Send.id.desc()).limit(1)
    if (send_id := db.scalar(newest)) is not None:
        insert_new(db, Press, [{"send_id": send_id, "resident_id": resident.id, "at": now}])


def people(db: Session, send_id: int) -> int:
    """How many different people pressed something."""
    return db.scalar(select(func.count()).where(Press.send_id == send_id)) or 0


def forget(db: Session, resident_id: int) -> None:
    """Somebody does not want to be counted any more: neither from now on nor what was."""
    db.execute(delete(Press).where(Press.resident_id == resident_id))
