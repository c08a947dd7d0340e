"""Audit: what staff did, and for whom, so that it can be asked later."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base


class Act(Base):
    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    # `command line`, later the name of a staff account.
    actor: Mapped[str] = mapped_column(String(100))
    did: Mapped[str] = mapped_column(String(60))
    to: Mapped[str] = mapped_column(String(200))


def record(db: Session, actor: str, did: str, to: str, now: datetime) -> None:
    """Write down that `actor` did something to a thing, `table:id` and its name."""
    db.add(Act(at=now, actor=actor[:100], did=did, to=to[:200]))
