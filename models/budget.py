"""The budget: the month's messages as LINE counts them, what is on its way, and what news may still use."""

import calendar
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from zoneinfo import ZoneInfo

from sqlalchemy import Float, String, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from locales import lazy
from models.base import Base
from models.database import insert_new
from models.limits import Limits
from models.outbox import OPEN, Outgoing
from models.refusals import Refusal
from models.sends import Send, SendPart

TOKYO = ZoneInfo("Asia/Tokyo")
ONLY = 1
# Of sends that are not over, also of paused ones: they go on some time.
LIVE = text("sends.state IN ('expanding', 'sending', 'paused')")


class TooFewMessagesLeft(Refusal):
    message = lazy(
        "This goes to {people} people, but only {left} messages are left this month for it: {short} too few. "
        "Nothing was sent."
    )


class Month(Base):
    """Messages LINE has accepted from us in one month of Japan."""

    __tablename__ = "months"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    units: Mapped[int] = mapped_column(default=0)


class Quota(Base):
    """What LINE said last about the month; one row. It is also the lock of whoever begins a send."""

    __tablename__ = "quotas"

    id: Mapped[int] = mapped_column(primary_key=True)
    # None: no limit, or LINE was never asked.
    most: Mapped[int | None]
    used: Mapped[int] = mapped_column(default=0)
    # Our own counter of that month when LINE was asked: what came after is added.
    ours: Mapped[int] = mapped_column(default=0)
    month: Mapped[str] = mapped_column(String(7), default="")
    read_at: Mapped[datetime | None]
    # Seconds of the database's clock: when to ask again, and when to let go on what the month was too short for.
    due: Mapped[float] = mapped_column(Float, default=0.0)
    try_at: Mapped[float | None] = mapped_column(Float)
    # How often that was tried since it was last well.
    tries: Mapped[int] = mapped_column(default=0)


@dataclass(frozen=True, slots=True)
class Budget:
    """One month's messages. Without a limit all sums come out as infinity."""

    limit: int | None
    used: int
    # On their way: rows that wait, and people of sends whose rows are still to be made.
    reserved: int
    # Kept for reminders and what people wait for; news never touches it.
    reserve: int
    # Used at the end of the month, if it goes on as it did.
    forecast: int
    # When LINE was asked last; None: never.
    read_at: datetime | None = None

    @property
    def left(self) -> float:
        """What nobody has spoken for yet."""
        return inf if self.limit is None else max(0, self.limit - self.used - self.reserved)

    @property
    def left_for_reminders(self) -> float:
        return self.left

    @property
    def left_for_news(self) -> float:
        return max(0, self.left - self.reserve)

    @property
    def share(self) -> float:
        """How much of the month is used or spoken for, 0 to 1."""
        if self.limit is None:
            return 0.0
        return min(1.0, (self.used + self.reserved) / self.limit) if self.limit else 1.0

    @property
    def runs_over(self) -> bool:
        """Whether the month will be too short, if it goes on as it did."""
        return self.limit is not None and self.forecast > self.limit

    def short_of(self, people: int, *, news: bool = True) -> int:
        """How many of so many people would not be reached any more."""
        return int(max(0, people - (self.left_for_news if news else self.left_for_reminders)))


def budget(db: Session, limits: Limits, now: datetime) -> Budget:
    """The month as it stands."""
    reading = db.get(Quota, ONLY, populate_existing=True)
    month = month_of(now)
    ours = used = ours_of(db, now)
    if reading is not None and reading.read_at is not None and reading.month == month:
        used = reading.used + max(0, ours - reading.ours)
    reserved = _on_the_way(db)
    return Budget(
        limit=reading.most if reading else None,
        used=used,
        reserved=reserved,
        reserve=limits.reserve,
        forecast=used + reserved + round(_pace(db, used, now) * _days_left(now)),
        read_at=reading.read_at if reading else None,
    )


def guard(db: Session, limits: Limits, now: datetime, units: int, *, news: bool = True) -> Budget:
    """Let a send to so many people begin, or raise TooFewMessagesLeft. What is no `news` may use the reserve.

    To be called in the transaction that begins it: until its end nobody else speaks for the same messages."""
    ensure(db)
    db.execute(select(Quota.id).where(Quota.id == ONLY).with_for_update())
    found = budget(db, limits, now)
    if short := found.short_of(units, news=news):
        raise TooFewMessagesLeft(people=units, left=units - short, short=short)
    return found


def spend(db: Session, units: int, now: datetime) -> None:
    """LINE has accepted so many more."""
    insert = sqlite_insert if db.get_bind().dialect.name == "sqlite" else postgres_insert
    row = insert(Month).values(month=month_of(now), units=units)
    db.execute(row.on_conflict_do_update(index_elements=["month"], set_={"units": Month.units + units}))


def refused(db: Session) -> None:
    """LINE says that the month is used up: it is to be asked at once how that stands."""
    ensure(db)
    db.execute(update(Quota).where(Quota.id == ONLY).values(due=0.0))


def keep_reading(db: Session, most: int | None, used: int, ours: int, now: datetime) -> None:
    """Write down what LINE answered; `ours` was our own counter just before it was asked."""
    said = {"most": most, "used": used, "ours": ours, "month": month_of(now), "read_at": now}
    db.execute(update(Quota).where(Quota.id == ONLY).values(**said))


def month_of(now: datetime) -> str:
    """The month in Japan, where LINE's begins anew: 2026-11."""
    return now.astimezone(TOKYO).strftime("%Y-%m")


def ours_of(db: Session, now: datetime) -> int:
    """What LINE has accepted from us in this month, by our own count."""
    return db.scalar(select(Month.units).where(Month.month == month_of(now))) or 0


def ensure(db: Session) -> None:
    """Have the one row there that everybody locks and updates."""
    if db.scalar(select(Quota.id)) is None:
        insert_new(db, Quota, [{"id": ONLY, "used": 0, "ours": 0, "month": "", "due": 0.0, "tries": 0}])


def needs(db: Session, send_id: int) -> int:
    """How many messages a send still wants: rows that wait, and rows that are not made yet."""
    waiting = db.scalar(select(func.sum(Outgoing.units)).where(OPEN, Outgoing.send_id == send_id)) or 0
    unmade = select(func.sum(SendPart.total - SendPart.made)).where(SendPart.send_id == send_id)
    return int(waiting) + int(db.scalar(unmade) or 0)


def _on_the_way(db: Session) -> int:
    waiting = db.scalar(select(func.sum(Outgoing.units)).where(OPEN)) or 0
    unmade = select(func.sum(SendPart.total - SendPart.made)).join(Send, Send.id == SendPart.send_id)
    return int(waiting) + int(db.scalar(unmade.where(LIVE)) or 0)


def _pace(db: Session, used: int, now: datetime) -> float:
    """Messages a day: over this month so far and, when it was not quiet, the one before."""
    here = now.astimezone(TOKYO)
    first = here.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    days = max(1.0, (here - first) / timedelta(days=1))
    before = db.scalar(select(Month.units).where(Month.month == month_of(first - timedelta(days=1))))
    if not before:
        return used / days
    length = (first - timedelta(days=1)).day
    return (used + before) / (days + length)


def _days_left(now: datetime) -> float:
    here = now.astimezone(TOKYO)
    days = calendar.monthrange(here.year, here.month)[1]
    end = here.replace(day=1, hour=0, minute=0, second=0, microsecond=0) + timedelta(days=days)
    return (end - here) / timedelta(days=1)
