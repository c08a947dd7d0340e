"""Offers: places whose time ran out, or that came free unseen, go to those who waited longest."""

from datetime import datetime

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from locales import speaking
from models.activities import Activity, ActivityState
from models.conversations import Conversation
from models.outbox import Outgoing
from models.registrations import Registration, RegistrationState, expire_offers, offer_places
from models.residents import Resident
from views import Json, flex
from views import joining as faces
from views.numbers import number


def pass_on(db: Session, now: datetime) -> int:
    """Take back offers that ran out and make the next ones; both sides are told. Returns how many were told.

    To be called every minute or so. A second caller at the same time finds nothing left to do."""
    told = 0
    for one in expire_offers(db, now):
        told += _tell(db, one, "waiting.over", now)
    for activity_id in db.scalars(_room_for_waiting(now)).all():
        for one in offer_places(db, activity_id, now):
            told += _tell(db, one, "waiting.offer", now)
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


def _tell(db: Session, one: Registration, because: str, now: datetime) -> int:
    resident = one.resident
    if not resident.follows:
        return 0
    said = [_said(one, resident)]
    if (idle := Conversation.idle(db, resident.id)) is not None:
        idle.choices = number(said)  # so that it can be answered by number, too
    db.add(Outgoing.push(resident.line_id, said, because, now))
    return 1


def _said(one: Registration, resident: Resident) -> Json:
    with speaking(resident.locale), flex.letters(large=resident.reads_large):
        return faces.offer(one) if one.state == RegistrationState.OFFERED else faces.offer_over(one)
