"""Audiences: for whom something is, as conditions that can be kept; `models.crowds` counts and finds the people."""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from locales import lazy
from models.activities import Activity
from models.base import Base
from models.organisations import Organisation
from models.refusals import Refusal


class EmptyAudience(Refusal):
    message = lazy("Please say who is to get it: everybody, or a topic, a district, an activity.")


class EverybodyOrSome(Refusal):
    message = lazy("“Everyone at LINE” cannot be narrowed down: please name nothing else.")


class NoSuchAudience(Refusal):
    message = lazy("No audience is kept under the name “{name}”.")


class Part(StrEnum):
    """What somebody has to do with an activity."""

    JOINED = "joined"
    WAITING = "waiting"
    INTERESTED = "interested"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Conditions: one of each kind suffices (OR), and every kind that is named has to hold (AND)."""

    everyone: bool = False
    # With `everyone`: also the friends the bot has never met. LINE itself sends it to whoever it knows.
    unmet: bool = False
    topics: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()
    ages: tuple[str, ...] = ()
    # Who has one of the parts in one of the activities.
    activities: tuple[int, ...] = ()
    parts: tuple[Part, ...] = ()
    # Organisations, of which somebody has joined anything at all.
    members: tuple[int, ...] = ()
    # Exactly those whom a send has reached, or may have reached: for corrections.
    got: int | None = None

    @property
    def is_empty(self) -> bool:
        named = self.topics or self.districts or self.locales or self.ages or self.members
        return not (self.everyone or named or (self.activities and self.parts) or self.got is not None)

    @property
    def heeds_wishes(self) -> bool:
        """Whether people's wishes about news keep it from them: LINE knows nothing of those, and the own sign-up is
        no news."""
        return not self.is_own and not self.unmet

    @property
    def is_own(self) -> bool:
        """Only for people whose own sign-up it is about: a pause from news does not keep it from them."""
        signed_up = bool(self.activities) and bool(self.parts) and Part.INTERESTED not in self.parts
        return signed_up or self.got is not None

    @property
    def is_by_topic(self) -> bool:
        """News that a weekly digest brings, too."""
        return not self.activities and self.got is None

    def check(self) -> None:
        """Raise EmptyAudience for conditions that say nothing, also for half of one; EverybodyOrSome."""
        if self.is_empty or bool(self.activities) != bool(self.parts):
            raise EmptyAudience
        if self.unmet and self != Audience(everyone=True, unmet=True):
            raise EverybodyOrSome

    def kept(self) -> dict[str, Any]:
        """As JSON, without what is not named."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: sorted(value) if isinstance(value, tuple) else value
            for name, value in named.items()
            if value not in ((), False, None)
        }

    @classmethod
    def read(cls, kept: dict[str, Any]) -> "Audience":
        found: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()
        }
        found["parts"] = tuple(Part(part) for part in found.get("parts", ()))
        return cls(**found)


class KeptAudience(Base):
    """Conditions under a name, to be used again."""

    __tablename__ = "audiences"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    conditions: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime]


def names(db: Session, audience: Audience) -> dict[str, str]:
    """What its activities and organisations are called, by "activities:7" and "organisations:3"."""
    titles = select(Activity.id, Activity.title).where(Activity.id.in_(audience.activities))
    members = select(Organisation.id, Organisation.name).where(Organisation.id.in_(audience.members))
    found = {f"activities:{key}": title for key, title in db.execute(titles)}
    return found | {f"organisations:{key}": name for key, name in db.execute(members)}


def keep(db: Session, name: str, audience: Audience, now: datetime) -> None:
    """Keep conditions under a name; a name that is there is given new ones. Raises EmptyAudience."""
    audience.check()
    found = db.scalars(select(KeptAudience).where(KeptAudience.name == name)).one_or_none()
    if found is None:
        db.add(KeptAudience(name=name, conditions=audience.kept(), changed_at=now))
    else:
        found.conditions, found.changed_at = audience.kept(), now
    db.flush()


def kept(db: Session, name: str) -> Audience:
    """Raises NoSuchAudience."""
    found = db.scalars(select(KeptAudience).where(KeptAudience.name == name)).one_or_none()
    if found is None:
        raise NoSuchAudience(name=name)
    return Audience.read(found.conditions)
