"""Doorbells: what wakes a worker when there is something to do, on SQLite and on PostgreSQL."""

import sqlite3
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL

from models.doorstep import Doorstep

if TYPE_CHECKING:
    from psycopg import Connection

# Of PostgreSQL's NOTIFY.
CHANNEL = "tsunagu_work"


class Doorbell:
    """Wakes a worker soon after somebody committed; a missed ring costs one waiting time, never a message."""

    def wait(self, seconds: float) -> None:
        """Return at the next change, or after `seconds`."""
        raise NotImplementedError

    def close(self) -> None:
        """Stop listening."""


class _Polling(Doorbell):
    """Looks at a number that others change with each commit (`PRAGMA data_version`, 2 µs) a hundred times a second."""

    _seen = -1  # what was rung before is work already

    def _version(self) -> int:
        raise NotImplementedError

    def wait(self, seconds: float) -> None:
        end = monotonic() + seconds
        while (version := self._version()) == self._seen and monotonic() < end:
            sleep(0.01)
        self._seen = version


class SQLiteDoorbell(_Polling):
    def __init__(self, file: str) -> None:
        self._connection = sqlite3.connect(file, check_same_thread=False, isolation_level=None)

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        self._connection.close()


class DoorstepBell(_Polling):
    """Over the connection that clears the doorstep: that does not ring."""

    def __init__(self, doorstep: Doorstep) -> None:
        self._doorstep = doorstep

    def _version(self) -> int:
        return self._doorstep.version()


class PostgresDoorbell(Doorbell):
    """Listens for NOTIFY; when the connection breaks it waits out its time and listens anew."""

    def __init__(self, url: URL) -> None:
        self._url = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection: Connection[Any] | None = None

    def wait(self, seconds: float) -> None:
        import psycopg  # a town on SQLite does without its ten megabytes, and starts a tenth sooner

        try:
            if self._connection is None:
                self._connection = psycopg.connect(self._url, autocommit=True)
                self._connection.execute(f"LISTEN {CHANNEL}")
                return  # whatever was rung before is work already
            for _notice in self._connection.notifies(timeout=seconds, stop_after=1):
                pass
        except psycopg.OperationalError:
            self.close()
            sleep(seconds)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
