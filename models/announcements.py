"""Announcements: what is to be told to many, and the times at which it leaves; the verbs that take it from the first
draft to that moment are in `models.drafting`, `models.approving` and `models.planning`."""

import hashlib
import json
from datetime import datetime
from enum import StrEnum
from typing import Any

from pyroaring import BitMap
from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    LargeBinary,
    Select,
    String,
    Text,
    UniqueConstraint,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from models.acting import By, must_be_theirs
from models.activities import Activity, ActivityState
from models.audiences import Audience
from models.audit import record
from models.base import Base
from models.contents import Content
from models.organisations import Organisation
from models.refusals import Gone
from models.schedules import Schedule
from models.sends import Send

WAITS = text("state = 'waiting'")
KIND, CORRECTION = "announcement", "correction"


class State(StrEnum):
    DRAFT = "draft"
    # Handed in; somebody else has to look at it.
    WAITING = "waiting"
    # Everybody agreed; it leaves when somebody says so.
    APPROVED = "approved"
    # It leaves by itself when its time comes.
    SCHEDULED = "scheduled"
    # All it was meant for has begun.
    STARTED = "started"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class TimeState(StrEnum):
    WAITING = "waiting"
    STARTED = "started"
    # It did not begin, and will not by itself: `why`.
    HELD = "held"
    CANCELLED = "cancelled"


class Held(StrEnum):
    """Why something did not begin by itself when its time came."""

    # Its time passed while nobody was at work.
    LATE = "late"
    # What it is about is over.
    OVER = "over"
    # What it is about was moved or called off since somebody approved it.
    CHANGED = "changed"
    NOBODY = "nobody"
    # The same words went to the same people within a day.
    TWICE = "twice"
    # The month's messages are used up, the town's or the organisation's own share of them.
    MONTH = "month"
    ALLOWANCE = "allowance"


