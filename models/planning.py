"""Planning: when what was approved leaves, saying so by hand, and taking it back."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from locales import lazy
from models.acting import By, must_be_theirs
from models.announcements import (
    Announcement,
    State,
    Time,
    TimeState,
    ends_of,
    locked,
    note,
    sends_of,
    times_of,
)
from models.awaiting import knows
from models.database import insert_new
from models.drafting import cancel_times
from models.limits import Limits
from models.quiet import is_quiet
from models.refusals import Refusal
from models.schedules import FARTHEST, Rule, Schedule
from models.sends import stop


class NotApproved(Refusal):
    message = lazy("Somebody has to look at this before it can be sent.")


class TimeHasPassed(Refusal):
    message = lazy("That time has passed. Please choose a later one.")


class AtNight(Refusal):
    message = lazy(
        "Between {first}:00 and {last}:00 people have their quiet and nothing leaves. Please choose another time."
    )


class TooFarAhead(Refusal):
    message = lazy("That is very far away. Please choose a day within two years.")


class OverByThen(Refusal):
    message = lazy("What it is about is over by then. Please choose an earlier time.")


def once(db: Session, one: Announcement, at: datetime, now: datetime, limits: Limits) -> Schedule:
    """The plan to send it at that time. Raises TimeHasPassed, AtNight, TooFarAhead, OverByThen.

    The office may plan into the night, and it leaves in the morning; whoever picks a time on the phone is told."""
    if at <= now:
        raise TimeHasPassed
    if at > now + FARTHEST:
        raise TooFarAhead
    if is_quiet(at, None, limits):
        raise AtNight(first=limits.quiet_from, last=limits.quiet_until)
    if at > latest(db, one, now):
        raise OverByThen
    return Schedule(rule=Rule.ONCE, at=at)


def latest(db: Session, one: Announcement, now: datetime) -> datetime:
    """The last moment for which it can be planned: before what it is about is over."""
    ends = ends_of(db, one)
    return now + FARTHEST if ends is None else min(now + FARTHEST, ends - timedelta(minutes=1))


def plan(db: Session, one: Announcement, by: By, now: datetime) -> None:
    """Set its (first) time, unless it waits for somebody to say when."""
    schedule = one.schedule
    if schedule.rule is Rule.BY_HAND:
        return
    due = now if schedule.rule is Rule.AT_ONCE else schedule.at or schedule.next(now)
    if due is not None:
        add_time(db, one, due)
        one.state = State.SCHEDULED
    note(db, by, "announcement.plan", one, now)


def add_time(db: Session, one: Announcement, due: datetime) -> None:
    """Each time comes once, however often it is added."""
    row = {"announcement_id": one.id, "due": due, "state": TimeState.WAITING, "forced": False, "late": False}
    insert_new(db, Time, [row])


def release(db: Session, one: Announcement, by: By, now: datetime) -> State:
    """Send it now: what waits for a word, or was held. Pressing often, or several people at once, is pressing once.

    Raises Gone, NotApproved."""
    must_be_theirs(db, by, one.organisation_id)
    one = locked(db, one.id)
    if one.state == State.APPROVED:
        add_time(db, one, now)
        one.state = State.SCHEDULED
    elif _let_go(db, one, now):
        one.state = State.SCHEDULED
    elif one.state in (State.SCHEDULED, State.STARTED):
        return one.state  # pressed again
    else:
        raise NotApproved
    note(db, by, "announcement.send", one, now)
    return one.state


def withdraw(db: Session, one: Announcement, by: By, now: datetime) -> bool:
    """Take it back: nothing of it begins any more, and of what has begun nothing more leaves. Twice is once.

    True: nothing was on its way, so its writer will not hear of it as what became of a send."""
    must_be_theirs(db, by, one.organisation_id)
    one = locked(db, one.id)
    cancel_times(db, one)
    begun = sends_of(db, one)
    stopped = [send for send in begun if stop(db, send.id, now)]
    for send in begun:
        knows(db, send.id, by.resident_id)
    if stopped:
        note(db, by, "announcement.stop", one, now)
    if one.state in (State.STARTED, State.WITHDRAWN):
        return False
    one.state, one.changed_at = State.WITHDRAWN, now
    note(db, by, "announcement.withdraw", one, now)
    return not stopped


def go_on(db: Session, one: Announcement, time: Time, missed: datetime) -> None:
    """After one of its times: set the next one, or close it. What was due before `missed` is not made up for."""
    following = one.schedule.next(max(time.due, missed)) if one.schedule.repeats else None
    if following is not None:
        add_time(db, one, following)
    elif all(each.state not in (TimeState.WAITING, TimeState.HELD) for each in times_of(db, one)):
        one.state = State.STARTED


def _let_go(db: Session, one: Announcement, now: datetime) -> bool:
    """Whether something was held; the newest of it begins now, whatever kept it."""
    held = [time for time in times_of(db, one) if time.state == TimeState.HELD]
    for time in held:
        time.state = TimeState.CANCELLED
    if held:
        held[-1].state, held[-1].forced, held[-1].why, held[-1].due = TimeState.WAITING, True, None, now
    db.flush()
    return bool(held)
