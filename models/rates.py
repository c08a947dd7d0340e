"""Rates: how fast each of LINE's endpoints may be called, shared by all workers on the database's clock."""

from sqlalchemy import Float, String
from sqlalchemy.orm import Mapped, mapped_column

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
