"""Beginnings: which calls a worker has begun, in a file that outlives it.

When it dies, what it only had in hand is as good as untouched, and what it had begun is told apart from that. The file
is memory that the kernel keeps (mmap): a mark costs a microsecond and no commit, and is there after a `kill -9`."""

import logging
import os
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from struct import Struct, iter_unpack
from time import CLOCK_BOOTTIME, CLOCK_REALTIME, clock_gettime, monotonic

log = logging.getLogger(__name__)

HEAD, MARK = Struct("=d"), Struct("=q")
# Seconds by which the moment of booting may differ between two looks. Marks from before that are worth nothing: they
# may not have reached the disk.
SAME_BOOT = 5.0


@dataclass(frozen=True, slots=True)
class Begun:
    """Ids of outbox rows that a dead worker had begun: those LINE accepted, which is not written down, and others."""

    open: frozenset[int]
    accepted: frozenset[int]


class Beginnings:
    """Of one sender. Kept in memory alone until there is a file."""

    def __init__(self, at_once: int) -> None:
        # Rows that came back and those that follow them are marked at the same time, for a moment.
        self._size = HEAD.size + MARK.size * 2 * at_once
        self._memory = mmap(-1, self._size)
        self._free = list(range(HEAD.size, self._size, MARK.size))
        self._places: dict[int, int] = {}
        self._since: dict[int, float] = {}

    def keep_in(self, file: int) -> None:
        """Before anything has begun."""
        try:
            os.posix_fallocate(file, 0, self._size)  # on a full disk a mark would end the process
        except OSError:
            log.warning("no room for the marks of what has begun", exc_info=True)
            return
        self._memory.close()
        self._memory = mmap(file, self._size)
        HEAD.pack_into(self._memory, 0, _booted())

    def begins(self, row: int) -> None:
        place = self._places[row] = self._free.pop()
        self._since[row] = monotonic()
        MARK.pack_into(self._memory, place, row)

    def accepted(self, row: int) -> None:
        """LINE has it."""
        if self._since.pop(row, None) is not None:
            MARK.pack_into(self._memory, self._places[row], -row)

    def forget(self, row: int) -> None:
        """Its fate is in the database, or it has not begun after all."""
        self._since.pop(row, None)
        place = self._places.pop(row, None)
        if place is not None:
            MARK.pack_into(self._memory, place, 0)
            self._free.append(place)

    def under_way_for(self, row: int) -> float:
        """Seconds since it began; 0 for one that did not."""
        since = self._since.get(row)
        return 0.0 if since is None else monotonic() - since


def begun_in(file: int) -> Begun | None:
    """What the dead worker of this file had begun. None: nobody knows."""
    if os.fstat(file).st_size <= HEAD.size:
        return None
    with mmap(file, 0, access=ACCESS_READ) as memory:
        if abs(HEAD.unpack_from(memory)[0] - _booted()) > SAME_BOOT:
            return None
        marks = [mark for (mark,) in iter_unpack(MARK.format, memory[HEAD.size :])]
    return Begun(
        frozenset(mark for mark in marks if mark > 0), frozenset(-mark for mark in marks if mark < 0)
    )


def _booted() -> float:
    return clock_gettime(CLOCK_REALTIME) - clock_gettime(CLOCK_BOOTTIME)
