"""The weekly digest: when it is due, that each week has one, and what of the week's news is for whom."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pyroaring import BitMap
from sqlalchemy import ForeignKey, String, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, selectinload

from models.activities import Activity, ActivityState
from models.announcements import Announcement, ends_of, for_weekly, sends_of, stamp_of
from models.base import Base
from models.mutes import Mute
from models.quiet import TOKYO
from models.registrations import LIVE, Registration
from models.residents import Delivery, LetterSize, Resident
from models.sends import SendState
from models.topics import Topic, bits_of

FRIDAY, HOUR = 4, 17
# A worker that was away may still send it on Saturday morning; after that the next one tells it all.
MAY_BE_LATE = timedelta(hours=19)
# How far ahead it looks, and what counts as new.
AHEAD, NEW = timedelta(days=14), timedelta(days=7)
# What nobody was told for longer than this is no news.
LONGEST = timedelta(days=28)
MOST, MOST_LARGE = 10, 5
MOST_LOOKED_AT = 500
NONE: frozenset[int] = frozenset()


class Digest(Base):
    """One week's; that the row is there says that it has been seen to."""

    __tablename__ = "digests"

    # As ISO counts: 2026-W48.
    week: Mapped[str] = mapped_column(String(8), primary_key=True)
    # None: there was nothing for anybody.
    send_id: Mapped[int | None] = mapped_column(ForeignKey("sends.id", ondelete="SET NULL"))
    made_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads the news once a week, as far as it decides what they read."""

    face: tuple[str, LetterSize]
    topics: int
    muted: frozenset[int]
    joined: frozenset[int]
    # The announcements of `News` they have not had, by their place.
    missed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class News:
    """Everything of one week, soonest first."""

    activities: Sequence[Activity]
    announcements: Sequence[tuple[Announcement, BitMap]]
    # What was put in after this is new.
    since: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """What one reader gets: at most ten things, and whether there are more."""

    announcements: tuple[Announcement, ...]
    activities: tuple[Activity, ...]
    topics: tuple[Topic, ...]
    more: bool


def week_due(now: datetime) -> str | None:
    """The week whose digest is to leave now: from Friday at five in the afternoon until Saturday at noon."""
    here = now.astimezone(TOKYO)
    friday = here.replace(hour=HOUR, minute=0, second=0, microsecond=0) - timedelta(
        days=(here.weekday() - FRIDAY) % 7
    )
    if not friday <= here < friday + MAY_BE_LATE:
        return None
    year, week, _day = friday.isocalendar()
    return f"{year}-W{week:02}"


def news_of(db: Session, now: datetime) -> News:
    """What is coming and can be gone to, and what weekly readers were left out of since the last digest."""
    last = db.scalar(select(Digest.made_at).order_by(Digest.made_at.desc()).limit(1))
    since = max(last or now - NEW, now - LONGEST)
    can_join = (
        Activity.state == ActivityState.OPEN,
        or_(Activity.closes_at.is_(None), Activity.closes_at > now),
    )
    soon = Activity.starts_at < now + AHEAD, Activity.made_at > since
    upcoming = Activity.upcoming(now).where(*can_join, Activity.topic.is_not(None), or_(*soon))
    times = selectinload(Activity.occurrences)
    found = db.scalars(upcoming.options(times).limit(MOST_LOOKED_AT)).all()
    return News(found, _announced(db, since, now), since)


def _announced(db: Session, since: datetime, now: datetime) -> list[tuple[Announcement, BitMap]]:
    """What weekly readers were left out of, each once, as far as it still stands."""
    people: dict[int, BitMap] = defaultdict(BitMap)
    told: dict[int, Announcement] = {}
    for one, left_out in for_weekly(db, since):
        if not one.drill and _still_stands(db, one, now):
            told[one.id] = one
            people[one.id] |= left_out
    return [(one, people[key]) for key, one in told.items()]


def _still_stands(db: Session, one: Announcement, now: datetime) -> bool:
    """Not stopped, which is what a correction does, too; not unsent, not over, nor called off or moved since."""
    ends = ends_of(db, one)
    stopped = any(send.state == SendState.STOPPED for send in sends_of(db, one)[:1])
    return (
        bool(one.content_kept)
        and not stopped
        and (ends is None or ends > now)
        and one.stamp == stamp_of(db, one)
    )


def readers(db: Session, news: News, now: datetime) -> dict[Reader, BitMap]:
    """Everybody for whom something may be among the news; those who read exactly the same stand together."""
    bits = bits_of(activity.topic for activity in news.activities if activity.topic)
    awake = Resident.follows, or_(Resident.paused_until.is_(None), Resident.paused_until <= now)
    weekly = and_(Resident.delivery == Delivery.WEEKLY, Resident.topic_bits.bitwise_and(bits) != 0)
    columns = Resident.id, Resident.locale, Resident.letter_size, Resident.topic_bits
    rows = [(row, row.topic_bits & bits) for row in db.execute(select(*columns).where(*awake, weekly))]
    # Those who were left out of an announcement hear of it, whatever they have chosen since.
    others = BitMap().union(*(people for _one, people in news.announcements))
    others -= BitMap(row.id for row, _topics in rows)
    for some in _parts(others):
        rows += [(row, 0) for row in db.execute(select(*columns).where(*awake, Resident.id.in_(some)))]
    muted, joined = _muted(db), _joined(db, [activity.id for activity in news.activities])
    found: dict[Reader, BitMap] = defaultdict(BitMap)
    for row, topics in rows:
        missed = tuple(at for at, (_one, people) in enumerate(news.announcements) if row.id in people)
        face = row.locale, row.letter_size
        key = Reader(face, topics, muted.get(row.id, NONE), joined.get(row.id, NONE), missed)
        found[key].add(row.id)
    return found


def page_of(reader: Reader, news: News) -> Page | None:
    """What they get; None: nothing, so they are left in peace."""
    most = MOST_LARGE if reader.face[1] == LetterSize.LARGE else MOST
    announcements = [news.announcements[at][0] for at in reader.missed]
    theirs = [
        activity
        for activity in news.activities
        if bits_of([activity.topic or ""]) & reader.topics
        and activity.organisation_id not in reader.muted
        and activity.id not in reader.joined
    ]
    if not announcements and not theirs:
        return None
    shown = theirs[: max(0, most - len(announcements))]
    topics = {activity.topic for activity in shown}
    return Page(
        announcements=tuple(announcements[:most]),
        activities=tuple(shown),
        topics=tuple(topic for topic in Topic if topic in topics),
        more=len(announcements) + len(theirs) > most,
    )


def _muted(db: Session) -> Mapping[int, frozenset[int]]:
    """By resident, the organisations they want no news of."""
    return _gathered(db.execute(select(Mute.resident_id, Mute.organisation_id)))


def _joined(db: Session, activity_ids: Sequence[int]) -> Mapping[int, frozenset[int]]:
    """By resident, which of these activities they joined or wait for: they know of them."""
    theirs = Registration.activity_id.in_(activity_ids), Registration.state.in_(LIVE)
    rows = db.execute(select(Registration.resident_id, Registration.activity_id).where(*theirs))
    return _gathered(rows)


def _gathered(pairs: Iterable[tuple[int, int]]) -> Mapping[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return {key: frozenset(values) for key, values in found.items()}


def _parts(people: BitMap) -> Iterable[list[int]]:
    ids = list(people)
    return (ids[at : at + 5_000] for at in range(0, len(ids), 5_000))
