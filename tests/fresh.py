"""Fresh databases for tests that hold on both: a SQLite file, and a PostgreSQL one that is dropped after.

A database lives for one test only, and to write its questions down as SQL would take half of that life. So all engines
of one kind share what SQLAlchemy has written down."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine
from sqlalchemy.engine import Dialect
from sqlalchemy.util import LRUCache

from delivery.lifelines import PREFIX, lifeline_file
from models import Base, load
from models.database import Database

SERVER = "postgresql://postgres@127.0.0.1:5432"
_patterns: list[str] = []
# What is written down belongs to a dialect object.
_dialects: dict[str, Dialect] = {}
_written_down: LRUCache = LRUCache(3_000)
Opened = TypeVar("Opened", bound=Database)


def knowing(database: Opened) -> Opened:
    """This database, which has not been asked anything yet, knowing what those before it were asked."""
    all_know(database.engine)
    all_know(database._reader)
    return database


def all_know(engine: Engine, kind: str = "") -> None:
    """Call those another `kind` whose dialect is set up in another way."""
    name = f"{kind} {engine.dialect.name}"
    if name not in _dialects:
        engine.connect().close()  # from which a dialect learns what its database can do
        _dialects[name] = engine.dialect
    engine.dialect = _dialects[name]
    engine._compiled_cache = _written_down


@contextmanager
def fresh_sqlite(folder: Path) -> Iterator[Database]:
    load()
    database = knowing(Database(f"sqlite:///{folder / 'town.db'}"))
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
        database = knowing(Database(f"{SERVER}/{name}"))
        try:
            yield database
        finally:
            database.close()
            _drop(server, name)
            for file in glob(f"{lifeline_file(database, PREFIX)}*"):  # of workers that were killed
                os.unlink(file)
    server.close()


def _pattern(server: psycopg.Connection) -> str:
    """A database with all tables, made once: a copy costs a tenth of making them."""
    if not _patterns:
        name = f"tsunagu_pattern_{uuid4().hex}"
        _copy(server, "template1", name)
        _patterns.append(name)
        database = knowing(Database(f"{SERVER}/{name}"))
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
