"""How hard each endpoint was called: requests, answers, overrun limits, and the busiest second."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

# Counts of more than this in a second are not told apart.
MOST_A_SECOND = 100_000


@dataclass(slots=True)
class _Endpoint:
    requests: int = 0
    accepted: int = 0
    overruns: int = 0
    busiest: int = 0
    last: deque[float] = field(default_factory=lambda: deque(maxlen=MOST_A_SECOND))


class Load:
    def __init__(self) -> None:
        self._endpoints: dict[str, _Endpoint] = {}

    def begins(self, endpoint: str, at: float) -> None:
        """A request arrived, at so many seconds of any clock that only goes on."""
        known = self._endpoints.get(endpoint)
        if known is None:
            known = self._endpoints[endpoint] = _Endpoint()
        known.requests += 1
        known.last.append(at)
        while known.last[0] <= at - 1.0:
            known.last.popleft()
        known.busiest = max(known.busiest, len(known.last))

    def accepted(self, endpoint: str) -> None:
        """Done, whatever became of the answer."""
        self._endpoints[endpoint].accepted += 1

    def overrun(self, endpoint: str) -> None:
        """Refused because LINE's rate was passed; faults do not count."""
        self._endpoints[endpoint].overruns += 1

    def public(self) -> dict[str, dict[str, Any]]:
        return {
            name: {
                "requests": it.requests,
                "accepted": it.accepted,
                "overruns": it.overruns,
                "busiest_second": it.busiest,
            }
            for name, it in sorted(self._endpoints.items())
        }

    def clear(self) -> None:
        self._endpoints.clear()
