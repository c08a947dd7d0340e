"""The whole of what the stand-in holds, and the few changes everything else is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from simulator import names
from simulator.clock import Clock
from simulator.state.feed import Feed
from simulator.state.files import Files
from simulator.state.marks import Marks
from simulator.state.menus import Menus
from simulator.state.people import Bubble, Person
from simulator.state.quota import Quota
from simulator.state.wire import Wire

# LINE's message ids are long numbers; ours begin where they look alike.
FIRST_MESSAGE = 560_000_000_000_000_000

# Pictures people sent are kept for a while, as at LINE; then they are gone (410).
KEPT_PHOTOS = 500

# A change of the default menu is told person by person up to this many people.
TOLD_ONE_BY_ONE = 200


@dataclass(frozen=True, slots=True)
class Bot:
    user_id: str
    name: str
    basic_id: str


@dataclass(slots=True)
class Statistics:
    """What LINE's statistics ask about later."""

    sent: dict[str, dict[str, int]] = field(default_factory=dict)
    """Messages by day and by way of sending."""
    units: dict[str, list[str]] = field(default_factory=dict)
    """Names given as customAggregationUnits, by month."""


class World:
    def __init__(self, name: str, clock: Clock, files: Files) -> None:
        self.clock = clock
        self.files = files
        self.bot = Bot(names.user_id(), name, "@" + names.token()[:8].lower())
        self.people: dict[str, Person] = {}
        self.menus = Menus()
        self.quota = Quota(clock)
        self.statistics = Statistics()
        self.photos: dict[str, str] = {}
        """Content types of people's pictures by message id, oldest first."""
        self.feed = Feed()
        self.wire = Wire()
        self.webhook: str | None = None
        self.next_message = FIRST_MESSAGE
        self.version = 0
        """Grows with every change worth saving."""

    @property
    def marks(self) -> Marks:
        return Marks(self.bot.user_id)

    def message_id(self) -> str:
        self.next_message += 1
        return str(self.next_message)

    def post(self, person: Person, bubble: Bubble) -> None:
        """A new bubble stands in the person's chat."""
        person.messages.append(bubble)
        self.version += 1
        self.feed.publish("bubble", person=person.id, bubble=bubble.public())

    def say(self, person: Person, messages: Iterable[dict[str, Any]], ids: Iterable[str]) -> None:
        """The bot's messages arrive on the person's phone."""
        now = self.clock.now()
        for message, message_id in zip(messages, ids, strict=True):
            self.post(person, Bubble(message_id, "bot", now, message, sender=message.get("sender")))

    def changed(self, person: Person) -> None:
        """Something about the person, or the menu they see, is different now."""
        self.version += 1
        self.feed.publish("person", person=self.profile(person))

    def menus_changed(self) -> None:
        """The default menu is another one, or a menu is gone."""
        self.version += 1
        if len(self.people) > TOLD_ONE_BY_ONE:
            self.feed.publish("reset")
            return
        for person in self.people.values():
            self.changed(person)

    def spend(self, count: int) -> None:
        if count:
            self.quota.take(count)
            self.version += 1
            self.feed.publish("quota", quota=self.quota.public())

    def count(self, way: str, messages: int) -> None:
        day = self.statistics.sent.setdefault(self.clock.date(), {})
        day[way] = day.get(way, 0) + messages

    def units(self) -> list[str]:
        """This month's names."""
        return self.statistics.units.setdefault(self.clock.month(), [])

    def keep_photo(self, message_id: str, content_type: str, content: bytes) -> None:
        self.files.put(message_id, content)
        self.photos[message_id] = content_type
        while len(self.photos) > KEPT_PHOTOS:
            oldest = next(iter(self.photos))
            del self.photos[oldest]
            self.files.drop(oldest)

    def drop_photo(self, message_id: str) -> None:
        if self.photos.pop(message_id, None):
            self.files.drop(message_id)

    def profile(self, person: Person) -> dict[str, Any]:
        """A person as the phone page sees them, without the chat."""
        menu = self.menus.seen_by(person)
        return {
            "id": person.id,
            "name": person.name,
            "language": person.language,
            "letter_size": person.letter_size,
            "pc": person.pc,
            "friend": person.friend,
            "blocked": person.blocked,
            "menu": menu.public() if menu else None,
        }

    def whole(self, person: Person) -> dict[str, Any]:
        return {**self.profile(person), "messages": [bubble.public() for bubble in person.messages]}

    def reset(self) -> None:
        """An empty town: nobody, no menus, nothing used. The bot stays who it is."""
        for photo in self.photos:
            self.files.drop(photo)
        for menu in self.menus.shelf:
            self.files.drop(menu)
        self.people.clear()
        self.photos.clear()
        self.menus = Menus()
        self.statistics = Statistics()
        self.quota.used = 0
        self.wire.clear()
        self.version += 1
        self.feed.publish("reset")
