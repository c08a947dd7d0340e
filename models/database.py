"""The database: opened the same way by the web, the worker and the commands, on SQLite or PostgreSQL."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Float, create_engine, event, literal_column, make_url, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.elements import ColumnElement

from models.doorbells import CHANNEL, Doorbell, DoorstepBell, PostgresDoorbell, SQLiteDoorbell
from models.doorstep import Doorstep


class Database:
    """One town's database: `writing()` opens a transaction, `reading()` one that changes nothing."""

    def __init__(self, url: str, *, pool_size: int = 20) -> None:
        self.url = make_url(url.replace("postgresql://", "postgresql+psycopg://", 1))
        self.embedded = self.url.get_backend_name() == "sqlite"
        # Where webhooks are laid down; elsewhere than on SQLite writers do not stand in each other's way.
        self.doorstep: Doorstep | None = None
        if self.embedded:
            self.engine = self._sqlite(writes=True)
            self._reader = self._sqlite(writes=False)
        else:
            # hide_parameters: what residents wrote has no place in a log.
            self.engine = create_engine(
                self.url, pool_size=pool_size, max_overflow=10, pool_pre_ping=True, hide_parameters=True
            )
            event.listen(self.engine, "connect", _prepare_session)
            self._reader = self.engine
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._readers = sessionmaker(self._reader, expire_on_commit=False, autoflush=False)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction, committed when the block ends well."""
        with self._sessions.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One snapshot that never waits for a writer."""
        with self._readers() as session:
            yield session

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()
        self._reader.dispose()
        if self.doorstep is not None:
            self.doorstep.close()

    def sweep(self) -> bool:
        """Empty SQLite's write-ahead logs, which may repeat what was deleted. False: not now, somebody reads."""
        if self.doorstep is None:
            return True
        connection = sqlite3.connect(str(self.url.database), timeout=0.1)
        try:
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            return self.doorstep.sweep() and not busy
        except (sqlite3.OperationalError, OperationalError):
            return False
        finally:
            connection.close()

    def seconds(self) -> ColumnElement[float]:
        """The database's own clock in seconds, the only one that leases and due times are held against."""
        return seconds_of(self.url.get_backend_name())

    def moment(self, session: Session) -> float:
        """What the database's clock says now."""
        return float(session.execute(select(self.seconds())).scalar_one())

    def knock(self, session: Session | Connection) -> None:
        """Tell waiting workers, at commit, that there is work; with SQLite they see it themselves."""
        if not self.embedded:
            connection = session.connection() if isinstance(session, Session) else session
            connection.exec_driver_sql(f"NOTIFY {CHANNEL}")

    def doorbell(self) -> Doorbell:
        """Something a worker can wait on for the next change."""
        return SQLiteDoorbell(str(self.url.database)) if self.embedded else PostgresDoorbell(self.url)

    def front_doorbell(self) -> Doorbell:
        """The same for the next webhook."""
        return DoorstepBell(self.doorstep) if self.doorstep else PostgresDoorbell(self.url)

    def _sqlite(self, *, writes: bool) -> Engine:
        if self.url.database in (None, "", ":memory:"):
            raise ValueError("SQLite needs a file: an in-memory town could not be shared by bot and worker")
        file = Path(str(self.url.database))
        engine = create_engine(
            self.url, connect_args={"timeout": 30, "check_same_thread": False}, hide_parameters=True
        )
        event.listen(engine, "connect", _prepare_writer if writes else _prepare_reader)
        if writes:
            self.doorstep = Doorstep(file)
            lock = _FileLock(file.with_name(file.name + ".lock"))
            event.listen(engine, "begin", lock.begin)
            event.listen(engine, "checkin", lock.release)
            event.listen(engine, "close", lock.forget)
        else:
            event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        return engine


def _prepare_writer(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    # FULL: an answered webhook is on the disk (promise W2). Transactions are begun by hand, see _FileLock.
    # secure_delete: what was taken back is overwritten, not only unlinked (promise W15).
    _pragmas(
        connection,
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=30000",
        "secure_delete=ON",
    )


def _prepare_reader(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    _pragmas(connection, "journal_mode=WAL", "query_only=ON", "busy_timeout=30000")


def _prepare_session(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    # PostgreSQL would compile the questions of a claim anew each time, for a fifth of a second, as soon as much waits.
    cursor.execute("SET jit = off")
    # A server can be set to answer before its disk has the commit; our 200 says that it has (promise W2).
    off = "current_setting('synchronous_commit') = 'off'"
    cursor.execute(f"SELECT set_config('synchronous_commit', 'on', false) WHERE {off}")
    cursor.close()
    connection.commit()


def seconds_of(dialect: str) -> ColumnElement[float]:
    """The same, for whoever has no Database at hand."""
    if dialect == "sqlite":
        # Not unixepoch('subsec'): Debian 12's SQLite is too old for it.
        return literal_column("((julianday('now') - 2440587.5) * 86400.0)", Float)
    # Not clock_timestamp(): it changes within a statement, so no index leads to what is due by it.
    return literal_column("extract(epoch from statement_timestamp())::float8", Float)


def _pragmas(connection: DBAPIConnection, *pragmas: str) -> None:
    connection.isolation_level = None  # sqlite3: no hidden BEGIN
    cursor = connection.cursor()
    for pragma in (*pragmas, "cache_size=-8000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


class _FileLock:
    """Writers of one SQLite file queue in the kernel: SQLite's own waiting polls, sleeps and is not fair."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin(self, connection: Connection) -> None:
        held = connection.connection.info
        if "lock" not in held:
            held["lock"] = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(held["lock"], fcntl.LOCK_EX)
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except BaseException:
            fcntl.flock(held["lock"], fcntl.LOCK_UN)
            raise

    def release(self, connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        if "lock" in entry.info:
            fcntl.flock(entry.info["lock"], fcntl.LOCK_UN)

    def forget(self, connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        if (file := entry.info.pop("lock", None)) is not None:
            os.close(file)


def insert_new(
    connection: Connection | Session, table: type[DeclarativeBase], rows: list[dict[str, Any]]
) -> int:
    """Insert the rows that break no unique constraint, and say how many those were."""
    if not rows:
        return 0
    if isinstance(connection, Session):
        connection = connection.connection()
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    # preserve_rowcount: without it psycopg's count is lost, and every insert would look as if it had been new.
    done = connection.execute(
        insert(table).on_conflict_do_nothing(), rows, execution_options={"preserve_rowcount": True}
    )
    return done.rowcount
