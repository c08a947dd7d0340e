"""One demo town, made once for all tests that only look at it, and a way to make more of them."""

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

import demo
from models import Base, load
from models.database import Database

TOKYO = ZoneInfo("Asia/Tokyo")
# A Saturday morning with no holiday rest in the eight weeks after it.
SATURDAY = datetime(2026, 5, 16, 9, 30, tzinfo=TOKYO)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Database]]:
    """A function that opens one empty town after another."""
    load()
    opened: list[Database] = []

    def open_one() -> Database:
        opened.append(Database(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'town.db'}"))
        Base.metadata.create_all(opened[-1].engine)
        return opened[-1]

    yield open_one
    for database in opened:
        database.close()


@pytest.fixture(scope="session")
def made(empty: Callable[[], Database]) -> Database:
    database = empty()
    with database.writing() as db:
        demo.make(db, SATURDAY)
    return database


@pytest.fixture
def db(made: Database) -> Iterator[Session]:
    """A look at the town that was made on that Saturday."""
    with made.reading() as session:
        yield session
