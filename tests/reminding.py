"""What stories of reminders share: the hour, the tick, who joined, what was pushed, and how an import moves things."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app import limits_of, town_of
from imports.activity_rows import Activities
from imports.tables import Change
from models.activities import Activity
from models.budget import Quota, month_of
from models.outbox import Outgoing
from models.quiet import TOKYO
from outreach import reminders
from views.activities import Join


def tend(town) -> int:
    made = reminders.tend(town.database, town.clock, limits_of(town.settings), town_of(town.settings))
    town.work()
    return made


def joins(somebody, activity) -> None:
    somebody.presses(Join(activity.id).pack())
    somebody.taps("1人")
    somebody.taps("はい、参加する")
    somebody.sees("入りました")


def on(clock, day: int, hour: int, minute: int = 0, month: int = 11) -> None:
    clock.now = datetime(2026, month, day, hour, minute, tzinfo=TOKYO)


def pushes(db, phone) -> list[Outgoing]:
    db.expire_all()
    rows = select(Outgoing).where(Outgoing.to == phone.line_id, Outgoing.because.startswith("reminder "))
    return list(db.scalars(rows.order_by(Outgoing.id)))


def moved(db, activity: Activity, by: timedelta) -> None:
    """As an import moves it: in plain statements, in one transaction."""
    target = Activities()
    row = target.load(db, [activity.id])[activity.id]
    times = tuple(
        (starts + by, ends + by if ends else None, all_day, over + by)
        for starts, ends, all_day, over in row.times
    )
    first, last = times[0][0], times[-1][3]
    after = {"version": row.values["version"] + 1, "starts_at": first, "ends_at": last}
    target.change(db, [Change(row, after, times)])


def used_up(db, clock) -> None:
    """LINE says that the month has no messages left."""
    db.add(Quota(id=1, most=200, used=200, ours=0, month=month_of(clock()), read_at=clock()))
    db.flush()
