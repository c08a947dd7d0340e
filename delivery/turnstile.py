"""The turnstile: of one endpoint one call begins after the other, each at a turn of its own."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from time import monotonic

from delivery.rooms import Turn

# Seconds between two looks whether more turns have been given out.
LOOK = 0.01


class Turnstile:
    """Calls stand in line and take the turns in their order. One that is over is nobody's: the call takes the next."""

    def __init__(self) -> None:
        self._turns: deque[Turn] = deque()
        self._lock = asyncio.Lock()
        self._waiting = 0

    def give(self, turn: Turn) -> None:
        self._turns.append(turn)

    def lacking(self) -> int:
        """How many stand in line for whom there is no turn."""
        self._drop_closed()
        return max(0, self._waiting - len(self._turns))

    @asynccontextmanager
    async def turn(self, until: float) -> AsyncIterator[bool]:
        """Whoever is inside holds up the line. False: no turn came until that moment of the monotonic clock."""
        with ExitStack() as in_line:
            self._waiting += 1
            in_line.callback(self._leave)
            async with self._lock:
                found = await self._next(until)
                in_line.close()
                yield found

    def _leave(self) -> None:
        self._waiting -= 1

    async def _next(self, until: float) -> bool:
        while monotonic() < until:
            self._drop_closed()
            if not self._turns:
                await asyncio.sleep(LOOK)
                continue
            turn = self._turns[0]
            await asyncio.sleep(turn.opens - monotonic())
            if self._turns and self._turns[0] is turn:
                self._turns.popleft()
            if monotonic() <= turn.closes:
                return True
        return False

    def _drop_closed(self) -> None:
        now = monotonic()
        while self._turns and self._turns[0].closes < now:
            self._turns.popleft()
