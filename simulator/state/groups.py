"""Group chats and rooms: who is in them, whether the bot is, and what was said there."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Literal

from simulator.state.people import KEPT_BUBBLES, Bubble

Kind = Literal["group", "room"]


@dataclass(slots=True)
class Group:
    """`members` are people's ids in the order they came; the bot is not among them."""

    id: str
    kind: Kind
    name: str
    members: list[str] = field(default_factory=list)
    bot: bool = False
    messages: deque[Bubble] = field(default_factory=lambda: deque(maxlen=KEPT_BUBBLES))

    def bubble(self, message_id: str) -> Bubble | None:
        return next((bubble for bubble in reversed(self.messages) if bubble.id == message_id), None)

    def mark_read(self, upto: str) -> bool:
        """The bot's side has seen everything up to this message."""
        last = self.bubble(upto)
        fresh = [it for it in self.messages if last and it.at <= last.at and it.sent_by == "person"]
        changed = not all(bubble.read for bubble in fresh)
        for bubble in fresh:
            bubble.read = True
        return changed

    def source(self, person: str | None = None) -> dict[str, str]:
        """As webhooks tell where something happened."""
        source = {"type": self.kind, f"{self.kind}Id": self.id}
        return source | ({"userId": person} if person else {})

    def public(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "name": self.name,
            "members": self.members,
            "bot": self.bot,
            "messages": [bubble.public() for bubble in self.messages],
        }

    @classmethod
    def restore(cls, kept: dict[str, Any]) -> Group:
        group = cls(kept["id"], kept["kind"], kept["name"], list(kept["members"]), kept["bot"])
        group.messages.extend(Bubble.restore(bubble) for bubble in kept["messages"])
        return group
