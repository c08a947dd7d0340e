"""What happens in group chats and rooms, and what the bot is told of it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from simulator.state.groups import Group, Kind
from simulator.state.people import Bubble, Person
from simulator.state.world import World
from simulator.webhooks.delivery import Delivery
from simulator.webhooks.events import Event, Events, Message

Mention = tuple[int, int, str]
"""Where it stands in the text, how long it is, and whose id, or all, or bot."""


class Rooms:
    """The bot hears of a group only while it is in it."""

    def __init__(self, world: World, events: Events, delivery: Delivery) -> None:
        self._world = world
        self._events = events
        self._delivery = delivery

    def make(self, name: str, members: Sequence[str], kind: Kind = "group") -> Group:
        """A group without the bot, until it is invited."""
        group = Group(("C" if kind == "group" else "R") + secrets.token_hex(16), kind, name, list(members))
        self._world.groups[group.id] = group
        self._world.group_changed(group)
        return group

    def invite(self, group: Group) -> None:
        if not group.bot:
            group.bot = True
            self._world.group_changed(group)
            self._tell(group, self._events.in_group("join", group))

    def remove_bot(self, group: Group) -> None:
        if group.bot:
            self._tell(group, self._events.in_group("leave", group))
            group.bot = False
            self._world.group_changed(group)

    def add(self, group: Group, people: Sequence[Person]) -> None:
        fresh = [person for person in people if person.id not in group.members]
        if fresh:
            group.members += [person.id for person in fresh]
            self._moved(group, "memberJoined", "joined", fresh)

    def take_out(self, group: Group, people: Sequence[Person]) -> None:
        gone = [person for person in people if person.id in group.members]
        if gone:
            left = {person.id for person in gone}
            group.members = [member for member in group.members if member not in left]
            self._moved(group, "memberLeft", "left", gone)

    def say(
        self,
        group: Group,
        person: Person,
        words: str,
        mentions: Sequence[Mention] = (),
        quoted: str | None = None,
    ) -> Bubble:
        mentionees = [self._mentionee(*mention) for mention in mentions]
        return self._post(group, person, self._events.group_text(group, words, mentionees, quoted))

    def sticker(self, group: Group, person: Person, package: str, number: str, **told: Any) -> Bubble:
        return self._post(group, person, self._events.sticker(group, package, number, **told))

    def photo(self, group: Group, person: Person, content_type: str, content: bytes) -> Bubble:
        message = self._events.image(group)
        self._world.keep_photo(message["id"], content_type, content)
        return self._post(group, person, message)

    def postback(
        self, group: Group, person: Person, data: str, params: dict[str, str] | None, shown: str | None
    ) -> None:
        """LINE names the member with what is said only, not with a tap."""
        if shown:
            message = {"type": "text", "id": self._world.message_id(), "text": shown}
            self._world.post_to_group(group, self._bubble(person, message))
        content: dict[str, Any] = {"data": data} | ({"params": params} if params else {})
        self._tell(group, self._events.in_group("postback", group, postback=content))

    def _post(self, group: Group, person: Person, message: Message) -> Bubble:
        bubble = self._bubble(person, message)
        self._world.post_to_group(group, bubble)
        self._tell(group, self._events.in_group("message", group, person, at=bubble.at, message=message))
        return bubble

    def _bubble(self, person: Person, message: Message) -> Bubble:
        who = {"id": person.id, "name": person.name}
        return Bubble(message["id"], "person", self._world.clock.now(), message, sender=who)

    def edit(self, group: Group, bubble: Bubble, words: str) -> None:
        """The bot gets the new words under the old number."""
        bubble.message = self._events.edited(group, bubble.message, words)
        self._world.version += 1
        self._world.feed.publish("group-bubble", group=group.id, bubble=bubble.public())
        person = self._said_by(bubble)
        self._tell(group, self._events.in_group("messageEdited", group, person, message=bubble.message))

    def unsend(self, group: Group, bubble: Bubble) -> None:
        bubble.unsent = True
        bubble.message = {"type": bubble.message["type"], "id": bubble.id}
        self._world.version += 1
        self._world.feed.publish("group-bubble", group=group.id, bubble=bubble.public())
        person = self._said_by(bubble)
        self._tell(group, self._events.in_group("unsend", group, person, unsend={"messageId": bubble.id}))

    def _moved(self, group: Group, kind: str, what: str, people: Sequence[Person]) -> None:
        self._world.group_changed(group)
        members = [{"type": "user", "userId": person.id} for person in people]
        told: dict[str, Any] = {what: {"members": members}}
        self._tell(group, self._events.in_group(kind, group, **told))

    def _mentionee(self, index: int, length: int, who: str) -> dict[str, Any]:
        told: dict[str, Any] = {"index": index, "length": length}
        if who == "all":
            return {**told, "type": "all"}
        bot = who == "bot"
        user_id = self._world.bot.user_id if bot else who
        return {**told, "type": "user", "userId": user_id, "isSelf": bot}

    def _said_by(self, bubble: Bubble) -> Person | None:
        return self._world.people.get((bubble.sender or {}).get("id", ""))

    def _tell(self, group: Group, event: Event) -> None:
        if group.bot:
            self._delivery.put(event)
