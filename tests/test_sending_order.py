"""Messages to one person never overtake each other, whichever worker sends them.

Guards `_overtakes()` in delivery/worker.py: without it two senders hand neighbouring rows to the wire at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fresh import fresh_postgres, fresh_sqlite
from phone import Wire
from sqlalchemy import func, select

from delivery.claims import Room
from delivery.worker import Sender
from models.database import Database
from models.outbox import Outgoing, State


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with fresh_sqlite(tmp_path) if request.param == "SQLite" else fresh_postgres() as database:
        yield database


def test_two_workers_keep_one_persons_messages_in_order(both: Database, clock) -> None:
    people = [f"U{number:032x}" for number in range(3)]
    with both.writing() as db:
        for number in range(36):
            said = {"type": "text", "text": str(number)}
            db.add(Outgoing.push(people[number % 3], [said], "test", clock()))
    wire = Wire()
    senders = [Sender(both, wire, at_once=4) for _one in range(2)]
    while left(both):
        for sender in senders:
            sender.cycle()
    for sender in senders:
        sender.close()
    for place, person in enumerate(people):
        assert [int(said["text"]) for said in wire.chats[person]] == list(range(place, 36, 3))


def test_a_claim_takes_one_row_of_each_person(both: Database, clock) -> None:
    with both.writing() as db:
        for number in range(4):
            db.add(Outgoing.push(f"U{number % 2:032x}", [{"type": "text", "text": "a"}], "test", clock()))
    sender = Sender(both, Wire(), at_once=4)
    with both.writing() as db:
        assert [parcel.to[-1] for parcel in sender._claim(db, Room(4, 4, 0, {}))[0]] == ["0", "1"]
    sender.close()


def left(database: Database) -> int:
    with database.reading() as db:
        count = select(func.count()).select_from(Outgoing).where(Outgoing.state != State.ACCEPTED)
        return db.scalar(count) or 0
