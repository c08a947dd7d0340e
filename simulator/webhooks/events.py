"""Webhook events with all their properties, as LINE writes them."""

from __future__ import annotations

from typing import Any

from simulator import names
from simulator.state.groups import Group
from simulator.state.people import Person
from simulator.state.world import World
from simulator.webhooks.tokens import ReplyTokens

Event = dict[str, Any]
Message = dict[str, Any]

# LINE tells what a sticker is about in words; which ones belong to which sticker it does not publish.
STICKER_KEYWORDS = ("Hello", "Friend", "Smile")

_REPLIABLE = frozenset(
    {
        *("message", "messageEdited", "follow", "postback", "join", "memberJoined", "membership"),
        *("videoPlayComplete", "beacon", "accountLink"),
    }
)

Chat = Person | Group


class Events:
    """Makes the events of one person in the chat with the bot, and those of groups and rooms."""

    def __init__(self, world: World, tokens: ReplyTokens) -> None:
        self._world = world
        self._tokens = tokens

    def follow(self, person: Person, *, unblocked: bool) -> Event:
        return self._event("follow", person, follow={"isUnblocked": unblocked})

    def unfollow(self, person: Person) -> Event:
        return self._event("unfollow", person)

    def message(self, person: Person, message: Message, at: int) -> Event:
        return self._event("message", person, at=at, message=message)

    def unsend(self, person: Person, message_id: str) -> Event:
        return self._event("unsend", person, unsend={"messageId": message_id})

    def postback(self, person: Person, data: str, params: dict[str, str] | None) -> Event:
        content: dict[str, Any] = {"data": data}
        if params:
            content["params"] = params
        return self._event("postback", person, postback=content)

    def membership(self, person: Person, plan: int, kind: str) -> Event:
        return self._event("membership", person, membership={"type": kind, "membershipId": plan})

    def happened(self, kind: str, person: Person, **content: Any) -> Event:
        """Of the rarer kinds: a film was seen to its end, a beacon is near, an account was linked."""
        return self._event(kind, person, **content)

    def link_failed(self, nonce: str) -> Event:
        """LINE does not tell whose account it was."""
        return self._event("accountLink", None, link={"result": "failed", "nonce": nonce})

    def text(
        self, person: Person, words: str, quoted: str | None, emojis: list[dict[str, Any]] | None = None
    ) -> Message:
        message = {**self._message("text", person, quotable=True), "text": words}
        if emojis:
            message["emojis"] = emojis
        if quoted:
            message["quotedMessageId"] = quoted
        return message

    def sticker(self, chat: Chat, package: str, number: str, **told: Any) -> Message:
        return {
            **self._message("sticker", chat, quotable=True),
            "packageId": package,
            "stickerId": number,
            "stickerResourceType": "STATIC",
            "keywords": list(STICKER_KEYWORDS),
            **told,
        }

    def location(self, person: Person, latitude: float, longitude: float, **named: str | None) -> Message:
        message = self._message("location", person, quotable=False)
        message |= {name: value for name, value in named.items() if value}
        return {**message, "latitude": latitude, "longitude": longitude}

    def image(self, chat: Chat, together: dict[str, Any] | None = None) -> Message:
        """`together` says which of several it is that were sent at once."""
        message = {**self._message("image", chat, quotable=True), "contentProvider": {"type": "line"}}
        return message | ({"imageSet": together} if together else {})

    def playing(self, kind: str, person: Person, duration: int) -> Message:
        """A film or a sound."""
        message = self._message(kind, person, quotable=kind == "video")
        return {**message, "duration": duration, "contentProvider": {"type": "line"}}

    def file(self, person: Person, name: str, size: int) -> Message:
        return {**self._message("file", person, quotable=False), "fileName": name, "fileSize": size}

    def in_group(self, kind: str, group: Group, member: Person | None = None, **content: Any) -> Event:
        """An event of a group; a member is named with what that member says only."""
        return self._event(kind, group, source=group.source(member.id if member else None), **content)

    def group_text(
        self, group: Group, words: str, mentionees: list[dict[str, Any]], quoted: str | None
    ) -> Message:
        message = {**self._message("text", group, quotable=True), "text": words}
        if mentionees:
            message["mention"] = {"mentionees": mentionees}
        if quoted:
            message["quotedMessageId"] = quoted
        return message

    def edited(self, group: Group, message: Message, words: str) -> Message:
        """The same number, a new quoteToken, and nothing to mark as read with."""
        quote = self._world.marks.token("quote", group.id, message["id"], names.token())
        return {"type": "text", "id": message["id"], "quoteToken": quote, "text": words}

    def _message(self, kind: str, chat: Chat, *, quotable: bool) -> Message:
        number = self._world.message_id()
        marks = self._world.marks
        message = {"type": kind, "id": number, "markAsReadToken": marks.token("read", chat.id, number)}
        if quotable:
            message["quoteToken"] = marks.token("quote", chat.id, number)
        return message

    def _event(
        self,
        kind: str,
        chat: Chat | None,
        *,
        at: int | None = None,
        source: dict[str, str] | None = None,
        **content: Any,
    ) -> Event:
        at = self._world.clock.now() if at is None else at
        event: Event = {"type": kind, **content}
        event |= {
            "webhookEventId": names.ulid(at),
            "deliveryContext": {"isRedelivery": False},
            "timestamp": at,
            "mode": "active",
        }
        if chat is None:
            return event
        event["source"] = source or {"type": "user", "userId": chat.id}
        if kind in _REPLIABLE:
            event["replyToken"] = self._tokens.issue(chat.id, at)
        return event
