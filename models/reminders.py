"""Reminders: which were made of what somebody joined, who wants fewer, and taking back what is no longer true."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Select,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.activities import Activity, ActivityState
from models.base import Base
from models.database import insert_new
from models.outbox import Outgoing, State
from models.registrations import Registration, RegistrationState
from models.reminding import Ahead, Wish
from models.residents import Resident

# Also after a try: LINE may have it, but what it lacks is not to remind of what is true no more.
WAITS = Outgoing.state.in_((State.PENDING, State.RIDING, State.HELD))


class Reminder(Base):
    """One that was made. It is bound to the time it speaks of: when that moves, the new time gets its own."""

    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("registration_id", "starts_at", "ahead"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ahead: Mapped[Ahead]
    # Of the activity when the words were written: a newer one has another time or place.
    version: Mapped[int]
    outgoing_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"), index=True)
    made_at: Mapped[datetime]


class ReminderPlan(Base):
    """Which reminders the organiser of an activity wants sent; without a row all of them."""

    __tablename__ = "reminder_plans"

    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activities.id", ondelete="CASCADE"), primary_key=True
    )
    week: Mapped[bool] = mapped_column(default=True)
    day: Mapped[bool] = mapped_column(default=True)
    morning: Mapped[bool] = mapped_column(default=True)

    @classmethod
    def of(cls, db: Session, activity_id: int) -> frozenset[Ahead]:
        plan = db.get(cls, activity_id)
        return frozenset(one for one in Ahead if plan is None or getattr(plan, one.value))

    @classmethod
    def switch(cls, db: Session, activity_id: int, ahead: Ahead, *, on: bool) -> None:
        insert_new(db, cls, [{"activity_id": activity_id, "week": True, "day": True, "morning": True}])
        db.execute(update(cls).where(cls.activity_id == activity_id).values({ahead.value: on}))


class ReminderWish(Base):
    """Somebody wants fewer of them; without a row all."""

    __tablename__ = "reminder_wishes"

    resident_id: Mapped[int] = mapped_column(ForeignKey("residents.id", ondelete="CASCADE"), primary_key=True)
    wish: Mapped[Wish]

    @classmethod
    def of(cls, db: Session, resident: Resident) -> Wish:
        return db.scalar(WISH, {"resident": resident.id}) or Wish.ALL

    @classmethod
    def choose(cls, db: Session, resident: Resident, wish: Wish) -> None:
        db.execute(delete(cls).where(cls.resident_id == resident.id))
        if wish is not Wish.ALL:
            db.add(cls(resident_id=resident.id, wish=wish))
            db.flush()


# Built once, as it is asked for each reminder and each look at the settings.
WISH = select(ReminderWish.wish).where(ReminderWish.resident_id == bindparam("resident"))


def withdraw(db: Session, activity_ids: Collection[int]) -> int:
    """These activities were moved, changed or called off: what was written before and has not left stays here.

    Those are forgotten, so that a new time gets reminders of its own. Returns how many there were."""
    return _take_back(db, Reminder.activity_id.in_(activity_ids)) if activity_ids else 0


def withdraw_own(db: Session, registration_id: int) -> int:
    """Somebody gave a place back: the reminders of it that have not left stay here."""
    return _take_back(db, Reminder.registration_id == registration_id)


def withdraw_stale(db: Session, now: datetime) -> int:
    """The same for whatever changed without telling us: another time or place, called off, given back."""
    return _take_back(db, _stale(now))


def any_stale(db: Session, now: datetime) -> bool:
    return db.scalar(_open(_stale(now)).limit(1)) is not None


def _stale(now: datetime) -> ColumnElement[bool]:
    activity = select(Activity.id).where(
        Activity.id == Reminder.activity_id,
        Activity.version == Reminder.version,
        Activity.state.not_in((ActivityState.CANCELLED, ActivityState.HIDDEN)),
    )
    joined = select(Registration.id).where(
        Registration.id == Reminder.registration_id, Registration.state == RegistrationState.JOINED
    )
    return and_(Reminder.starts_at > now - timedelta(days=1), ~and_(activity.exists(), joined.exists()))


def _open(which: ColumnElement[bool]) -> Select[int, int]:
    """The reminders that wait, with their rows of the outbox."""
    ids = select(Reminder.id, Outgoing.id).join(Outgoing, Outgoing.id == Reminder.outgoing_id)
    return ids.where(which, WAITS)


def _take_back(db: Session, which: ColumnElement[bool]) -> int:
    taken = 0
    for key, outgoing in db.execute(_open(which)).all():
        # The row's own condition decides: it may be leaving this very moment.
        gone: Any = db.execute(
            update(Outgoing)
            .where(Outgoing.id == outgoing, WAITS)
            .values(state=State.CANCELLED, error="what it reminded of has changed")
        )
        if gone.rowcount:
            db.execute(delete(Reminder).where(Reminder.id == key))
            taken += 1
    return taken
