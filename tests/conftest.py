"""The phone: people who tap and type, through the real webhook, engine and sender; only LINE's wire is ours."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))

from fresh import drop_pattern, knowing
from moving import MovedDatabase
from phone import Phone, TestTown

from models import Base, load
from models.database import Database

TOKYO = ZoneInfo("Asia/Tokyo")


class MovableClock:
    """Tuesday 24 November 2026, 10:00 in Japan, until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 10, 0, tzinfo=TOKYO)

    def __call__(self) -> datetime:
        return self.now

    def moves(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite town, made once and copied for each test."""
    load()
    path = tmp_path_factory.mktemp("blank") / "town.db"
    database = knowing(Database(f"sqlite:///{path}"))
    Base.metadata.create_all(database.engine)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.close()
    return path


@pytest.fixture
def database(blank: Path, tmp_path: Path, clock: MovableClock) -> Iterator[Database]:
    """A town's own; its clock goes with that of the story."""
    path = tmp_path / "town.db"
    path.write_bytes(blank.read_bytes())
    with closing(knowing(MovedDatabase(f"sqlite:///{path}", clock))) as database:
        yield database


@pytest.fixture
def town(database: Database, clock: MovableClock) -> Iterator[TestTown]:
    town = TestTown(database, clock)
    yield town
    town.close()


@pytest.fixture
def phone(town: TestTown) -> Callable[..., Phone]:
    """`phone("hana")` is hana's phone; she has already been greeted unless `new` is asked for."""
    return town.phone


@pytest.fixture
def db(town: TestTown) -> Iterator[Session]:
    """To look at what is kept, and to set things up: every statement stands for itself."""
    with town.looking() as session:
        yield session


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest file first: begun last, one process would be at it while the others have nothing left."""
    items.sort(key=lambda item: "views" not in item.path.parts)


def pytest_sessionfinish() -> None:
    drop_pattern()
