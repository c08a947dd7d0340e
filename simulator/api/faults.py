"""What can go wrong on the way to LINE, at chosen chances, for bots that want to be sure of their retries."""

from __future__ import annotations

import random
from dataclasses import dataclass, fields
from enum import Enum


class Fault(Enum):
    ERROR_BEFORE = "error_before"
    """500, and nothing was done."""
    ERROR_AFTER = "error_after"
    """500, but the request was accepted."""
    TOO_FAST = "too_fast"
    """429 of the rate limit."""
    SILENCE = "silence"
    """No answer at all; half of the requests were accepted."""
    RESET = "reset"
    """The connection breaks; half of the requests were accepted."""


@dataclass(slots=True)
class Faults:
    """The chance of each, from 0 to 1, for the calls that send."""

    error_before: float = 0.0
    error_after: float = 0.0
    too_fast: float = 0.0
    silence: float = 0.0
    reset: float = 0.0

    def draw(self) -> Fault | None:
        chances = self.public()
        if not any(chances.values()):
            return None
        # Chance for a test's sake, nothing secret.
        lot = random.random()  # noqa: S311
        for fault in Fault:
            lot -= chances[fault.value]
            if lot < 0:
                return fault
        return None

    def public(self) -> dict[str, float]:
        return {field.name: getattr(self, field.name) for field in fields(self)}
