"""What LINE has promised and still remembers: reply tokens it gave out, and requests accepted under a retry key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class ReplyToken:
    chat: str
    event_at: int
    until: int
    used: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    at: int
    request_id: str
    sent: list[dict[str, str]] | None
    """The sentMessages of a push, which a repeated request is told again."""

    def again(self) -> dict[str, Any]:
        return {"sentMessages": self.sent} if self.sent else {}
