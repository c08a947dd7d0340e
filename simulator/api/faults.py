"""What can go wrong on the way to LINE: for chosen calls, by chance or for the next few, repeatable by a seed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Fault(StrEnum):
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
    SILENCE_BEFORE = "silence_before"
    SILENCE_AFTER = "silence_after"
    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"
    MONTH_OVER = "month_over"
    """429 of the monthly limit."""
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    REFUSED = "refused"
    """400 for the chosen people."""
    SLOW = "slow"
    """Done at once, answered late; goes together with every other fault."""
    ODD_OBJECT = "odd_object"
    """2xx with {}."""
    ODD_EMPTY = "odd_empty"
    ODD_HTML = "odd_html"
    ODD_CUT = "odd_cut"


# Those whose chance can be set in one line, for all calls that send.
SIMPLE = (Fault.ERROR_BEFORE, Fault.ERROR_AFTER, Fault.TOO_FAST, Fault.SILENCE, Fault.RESET)

WAYS = ("reply", "push", "multicast", "narrowcast", "broadcast")

ANY = "any"
"""Every call that sends."""
ALL = "all"
"""Every call to LINE."""

MOST_DIALS = 100

_HALVES = {
    Fault.SILENCE: (Fault.SILENCE_BEFORE, Fault.SILENCE_AFTER),
    Fault.RESET: (Fault.RESET_BEFORE, Fault.RESET_AFTER),
}


@dataclass(slots=True)
class Dial:
    """One fault for one endpoint: by chance, or for the `next` so many calls and then no more."""

    kind: Fault
    endpoint: str = ANY
    chance: float = 1.0
    next: int | None = None
    ms: int = 1_000
    users: Sequence[str] = ()

    def meets(self, method: str, template: str) -> bool:
        if self.endpoint in (ALL, f"{method} {template}"):
            return True
        way = template.removeprefix("/v2/bot/message/")
        return way in WAYS and self.endpoint in (ANY, way)

    def aims_at(self, to: str | list[Any] | None) -> bool:
        return any(person in self.users for person in (to if isinstance(to, list) else [to]))

    def public(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"kind": self.kind.value, "endpoint": self.endpoint}
        shown |= {"chance": self.chance} if self.next is None else {"next": self.next}
        if self.kind is Fault.SLOW:
            shown["ms"] = self.ms
        if self.kind is Fault.REFUSED:
            shown["users"] = list(self.users)
        return shown


def ten_percent() -> list[Dial]:
    """Two in a hundred of each of five, so that one call in ten goes wrong."""
    return [Dial(kind, chance=0.02) for kind in SIMPLE]


MIXES = {"ten percent": ten_percent}


@dataclass(slots=True)
class Faults:
    dials: list[Dial] = field(default_factory=list)
    seed: int | None = None
    # Chance for a test's sake, nothing secret.
    _lots: random.Random = field(default_factory=random.Random)

    def set(self, dials: Iterable[Dial], seed: int | None = None) -> None:
        """These and no others; with a seed, the same calls meet the same faults again."""
        self.dials, self.seed = list(dials), seed
        self._lots = random.Random(seed)  # noqa: S311

    def set_chance(self, kind: Fault, chance: float) -> None:
        """The chance of one fault for every call that sends."""
        self.dials = [dial for dial in self.dials if (dial.kind, dial.endpoint) != (kind, ANY)]
        if chance:
            self.dials.append(Dial(kind, chance=chance))

    def draw(self, method: str, template: str) -> Fault | None:
        """What goes wrong with a call: first what the next ones are to meet, else at most one by its chance."""
        met = [dial for dial in self.dials if _before_reading(dial) and dial.meets(method, template)]
        if not met:
            return None
        for dial in met:
            if dial.next is not None and self._take(dial):
                return self._half(dial.kind)
        lot = self._lots.random()
        for dial in met:
            lot -= dial.chance if dial.next is None else 0.0
            if lot < 0:
                return self._half(dial.kind)
        return None

    def pause(self, method: str, template: str) -> int:
        """So many milliseconds later than usual."""
        slow = (dial for dial in self.dials if dial.kind is Fault.SLOW and dial.meets(method, template))
        return max((dial.ms for dial in slow if self._falls(dial)), default=0)

    def refuses(self, method: str, template: str, body: bytes) -> bool:
        met = [dial for dial in self.dials if dial.kind is Fault.REFUSED and dial.meets(method, template)]
        if not met:
            return False
        to = _recipients(body)
        return any(dial.aims_at(to) and self._falls(dial) for dial in met)

    def chances(self) -> dict[str, float]:
        """Of the simple ones, for every call that sends."""
        chances = dict.fromkeys((kind.value for kind in SIMPLE), 0.0)
        for dial in self.dials:
            if dial.endpoint == ANY and dial.next is None and dial.kind in SIMPLE:
                chances[dial.kind.value] += dial.chance
        return chances

    def public(self) -> dict[str, Any]:
        return {"seed": self.seed, "faults": [dial.public() for dial in self.dials]}

    def _falls(self, dial: Dial) -> bool:
        return self._take(dial) if dial.next is not None else self._lots.random() < dial.chance

    def _take(self, dial: Dial) -> bool:
        """One of the next few; whoever was the last of them takes the dial away."""
        if dial.next is None or dial.next < 1:
            return False
        dial.next -= 1
        if not dial.next:
            self.dials.remove(dial)
        return True

    def _half(self, kind: Fault) -> Fault:
        before, after = _HALVES.get(kind, (kind, kind))
        return before if before is after or self._lots.random() < 0.5 else after


def _before_reading(dial: Dial) -> bool:
    """Whom a call is for is known only when its body was read, and what is slow may go wrong besides."""
    return dial.kind not in (Fault.SLOW, Fault.REFUSED)


def _recipients(body: bytes) -> str | list[Any] | None:
    try:
        request = json.loads(body)
    except (ValueError, RecursionError):
        return None
    to = request.get("to") if isinstance(request, dict) else None
    return to if isinstance(to, str | list) else None
