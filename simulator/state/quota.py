"""How many messages the plan allows in a month of Japan, and how many are gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulator.clock import HOUR, Clock


@dataclass(slots=True)
class Quota:
    clock: Clock
    value: int | None = None
    """None is a plan without a limit."""
    used: int = 0
    month: str = ""
    reserved: int = 0
    """Kept back for narrowcasts under way."""
    hour: int = -1
    """In which the month was looked at last: a month ends with an hour, and this is asked at every push."""

    def turn_page(self) -> None:
        """A new month in Japan begins with nothing used."""
        hour = self.clock.now() // HOUR
        if hour == self.hour:
            return
        self.hour = hour
        month = self.clock.month()
        if month != self.month:
            self.month, self.used = month, 0

    @property
    def left(self) -> int | None:
        return None if self.value is None else max(0, self.value - self.used - self.reserved)

    def allows(self, count: int) -> bool:
        self.turn_page()
        return self.left is None or count <= self.left

    def take(self, count: int) -> None:
        self.used += count

    def line(self) -> dict[str, Any]:
        """As LINE's API shows it."""
        return {"type": "none"} if self.value is None else {"type": "limited", "value": self.value}

    def public(self) -> dict[str, Any]:
        self.turn_page()
        return {**self.line(), "used": self.used}

    def kept(self) -> dict[str, Any]:
        return {"value": self.value, "used": self.used, "month": self.month}

    def restore(self, kept: dict[str, Any]) -> None:
        self.value, self.used, self.month = kept["value"], kept["used"], kept["month"]
        self.hour = -1
