"""Rich-menu batches of the last two weeks, by request id and by the key they may be resumed with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulator.clock import DAY, iso

REMEMBERED = 14 * DAY


@dataclass(slots=True)
class Batch:
    accepted_at: int
    completed_at: int | None = None

    def line(self) -> dict[str, Any]:
        told: dict[str, Any] = {"phase": "ongoing", "acceptedTime": iso(self.accepted_at)}
        if self.completed_at is not None:
            told |= {"phase": "succeeded", "completedTime": iso(self.completed_at)}
        return told


class Batches:
    def __init__(self) -> None:
        self._by_request: dict[str, Batch] = {}
        self._by_key: dict[str, Batch] = {}

    def add(self, batch: Batch, request_id: str, key: str | None) -> None:
        self._by_request[request_id] = batch
        if key:
            self._by_key[key] = batch

    def find(self, request_id: str, now: int) -> Batch | None:
        self._forget(now - REMEMBERED)
        return self._by_request.get(request_id)

    def resumed(self, key: str | None, now: int) -> Batch | None:
        """The same key names the same work: it is not begun anew."""
        self._forget(now - REMEMBERED)
        return self._by_key.get(key) if key else None

    def holds(self, batch: Batch) -> bool:
        return any(one is batch for one in self._by_request.values())

    def clear(self) -> None:
        self._by_request.clear()
        self._by_key.clear()

    def _forget(self, before: int) -> None:
        for kept in (self._by_request, self._by_key):
            for name in [name for name, batch in kept.items() if batch.accepted_at < before]:
                del kept[name]
