"""Ingest: request threads hand their events to one writer, which stores all that wait in one commit."""

import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from queue import Full, Queue

from sqlalchemy.exc import SQLAlchemyError

from models.clock import Clock
from models.database import Database
from models.inbox import Arrival, keep

PATIENCE = 1.8  # seconds; LINE gives up after two
MOST_WAITING = 2_000
MOST_TOGETHER = 500


class NotStored(Exception):
    """The events are not safe on the disk, so LINE must not be told that they are."""


class Ingest:
    """Each commit waits for the disk, so a commit for everybody who waits costs as much as one for one."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._waiting: Queue[tuple[list[Arrival], Future[None]]] = Queue(MOST_WAITING)
        self._lock = threading.Lock()
        self._writer: threading.Thread | None = None

    def keep(self, arrivals: list[Arrival]) -> None:
        """Return when the events are on the disk. Raises NotStored when that takes too long or fails."""
        if not arrivals:
            return
        self._start()
        stored: Future[None] = Future()
        try:
            self._waiting.put_nowait((arrivals, stored))
            stored.result(PATIENCE)
        except (Full, TooLate, SQLAlchemyError, OSError) as trouble:
            raise NotStored(type(trouble).__name__) from trouble

    def _start(self) -> None:
        # In the process that serves, never in the one that forked it.
        if self._writer is None or not self._writer.is_alive():
            with self._lock:
                if self._writer is None or not self._writer.is_alive():
                    self._writer = threading.Thread(target=self._write, name="ingest", daemon=True)
                    self._writer.start()

    def _write(self) -> None:
        while True:
            batch = [self._waiting.get()]
            # Whoever came while the last commit went to the disk is taken along.
            while len(batch) < MOST_TOGETHER and not self._waiting.empty():
                batch.append(self._waiting.get())
            try:
                keep(self._database, [arrivals for arrivals, _stored in batch], self._clock())
            except (SQLAlchemyError, OSError) as trouble:
                for _arrivals, stored in batch:
                    stored.set_exception(trouble)
            else:
                for _arrivals, stored in batch:
                    stored.set_result(None)
