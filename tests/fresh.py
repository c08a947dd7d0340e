"""Fresh databases for tests that hold on both: a SQLite file, and a PostgreSQL one that is dropped after."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from models import Base, load
from models.database import Database

SERVER = "postgresql://postgres@127.0.0.1:5432"
_patterns: list[str] = []


@contextmanager
def fresh_sqlite(folder: Path) -> Iterator[Database]:
    load()
    database = Database(f"sqlite:///{folder / 'town.db'}")
    Base.metadata.create_all(database.engine)
    yield database
    database.close()


@contextmanager
def fresh_postgres() -> Iterator[Database]:
    """Where no server answers the test is passed over on a desk, and fails in CI."""
    load()
    name = f"tsunagu_test_{uuid4().hex}"
    try:
        server = psycopg.connect(f"{SERVER}/postgres", autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as away:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL at {SERVER}: {away}")
    with server:
        _copy(server, _pattern(server), name)
        database = Database(f"{SERVER}/{name}")
        try:
            yield database
        finally:
            database.close()
            _drop(server, name)
    server.close()


def _pattern(server: psycopg.Connection) -> str:
    """A database with all tables, made once: a copy costs a tenth of making them."""
    if not _patterns:
        name = f"tsunagu_pattern_{uuid4().hex}"
        _copy(server, "template1", name)
        _patterns.append(name)
        database = Database(f"{SERVER}/{name}")
        Base.metadata.create_all(database.engine)
        database.close()
    return _patterns[0]


def drop_pattern() -> None:
    """At the end of all tests."""
    if _patterns:
        with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as server:
            _drop(server, _patterns.pop())


def _copy(server: psycopg.Connection, pattern: str, name: str) -> None:
    made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    server.execute(made.format(sql.Identifier(name), sql.Identifier(pattern)))
    # What a power cut would leave is no question of these tests.
    setting = sql.SQL("ALTER DATABASE {} SET synchronous_commit TO off")
    server.execute(setting.format(sql.Identifier(name)))


def _drop(server: psycopg.Connection, name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
