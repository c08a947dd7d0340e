"""The doorstep of an embedded town: a webhook waits for nobody else's writing, is carried in once, and never lost."""

import sqlite3
from threading import Thread
from typing import Any

import pytest
from processes import until
from replying import MOMENT, pending, post
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from storing import stored, url_of
from webhooks import body_of, person, words

from app import town_of
from bot.engine import Engine
from bot.ingest import Ingest
from bot.reading import read_body
from handlers import routes
from models.database import Database
from models.doorstep import ARMFUL, Doorstep
from models.inbox import Arrival, carry_in, keep
from settings import Settings


def said(number: int) -> list[Arrival]:
    return read_body(body_of([words("ぬむ", person(number), f"n{number}", MOMENT + number)]), MOMENT)


def carried(database: Database) -> int | None:
    with database.writing() as db:
        return carry_in(database, db)


@pytest.fixture
def doorstep(sqlite: Database) -> Doorstep:
    assert sqlite.doorstep is not None
    return sqlite.doorstep


def test_a_webhook_is_stored_while_somebody_else_writes(sqlite: Database, clock: Any) -> None:
    # Guards models/inbox.py: `keep` writes on the doorstep, whose lock is not the town's.
    with sqlite.writing() as db:
        db.execute(text("SELECT 1"))  # only now the lock is ours
        post(sqlite, clock, words("ぬむ", person(1), "meanwhile", MOMENT))
        assert stored(sqlite) == {"meanwhile"}


def test_all_who_came_during_one_commit_are_stored_in_the_next(
    sqlite: Database, clock: Any, doorstep: Doorstep, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Guards bot/ingest.py: whoever waits is taken along.
    ingest, together = Ingest(sqlite, clock), list[int]()
    lay = Doorstep.lay
    monkeypatch.setattr(
        Doorstep, "lay", lambda own, all_, ms: (together.append(len(all_)), lay(own, all_, ms))
    )

    def come(number: int) -> Thread:
        thread = Thread(target=ingest.keep, args=(said(number),))
        thread.start()
        return thread

    with Doorstep(doorstep.path.with_name("town.db")).held():
        first = come(0)
        until(lambda: together == [1], "the first is being stored")
        others = [come(number) for number in range(1, 9)]
        until(lambda: ingest._waiting.qsize() == 8, "eight more have come")
    for thread in (first, *others):
        thread.join(20)
    assert together == [1, 8] and doorstep.waiting().webhooks == 9


def test_what_is_carried_in_twice_is_there_once(sqlite: Database, clock: Any, doorstep: Doorstep) -> None:
    # Guards models/inbox.py: `carry_in` passes over what is known. So died an engine before it could clear.
    keep(sqlite, [said(1), [*said(2), *said(3)]], clock())
    assert carried(sqlite) == carried(sqlite) == 2
    doorstep.clear(2)
    assert carried(sqlite) is None and doorstep.waiting().webhooks == 0
    assert stored(sqlite) == {"n1", "n2", "n3"} and pending(sqlite) == 3


def test_a_late_clearing_takes_nothing_new_along(sqlite: Database, clock: Any, doorstep: Doorstep) -> None:
    # Guards models/doorstep.py: AUTOINCREMENT. Two workers carry the same in; between their clearings something comes.
    keep(sqlite, [said(1)], clock())
    first, second = carried(sqlite), carried(sqlite)
    assert first is not None and second is not None
    doorstep.clear(first)
    keep(sqlite, [said(2)], clock())
    doorstep.clear(second)
    assert doorstep.waiting().webhooks == 1
    carried(sqlite)
    assert stored(sqlite) == {"n1", "n2"}


def test_an_engine_that_was_away_works_off_everything(
    sqlite: Database, clock: Any, doorstep: Doorstep
) -> None:
    # Guards bot/engine.py: each batch carries in and clears afterwards.
    keep(sqlite, [said(number) for number in range(ARMFUL + 20)], clock())
    engine = Engine(sqlite, clock, town_of(Settings()), routes())
    while engine.batch():
        pass
    assert doorstep.waiting().webhooks == pending(sqlite) == 0
    assert len(stored(sqlite)) == ARMFUL + 20


def test_nothing_is_laid_down_while_it_is_held_and_what_fails_changes_nothing(
    sqlite: Database, clock: Any, doorstep: Doorstep
) -> None:
    # Guards models/doorstep.py: `held`, which a move relies on.
    keep(sqlite, [said(1)], clock())
    with pytest.raises(ZeroDivisionError), doorstep.held():
        other = sqlite3.connect(doorstep.path, timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("INSERT INTO doorstep (received_ms, webhook) VALUES (1, '[]')")
        other.close()
        doorstep.clear(1)
        doorstep.lock_up()
        raise ZeroDivisionError
    keep(sqlite, [said(2)], clock())
    assert doorstep.waiting().webhooks == 2


def test_what_a_later_release_wrote_is_read(sqlite: Database, doorstep: Doorstep) -> None:
    # Guards models/inbox.py: `carry_in` takes the fields it knows.
    doorstep.lay(['[["k1", "U1", "message", null, "{}", 1, null, "a field of tomorrow"]]'], 1)
    assert carried(sqlite) == 1
    assert stored(sqlite) == {"k1"}


def test_a_file_that_is_none_is_told_and_not_overwritten(sqlite: Database, clock: Any) -> None:
    # Guards models/doorstep.py: what goes wrong is an OperationalError, which the front door answers with 503.
    broken = Database(url_of(sqlite))
    assert broken.doorstep is not None
    broken.doorstep.path.write_bytes(b"no database at all" * 1_000)
    with pytest.raises(OperationalError):
        keep(broken, [said(1)], clock())
    assert broken.doorstep.path.read_bytes().startswith(b"no database")
    broken.close()
