"""Registrations: places taken, waited for, offered and given back."""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, Index, Select, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from locales import lazy
from models.activities import Activity, ActivityState, Over, Question, must_be_open
from models.base import Base
from models.refusals import Gone, Refusal
from models.residents import Resident
from models.seats import Full, TooFewLeft, can_ever_fit, hold, locked, release

OFFER_LIFE = timedelta(hours=24)
OFFER_LIFE_ON_THE_DAY = timedelta(hours=2)
TOKYO = ZoneInfo("Asia/Tokyo")


class RegistrationState(StrEnum):
    JOINED = "joined"
    WAITING = "waiting"
    # A place is held for somebody from the waiting list, until `offer_until`.
    OFFERED = "offered"
    LEFT = "left"
    DECLINED = "declined"
    EXPIRED = "expired"


HOLDS_SEATS = (RegistrationState.JOINED, RegistrationState.OFFERED)
LIVE = (RegistrationState.JOINED, RegistrationState.OFFERED, RegistrationState.WAITING)


class AlreadyJoined(Refusal):
    message = lazy("You have a place already.")


class OfferOver(Refusal):
    message = lazy("The time for this offer has passed, so the place went to the next person.")


class Registration(Base):
    """One person's place in one activity: the row stays when the place is given back, and is used again."""

    __tablename__ = "registrations"
    __table_args__ = (
        UniqueConstraint("resident_id", "activity_id"),
        Index("ix_registrations_queue", "activity_id", "state", "queued"),
        Index("ix_registrations_offers", "state", "offer_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("residents.id", ondelete="CASCADE"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"))
    state: Mapped[RegistrationState]
    party: Mapped[int] = mapped_column(default=1)
    # The place in the waiting list: lower is earlier.
    queued: Mapped[int] = mapped_column(default=0)
    offer_until: Mapped[datetime | None]
    # Said at the door; the same digits never stand twice in one activity.
    check_in_code: Mapped[str] = mapped_column(String(4))
    checked_in_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]

    activity: Mapped[Activity] = relationship(lazy="joined", innerjoin=True)
    resident: Mapped[Resident] = relationship()
    answers: Mapped[list["Answer"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)

    @classmethod
    def of(cls, db: Session, resident: Resident, activity: Activity) -> "Registration | None":
        """As it stands now, even if this transaction has seen it before."""
        found = select(cls).where(cls.resident_id == resident.id, cls.activity_id == activity.id)
        return db.scalars(found.execution_options(populate_existing=True)).one_or_none()

    @classmethod
    def own(cls, db: Session, resident: Resident, key: int) -> "Registration":
        """The resident's own; another's reads the same as none. Raises Gone."""
        found = db.get(cls, key)
        if found is None or found.resident_id != resident.id:
            raise Gone
        return found

    @classmethod
    def coming(cls, activity: Activity) -> Select["Registration"]:
        """Who has a place, in the order they took it."""
        joined = cls.state == RegistrationState.JOINED
        return select(cls).where(cls.activity_id == activity.id, joined).order_by(cls.changed_at, cls.id)

    def ahead(self, db: Session) -> int:
        """How many wait in front of this one."""
        before = select(func.count()).where(
            Registration.activity_id == self.activity_id,
            Registration.state == RegistrationState.WAITING,
            Registration.queued < self.queued,
        )
        return db.scalar(before) or 0

    def open_questions(self) -> list[Question]:
        answered = {answer.question_id for answer in self.answers}
        return [question for question in self.activity.questions if question.id not in answered]


class Answer(Base):
    """What somebody told the organiser when joining."""

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("registration_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    words: Mapped[str] = mapped_column(String(200))
    # The message it was typed in, so that taking that back takes this back.
    message_id: Mapped[str | None] = mapped_column(String(40), index=True)

    question: Mapped[Question] = relationship()


def waiting(db: Session, activity: Activity) -> int:
    """How many people are on the waiting list."""
    state = Registration.state == RegistrationState.WAITING
    return db.scalar(select(func.count()).where(Registration.activity_id == activity.id, state)) or 0


def join(db: Session, resident: Resident, activity_id: int, party: int, now: datetime) -> Registration:
    """Take `party` places. Raises Gone, Closed and its kin, AlreadyJoined, Full, TooFewLeft."""
    activity = locked(db, activity_id)
    must_be_open(activity, now)
    mine = Registration.of(db, resident, activity)
    if mine is not None and mine.state == RegistrationState.JOINED:
        raise AlreadyJoined
    if mine is not None and mine.state == RegistrationState.OFFERED:
        return accept(db, mine, now)
    if waiting(db, activity):
        raise Full  # whoever waits comes first, even when a place is free this very moment
    hold(db, activity, party)
    return _entered(db, mine, resident, activity, RegistrationState.JOINED, party, now)


def wait(db: Session, resident: Resident, activity_id: int, party: int, now: datetime) -> Registration:
    """Stand at the end of the waiting list. Raises Gone, Closed and its kin, AlreadyJoined, TooFewLeft."""
    activity = locked(db, activity_id)
    must_be_open(activity, now)
    mine = Registration.of(db, resident, activity)
    if mine is not None and mine.state in LIVE:
        raise AlreadyJoined
    can_ever_fit(activity, party)
    return _entered(db, mine, resident, activity, RegistrationState.WAITING, party, now)


def change_party(db: Session, mine: Registration, party: int, now: datetime) -> None:
    """Come with more or fewer people. Raises TooFewLeft, Gone, and for more of them Closed and its kin."""
    activity = locked(db, mine.activity_id)
    db.refresh(mine, ["state", "party"])
    # Giving places back is welcome as long as it can be of use to somebody.
    if party > mine.party or activity.is_over(now):
        must_be_open(activity, now)
    can_ever_fit(activity, party)
    if mine.state == RegistrationState.JOINED:
        if party > mine.party:
            hold(db, activity, party - mine.party)
        elif party < mine.party:
            release(db, activity, mine.party - party)
    elif mine.state != RegistrationState.WAITING:
        raise Gone
    mine.party, mine.changed_at = party, now


def leave(db: Session, mine: Registration, now: datetime) -> None:
    """Give a place back, decline an offer, or stop waiting; pressing twice is pressing once. Raises Over."""
    activity = locked(db, mine.activity_id)
    db.refresh(mine, ["state", "party"])
    if mine.state in LIVE and activity.is_over(now):
        raise Over
    if mine.state in HOLDS_SEATS:
        release(db, activity, mine.party)
    if mine.state in LIVE:
        offered = mine.state == RegistrationState.OFFERED
        mine.state = RegistrationState.DECLINED if offered else RegistrationState.LEFT
        mine.offer_until, mine.changed_at = None, now


def accept(db: Session, mine: Registration, now: datetime) -> Registration:
    """Take the place that is held, even if sign-up was closed since. Raises OfferOver, Cancelled, Over."""
    activity = locked(db, mine.activity_id)
    db.refresh(mine, ["state", "offer_until"])
    if mine.state == RegistrationState.JOINED:
        return mine
    if mine.state != RegistrationState.OFFERED or (mine.offer_until is not None and mine.offer_until <= now):
        raise OfferOver
    if activity.state in (ActivityState.CANCELLED, ActivityState.HIDDEN) or activity.is_over(now):
        must_be_open(activity, now)
    mine.state, mine.offer_until, mine.changed_at = RegistrationState.JOINED, None, now
    return mine


def offer_places(db: Session, activity_id: int, now: datetime) -> list[Registration]:
    """Hold free places for those who waited longest, and say who is to be told: each is told once.

    The order is strict: when the first party does not fit yet, nobody overtakes it. When sign-up was closed
    by hand the list stands still; when its day has passed, those who signed up in time still move up."""
    activity = locked(db, activity_id)
    told: list[Registration] = []
    if activity.state != ActivityState.OPEN or activity.is_over(now):
        return told
    in_line = (
        select(Registration)
        .where(Registration.activity_id == activity.id, Registration.state == RegistrationState.WAITING)
        .order_by(Registration.queued)
        .execution_options(populate_existing=True)
    )
    for first in db.scalars(in_line).all():
        if activity.capacity is not None and first.party > activity.capacity:
            continue  # the room became smaller than this party: nobody behind it should wait for that
        try:
            hold(db, activity, first.party)
        except (Full, TooFewLeft):
            break
        first.state, first.changed_at = RegistrationState.OFFERED, now
        first.offer_until = _offer_end(activity, now)
        told.append(first)
    return told


def expire_offers(db: Session, now: datetime) -> list[Registration]:
    """Take back the places whose offers ran out, and return those registrations."""
    over = select(Registration).where(
        Registration.state == RegistrationState.OFFERED, Registration.offer_until <= now
    )
    ordered = over.order_by(Registration.activity_id, Registration.id)
    return [one for one in db.scalars(ordered).all() if expire(db, one, now)]


def expire(db: Session, one: Registration, now: datetime) -> bool:
    """Take the place back if it is an offer whose time has passed, and say whether it was."""
    activity = locked(db, one.activity_id)
    db.refresh(one, ["state", "offer_until", "party"])
    if one.state != RegistrationState.OFFERED or one.offer_until is None or one.offer_until > now:
        return False
    release(db, activity, one.party)
    one.state, one.offer_until, one.changed_at = RegistrationState.EXPIRED, None, now
    return True


def _offer_end(activity: Activity, now: datetime) -> datetime:
    """24 hours from now; 2 hours on the day itself; never past the start."""
    starts = activity.starts_at
    if starts is None or starts <= now:
        return now + OFFER_LIFE_ON_THE_DAY
    same_day = starts.astimezone(TOKYO).date() == now.astimezone(TOKYO).date()
    return min(starts, now + (OFFER_LIFE_ON_THE_DAY if same_day else OFFER_LIFE))


def _entered(
    db: Session,
    mine: Registration | None,
    resident: Resident,
    activity: Activity,
    state: RegistrationState,
    party: int,
    now: datetime,
) -> Registration:
    if mine is None:
        mine = Registration(
            resident_id=resident.id, activity_id=activity.id, check_in_code=_free_code(db, activity)
        )
        mine.activity, mine.resident = activity, resident
        db.add(mine)
    mine.state, mine.party, mine.offer_until, mine.changed_at = state, party, None, now
    mine.checked_in_at = None
    if state == RegistrationState.WAITING:
        last = select(func.max(Registration.queued)).where(Registration.activity_id == activity.id)
        mine.queued = (db.scalar(last) or 0) + 1
    db.flush()
    return mine


def _free_code(db: Session, activity: Activity) -> str:
    used = set(db.scalars(select(Registration.check_in_code).where(Registration.activity_id == activity.id)))
    while (code := f"{secrets.randbelow(9000) + 1000}") in used and len(used) < 9000:
        pass
    return code
