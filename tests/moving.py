"""A database whose own clock goes with the clock of the story, so that what waits for an hour can be waited for."""

from collections.abc import Callable
from datetime import datetime
from time import time

from sqlalchemy import Float, bindparam
from sqlalchemy.sql.elements import ColumnElement

from models.database import Database


class MovedDatabase(Database):
    """Seconds pass as they do; only the hour is that of the story."""

    def __init__(self, url: str, clock: Callable[[], datetime]) -> None:
        super().__init__(url)
        self._clock = clock

    def seconds(self) -> ColumnElement[float]:
        # Asked each time: a statement may be kept and used again when the clock has been moved.
        moved = bindparam(None, callable_=lambda: self._clock().timestamp() - time(), type_=Float)
        return super().seconds() + moved
