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
        self._next: asyncio.Handle | None = None

    def give(self, turns: Iterable[Turn]) -> None:
        self._turns.extend(turns)
        self._look()

    def lacking(self) -> int:
        """How many stand in line for whom there is no turn."""
        self._drop_closed(monotonic())
        return max(0, len(self._line) - len(self._turns))

    async def enter(self, patience: float, *, first: bool = False) -> Turn | None:
        """Wait for a turn; none came within so many seconds: None. `first`: before all others, for who missed one."""
        until = monotonic() + patience
        while True:
            mine: asyncio.Future[Turn | None] = self._loop.create_future()
            (self._line.appendleft if first else self._line.append)((until, mine))
            if self._next is None:
                self._look()
            turn = await mine
            if turn is None or monotonic() <= turn.closes:
                return turn
            first = True

    def _look(self) -> None:
        """Let in whose turn has come, and look again: when that call has begun, or when the next turn opens."""
        if self._next is not None:
            self._next.cancel()
            self._next = None
        now = monotonic()
        self._drop_closed(now)
        if not self._line:
            return
        until = self._line[0][0]
        if until <= now:
            self._let_in(None)
        elif self._turns and self._turns[0].opens <= now:
            self._let_in(self._turns.popleft())
        else:
            when = min(until, self._turns[0].opens) if self._turns else until
            self._next = self._loop.call_later(when - now, self._look)
            return
        self._next = self._loop.call_soon(self._look)

    def _let_in(self, turn: Turn | None) -> None:
        _until, mine = self._line.popleft()
        if not mine.done():
            mine.set_result(turn)

    def _drop_closed(self, now: float) -> None:
        while self._turns and self._turns[0].closes < now:
            self._turns.popleft()
