"""A database whose own clock goes with the clock of the story, so that what waits for an hour can be waited for,
and nothing is too late because of the day on which the tests are run."""

from collections.abc import Callable
from datetime import datetime
from time import time
from typing import Any

from sqlalchemy import event

from models.database import Database

EPOCH = 2440587.5  # 1970 began at midnight, days at noon


class MovedDatabase(Database):
    """Seconds pass as they do; only the hour is that of the story."""

    def __init__(self, url: str, clock: Callable[[], datetime]) -> None:
        super().__init__(url)
        opened = time()

        def julianday(_now: str) -> float:
            return (clock().timestamp() + time() - opened) / 86_400 + EPOCH

        def prepare(connection: Any, _entry: object) -> None:
            connection.create_function("julianday", 1, julianday)
            # What a power cut would leave is no question of a story.
            connection.execute("PRAGMA synchronous=OFF")

        for engine in (self.engine, self._reader):
            event.listen(engine, "connect", prepare)
