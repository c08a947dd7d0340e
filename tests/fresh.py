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
    name = sql.Identifier(f"tsunagu_test_{uuid4().hex}")
    try:
        server = psycopg.connect(f"{SERVER}/postgres", autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as away:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL at {SERVER}: {away}")
    with server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        # What a power cut would leave is no question of these tests.
        server.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit TO off").format(name))
        database = Database(f"{SERVER}/{name.as_string().strip(chr(34))}")
        try:
            Base.metadata.create_all(database.engine)
            yield database
        finally:
            database.close()
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
    server.close()
