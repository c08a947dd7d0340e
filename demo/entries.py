"""The demo town's entries, as its TOML files spell them: one dataclass for each kind of table."""

from dataclasses import dataclass
from enum import StrEnum

from models.livelihood import PlaceKind
from models.topics import Topic


class Seats(StrEnum):
    """How full something looks; what the file leaves open, the seed decides."""

    NONE = "none"
    SOME = "some"
    HALF = "half"
    FEW = "few"  # one to three places left
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    name: str
    kana: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationEntry:
    key: str
    name: str
    about: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityEntry:
    topic: Topic
    title: str
    kana: str
    # The organisation's key, and the key of the facility where it happens.
    by: str
    at: str
    when: list[str]
    text: str
    audience: str
    # A number of yen, or words when no one number is true.
    price: int | str
    price_note: str = ""
    capacity: int | None = None
    party: int = 4
    seats: Seats | None = None
    # Sign-up ends so many days before the first time.
    closes: int | None = None
    note: str = ""
    walk_in: bool = False
    elsewhere: str = ""
    closed: str = ""
    cancelled: str = ""
    # Words to be answered by typing, or a list of the words and the answers to press.
    questions: tuple[str | list[str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceEntry:
    """An entry that brings everything itself, or stands `at` a facility, or has its `desk` in one."""

    name: str = ""
    kana: str = ""
    key: str = ""
    at: str = ""
    desk: str = ""
    # District, metres to the east and metres to the north of its middle.
    spot: tuple[str, int, int] | None = None
    number: str = ""
    phone: str = ""
    hours: str = ""
    text: str = ""
    details: tuple[list[str], ...] = ()
    # Where exactly, inside the facility or around it.
    where: str = ""
    # An AED with pads for children; what a toilet has; an evacuation site's people, dangers and beds.
    child: bool = False
    has: str = ""
    people: int = 0
    hazards: str = ""
    stay: bool = False
    # Of a scheme.
    who: str = ""
    what: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class PlaceList:
    """One file of living information."""

    kind: PlaceKind
    list_name: str
    months_old: int
    places: list[PlaceEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    title: str
    party: int
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentEntry:
    name: str
    life: str
    language: str
    locale: str
    letter_size: str
    topics: list[Topic]
    days_here: int
    joined: list[Joining]
    waiting: list[Joining]
    saved: list[str]
    weekly: bool = False
    speaks_for: str = ""


@dataclass(frozen=True, slots=True)
class Town:
    name: str
    publisher: str
    licence: str
    districts: dict[str, District]
    organisations: list[OrganisationEntry]
    activities: list[ActivityEntry]
    lists: list[PlaceList]
    residents: list[ResidentEntry]

    @property
    def facilities(self) -> dict[str, PlaceEntry]:
        """What other entries point to, by key."""
        return {place.key: place for each in self.lists for place in each.places if place.key}
