"""Activities: anything one can join or help with, when it happens, and whether a place is left."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    BindParameter,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    and_,
    exists,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from locales import fold, lazy
from models.base import Base
from models.organisations import Organisation
from models.refusals import Refusal

# A time, or the place of one in a question that is built once and asked often.
Moment = datetime | BindParameter[datetime]


class SignUp(StrEnum):
    HERE = "here"  # a place is taken in this bot
    NOT_NEEDED = "not_needed"  # one just comes
    ELSEWHERE = "elsewhere"  # `sign_up_text` says how


class ActivityState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    # Taken off the list: by staff, or because its source no longer has it.
    HIDDEN = "hidden"


# The columns in which free words are looked for.
SEARCHED = ("title", "kana", "text", "place", "address", "organiser", "category")


class Activity(Base):
    __tablename__ = "activities"
    __table_args__ = (
        CheckConstraint("taken >= 0 AND (capacity IS NULL OR taken <= capacity)", name="seats"),
        UniqueConstraint("source_id", "source_key"),
        Index("ix_activities_shown", "state", "ends_at"),
        Index("ix_activities_spot", "latitude", "longitude"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    # Who runs it, as the source says, when that is no organisation we know.
    organiser: Mapped[str] = mapped_column(String(100), default="")
    title: Mapped[str] = mapped_column(String(120))
    kana: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    topic: Mapped[str | None] = mapped_column(String(30), index=True)
    category: Mapped[str | None] = mapped_column(String(60))
    audience: Mapped[str] = mapped_column(String(120), default="")
    # The words of whoever wrote it, always shown; the number only when it is certain.
    price_text: Mapped[str] = mapped_column(String(300), default="")
    price_yen: Mapped[int | None]
    when_text: Mapped[str] = mapped_column(String(500), default="")
    # Of the first and after the last of its occurrences; an activity without any is never "upcoming".
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(String(120), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    district: Mapped[str | None] = mapped_column(String(40), index=True)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    phone: Mapped[str] = mapped_column(String(100), default="")
    url: Mapped[str] = mapped_column(String(1000), default="")
    sign_up: Mapped[SignUp] = mapped_column(default=SignUp.HERE)
    sign_up_text: Mapped[str] = mapped_column(String(500), default="")
    closes_at: Mapped[datetime | None]
    capacity: Mapped[int | None]
    capacity_text: Mapped[str] = mapped_column(String(200), default="")
    # Seats held: joined, and offered to somebody from the waiting list.
    taken: Mapped[int] = mapped_column(default=0)
    party_most: Mapped[int] = mapped_column(default=4)
    state: Mapped[ActivityState] = mapped_column(default=ActivityState.OPEN)
    why_closed: Mapped[str] = mapped_column(String(100), default="")
    # Raised when time or place change, so that a calendar takes the new one.
    version: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(String(10), default="ja")
    source_id: Mapped[int | None] = mapped_column(ForeignKey("sources.id"))
    source_key: Mapped[str | None] = mapped_column(String(80))
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    search: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]

    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
    occurrences: Mapped[list["Occurrence"]] = relationship(
        order_by="Occurrence.starts_at", cascade="all, delete-orphan", passive_deletes=True
    )
    questions: Mapped[list["Question"]] = relationship(
        order_by="Question.position", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def organiser_name(self) -> str:
        return self.organisation.name if self.organisation else self.organiser

    @property
    def left(self) -> int | None:
        """Places left, None when there is no limit."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    def next_occurrence(self, now: datetime) -> "Occurrence | None":
        """The one that is on or comes next."""
        return next((one for one in self.occurrences if one.over_at > now), None)

    def is_over(self, now: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= now

    def prepare(self) -> None:
        """Bring what is derived up to date: the span over all occurrences, and the folded words to search."""
        if self.occurrences:
            self.starts_at = min(one.starts_at for one in self.occurrences)
            self.ends_at = max(one.over_at for one in self.occurrences)
        self.search = searched(*(getattr(self, name) or "" for name in SEARCHED))

    @classmethod
    def upcoming(cls, now: Moment) -> Select["Activity"]:
        """What can still be gone to, by when its next time is over: what lasts for months comes near its end."""
        return _by_next(now)

    @classmethod
    def between(cls, first: Moment, last: Moment) -> Select["Activity"]:
        """With a time that touches [first, last), in the order of those times."""
        return _by_next(first, last)

    @classmethod
    def matching(cls, words: str, now: datetime) -> Select["Activity"]:
        """Upcoming ones whose title, reading, text or place holds every word, however it was typed."""
        shapes = [fold(word) for word in words.split()] or [fold(words)]
        holding = select(cls.id).where(*(cls.search.contains(shape, autoescape=True) for shape in shapes))
        return cls.upcoming(now).where(cls.id.in_(holding))


def searched(*words: str) -> str:
    """What free words are looked for in: the values of SEARCHED, folded."""
    return "|".join(fold(word) for word in words if word)[:4000]


def over_at(starts: datetime, ends: datetime | None, *, all_day: bool) -> datetime:
    """When something need not be shown any more: its end or, unknown, three hours after its start."""
    return ends or starts + (timedelta(days=1) if all_day else timedelta(hours=3))


class Occurrence(Base):
    """One time an activity takes place."""

    __tablename__ = "occurrences"
    __table_args__ = (Index("ix_occurrences_span", "over_at", "starts_at", "activity_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    all_day: Mapped[bool] = mapped_column(default=False)
    # As the function of that name says.
    over_at: Mapped[datetime]

    @classmethod
    def at(cls, starts: datetime, ends: datetime | None = None, *, all_day: bool = False) -> "Occurrence":
        over = over_at(starts, ends, all_day=all_day)
        return cls(starts_at=starts.astimezone(UTC), ends_at=ends, all_day=all_day, over_at=over)


class Question(Base):
    """What an organiser wants to know of those who join; asked after the place is safe."""

    __tablename__ = "questions"
    __table_args__ = (CheckConstraint("position BETWEEN 1 AND 5", name="five"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    words: Mapped[str] = mapped_column(String(120))
    # Answers to press; none means that it is typed.
    choices: Mapped[list[str]] = mapped_column(JSON, default=list)


class Closed(Refusal):
    message = lazy("Sign-up for this is closed.")


class Cancelled(Refusal):
    message = lazy("This has been cancelled.")


class Over(Refusal):
    message = lazy("This is already over.")


class SignUpElsewhere(Refusal):
    message = lazy("One signs up for this somewhere else. The card says how.")


def must_be_open(activity: Activity, now: datetime) -> None:
    """Refuse, in the resident's words, whatever cannot be joined any more."""
    if activity.state == ActivityState.CANCELLED:
        raise Cancelled
    if activity.is_over(now):
        raise Over
    if activity.sign_up != SignUp.HERE:
        raise SignUpElsewhere
    if activity.state != ActivityState.OPEN or (activity.closes_at is not None and activity.closes_at <= now):
        raise Closed


@cache
def _earlier_occurrence() -> type[Occurrence]:
    return aliased(Occurrence)


def _by_next(first: Moment, last: Moment | None = None) -> Select[Activity]:
    """Shown activities joined with their earliest occurrence that is over after `first` and begins before `last`.

    The index on `over_at` is walked from `first` on, so that a page costs as much in a large town as in a small."""

    def counts(one: type[Occurrence]) -> ColumnElement[bool]:
        begins = one.starts_at < last if last is not None else true()
        return and_(one.over_at > first, begins)

    earlier = _earlier_occurrence()
    before = or_(
        earlier.over_at < Occurrence.over_at,
        and_(earlier.over_at == Occurrence.over_at, earlier.id < Occurrence.id),
    )
    another = exists().where(earlier.activity_id == Occurrence.activity_id, counts(earlier), before)
    return (
        select(Activity)
        .join(Occurrence, Occurrence.activity_id == Activity.id)
        .where(Activity.state != ActivityState.HIDDEN, counts(Occurrence), ~another)
        .order_by(Occurrence.over_at, Activity.id)
    )
