"""Rates: how fast each of LINE's endpoints may be called, shared by all workers on the database's clock."""

from sqlalchemy import Float, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base

# Stands for all endpoints: it rests when LINE does not take our token.
CHANNEL = "channel"


class Rate(Base):
    """The next free moment of one endpoint (a "theoretical arrival time"), and whether it rests."""

    __tablename__ = "rates"

    endpoint: Mapped[str] = mapped_column(String(20), primary_key=True)
    # Seconds of the database's clock, as is `rests_until`.
    tat: Mapped[float] = mapped_column(Float, default=0.0)
    rests_until: Mapped[float] = mapped_column(Float, default=0.0)
    # How often in a row it had to rest; while there are any, one call at a time finds out whether it is well again.
    troubles: Mapped[int] = mapped_column(default=0)
    why: Mapped[str | None] = mapped_column(String(200))


# Always in one order: two workers that each hold a row the other wants would wait for ever.
RATES = (
    select(Rate.endpoint, Rate.tat, Rate.rests_until, Rate.troubles).order_by(Rate.endpoint).with_for_update()
)


def one_by_one(db: Session) -> None:
    """Whoever changes many rows of the outbox comes here first, until the commit: they lock them in orders of their
    own, and a worker that writes down what came back would wait for one that takes back, and that one for it."""
    if db.get_bind().dialect.name != "sqlite":  # there all writers stand in one line
        db.execute(RATES)
