"""Promise W11: what the worker's chores leave, and everything that a replay could have changed."""

import threading
from itertools import count

from phone import TestTown
from processes import until
from sqlalchemy import select
from storing import stored

from commands import worker
from models.base import Base
from models.inbox import Event, EventState

numbers = count()


def everything(town: TestTown) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, but for the worker's own heartbeat."""
    with town.database.reading() as db:
        tables = [table for table in Base.metadata.sorted_tables if "heartbeat" not in table.name]
        return {table.name: sorted(map(tuple, db.execute(select(table))), key=repr) for table in tables}


def tidied(town: TestTown) -> None:
    """The worker's chores, once round: an event older than all shows when they have been done."""
    stop, oldest = threading.Event(), f"oldest-{next(numbers)}"
    with town.database.writing() as db:
        db.add(
            Event(
                webhook_event_id=oldest,
                lane="nobody",
                kind="leave",
                payload="{}",
                occurred_ms=0,
                received_at=town.clock().replace(year=2020),
                state=EventState.DONE,
            )
        )
    chores = threading.Thread(target=worker._chores, args=(stop, town.database, town.wire, town.clock))
    chores.start()
    until(lambda: oldest not in stored(town.database), "the worker's chores")
    stop.set()
    chores.join()