class Announcement(Base):
    __tablename__ = "announcements"
    __table_args__ = (Index("ix_announcements_state", "state", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # Whose it is; none: the town's own.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    # As models.contents, models.audiences and models.schedules keep them.
    content_kept: Mapped[list[dict[str, Any]]] = mapped_column("content", JSON)
    audience_kept: Mapped[dict[str, Any]] = mapped_column("audience", JSON)
    schedule_kept: Mapped[dict[str, Any]] = mapped_column("schedule", JSON)
    urgent: Mapped[bool] = mapped_column(default=False)
    drill: Mapped[bool] = mapped_column(default=False)
    # What it is about: when that is over it is not sent by itself any more.
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id", ondelete="SET NULL"))
    not_after: Mapped[datetime | None]
    # The send whose people hear that it was wrong.
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("sends.id"))
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    # The keys of all who wrote at it: none of them may approve it.
    writers: Mapped[list[str]] = mapped_column(JSON)
    author: Mapped[str] = mapped_column(String(100))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("residents.id", ondelete="SET NULL"))
    why_refused: Mapped[str] = mapped_column(String(200), default="")
    # At approval, for ever: the messages of each face as JSON text, and how the activities stood.
    bodies: Mapped[str | None] = mapped_column(Text)
    stamp: Mapped[str] = mapped_column(String(500), default="")
    # The message it was written in: when that is unsent, this goes too.
    message_id: Mapped[str | None] = mapped_column(String(40), index=True)
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    organisation: Mapped[Organisation | None] = relationship(lazy="joined")

    @property
    def content(self) -> Content:
        return Content.read(self.content_kept)

    @property
    def audience(self) -> Audience:
        return Audience.read(self.audience_kept)

    @property
    def schedule(self) -> Schedule:
        return Schedule.read(self.schedule_kept)

    @property
    def subject(self) -> str:
        return f"announcements:{self.id}"

    @property
    def thing(self) -> str:
        """As the audit log calls it, for ever: without words that a resident wrote, who may take them back."""
        by_residents = self.message_id or any(key.startswith("resident:") for key in self.writers)
        return self.subject if by_residents else f"{self.subject} {self.title}"

    @property
    def fingerprint(self) -> str:
        """What somebody approves: it differs when one letter of the words does, or one of the people meant."""
        sealed = [
            self.title, self.content_kept, self.audience_kept, self.schedule_kept, self.urgent, self.drill,
            self.activity_id, self.organisation_id, self.corrects_id,
            self.not_after.isoformat() if self.not_after else None,
        ]  # fmt: skip
        written = json.dumps(sealed, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def begun(self) -> bool:
        return self.state == State.STARTED

    @property
    def may_wait(self) -> bool:
        """Whether its writer may set a time: what puts something right does not wait, and plans that repeat are
        the office's."""
        return self.corrects_id is None and not self.schedule.repeats and self.state != State.WITHDRAWN


class Time(Base):
    """One time at which an announcement leaves: unique, so that each comes once."""

    __tablename__ = "announcement_times"
    __table_args__ = (
        UniqueConstraint("announcement_id", "due"),
        Index("ix_announcement_times_waiting", "due", sqlite_where=WAITS, postgresql_where=WAITS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcements.id", ondelete="CASCADE"))
    due: Mapped[datetime]
    state: Mapped[TimeState] = mapped_column(default=TimeState.WAITING)
    why: Mapped[Held | None]
    # Somebody looked and said: send it all the same.
    forced: Mapped[bool] = mapped_column(default=False)
    # It began later than it should have.
    late: Mapped[bool] = mapped_column(default=False)
    send_id: Mapped[int | None] = mapped_column(ForeignKey("sends.id"), unique=True)
    # Who was meant, but reads it in the weekly digest: a bitmap of resident ids.
    weekly: Mapped[bytes | None] = mapped_column(LargeBinary)
    started_at: Mapped[datetime | None] = mapped_column(index=True)

    announcement: Mapped[Announcement] = relationship(lazy="joined", innerjoin=True)


def find(db: Session, key: int, by: By) -> Announcement:
    """Theirs; another's reads the same as none. Raises Gone."""
    found = db.get(Announcement, key)
    if found is None:
        raise Gone
    must_be_theirs(db, by, found.organisation_id)
    return found


def locked(db: Session, key: int) -> Announcement:
    """As it stands now, with everybody else who would move it waiting behind us. Raises Gone."""
    found = db.get(Announcement, key, with_for_update={"of": Announcement}, populate_existing=True)
    if found is None:
        raise Gone
    return found


def newest(by_organisation: int | None = None) -> Select[Announcement]:
    found = select(Announcement).order_by(Announcement.id.desc())
    return found if by_organisation is None else found.where(Announcement.organisation_id == by_organisation)


def sends_of(db: Session, one: Announcement) -> list[Send]:
    """What has begun of it, the newest first."""
    return list(db.scalars(select(Send).where(Send.subject == one.subject).order_by(Send.id.desc())))


def times_of(db: Session, one: Announcement) -> list[Time]:
    mine = select(Time).where(Time.announcement_id == one.id).order_by(Time.due)
    return list(db.scalars(mine.execution_options(populate_existing=True)))


def has_sent(db: Session, one: Announcement) -> bool:
    started = Time.announcement_id == one.id, Time.state == TimeState.STARTED
    return db.scalar(select(Time.id).where(*started).limit(1)) is not None


def shown_in(db: Session, one: Announcement) -> dict[int, Activity]:
    """The activities whose cards it shows."""
    found = select(Activity).where(Activity.id.in_(one.content.activities()))
    return {activity.id: activity for activity in db.scalars(found)}


def for_weekly(db: Session, since: datetime) -> list[tuple[Announcement, BitMap]]:
    """What has begun since then, and who was left out of it because they read such things once a week."""
    left_out = select(Time).where(Time.started_at >= since, Time.weekly.is_not(None))
    times = db.scalars(left_out.options(joinedload(Time.announcement)).order_by(Time.id))
    return [(time.announcement, BitMap.deserialize(time.weekly)) for time in times if time.weekly]


def ends_of(db: Session, one: Announcement) -> datetime | None:
    """After this it is stale: the day that was given, or the end of what it is about."""
    about = {one.activity_id, *one.content.activities()} - {None}
    ends = [activity.ends_at for key in about if (activity := db.get(Activity, key)) is not None]
    known = [moment for moment in (one.not_after, *ends) if moment is not None]
    return min(known) if known else None


def stamp_of(db: Session, one: Announcement) -> str:
    """How the activities stand that it is about: changed when one is moved or called off."""
    about = {one.activity_id, *one.content.activities(), *one.audience.activities} - {None}
    rows = db.execute(
        select(Activity.id, Activity.version, Activity.state)
        .where(Activity.id.in_(about))
        .order_by(Activity.id)
    )
    off = (ActivityState.CANCELLED, ActivityState.HIDDEN)
    return ",".join(f"{key}.{version}{'x' if state in off else ''}" for key, version, state in rows)[:500]


def note(db: Session, by: By, did: str, one: Announcement, now: datetime) -> None:
    record(db, by.actor, did, one.thing, now)
