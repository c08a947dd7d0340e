"""Crowds: the people an audience stands for at one moment, counted before a send and frozen when it begins."""

import json
import sys
from array import array
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pyroaring import BitMap
from sqlalchemy import ColumnElement, LargeBinary, Select, and_, false, func, literal, or_, select, true
from sqlalchemy.orm import Session

from models.activities import Activity
from models.audiences import Audience, Part
from models.interests import Interest
from models.limits import Limits
from models.mutes import who_muted
from models.receipts import who_got
from models.registrations import Registration, RegistrationState
from models.residents import Delivery, Resident
from models.sends import reached_often
from models.topics import bits_of

WEEK = timedelta(days=7)
# Up to so many ids are handed to the database; with more it is faster to take the others out of it.
FEW = 20_000
CHUNK = 5_000
STATES = {
    Part.JOINED: (RegistrationState.JOINED,),
    Part.WAITING: (RegistrationState.WAITING, RegistrationState.OFFERED),
}


@dataclass(frozen=True, slots=True)
class Reach:
    """How many something would go to now, out of all friends, and who is left out for what reason."""

    count: int
    of: int
    left_out_paused: int = 0
    # They read it in their weekly digest.
    left_out_weekly: int = 0
    left_out_muted: int = 0
    # They have had as much as they may get this week.
    left_out_often: int = 0

    @property
    def share(self) -> float:
        return self.count / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people themselves, at one moment."""

    people: BitMap
    # Those who are meant but read it in their weekly digest.
    weekly: BitMap


@dataclass(frozen=True, slots=True)
class _Sieve:
    """The conditions of one look, as SQL."""

    meant: ColumnElement[bool]
    paused: ColumnElement[bool]
    weekly: ColumnElement[bool]

    @property
    def through(self) -> ColumnElement[bool]:
        return and_(Resident.follows, self.meant, ~self.paused, ~self.weekly)


def reach(
    db: Session,
    audience: Audience,
    now: datetime,
    limits: Limits,
    *,
    organisation_id: int | None = None,
    urgent: bool = False,
) -> Reach:
    """Count along an index, in one walk. Raises EmptyAudience."""
    sieve = _sieve(audience, now, urgent)
    muted, often = _unwilling(db, audience, now, limits, organisation_id, urgent)
    unwilling = muted | often
    through = and_(sieve.meant, ~sieve.paused, ~sieve.weekly)
    fetched = len(unwilling) > FEW
    of, paused, weekly, found = db.execute(
        select(
            func.count(),
            func.count().filter(and_(sieve.meant, sieve.paused)),
            func.count().filter(and_(sieve.meant, ~sieve.paused, sieve.weekly)),
            (_gathered(db, Resident.id) if fetched else func.count()).filter(through),
        ).where(Resident.follows)
    ).one()
    if audience.got is not None:
        return Reach(count=len(_among(db, sieve, who_got(db, audience.got))), of=of)
    everybody = _bitmap(found) if fetched else None
    left_out = everybody & unwilling if everybody is not None else _among(db, sieve, unwilling)
    return Reach(
        count=(found if everybody is None else len(everybody)) - len(left_out),
        of=of,
        left_out_paused=paused,
        left_out_weekly=weekly,
        left_out_muted=len(left_out & muted),
        left_out_often=len(left_out - muted),
    )


def people(
    db: Session,
    audience: Audience,
    now: datetime,
    limits: Limits,
    *,
    organisation_id: int | None = None,
    urgent: bool = False,
) -> Crowd:
    """Who gets it, if it begins now. Raises EmptyAudience."""
    sieve = _sieve(audience, now, urgent)
    if audience.got is not None:
        return Crowd(people=_among(db, sieve, who_got(db, audience.got)), weekly=BitMap())
    muted, often = _unwilling(db, audience, now, limits, organisation_id, urgent)
    reads_later = and_(Resident.follows, sieve.meant, ~sieve.paused, sieve.weekly)
    return Crowd(
        people=ids(db, select(Resident.id).where(sieve.through)) - muted - often,
        weekly=BitMap() if urgent else ids(db, select(Resident.id).where(reads_later)) - muted,
    )


def ids(db: Session, wanted: Select[Any]) -> BitMap:
    """A column of ids as a bitmap."""
    return _bitmap(db.scalar(select(_gathered(db, wanted.subquery().c[0]))))


def _gathered(db: Session, column: Any) -> Any:
    """All ids as one text or one run of bytes: handed over as a row each they would take twice as long."""
    if db.get_bind().dialect.name == "sqlite":
        return func.json_group_array(column)
    return func.string_agg(func.int4send(column), literal(b"", LargeBinary), type_=LargeBinary)


def _bitmap(gathered: str | bytes | None) -> BitMap:
    if isinstance(gathered, str):
        return BitMap(json.loads(gathered))
    # Four bytes each, the highest first; PostgreSQL says nothing at all when there are none.
    numbers = array("I", gathered or b"")
    if sys.byteorder == "little":
        numbers.byteswap()
    return BitMap(numbers)


def _sieve(audience: Audience, now: datetime, urgent: bool) -> _Sieve:
    audience.check()
    pauses = not urgent and audience.heeds_wishes
    paused = and_(Resident.paused_until.is_not(None), Resident.paused_until > now) if pauses else false()
    weekly = Resident.delivery == Delivery.WEEKLY if pauses and audience.is_by_topic else false()
    return _Sieve(_meant(audience), paused, weekly)


def _meant(audience: Audience) -> ColumnElement[bool]:
    kinds: list[ColumnElement[bool]] = [true()]
    if audience.topics:
        kinds.append(Resident.topic_bits.bitwise_and(bits_of(audience.topics)) != 0)
    for column, values in (
        (Resident.district, audience.districts),
        (Resident.locale, audience.locales),
        (Resident.age_band, audience.ages),
    ):
        if values:
            kinds.append(column.in_(values))
    if audience.activities:
        kinds.append(or_(*(Resident.id.in_(_with_part(audience, part)) for part in audience.parts)))
    if audience.members:
        theirs = select(Registration.resident_id).join(Registration.activity)
        joined = (
            Registration.state == RegistrationState.JOINED,
            Activity.organisation_id.in_(audience.members),
        )
        kinds.append(Resident.id.in_(theirs.where(*joined)))
    return and_(*kinds)


def _with_part(audience: Audience, part: Part) -> Select[int]:
    if part is Part.INTERESTED:
        return select(Interest.resident_id).where(Interest.activity_id.in_(audience.activities))
    here = Registration.activity_id.in_(audience.activities), Registration.state.in_(STATES[part])
    return select(Registration.resident_id).where(*here)


def _unwilling(
    db: Session,
    audience: Audience,
    now: datetime,
    limits: Limits,
    organisation_id: int | None,
    urgent: bool,
) -> tuple[BitMap, BitMap]:
    """Who wants nothing from this organisation, and who has had enough this week."""
    if urgent or not audience.heeds_wishes:
        return BitMap(), BitMap()
    muted = ids(db, who_muted(organisation_id)) if organisation_id is not None else BitMap()
    often = reached_often(db, now - WEEK, limits.most_a_week) if limits.most_a_week else BitMap()
    return muted, often


def _among(db: Session, sieve: _Sieve, some: BitMap) -> BitMap:
    """Those of `some` who would get through the sieve."""
    if not some:
        return BitMap()
    if len(some) > FEW:
        return ids(db, select(Resident.id).where(sieve.through)) & some
    found = BitMap()
    for start in range(0, len(some), CHUNK):
        one_of = Resident.id.in_(list(some[start : start + CHUNK]))
        found |= ids(db, select(Resident.id).where(sieve.through, one_of))
    return found
