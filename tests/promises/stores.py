"""Databases for the promises: each on SQLite, on PostgreSQL, or on both; fixtures for both sizes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fresh import fresh_postgres, fresh_sqlite

from models.database import Database


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    with fresh_sqlite(tmp_path) as database:
        yield database


@pytest.fixture
def postgres() -> Iterator[Database]:
    with fresh_postgres() as database:
        yield database


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with fresh_sqlite(tmp_path) if request.param == "SQLite" else fresh_postgres() as database:
        yield database
