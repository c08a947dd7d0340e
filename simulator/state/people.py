"""The people on the phone page: who they are, what stands in their chat, which menu they see."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Literal

from simulator.clock import DAY
from simulator.state.marks import told_by

LETTER_SIZES = ("small", "normal", "large", "extra-large")

# A chat keeps its newest bubbles only, so that a long test run does not fill the memory.
KEPT_BUBBLES = 300

# Somebody who wrote without being a friend may be answered by push this long.
WRITTEN_TO = 7 * DAY


@dataclass(slots=True)
class Bubble:
    """One message in a chat, as LINE's message object or as the webhook told it."""

    id: str
    sent_by: Literal["bot", "person"]
    at: int
    message: dict[str, Any]
    read: bool = False
    sender: dict[str, Any] | None = None
    unsent: bool = False

    def public(self) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "id": self.id,
            "from": self.sent_by,
            "at": self.at,
            "message": self.message,
            "read": self.read,
        }
        if self.sender:
            shown["sender"] = self.sender
        if self.sent_by == "bot" and (token := self.message.get("quoteToken")):
            shown["quotes"] = told_by(token)
        if self.unsent:
            shown["unsent"] = True
        return shown

    @classmethod
    def restore(cls, kept: dict[str, Any]) -> Bubble:
        return cls(
            id=kept["id"],
            sent_by=kept["from"],
            at=kept["at"],
            message=kept["message"],
            read=kept["read"],
            sender=kept.get("sender"),
            unsent=kept.get("unsent", False),
        )


@dataclass(slots=True)
class Person:
    """Somebody with a phone; `menu` is the rich menu linked to this person alone."""

    id: str
    name: str
    language: str = "ja"
    letter_size: str = "normal"
    pc: bool = False
    friend: bool = False
    blocked: bool = False
    wrote_at: int | None = None
    menu: str | None = None
    gender: str | None = None
    age: int | None = None
    area: str | None = None
    """A region as narrowcasts name it, such as jp_13."""
    app: str | None = None
    picture: str | None = None
    """Where the person's picture is, as in a profile."""
    status: str | None = None
    """What the person says of herself there."""
    friend_since: int | None = None
    """When this person first became a friend."""
    messages: deque[Bubble] = field(default_factory=lambda: deque(maxlen=KEPT_BUBBLES))

    @property
    def linkable(self) -> bool:
        """Menus can be linked to friends who have not blocked the bot."""
        return self.friend and not self.blocked

    @property
    def described(self) -> bool:
        """Whether LINE has guessed enough of the person to aim at."""
        return any((self.gender, self.age is not None, self.area))

    def reachable(self, now: int) -> bool:
        """Whether a push gets through: to friends, and for a week to people who wrote."""
        if self.blocked:
            return False
        return self.friend or (self.wrote_at is not None and now - self.wrote_at <= WRITTEN_TO)

    def face(self) -> dict[str, str]:
        """What everybody in a chat may see of the person."""
        told = {"userId": self.id, "displayName": self.name}
        return told | ({"pictureUrl": self.picture} if self.picture else {})

    def known(self) -> bool:
        """Whether the bot may read the profile: of friends, and of people who wrote."""
        return not self.blocked and (self.friend or self.wrote_at is not None)

    def bubble(self, message_id: str) -> Bubble | None:
        return next((bubble for bubble in reversed(self.messages) if bubble.id == message_id), None)

    def mark_read(self, upto: int) -> bool:
        """The bot's side has seen everything this person said up to then."""
        changed = False
        for bubble in reversed(self.messages):
            if bubble.sent_by == "person" and bubble.at <= upto:
                if bubble.read:
                    break
                bubble.read = changed = True
        return changed

    def kept(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "language": self.language,
            "letter_size": self.letter_size,
            "pc": self.pc,
            "friend": self.friend,
            "blocked": self.blocked,
            "wrote_at": self.wrote_at,
            "menu": self.menu,
            "gender": self.gender,
            "age": self.age,
            "area": self.area,
            "app": self.app,
            "picture": self.picture,
            "status": self.status,
            "friend_since": self.friend_since,
            "messages": [bubble.public() for bubble in self.messages],
        }

    @classmethod
    def restore(cls, kept: dict[str, Any]) -> Person:
        person = cls(**{name: value for name, value in kept.items() if name != "messages"})
        person.messages.extend(Bubble.restore(bubble) for bubble in kept["messages"])
        return person
