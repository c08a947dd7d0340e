"""Living information: where things are in town and what help there is, with its source and date."""

from datetime import date, datetime
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Select, String, Text, UniqueConstraint, and_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from locales import Lazy, fold, lazy
from models.base import Base
from models.imports import Source

EARTH = 6_371_000  # metres


class PlaceKind(StrEnum):
    FACILITY = "facility"
    MEDICAL = "medical"
    CHILDCARE = "childcare"
    AED = "aed"
    EVACUATION = "evacuation"
    TOILET = "toilet"
    TOURISM = "tourism"
    WIFI = "wifi"
    # A benefit or a scheme: it has a desk, not a spot on the map.
    SCHEME = "scheme"

    @property
    def label(self) -> str:
        """What residents call it, in the language being spoken."""
        return str(LABELS[self])


LABELS: dict[PlaceKind, Lazy] = {
    PlaceKind.FACILITY: lazy("Public places"),
    PlaceKind.MEDICAL: lazy("Doctors"),
    PlaceKind.CHILDCARE: lazy("Childcare places"),
    PlaceKind.AED: lazy("AED"),
    PlaceKind.EVACUATION: lazy("Evacuation places"),
    PlaceKind.TOILET: lazy("Toilets"),
    PlaceKind.TOURISM: lazy("Sights"),
    PlaceKind.WIFI: lazy("Free Wi-Fi"),
    PlaceKind.SCHEME: lazy("Help and benefits"),
}


class Place(Base):
    """One entry of living information."""

    __tablename__ = "places"
    __table_args__ = (
        UniqueConstraint("source_id", "source_key"),
        Index("ix_places_spot", "kind", "latitude", "longitude"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PlaceKind] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(120))
    kana: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    district: Mapped[str | None] = mapped_column(String(40))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    # As the source writes it; taps dial the first number in it.
    phone: Mapped[str] = mapped_column(String(100), default="")
    hours: Mapped[str] = mapped_column(String(500), default="")
    url: Mapped[str] = mapped_column(String(1000), default="")
    # More that this kind of place is asked about, as (label in the data's language, words).
    details: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    language: Mapped[str] = mapped_column(String(10), default="ja")
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    source_key: Mapped[str] = mapped_column(String(80))
    as_of: Mapped[date | None]
    # Its source no longer has it.
    gone_at: Mapped[datetime | None]
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    search: Mapped[str] = mapped_column(Text, default="")

    source: Mapped[Source] = relationship(lazy="joined", innerjoin=True)

    def prepare(self) -> None:
        """Bring the folded words to search up to date."""
        words = (self.name, self.kana, self.text, self.address, *(words for _label, words in self.details))
        self.search = "|".join(fold(word) for word in words if word)[:4000]

    @classmethod
    def of_kind(cls, kind: PlaceKind) -> Select["Place"]:
        return select(cls).where(cls.kind == kind, cls.gone_at.is_(None)).order_by(cls.kana, cls.name, cls.id)

    @classmethod
    def matching(cls, words: str) -> Select["Place"]:
        """Whose name, reading, address or details hold every word, however it was typed."""
        shapes = [fold(word) for word in words.split()] or [fold(words)]
        found = and_(*(cls.search.contains(shape, autoescape=True) for shape in shapes))
        return select(cls).where(found, cls.gone_at.is_(None)).order_by(cls.name, cls.id)


def nearest(
    db: Session, kind: PlaceKind, latitude: float, longitude: float, limit: int
) -> list[tuple[Place, float]]:
    """The nearest places of a kind with their distance in metres. Looks in growing squares round the spot."""
    for half in (0.01, 0.05, 0.5, 180.0):
        square = Place.of_kind(kind).where(
            Place.latitude.between(latitude - half, latitude + half),
            Place.longitude.between(longitude - half, longitude + half),
        )
        found = [(place, metres(place, latitude, longitude)) for place in db.scalars(square)]
        # Inside a square of this size only what is nearer than its edge is sure to be the nearest.
        sure = [pair for pair in found if pair[1] <= half * 90_000]
        if len(sure) >= limit or half == 180.0:
            return sorted(found if half == 180.0 else sure, key=lambda pair: pair[1])[:limit]
    return []


def metres(spot: Any, latitude: float, longitude: float) -> float:
    """As the crow flies from something with a latitude and a longitude (degrees, WGS 84)."""
    there, here = radians(spot.latitude), radians(latitude)
    half = (
        sin((there - here) / 2) ** 2
        + cos(there) * cos(here) * sin(radians(spot.longitude - longitude) / 2) ** 2
    )
    return 2 * EARTH * asin(sqrt(half))
