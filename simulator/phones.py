"""What people do with their phones, and what the bot is told of it."""

from __future__ import annotations

from typing import Any

from simulator import names
from simulator.state.people import Bubble, Person
from simulator.state.world import World
from simulator.webhooks.delivery import Delivery
from simulator.webhooks.events import Event, Events, Message


class Phones:
    def __init__(self, world: World, events: Events, delivery: Delivery) -> None:
        self._world = world
        self._events = events
        self._delivery = delivery

    def arrive(self, person: Person) -> None:
        """Somebody who was not there before picks up a phone; a friend from the start has just become one."""
        self._world.people[person.id] = person
        self._world.changed(person)
        if person.friend:
            self._delivery.put(self._events.follow(person, unblocked=False))

    def follow(self, person: Person) -> None:
        """Adds the bot as a friend; of one who had blocked it LINE says so."""
        if person.friend and not person.blocked:
            return
        unblocked, person.blocked, person.friend = person.blocked, False, True
        self._world.changed(person)
        self._delivery.put(self._events.follow(person, unblocked=unblocked))

    def block(self, person: Person) -> None:
        if person.blocked:
            return
        person.blocked = True
        self._world.changed(person)
        self._delivery.put(self._events.unfollow(person))

    def say(self, person: Person, words: str, quoted: str | None = None) -> Bubble:
        return self._post(person, self._events.text(person, words, quoted))

    def sticker(self, person: Person, package: str, number: str) -> Bubble:
        return self._post(person, self._events.sticker(person, package, number))

    def pin(
        self, person: Person, latitude: float, longitude: float, title: str | None, address: str | None
    ) -> Bubble:
        return self._post(
            person, self._events.location(person, latitude, longitude, title=title, address=address)
        )

    def photo(self, person: Person, content_type: str, content: bytes) -> Bubble:
        message = self._events.image(person)
        self._world.keep_photo(message["id"], content_type, content)
        return self._post(person, message)

    def unsend(self, person: Person, bubble: Bubble) -> None:
        """The words are gone from the phone; what the bot keeps is the bot's to remove."""
        bubble.unsent = True
        bubble.message = {"type": bubble.message["type"], "id": bubble.id}
        self._world.drop_photo(bubble.id)
        self._world.version += 1
        self._world.feed.publish("removed", person=person.id, message=bubble.id)
        self._tell(person, self._events.unsend(person, bubble.id))

    def postback(self, person: Person, data: str, params: dict[str, str] | None, shown: str | None) -> None:
        """`shown` stands in the chat as the person's words, but is no message to the bot."""
        if shown:
            now = self._world.clock.now()
            message = {"type": "text", "id": self._world.message_id(), "text": shown}
            self._world.post(person, Bubble(message["id"], "person", now, message))
        self._tell(person, self._events.postback(person, data, params))

    def switch_menu(self, person: Person, alias: str, data: str) -> None:
        """The phone shows the other menu at once; the bot hears whether that worked."""
        menus = self._world.menus
        menu = menus.aliases.get(alias)
        if menu is None:
            params = {"status": "RICHMENU_ALIAS_ID_NOTFOUND"}
        elif menu not in menus.shelf:
            params = {"status": "RICHMENU_NOTFOUND"}
        else:
            person.menu = menu
            self._world.changed(person)
            params = {"newRichMenuAliasId": alias, "status": "SUCCESS"}
        self._tell(person, self._events.postback(person, data, params))

    def _post(self, person: Person, message: Message) -> Bubble:
        now = self._world.clock.now()
        bubble = Bubble(message["id"], "person", now, message)
        person.wrote_at = now
        self._world.post(person, bubble)
        self._tell(person, self._events.message(person, message, now))
        return bubble

    def _tell(self, person: Person, event: Event) -> None:
        """Whoever has blocked the bot can write and tap, but LINE carries nothing to it."""
        if not person.blocked:
            self._delivery.put(event)


def stranger(name: str, **settings: Any) -> Person:
    """A new person; without an id of their own they get one as LINE gives it."""
    return Person(id=settings.pop("id", None) or names.user_id(), name=name, **settings)
