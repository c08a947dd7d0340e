"""The one clock of the stand-in, which a test may move to let a day pass, or to stand at a day."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

JST = timezone(timedelta(hours=9))


class Clock:
    """Milliseconds since 1970, as in LINE's timestamps; never runs backwards by itself."""

    def __init__(self) -> None:
        self.ahead = 0
        self._last = 0

    def now(self) -> int:
        self._last = max(self._last, int(time.time() * 1000) + self.ahead)
        return self._last

    def turn(self, ahead: int) -> None:
        """So far from this computer's clock from now on, be it forwards or back."""
        self.ahead, self._last = ahead, 0

    def month(self) -> str:
        """The month in Japan, in which LINE counts messages."""
        return datetime.fromtimestamp(self.now() / 1000, JST).strftime("%Y-%m")

    def date(self) -> str:
        """The day in Japan, as LINE's statistics write it."""
        return datetime.fromtimestamp(self.now() / 1000, JST).strftime("%Y%m%d")


def iso(at: int) -> str:
    """A moment as LINE writes it in progress answers: UTC with milliseconds."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
