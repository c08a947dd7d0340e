"""The doorstep: a file beside an embedded town where webhooks lie, safe on the disk, until the engine carries them in.

SQLite lets one write at a time. In a file of its own a webhook is stored at once, whatever the engine or a broadcast is
writing into the town meanwhile."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import NamedTuple

from sqlalchemy.exc import OperationalError

# Numbers are never used again: what is carried in is cleared by number, and must not take along what came since.
TABLE = """CREATE TABLE IF NOT EXISTS doorstep (
    id INTEGER PRIMARY KEY AUTOINCREMENT, received_ms INTEGER NOT NULL, webhook TEXT NOT NULL)"""
# Webhooks that are carried in together.
ARMFUL = 100


class Waiting(NamedTuple):
    """How many webhooks lie there, and when the oldest came."""

    webhooks: int
    oldest_ms: int | None


class Doorstep:
    """One per process; any number of processes lay down and carry in."""

    def __init__(self, town: Path) -> None:
        self.path = town.with_name(town.name + ".doorstep")
        self._lock = RLock()
        self._connection: sqlite3.Connection | None = None

    def lay(self, webhooks: Sequence[str], received_ms: int) -> None:
        """Return when they are on the disk, in one commit. Raises OperationalError when they are not."""
        with self.held(), self._open() as connection:
            connection.executemany(
                "INSERT INTO doorstep (received_ms, webhook) VALUES (?, ?)",
                [(received_ms, webhook) for webhook in webhooks],
            )

    def lying(self, most: int = ARMFUL) -> list[tuple[int, int, str]]:
        """Number, time of arrival and text of the oldest."""
        with self._open() as connection:
            return connection.execute("SELECT * FROM doorstep ORDER BY id LIMIT ?", (most,)).fetchall()

    def clear(self, last: int) -> None:
        """Forget what was carried in, up to this number. What stays is carried in again, which changes nothing."""
        with self._open() as connection:
            connection.execute("DELETE FROM doorstep WHERE id <= ?", (last,))

    def waiting(self) -> "Waiting":
        with self._open() as connection:
            found = connection.execute("SELECT count(*), min(received_ms) FROM doorstep").fetchone()
            return Waiting(*found)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nothing is laid down while the block runs; what it carries in and clears is cleared when it ends well."""
        with self._open() as connection, connection:  # which commits at the end, or takes back
            connection.execute("BEGIN IMMEDIATE")
            yield

    def lock_up(self) -> None:
        """Take nothing more: the town has moved."""
        with self._open() as connection:
            connection.execute(
                "CREATE TRIGGER IF NOT EXISTS moved_doorstep BEFORE INSERT ON doorstep "
                "BEGIN SELECT RAISE(ABORT, 'this town has moved'); END"
            )

    def sweep(self) -> bool:
        """Empty the write-ahead log, which may repeat what was cleared. False: not now, somebody reads."""
        with self._open() as connection:
            return not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]

    def version(self) -> int:
        """Another number after each change that somebody else made."""
        with self._open() as connection:
            return int(connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = _connected(self.path)
                yield self._connection
            except sqlite3.Error as trouble:
                raise OperationalError("the doorstep", None, trouble) from trouble


def _connected(path: Path) -> sqlite3.Connection:
    made = sqlite3.connect(path, timeout=30, check_same_thread=False, isolation_level=None)
    # FULL: an answered webhook is on the disk (promise W2). secure_delete: what was taken back is overwritten (W15).
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "cache_size=-2000"):
        made.execute(f"PRAGMA {pragma}")
    made.execute(TABLE)
    return made
