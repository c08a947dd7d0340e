"""Heartbeats: which worker processes are alive, by the database's own clock."""

from sqlalchemy import Float, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.database import Database

STALE = 30.0  # seconds


class Heartbeat(Base):
    __tablename__ = "heartbeats"

    worker: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[float] = mapped_column(Float)


def beat(database: Database, db: Session, worker: str) -> None:
    """This worker lives; those that have not been heard of for a day are forgotten."""
    now = db.scalar(select(database.seconds())) or 0.0
    db.merge(Heartbeat(worker=worker, at=now))
    db.execute(delete(Heartbeat).where(Heartbeat.at < now - 86_400))


def alive(database: Database, db: Session) -> list[str]:
    """Workers heard of within the last half minute."""
    return list(db.scalars(select(Heartbeat.worker).where(Heartbeat.at > database.seconds() - STALE)))
