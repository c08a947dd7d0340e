"""Promise W11: everything that a replay could have changed."""

from phone import TestTown
from sqlalchemy import select

from models.base import Base


def everything(town: TestTown) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, but for the worker's own heartbeat."""
    with town.database.reading() as db:
        tables = [table for table in Base.metadata.sorted_tables if "heartbeat" not in table.name]
        return {table.name: sorted(map(tuple, db.execute(select(table))), key=repr) for table in tables}
