"""Narrowcasts from their acceptance on: waiting, being sent, and done, by the stand-in's clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from simulator.clock import DAY, SECOND, iso

# LINE names no times; what was accepted begins after this long, and is through after this long.
SENT_FROM = 2 * SECOND
SENT_AFTER = 5 * SECOND

REMEMBERED = 14 * DAY

FAILURES = {
    2: "There are not enough recipients.",
    4: "An audience has too few people.",
    5: "The remaining messages of the month do not suffice for all recipients.",
}


@dataclass(slots=True)
class Narrowcast:
    """`recipients` and `error` are settled on acceptance; the messages go out at the end."""

    request_id: str
    at: int
    messages: list[dict[str, Any]]
    recipients: list[str]
    reserved: int
    key: str | None = None
    error: int | None = None
    sent: int | None = None
    """How many it got through to, once it is through."""

    def phase(self, now: int) -> str:
        if now < self.at + SENT_FROM:
            return "waiting"
        if now < self.at + SENT_AFTER:
            return "sending"
        return "failed" if self.error else "succeeded"

    @property
    def done_at(self) -> int:
        return self.at + SENT_AFTER

    def line(self, now: int) -> dict[str, Any]:
        phase = self.phase(now)
        told: dict[str, Any] = {"phase": phase, "acceptedTime": iso(self.at)}
        if phase == "waiting":
            return told
        through = self.sent or 0
        target = len(self.recipients)
        told |= {"successCount": through, "failureCount": 0, "targetCount": target}
        if phase == "sending":
            return told
        told["completedTime"] = iso(self.done_at)
        told["failureCount"] = target - through
        if self.error:
            told |= {"errorCode": self.error, "failedDescription": FAILURES[self.error]}
        return told


@dataclass(slots=True)
class Narrowcasts:
    shelf: dict[str, Narrowcast] = field(default_factory=dict)
    unfinished: dict[str, Narrowcast] = field(default_factory=dict)

    def add(self, narrowcast: Narrowcast) -> None:
        self.forget(narrowcast.at - REMEMBERED)
        self.shelf[narrowcast.request_id] = narrowcast
        self.unfinished[narrowcast.request_id] = narrowcast

    def find(self, request_id: str, now: int) -> Narrowcast | None:
        self.forget(now - REMEMBERED)
        return self.shelf.get(request_id)

    def forget(self, before: int) -> None:
        while self.shelf and (oldest := next(iter(self.shelf.values()))).at < before:
            del self.shelf[oldest.request_id]

    def due(self, now: int) -> Iterator[Narrowcast]:
        """Those whose time has come; each is handed out once."""
        for narrowcast in [it for it in self.unfinished.values() if it.done_at <= now]:
            del self.unfinished[narrowcast.request_id]
            yield narrowcast

    @property
    def reserved(self) -> int:
        """Messages of this month kept back for what is under way."""
        return sum(it.reserved for it in self.unfinished.values())

    def clear(self) -> None:
        self.shelf.clear()
        self.unfinished.clear()

    def kept(self) -> list[dict[str, Any]]:
        return [asdict(narrowcast) for narrowcast in self.shelf.values()]

    def restore(self, kept: list[dict[str, Any]]) -> None:
        self.shelf = {one["request_id"]: Narrowcast(**one) for one in kept}
        self.unfinished = {key: it for key, it in self.shelf.items() if it.sent is None}
