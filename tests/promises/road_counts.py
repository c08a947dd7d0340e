"""What came in at the LINE of road_line.py, and what of it each person saw."""

from collections import Counter, defaultdict, deque
from time import monotonic
from typing import Any

LIMITS = {"push": 2_000, "multicast": 200, "reply": 2_000}


class Counts:
    """What came in, and what of it was accepted."""

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.overruns: Counter[str] = Counter()
        self.most_a_second: Counter[str] = Counter()
        self.arrivals: dict[str, deque[float]] = defaultdict(deque)
        self.bodies: dict[str, bytes] = {}
        self.accepted: set[str] = set()
        self.seen: dict[str, bytearray] = defaultdict(bytearray)
        self.mismatches = self.strangers = self.keyed_replies = self.keyless = 0
        self.tokens: Counter[str] = Counter()
        # When this process looked at the clock, last and twice before. What it finds now has come since the first of
        # them: it asks the sockets before it looks, and between the two it may have been made to wait.
        self.looks = deque([monotonic()] * 3, maxlen=3)
        self.began: dict[str, float] = {}
        self.ended: dict[str, float] = {}
        self.first: dict[str, float] = {}
        self.killed = 0

    def arrived(self, endpoint: str) -> bool:
        """Count one call against the rate of any second so far. False: it is over it."""
        now, recent = monotonic(), self.arrivals[endpoint]
        while recent and recent[0] <= now - 1.0:
            recent.popleft()
        recent.append(self.looks[0])
        self.requests[endpoint] += 1
        self.most_a_second[endpoint] = max(self.most_a_second[endpoint], len(recent))
        over = len(recent) > LIMITS.get(endpoint, 2_000)
        self.overruns[endpoint] += over
        return not over

    def shows(self, whom: list[str], text: str) -> None:
        """These people see this message once more."""
        label, _space, mine = text.partition(" ")
        now, seen = monotonic(), self.seen[label]
        self.began.setdefault(label, now)
        self.ended[label] = now
        for one in whom:
            number = int(one[1:], 16)
            if number >= len(seen):
                seen.extend(bytes(number + 1 - len(seen)))
            seen[number] = min(255, seen[number] + 1)
            self.strangers += mine.isdigit() and int(mine) != number

    def told(self) -> dict[str, Any]:
        plain = ("requests", "refused", "overruns", "most_a_second", "mismatches", "strangers", "keyed_replies",
                 "keyless", "began", "ended", "killed")  # fmt: skip
        found = {name: getattr(self, name) for name in plain}
        return found | {
            "accepted": len(self.accepted),
            "doubled_tokens": sum(n > 1 for n in self.tokens.values()),
        }
