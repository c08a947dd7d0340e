"""Topics: what a resident can subscribe to and an activity can be about."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from locales import Lazy, lazy
from models.residents import Delivery, Resident, Subscription


class Topic(StrEnum):
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
PAUSE = timedelta(days=30)


def chosen_topics(db: Session, resident: Resident) -> list[Topic]:
    """In the order in which topics are always shown."""
    rows = db.scalars(select(Subscription.topic).where(Subscription.resident_id == resident.id))
    chosen = set(rows)
    return [topic for topic in Topic if topic in chosen]


def subscribe(db: Session, resident: Resident, topic: Topic, now: datetime) -> None:
    if db.get(Subscription, (resident.id, topic.value)) is None:
        db.add(Subscription(resident_id=resident.id, topic=topic.value, since=now))
        db.flush()


def unsubscribe(db: Session, resident: Resident, topic: Topic) -> None:
    db.execute(
        delete(Subscription).where(Subscription.resident_id == resident.id, Subscription.topic == topic.value)
    )


def pause(resident: Resident, now: datetime) -> None:
    """No news for a month; reminders of what was joined still come."""
    resident.paused_until = now + PAUSE


def resume(resident: Resident) -> None:
    resident.paused_until = None


def choose_delivery(resident: Resident, delivery: Delivery) -> None:
    resident.delivery = delivery
