"""The turnstile: of one endpoint one call begins after the other, each at a turn of its own."""

import asyncio
from collections import deque
from collections.abc import Iterable
from time import monotonic

from delivery.rooms import Turn


class Turnstile:
    """Calls stand in line and take the turns in their order. One that is over is nobody's: the call takes the next."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._turns: deque[Turn] = deque()
        self._line: deque[tuple[float, asyncio.Future[Turn | None]]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def give(self, turns: Iterable[Turn]) -> None:
        self._turns.extend(turns)
        if self._timer is not None:
            self._timer.cancel()
        self._open()

    def lacking(self) -> int:
        """How many stand in line for whom there is no turn."""
        self._drop_closed(monotonic())
        return max(0, len(self._line) - len(self._turns))

    async def enter(self, patience: float) -> bool:
        """Wait for a turn. False: none came within so many seconds."""
        until = monotonic() + patience
        while True:
            mine: asyncio.Future[Turn | None] = self._loop.create_future()
            self._line.append((until, mine))
            if self._timer is None:
                self._open()
            turn = await mine
            # Whoever is let in may still have to wait for the processor.
            if turn is None or monotonic() <= turn.closes:
                return turn is not None

    def _open(self) -> None:
        """Let in whose turn has come, and look again when the next one opens or the first one's patience ends."""
        now = monotonic()
        self._drop_closed(now)
        while self._line and self._turns and self._turns[0].opens <= now:
            self._let_in(self._turns.popleft())
        while self._line and self._line[0][0] <= now:
            self._let_in(None)
        self._timer = None
        if self._line:
            until = self._line[0][0]
            when = min(until, self._turns[0].opens) if self._turns else until
            self._timer = self._loop.call_later(max(0.0, when - now), self._open)

    def _let_in(self, turn: Turn | None) -> None:
        _until, mine = self._line.popleft()
        if not mine.done():
            mine.set_result(turn)

    def _drop_closed(self, now: float) -> None:
        while self._turns and self._turns[0].closes < now:
            self._turns.popleft()
