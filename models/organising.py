"""Organising: what representatives may know and do about the activities of their organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from models.activities import Activity, ActivityState, Cancelled, Over
from models.audit import record
from models.organisations import Representative
from models.refusals import Gone
from models.registrations import Answer, Registration, RegistrationState
from models.residents import Resident
from models.seats import locked


@dataclass(frozen=True, slots=True)
class Attendance:
    """People, not registrations: a party of three counts as three."""

    coming: int = 0
    # Held for people from the waiting list who have not answered yet.
    offered: int = 0
    # Those who wait, counted by registration: whether they all fit is open.
    waiting: int = 0
    arrived: int = 0


def offered_by(resident: Resident, now: datetime) -> Select[Activity]:
    """What the organisations a resident speaks for still have ahead, soonest first."""
    theirs = select(Representative.organisation_id).where(Representative.resident_id == resident.id)
    return Activity.upcoming(now).where(Activity.organisation_id.in_(theirs))


def organised(db: Session, resident: Resident, activity_id: int) -> Activity:
    """The activity, for those who speak for its organisation at this moment. Raises Gone for all others."""
    activity = db.get(Activity, activity_id)
    if activity is None or activity.state == ActivityState.HIDDEN:
        raise Gone
    if not Representative.speaks_for(db, resident, activity.organisation_id):
        raise Gone
    return activity


def attendance(db: Session, activities: Sequence[Activity]) -> dict[int, Attendance]:
    """How many come, wait and have arrived, by activity id."""
    state, party = Registration.state, Registration.party
    joined = state == RegistrationState.JOINED
    arrived = joined & Registration.checked_in_at.is_not(None)
    rows = db.execute(
        select(
            Registration.activity_id,
            func.sum(case((joined, party), else_=0)),
            func.sum(case((state == RegistrationState.OFFERED, party), else_=0)),
            func.sum(case((state == RegistrationState.WAITING, 1), else_=0)),
            func.sum(case((arrived, party), else_=0)),
        )
        .where(Registration.activity_id.in_([activity.id for activity in activities]))
        .group_by(Registration.activity_id)
    )
    found = {key: Attendance(*map(int, counts)) for key, *counts in rows}
    return {activity.id: found.get(activity.id, Attendance()) for activity in activities}


def who_comes(activity: Activity) -> Select[Registration]:
    """Everybody who has a place, with their answers, in the order they took it."""
    answers = selectinload(Registration.answers).joinedload(Answer.question)
    return Registration.coming(activity).options(joinedload(Registration.resident), answers)


def close_sign_up(db: Session, activity_id: int, why: str, by: Resident, now: datetime) -> None:
    """Take no more people: who has a place keeps it, who waits goes on waiting. Twice is once."""
    activity = _changeable(db, activity_id, now)
    if activity.state == ActivityState.OPEN:
        activity.state, activity.why_closed = ActivityState.CLOSED, why
        _write_down(db, by, "sign-up.close", activity, now)


def reopen_sign_up(db: Session, activity_id: int, by: Resident, now: datetime) -> None:
    """Take people again, also past the day that was set for it; those who wait are offered places first."""
    activity = _changeable(db, activity_id, now)
    if is_closed(activity, now):
        activity.state, activity.why_closed = ActivityState.OPEN, ""
        if activity.closes_at is not None and activity.closes_at <= now:
            activity.closes_at = None
        _write_down(db, by, "sign-up.reopen", activity, now)


def is_closed(activity: Activity, now: datetime) -> bool:
    """Whether sign-up was closed by somebody, or its day has passed."""
    passed = activity.closes_at is not None and activity.closes_at <= now
    return activity.state == ActivityState.CLOSED or (activity.state == ActivityState.OPEN and passed)


def check_in(db: Session, activity: Activity, code: str, now: datetime) -> tuple[Registration, bool] | None:
    """Who said this code at the door, and whether it was the first time; None when nobody has it."""
    found = db.scalars(
        Registration.coming(activity)
        .where(Registration.check_in_code == code)
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        return None
    # The row's own condition decides: two people at the door may type the same code.
    first: Any = db.execute(
        update(Registration)
        .where(Registration.id == found.id, Registration.checked_in_at.is_(None))
        .values(checked_in_at=now)
    )
    db.refresh(found, ["checked_in_at"])
    return found, bool(first.rowcount)


def _changeable(db: Session, activity_id: int, now: datetime) -> Activity:
    activity = locked(db, activity_id)
    if activity.state == ActivityState.CANCELLED:
        raise Cancelled
    if activity.is_over(now):
        raise Over
    return activity


def _write_down(db: Session, by: Resident, did: str, activity: Activity, now: datetime) -> None:
    record(db, f"resident:{by.id}", did, f"activities:{activity.id} {activity.title}", now)
