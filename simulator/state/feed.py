"""What has just happened, numbered, for the pages that watch."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass
from functools import cached_property
from typing import Any

# A page that has missed more than this is told to load everything anew.
REMEMBERED = 2_000


@dataclass
class Happening:
    seq: int
    content: dict[str, Any]

    @cached_property
    def frame(self) -> bytes:
        """As Server-Sent Events write it; written once, and only if somebody watches."""
        return f"id: {self.seq}\ndata: {json.dumps({'seq': self.seq, **self.content})}\n\n".encode()


class Feed:
    def __init__(self) -> None:
        self.seq = 0
        self.closed = False
        self._newest: deque[Happening] = deque(maxlen=REMEMBERED)
        self._stirred = asyncio.Event()

    def publish(self, kind: str, **content: Any) -> None:
        self.seq += 1
        self._newest.append(Happening(self.seq, {"type": kind, **content}))
        self._stirred.set()

    def after(self, seq: int) -> list[Happening] | None:
        """What came after, oldest first; None when part of it is forgotten, or never was."""
        if seq > self.seq or (self._newest and seq < self._newest[0].seq - 1):
            return None
        fresh: list[Happening] = []
        for happening in reversed(self._newest):
            if happening.seq <= seq:
                break
            fresh.append(happening)
        return fresh[::-1]

    async def wait(self, seconds: float) -> bool:
        """Until something happens or the stand-in closes; False when the time is over first."""
        if self._stirred.is_set() and not self.closed:
            self._stirred = asyncio.Event()
        try:
            await asyncio.wait_for(self._stirred.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        self.closed = True
        self._stirred.set()
