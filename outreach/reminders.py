"""Reminders: a week, a day and a few hours before what somebody joined, each once, of what is true when it leaves."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from locales import speaking
from models.activities import Activity, ActivityState, Occurrence
from models.budget import budget
from models.clock import Clock
from models.database import Database, insert_new
from models.limits import Limits
from models.refusals import Gone
from models.registrations import Registration, RegistrationState
from models.reminders import Reminder, ReminderPlan, ReminderWish, any_stale, withdraw_stale
from models.reminding import Ahead, Wish, due_at, expires_at, is_due, is_wanted, starts_a_row, wanted_at
from models.residents import Resident
from models.seats import locked
from models.town import Town
from outreach.telling import tell
from views import Json, flex
from views import reminders as faces

# Seconds of one transaction: while it is open, a webhook waits to be stored.
LONGEST = 0.025
FARTHEST = timedelta(days=8)
TAKES_PLACE = (ActivityState.OPEN, ActivityState.CLOSED)


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder that is due, by ids: whoever writes it looks again at everything."""

    activity_id: int
    registration_id: int
    starts_at: datetime
    ahead: Ahead


def tend(database: Database, clock: Clock, limits: Limits, town: Town) -> int:
    """Make the reminders that are due, and take back those that are no longer true. Returns how many were made."""
    with database.reading() as db:
        due = list(_due(db, clock(), limits))
        stale = any_stale(db, clock())
    if stale:
        with database.writing() as db:
            withdraw_stale(db, clock())
    made, waiting = 0, deque(due)
    while waiting:
        with database.writing() as db:
            made += _some(db, database, waiting, clock, limits, town)
            database.knock(db)
    return made


def _some(
    db: Session, database: Database, waiting: deque[Due], clock: Clock, limits: Limits, town: Town
) -> int:
    """One transaction's worth of them; each activity is locked once."""
    made, until = 0, monotonic() + LONGEST
    left = budget(db, limits, clock()).left_for_reminders
    activity: Activity | None = None
    while waiting and monotonic() < until:
        due = waiting.popleft()
        if activity is None or activity.id != due.activity_id:
            activity = _locked(db, due.activity_id)
        if activity is not None:
            made += _remind(db, database, activity, due, clock(), limits, town, left - made)
    return made


def _locked(db: Session, activity_id: int) -> Activity | None:
    """Whoever moves it or calls it off waits behind us, and then takes back what we wrote."""
    try:
        return locked(db, activity_id)
    except Gone:
        return None


def _due(db: Session, now: datetime, limits: Limits) -> Iterator[Due]:
    """What is due now and has not been made, activity by activity."""
    for activity in db.scalars(_near(now)):
        plan = ReminderPlan.of(db, activity.id)
        starts = [one.starts_at for one in activity.occurrences]
        for one in activity.occurrences:
            for ahead in plan:
                if not _may_be_due(ahead, one, now, limits) or not starts_a_row(ahead, one, starts):
                    continue
                for mine in db.scalars(_unreminded(activity.id, one.starts_at, ahead)):
                    if is_due(ahead, one, mine, now, limits):
                        yield Due(activity.id, mine.id, one.starts_at, ahead)


def _near(now: datetime) -> Select[Activity]:
    """Activities with a time in the next days that somebody has a place in."""
    soon = select(Occurrence.activity_id).where(
        Occurrence.over_at > now, Occurrence.starts_at < now + FARTHEST
    )
    takes_place = Activity.id.in_(soon), Activity.taken > 0, Activity.state.in_(TAKES_PLACE)
    return (
        select(Activity).where(*takes_place).options(selectinload(Activity.occurrences)).order_by(Activity.id)
    )


def _may_be_due(ahead: Ahead, one: Occurrence, now: datetime, limits: Limits) -> bool:
    """Whether it can be for anybody: those with quiet hours of their own are looked at one by one."""
    wanted = wanted_at(ahead, one)
    return min(wanted, due_at(ahead, one, None, limits) or wanted) <= now < expires_at(ahead, one)


def _unreminded(activity_id: int, starts_at: datetime, ahead: Ahead) -> Select[Registration]:
    made = select(Reminder.id).where(
        Reminder.registration_id == Registration.id, Reminder.starts_at == starts_at, Reminder.ahead == ahead
    )
    fewer = ReminderWish.wish == Wish.NONE if ahead is Ahead.DAY else ReminderWish.wish != Wish.ALL
    unwanted = select(ReminderWish.wish).where(ReminderWish.resident_id == Registration.resident_id, fewer)
    return (
        select(Registration)
        .join(Registration.resident)
        .where(Registration.activity_id == activity_id, Registration.state == RegistrationState.JOINED)
        .where(Resident.follows, ~made.exists(), ~unwanted.exists())
        .options(joinedload(Registration.resident))
        .order_by(Registration.id)
    )


def _remind(
    db: Session,
    database: Database,
    activity: Activity,
    due: Due,
    now: datetime,
    limits: Limits,
    town: Town,
    left: float,
) -> bool:
    """Write one, unless somebody else did or it is true no more; its row and the message are one commit."""
    mine = db.get(Registration, due.registration_id, populate_existing=True)
    one = next((time for time in activity.occurrences if time.starts_at == due.starts_at), None)
    if mine is None or one is None or not _still_true(db, activity, mine, due.ahead):
        return False
    if not is_due(due.ahead, one, mine, now, limits):
        return False
    key = {"registration_id": mine.id, "starts_at": one.starts_at, "ahead": due.ahead}
    row = {**key, "activity_id": activity.id, "version": activity.version, "made_at": now}
    if not insert_new(db, Reminder, [row]):
        return False
    said = _said(mine, one, due.ahead, town)
    because, until = f"reminder activities:{activity.id}", expires_at(due.ahead, one)
    if sent := tell(db, database, mine.resident, said, because, now, limits, not_after=until, left=left):
        db.flush()
        db.execute(update(Reminder).filter_by(**key).values(outgoing_id=sent.id))
    return sent is not None


def _still_true(db: Session, activity: Activity, mine: Registration, ahead: Ahead) -> bool:
    if mine.state != RegistrationState.JOINED or not mine.resident.follows:
        return False
    wish = ReminderWish.of(db, mine.resident)
    return activity.state in TAKES_PLACE and is_wanted(ahead, ReminderPlan.of(db, activity.id), wish)


def _said(mine: Registration, one: Occurrence, ahead: Ahead, town: Town) -> list[Json]:
    resident = mine.resident
    with speaking(resident.locale), flex.letters(large=resident.reads_large):
        return faces.reminder(mine, one, ahead, town.calendar(mine.activity_id))
