"""The whole of what the stand-in holds, and the few changes everything else is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from simulator import names
from simulator.clock import DAY, HOUR, SECOND, Clock
from simulator.state.audiences import Audiences
from simulator.state.batches import Batches
from simulator.state.coupons import Coupons
from simulator.state.effects import Effects
from simulator.state.feed import Feed
from simulator.state.files import Files
from simulator.state.groups import Group
from simulator.state.links import LinkTokens
from simulator.state.marks import Marks
from simulator.state.memberships import Memberships
from simulator.state.menu_use import MenuUse
from simulator.state.menus import Menus
from simulator.state.narrowcasts import Narrowcasts
from simulator.state.passes import Passes
from simulator.state.people import Bubble, Person
from simulator.state.promises import Accepted, ReplyToken
from simulator.state.quota import Quota
from simulator.state.sends import Sends
from simulator.state.wire import Wire

# LINE's message ids are long numbers; ours begin where they look alike.
FIRST_MESSAGE = 560_000_000_000_000_000

# What people sent is kept for a while, as at LINE, which names no time; then it is gone (410).
KEPT_PHOTOS = 500
KEPT_FOR = 14 * DAY

# Films and sound are prepared this long before they can be fetched.
PREPARED_AFTER = 10 * SECOND

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
    crowd: dict[str, dict[str, int]] = field(default_factory=dict)
    """How followers, blocks and targetedReaches changed, by day."""


class World:
    def __init__(self, name: str, clock: Clock, files: Files) -> None:
        self.clock = clock
        self.files = files
        self.bot = Bot(names.user_id(), name, names.basic_id())
        self.people: dict[str, Person] = {}
        self.menus = Menus()
        self.quota = Quota(clock)
        self.statistics = Statistics()
        self.photos: dict[str, str] = {}
        """Content types of what people sent, by message id, oldest first."""
        self.sent_at: dict[str, int] = {}
        """When each of them was sent."""
        self.taken_back: dict[str, None] = {}
        """Messages with content that were unsent, oldest first: not unknown but gone."""
        self.groups: dict[str, Group] = {}
        self.audiences = Audiences()
        self.batches = Batches()
        self.coupons = Coupons()
        self.memberships = Memberships()
        self.narrowcasts = Narrowcasts()
        self.sends = Sends()
        self.menu_use = MenuUse()
        self.effects = Effects()
        self.passes = Passes(clock)
        self.link_tokens = LinkTokens(clock)
        self.accepted: dict[str, Accepted] = {}
        """Requests by their retry key, oldest first."""
        self.reply_tokens: dict[str, ReplyToken] = {}
        self.verified = True
        """Whether the account is one of those that may list its friends and the members of groups."""
        self.feed = Feed()
        self.wire = Wire()
        self.webhook: str | None = None
        self.next_message = FIRST_MESSAGE
        self.version = 0
        """Grows with every change worth saving."""
        self._today = (-1, "")
        """The day in Japan, and the hour in which it was looked at: asked for at every push."""

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

    def post_to_group(self, group: Group, bubble: Bubble) -> None:
        group.messages.append(bubble)
        self.version += 1
        self.feed.publish("group-bubble", group=group.id, bubble=bubble.public())

    def say_to_group(self, group: Group, messages: Iterable[dict[str, Any]], ids: Iterable[str]) -> None:
        now = self.clock.now()
        for message, message_id in zip(messages, ids, strict=True):
            self.post_to_group(group, Bubble(message_id, "bot", now, message, sender=message.get("sender")))

    def group_changed(self, group: Group) -> None:
        self.version += 1
        self.feed.publish("group", group={**group.public(), "messages": []})

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
        hour = self.clock.now() // HOUR
        if hour != self._today[0]:
            self._today = (hour, self.clock.date())
        day = self.statistics.sent.setdefault(self._today[1], {})
        day[way] = day.get(way, 0) + messages
        self.version += 1

    def joined(self, person: Person) -> None:
        """Somebody became a friend: the first time, or again after a block."""
        described = int(person.described)
        if person.friend_since is None:
            person.friend_since = self.clock.now()
            self.crowd(followers=1, targetedReaches=described)
        else:
            self.crowd(blocks=-1, targetedReaches=described)

    def left(self, person: Person) -> None:
        self.crowd(blocks=1, targetedReaches=-int(person.described))

    def crowd(self, **changes: int) -> None:
        """People come, block and come back: what is told of a day later."""
        day = self.statistics.crowd.setdefault(self.clock.date(), {})
        for name, change in changes.items():
            day[name] = day.get(name, 0) + change

    def reserve(self) -> None:
        """Narrowcasts under way keep their part of the month back."""
        self.quota.reserved = self.narrowcasts.reserved
        self.version += 1
        self.feed.publish("quota", quota=self.quota.public())

    def settle(self) -> None:
        """Whatever has become due by the clock is done; to be called when the clock was moved, too."""
        for narrowcast in self.narrowcasts.due(self.clock.now()):
            recipients = [] if narrowcast.error else narrowcast.recipients
            people = [person for it in recipients if (person := self.people.get(it)) and person.linkable]
            send = self.sends.get(narrowcast.request_id)
            for person in people:
                self.say(person, narrowcast.messages, send.ids if send else [])
            narrowcast.sent = len(people)
            if send:
                send.recipients = [person.id for person in people]
            self.reserve()
            self.spend(len(people))
            self.count("narrowcast", len(people))
            for recipient in people:
                self.effects.arrived("narrowcast", narrowcast.key, narrowcast.messages, [recipient.id])

    def units(self) -> list[str]:
        """This month's names."""
        return self.statistics.units.setdefault(self.clock.month(), [])

    def keep_photo(self, message_id: str, content_type: str, content: bytes) -> None:
        self.files.put(message_id, content)
        self.sent_at[message_id] = self.clock.now()
        self.photos[message_id] = content_type
        while len(self.photos) > KEPT_PHOTOS:
            oldest = next(iter(self.photos))
            self.drop_photo(oldest)

    def take_back(self, message_id: str) -> None:
        if message_id in self.photos:
            self.taken_back[message_id] = None
            if len(self.taken_back) > KEPT_PHOTOS:
                del self.taken_back[next(iter(self.taken_back))]
        self.drop_photo(message_id)

    def drop_photo(self, message_id: str) -> None:
        self.sent_at.pop(message_id, None)
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
        self.sent_at.clear()
        self.taken_back.clear()
        self.groups.clear()
        for store in (
            self.audiences,
            self.batches,
            self.coupons,
            self.memberships,
            self.narrowcasts,
            self.sends,
            self.menu_use,
            self.effects,
            self.passes,
            self.link_tokens,
            self.accepted,
            self.reply_tokens,
        ):
            store.clear()
        self.menus = Menus()
        self.statistics = Statistics()
        self.quota.used = self.quota.reserved = 0
        self.wire.clear()
        self.version += 1
        self.feed.publish("reset")
