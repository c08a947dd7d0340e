"""The wire log: every request in either direction with its answer, newest last, a bounded number."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from typing import Any, Literal

KEPT_ENTRIES = 1_000
LONGEST_BODY = 20_000

_READABLE = ("application/json", "text/", "application/x-www-form-urlencoded")


@dataclass(slots=True)
class Entry:
    id: int
    at: int
    direction: Literal["to_bot", "from_bot"]
    method: str
    path: str
    status: int | None
    ms: float
    request: str
    response: str
    quota_left: int | None
    request_id: str | None = None

    def public(self) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "id": str(self.id),
            "at": self.at,
            "direction": self.direction,
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "ms": round(self.ms, 1),
            "request": self.request,
            "response": self.response,
            "quota_left": self.quota_left,
        }
        if self.request_id:
            shown["requestId"] = self.request_id
        return shown


class Wire:
    def __init__(self) -> None:
        self.answers: dict[str, Counter[str]] = {}
        """How often each of LINE's endpoints gave which status; none stands for no answer."""
        self._count = 0
        self._newest: deque[Entry] = deque(maxlen=KEPT_ENTRIES)

    def note(self, **what: Any) -> Entry:
        self._count += 1
        entry = Entry(id=self._count, **what)
        self._newest.append(entry)
        return entry

    def count(self, endpoint: str, status: int | None) -> None:
        self.answers.setdefault(endpoint, Counter())[str(status or "none")] += 1

    def newest(self, limit: int) -> list[Entry]:
        return list(self._newest)[-limit:] if limit > 0 else []

    def clear(self) -> None:
        self._newest.clear()
        self.answers.clear()


def readable(body: bytes, content_type: str = "application/json") -> str:
    """A body as text for the log, or what it was when it is no text."""
    if not body:
        return ""
    if content_type.startswith(_READABLE):
        # A character takes at most four bytes, so nothing is cut here that would be shown.
        return body[: 4 * LONGEST_BODY].decode("utf-8", "replace")[:LONGEST_BODY]
    return f"({content_type}, {len(body):,} bytes)"
