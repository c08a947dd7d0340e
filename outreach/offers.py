"""Offers: places whose time ran out, or that came free unseen, go to those who waited longest."""

from datetime import datetime

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from locales import speaking
from models.activities import Activity, ActivityState
from models.clock import Clock
from models.database import Database
from models.limits import Limits
from models.quiet import TOKYO
from models.registrations import Registration, RegistrationState, expire_offers, offer_places
from outreach.telling import tell
from views import Json, flex
from views import joining as faces
from views.why import with_choices


def tend(database: Database, clock: Clock, limits: Limits) -> int:
    """Look whether there is anything to pass on, and do it. Returns how many were told."""
    now = clock()
    with database.reading() as db:
        offered = Registration.state == RegistrationState.OFFERED
        ran_out = select(Registration.id).where(offered, Registration.offer_until <= now).limit(1)
        if db.scalar(ran_out) is None and db.scalar(_room_for_waiting(now).limit(1)) is None:
            return 0
    with database.writing() as db:
        return pass_on(db, database, now, limits)


def pass_on(db: Session, database: Database, now: datetime, limits: Limits) -> int:
    """Take back offers that ran out and make the next ones; both sides are told. Returns how many were told.

    A second caller at the same time finds nothing left to do."""
    told = 0
    for one in expire_offers(db, now):
        told += _tell(db, database, one, "waiting.over", now, limits)
    for activity_id in db.scalars(_room_for_waiting(now)).all():
        for one in offer_places(db, activity_id, now):
            told += _tell(db, database, one, "waiting.offer", now, limits)
    return told


def _room_for_waiting(now: datetime) -> Select[int]:
    waits = exists().where(
        Registration.activity_id == Activity.id, Registration.state == RegistrationState.WAITING
    )
    return (
        select(Activity.id)
        .where(Activity.state == ActivityState.OPEN, waits)
        .where(or_(Activity.ends_at.is_(None), Activity.ends_at > now))
        .where(or_(Activity.capacity.is_(None), Activity.taken < Activity.capacity))
        .order_by(Activity.id)
    )


def _tell(
    db: Session, database: Database, one: Registration, because: str, now: datetime, limits: Limits
) -> bool:
    said = _said(one)
    # On the day itself the place is gone by the time a night is over.
    urgent = one.state == RegistrationState.OFFERED and _is_today(one.activity, now)
    return tell(db, database, one.resident, said, because, now, limits, urgent=urgent) is not None


def _is_today(activity: Activity, now: datetime) -> bool:
    starts = activity.starts_at
    return starts is not None and starts.astimezone(TOKYO).date() == now.astimezone(TOKYO).date()


def _said(one: Registration) -> list[Json]:
    resident = one.resident
    with speaking(resident.locale), flex.letters(large=resident.reads_large):
        face = faces.offer(one) if one.state == RegistrationState.OFFERED else faces.offer_over(one)
        return with_choices([face], f"activities:{one.activity_id}")
