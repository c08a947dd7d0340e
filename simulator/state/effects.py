"""How often each retry key and each message took effect for each recipient: what a test asks to find doubles."""

from __future__ import annotations

import hashlib
import marshal
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

# So many pairs of recipient and key, and of recipient and message, are remembered; older ones fall out.
REMEMBERED = 100_000

# Recipient and key, or recipient and message, with a blank between: one string is kept more cheaply than two.
Pair = str


class Effects:
    """Counted once for each recipient an accepted request got through to, whatever became of the answer."""

    def __init__(self) -> None:
        self.accepted: Counter[str] = Counter()
        """Accepted requests by way of sending."""
        self.effects: Counter[str] = Counter()
        """Recipients that something arrived at, by way of sending."""
        self._by_key: dict[Pair, int] = {}
        self._by_message: dict[Pair, int] = {}

    def note(
        self, way: str, key: str | None, messages: Sequence[dict[str, Any]], recipients: Iterable[str]
    ) -> None:
        self.accepted[way] += 1
        self.arrived(way, key, messages, recipients)

    def arrived(
        self, way: str, key: str | None, messages: Sequence[dict[str, Any]], recipients: Iterable[str]
    ) -> None:
        """For what is accepted first and arrives later."""
        digest = digest_of(messages)
        for recipient in recipients:
            self.effects[way] += 1
            _grow(self._by_message, f"{recipient} {digest}")
            if key:
                _grow(self._by_key, f"{recipient} {key.lower()}")

    def public(self, recipient: str | None = None, *, least: int = 1, limit: int = 1_000) -> dict[str, Any]:
        """The newest counts of at least so many times, of one recipient or of all, and the totals."""
        return {
            "accepted": dict(self.accepted),
            "effects": dict(self.effects),
            "doubled": {"keys": _doubled(self._by_key), "messages": _doubled(self._by_message)},
            "keys": _shown(self._by_key, "key", recipient, least, limit),
            "messages": _shown(self._by_message, "message", recipient, least, limit),
        }

    def clear(self) -> None:
        for counted in (self.accepted, self.effects, self._by_key, self._by_message):
            counted.clear()


def digest_of(messages: Sequence[dict[str, Any]]) -> str:
    """The same for the same messages, written in the same order."""
    # Version 2 knows no references: equal values give equal bytes. Several times as fast as JSON.
    return hashlib.blake2b(marshal.dumps(list(messages), 2), digest_size=8).hexdigest()


def _grow(counts: dict[Pair, int], pair: Pair) -> None:
    counts[pair] = counts.get(pair, 0) + 1
    if len(counts) > REMEMBERED:
        del counts[next(iter(counts))]


def _doubled(counts: dict[Pair, int]) -> int:
    return sum(1 for times in counts.values() if times > 1)


def _shown(
    counts: dict[Pair, int], name: str, recipient: str | None, least: int, limit: int
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for pair, times in reversed(counts.items()):
        if len(found) >= limit:
            break
        who, _blank, what = pair.partition(" ")
        if times >= least and recipient in (None, who):
            found.append({"recipient": who, name: what, "times": times})
    return found
