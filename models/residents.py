"""Residents: everybody who has ever written to us, and how they want to be spoken to."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base

PRIVACY_VERSION = 1


class LetterSize(StrEnum):
    NORMAL = "normal"
    LARGE = "large"


class Delivery(StrEnum):
    """How somebody wants news of the topics they chose."""

    EACH = "each"
    WEEKLY = "weekly"


NAMELESS = text("display_name IS NULL")
# Those whom a message may have to leave out. Written out and asked for in these words, as the index on them wants it.
RELUCTANT = text("(NOT follows OR paused_until IS NOT NULL)")


class Resident(Base):
    __tablename__ = "residents"
    __table_args__ = (
        Index("ix_residents_nameless", "profile_due_at", sqlite_where=NAMELESS, postgresql_where=NAMELESS),
        # Before each try these are looked for among thousands: without an index on few PostgreSQL reads all residents.
        Index("ix_residents_reluctant", "line_id", sqlite_where=RELUCTANT, postgresql_where=RELUCTANT),
        Index("ix_residents_came_after", "came_after"),
        # Whoever is asked for when an audience is counted, without touching the table: see models/audiences.py.
        Index(
            "ix_residents_reach",
            "follows",
            "id",
            "paused_until",
            "delivery",
            "topic_bits",
            "district",
            "locale",
            "age_band",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[str] = mapped_column(String(68), unique=True)
    # The name LINE shows; seen by the organisers of what this person joined, by nobody else.
    display_name: Mapped[str | None] = mapped_column(String(100))
    # When LINE is to be asked for the name (again); looked at only as long as there is none.
    profile_due_at: Mapped[datetime]
    locale: Mapped[str] = mapped_column(String(10), default="ja")
    locale_chosen: Mapped[bool] = mapped_column(default=False)
    letter_size: Mapped[LetterSize] = mapped_column(default=LetterSize.NORMAL)
    delivery: Mapped[Delivery] = mapped_column(default=Delivery.EACH)
    paused_until: Mapped[datetime | None]
    # Where somebody lives and roughly how old they are, only if they said so: news can then be for fewer people.
    district: Mapped[str | None] = mapped_column(String(40))
    age_band: Mapped[str | None] = mapped_column(String(10))
    # The subscriptions once more, a bit for each topic, so that a million residents are counted in one walk.
    topic_bits: Mapped[int] = mapped_column(default=0, server_default="0")
    # Hours of the day in Japan between which nothing is pushed; without them the town's own, 21 to 8.
    quiet_from: Mapped[int | None]
    quiet_until: Mapped[int | None]
    # Whether it may be counted which buttons of news they press.
    counts_taps: Mapped[bool] = mapped_column(default=False)
    follows: Mapped[bool] = mapped_column(default=True)
    # When the last follow or unfollow happened at LINE: older news that arrives late changes nothing.
    follows_since: Mapped[datetime]
    # The newest send there was when they last became a friend, by a follow that LINE told of: up to this one nothing
    # is for them any more. An order in our own books, so that no clock has to agree with another.
    came_after: Mapped[int] = mapped_column(default=0, server_default="0")
    privacy_version: Mapped[int] = mapped_column(default=0)
    privacy_shown_at: Mapped[datetime | None]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]

    @classmethod
    def known(cls, db: Session, line_id: str) -> "Resident | None":
        return db.scalars(select(cls).where(cls.line_id == line_id)).one_or_none()

    @classmethod
    def taken_in(cls, db: Session, line_id: str, now: datetime, at: datetime) -> "Resident":
        """A newcomer, or a friend from before the bot existed: `at` is the time of the first event."""
        resident = cls(
            line_id=line_id, follows_since=at, first_seen_at=now, last_seen_at=now, profile_due_at=now
        )
        db.add(resident)
        db.flush()
        return resident

    def followed(self, at: datetime, newest_send: int) -> None:
        """Became (or is again) a friend at `at`; news older than what we know is ignored."""
        if at >= self.follows_since:
            self.follows, self.follows_since, self.came_after = True, at, newest_send

    def unfollowed(self, at: datetime) -> None:
        if at >= self.follows_since:
            self.follows, self.follows_since = False, at

    def was_told_privacy(self, now: datetime) -> None:
        """Which version of the purpose text was shown, and when: kept for whoever asks later."""
        self.privacy_version, self.privacy_shown_at = PRIVACY_VERSION, now

    @property
    def reads_large(self) -> bool:
        return self.letter_size == LetterSize.LARGE


class Subscription(Base):
    """A topic somebody wants news of; `models.topics` keeps it and the bit on the resident's row together."""

    __tablename__ = "subscriptions"

    resident_id: Mapped[int] = mapped_column(ForeignKey("residents.id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(30), primary_key=True, index=True)
    since: Mapped[datetime]
