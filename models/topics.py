"""Topics: what a resident can subscribe to and an activity can be about."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from locales import Lazy, lazy
from models.residents import Delivery, Resident, Subscription


class Topic(StrEnum):
    # New ones go to the end: the place of each is its bit in `residents.topic_bits`.
    CHILDCARE = "childcare"
    HEALTH = "health"
    SPORTS = "sports"
    NATURE = "nature"
    FARMING = "farming"
    FESTIVAL = "festival"
    ARTS = "arts"
    CRAFTS = "crafts"
    LEARNING = "learning"
    VOLUNTEERING = "volunteering"
    DISASTER = "disaster"
    FOOD = "food"
    BUSINESS = "business"
    DIGITAL = "digital"

    @property
    def label(self) -> str:
        """What residents call it, in the language being spoken."""
        return str(LABELS[self])


LABELS: dict[Topic, Lazy] = {
    Topic.CHILDCARE: lazy("Childcare"),
    Topic.HEALTH: lazy("Health"),
    Topic.SPORTS: lazy("Sports"),
    Topic.NATURE: lazy("Nature"),
    Topic.FARMING: lazy("Farming"),
    Topic.FESTIVAL: lazy("Festivals"),
    Topic.ARTS: lazy("Music and art"),
    Topic.CRAFTS: lazy("Handicraft"),
    Topic.LEARNING: lazy("Learning"),
    Topic.VOLUNTEERING: lazy("Volunteering"),
    Topic.DISASTER: lazy("Disaster readiness"),
    Topic.FOOD: lazy("Food and cooking"),
    Topic.BUSINESS: lazy("Work and business"),
    Topic.DIGITAL: lazy("Phones and computers"),
}


class Rest(StrEnum):
    """For how long somebody wants no news."""

    WEEK = "week"
    MONTH = "month"
    UNTIL_I_SAY = "open"


RESTS = {Rest.WEEK: timedelta(days=7), Rest.MONTH: timedelta(days=30)}
# A pause without an end ends on a day that nobody waits for, so that whoever compares need not know of it.
NEVER = datetime(9000, 1, 1, tzinfo=UTC)


def chosen_topics(db: Session, resident: Resident) -> list[Topic]:
    """In the order in which topics are always shown."""
    rows = db.scalars(select(Subscription.topic).where(Subscription.resident_id == resident.id))
    chosen = set(rows)
    return [topic for topic in Topic if topic in chosen]


def subscribe(db: Session, resident: Resident, topic: Topic, now: datetime) -> None:
    if db.get(Subscription, (resident.id, topic.value)) is None:
        db.add(Subscription(resident_id=resident.id, topic=topic.value, since=now))
        resident.topic_bits |= bits_of([topic])
        db.flush()


def unsubscribe(db: Session, resident: Resident, topic: Topic) -> None:
    db.execute(
        delete(Subscription).where(Subscription.resident_id == resident.id, Subscription.topic == topic.value)
    )
    resident.topic_bits &= ~bits_of([topic])


def bits_of(topics: Iterable[str]) -> int:
    """Topics as `residents.topic_bits` has them; one that is no topic any more has no bit."""
    chosen = set(topics)
    return sum(1 << place for place, topic in enumerate(Topic) if topic in chosen)


def pause(resident: Resident, now: datetime, rest: Rest = Rest.MONTH) -> None:
    """No news for a while. What is urgent, and word about what one joined or waits for, still comes."""
    resident.paused_until = now + RESTS[rest] if rest in RESTS else NEVER


def is_paused(resident: Resident, now: datetime) -> bool:
    return resident.paused_until is not None and resident.paused_until > now


def resume(resident: Resident) -> None:
    resident.paused_until = None


def choose_delivery(resident: Resident, delivery: Delivery) -> None:
    resident.delivery = delivery
