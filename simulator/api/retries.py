"""Retry keys: what was accepted under a key is not done again for 24 hours."""

from __future__ import annotations

from simulator.clock import DAY
from simulator.state.promises import Accepted
from simulator.state.world import World


class RetryKeys:
    def __init__(self, world: World) -> None:
        self._clock = world.clock
        self._accepted = world.accepted

    def find(self, key: str) -> Accepted | None:
        self._forget()
        return self._accepted.get(key.lower())

    def keep(self, key: str, request_id: str, sent: list[dict[str, str]] | None) -> None:
        self._accepted[key.lower()] = Accepted(self._clock.now(), request_id, sent)

    def clear(self) -> None:
        self._accepted.clear()

    def _forget(self) -> None:
        """Keys stand in the order of their acceptance, so the old ones come first."""
        limit = self._clock.now() - DAY
        while self._accepted:
            oldest = next(iter(self._accepted))
            if self._accepted[oldest].at > limit:
                return
            del self._accepted[oldest]
