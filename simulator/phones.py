"""What people do with their phones, and what the bot is told of it."""

from __future__ import annotations

from typing import Any

from simulator import names
from simulator.state.people import Bubble, Person
from simulator.state.world import World
from simulator.webhooks.delivery import Delivery
from simulator.webhooks.events import Event, Events, Message

UNKNOWN_TYPE = "application/octet-stream"


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
            self._world.joined(person)
            self._delivery.put(self._events.follow(person, unblocked=False))

    def follow(self, person: Person) -> None:
        """Adds the bot as a friend; of one who had blocked it LINE says so."""
        if person.friend and not person.blocked:
            return
        unblocked, person.blocked, person.friend = person.blocked, False, True
        self._world.joined(person)
        self._world.changed(person)
        self._delivery.put(self._events.follow(person, unblocked=unblocked))

    def block(self, person: Person) -> None:
        if person.blocked:
            return
        person.blocked = True
        self._world.left(person)
        self._world.changed(person)
        self._delivery.put(self._events.unfollow(person))

    def say(
        self,
        person: Person,
        words: str,
        quoted: str | None = None,
        emojis: list[dict[str, Any]] | None = None,
    ) -> Bubble:
        return self._post(person, self._events.text(person, words, quoted, emojis))

    def sticker(self, person: Person, package: str, number: str, **told: Any) -> Bubble:
        return self._post(person, self._events.sticker(person, package, number, **told))

    def pin(
        self, person: Person, latitude: float, longitude: float, title: str | None, address: str | None
    ) -> Bubble:
        return self._post(
            person, self._events.location(person, latitude, longitude, title=title, address=address)
        )

    def photo(
        self, person: Person, content_type: str, content: bytes, together: dict[str, Any] | None = None
    ) -> Bubble:
        message = self._events.image(person, together)
        self._world.keep_photo(message["id"], content_type, content)
        return self._post(person, message)

    def film(self, person: Person, content_type: str, content: bytes, duration: int) -> Bubble:
        """Its content is prepared for a while before the bot can fetch it."""
        return self._hand_over(person, self._events.playing("video", person, duration), content_type, content)

    def sound(self, person: Person, content_type: str, content: bytes, duration: int) -> Bubble:
        return self._hand_over(person, self._events.playing("audio", person, duration), content_type, content)

    def paper(self, person: Person, name: str, content_type: str, content: bytes) -> Bubble:
        """Any other file."""
        message = self._events.file(person, name, len(content))
        # Whatever could act as a page in the browser is only ever a file to keep.
        harmless = content_type if content_type in ("application/pdf", "text/plain") else UNKNOWN_TYPE
        return self._hand_over(person, message, harmless, content)

    def looked(self, person: Person, message_id: str) -> None:
        """A message of the bot's was on the screen."""
        if self._world.sends.touched(person.id, message_id):
            self._world.version += 1

    def menu_shown(self, person: Person) -> None:
        if menu := self._world.menus.seen_by(person):
            self._world.menu_use.see(menu.id, self._world.clock.date(), person.id)
            self._world.version += 1

    def touched(self, person: Person, action: dict[str, Any], message_id: str | None) -> None:
        """For the statistics: something was tapped, in a message or else in the rich menu."""
        if message_id is not None:
            address = action.get("uri") if action.get("type") == "uri" else None
            if self._world.sends.touched(person.id, message_id, address):
                self._world.version += 1
            return
        menu = self._world.menus.seen_by(person)
        for number, area in enumerate(menu.object["areas"] if menu else ()):
            if menu and area["action"] == action:
                self._world.menu_use.tap(menu.id, self._world.clock.date(), person.id, number)
                self._world.version += 1
                return

    def _hand_over(self, person: Person, message: Message, content_type: str, content: bytes) -> Bubble:
        self._world.keep_photo(message["id"], content_type, content)
        return self._post(person, message)

    def unsend(self, person: Person, bubble: Bubble) -> None:
        """The words are gone from the phone; what the bot keeps is the bot's to remove."""
        bubble.unsent = True
        bubble.message = {"type": bubble.message["type"], "id": bubble.id}
        self._world.take_back(bubble.id)
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

    def membership(self, person: Person, plan: int, kind: str) -> None:
        """Joined, renewed or left a paid plan."""
        self._tell(person, self._events.membership(person, plan, kind))

    def happened(self, kind: str, person: Person, **content: Any) -> None:
        """Of the rarer kinds of events."""
        self._tell(person, self._events.happened(kind, person, **content))

    def link_failed(self, nonce: str) -> None:
        self._delivery.put(self._events.link_failed(nonce))

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
