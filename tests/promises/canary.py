"""Promise W15: what was taken back is nowhere any more, down to the bytes of the file."""

from pathlib import Path

from phone import TestTown
from sqlalchemy import inspect, text

from models.database import Database

CANARY = "zqxcanary4711"


def rows_with(database: Database, what: str = CANARY) -> list[str]:
    """The tables, of all there are, that have a row with these words in any column."""
    with database.reading() as db:
        tables = inspect(db.connection()).get_table_names()
        return [
            name for name in tables if what in repr(db.execute(text(f'SELECT * FROM "{name}"')).all()).lower()
        ]


def bytes_with(database: Database, what: str = CANARY) -> list[str]:
    """The files of a SQLite database in which these words stand anywhere, deleted or not."""
    file = Path(str(database.url.database))
    return [
        one.name
        for one in sorted(file.parent.glob(f"{file.name}*"))
        if what.encode() in one.read_bytes().lower()
    ]


def nothing_left(town: TestTown) -> bool:
    return not rows_with(town.database) and (not town.database.embedded or not bytes_with(town.database))
