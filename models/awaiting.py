"""Awaiting: who wrote something that went to many hears once what became of it; until then a row stands here."""

from sqlalchemy import ForeignKey, Select, and_, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.sends import Send, SendState, Why

# Something went wrong by itself, and nothing more leaves until it is put right.
GUARDS = (Why.QUOTA, Why.CANARY, Why.CONTENT)


class Awaited(Base):
    """One row for a send whose writer has not heard yet: whoever takes it away is the one who tells."""

    __tablename__ = "awaited"

    send_id: Mapped[int] = mapped_column(ForeignKey("sends.id", ondelete="CASCADE"), primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("residents.id", ondelete="CASCADE"), index=True)


def to_be_told() -> Select[Send]:
    """The sends there is something to tell of: through, stopped, or kept back by a guard."""
    kept_back = and_(Send.state == SendState.PAUSED, Send.why.in_(GUARDS))
    over = Send.state.in_((SendState.FINISHED, SendState.STOPPED))
    return (
        select(Send).join(Awaited, Awaited.send_id == Send.id).where(or_(over, kept_back)).order_by(Send.id)
    )


def heard(db: Session, send_id: int) -> int | None:
    """Take the row away, and say who is to be told. None: nobody waits, or somebody else was quicker."""
    return db.scalar(delete(Awaited).where(Awaited.send_id == send_id).returning(Awaited.resident_id))


def knows(db: Session, send_id: int, resident_id: int | None) -> None:
    """They stopped it themselves, so they need not be told."""
    db.execute(delete(Awaited).where(Awaited.send_id == send_id, Awaited.resident_id == resident_id))
