"""How examples are made up where open data is read, and the databases that lists are written into."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy import text

from models import Base, load
from models.database import Database

settings.register_profile("open data", deadline=None, database=None)
settings.load_profile("open data")

SERVER = "postgresql://postgres@127.0.0.1:5432"


@pytest.fixture(scope="session")
def on_postgres() -> Iterator[Database]:
    """A PostgreSQL database of our own, made once."""
    name = f"tsunagu_imports_{os.getpid()}"
    try:
        server = psycopg.connect(f"{SERVER}/postgres", autocommit=True, connect_timeout=2)
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL answers on port 5432")
    load()
    with server:
        server.execute(f"CREATE DATABASE {name}")
        database = Database(f"{SERVER}/{name}")
        try:
            Base.metadata.create_all(database.engine)
            yield database
        finally:
            database.close()
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def either(request: pytest.FixtureRequest) -> Database:
    """An empty town on each of the two databases."""
    if request.param == "sqlite":
        found: Database = request.getfixturevalue("database")
        return found
    found = request.getfixturevalue("on_postgres")
    names = ", ".join(table.name for table in Base.metadata.sorted_tables)
    with found.writing() as db:
        db.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    return found
