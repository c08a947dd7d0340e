"""What a worker held is free as soon as it is dead, and not before."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from processes import at_home, environment, kill, running, until, worker
from road import SETTINGS, inhabit, letters, states
from road_line import road_line
from sqlalchemy import insert, select, text, update
from storing import url_of
from webhooks import person

import delivery.beginnings
from delivery.answers import Answer
from delivery.lifelines import Lifeline, lifeline_file, of_the_dead
from delivery.taking_back import take_back
from delivery.worker import Sender
from models.database import Database
from models.outbox import Kind, Outgoing, State, answer
from settings import read_settings


def under_way(database: Database, lease: str) -> None:
    with database.writing() as db:
        row = db.scalars(select(Outgoing).limit(1)).one()
        row.state, row.lease, row.due = State.SENDING, lease, database.moment(db) + 999


def dead(database: Database) -> list[str]:
    with database.writing() as db:
        return list(of_the_dead(database, db))


def test_a_killed_worker_holds_nothing_any_more_and_a_living_one_does(
    either: Database, tmp_path: Path
) -> None:
    # Guards delivery/lifelines.py and that `take_back` asks it; without, each kill holds its rows for half a minute.
    inhabit(either, 40)
    letters(either, "letters", range(40))
    with road_line(tmp_path, slow=30.0) as line:
        settings = environment(url_of(either), 1, line.url) | SETTINGS | {"TSUNAGU_LINE_TIMEOUT": "20"}
        with worker(settings, tmp_path / "worker.log") as one:
            until(lambda: line.counts()["requests"].get("push", 0) == 40, "all to be at LINE")
            assert dead(either) == [] and states(either)["sending"] == 40
            kill(one)
            until(lambda: dead(either), "the kernel or the server to notice")
            with either.writing() as db:
                assert take_back(either, db) == 40
    assert states(either) == {"pending": 40}


# Of three letters and three replies each, one had begun and LINE has accepted one.
BEGUN, ACCEPTED = (1, 4), (2, 5)


def _holds_and_dies(settings: Mapping[str, str], log: str) -> None:
    at_home(settings, log)
    database = Database(read_settings().database_url)
    lifeline = Lifeline(database, at_once=10)
    lifeline.hold()
    with database.writing() as db:
        held = {"state": State.SENDING, "lease": lifeline.lease, "due": database.moment(db) + 999, "tries": 1}
        db.execute(update(Outgoing).values(held))
    for row in BEGUN + ACCEPTED:
        lifeline.begun.begins(row)
    for row in ACCEPTED:
        lifeline.begun.accepted(row)
    os._exit(0)


def left_by_the_dead(database: Database, folder: Path) -> None:
    inhabit(database, 6)
    letters(database, "letters", range(3))
    moment = datetime.now(UTC)
    with database.writing() as db:
        replies = [
            answer(0, person(n), f"token-{n}", [{"type": "text", "text": "x"}], "", moment) for n in (3, 4, 5)
        ]
        db.execute(insert(Outgoing), [reply | {"event_id": None} for reply in replies])
    log = folder / "dies.log"
    with running(_holds_and_dies, environment(url_of(database), 1, "http://127.0.0.1:1"), log) as process:
        process.wait(30)
    assert log.read_text() == ""


def test_only_what_had_begun_is_suspected_and_the_rest_is_as_it_was(either: Database, tmp_path: Path) -> None:
    # Guards delivery/beginnings.py and delivery/taking_back.py; without, a reply nobody had sent is left to a person,
    # and hundreds of letters come back as what the worker may have died of.
    left_by_the_dead(either, tmp_path)
    with either.writing() as db:
        take_back(either, db)
    with either.reading() as db:
        rows = {row.id: (row.kind, row.state, row.tries, row.deaths) for row in db.scalars(select(Outgoing))}
    assert rows == {
        1: (Kind.PUSH, State.PENDING, 1, 1),
        2: (Kind.PUSH, State.PENDING, 1, 0),
        3: (Kind.PUSH, State.PENDING, 0, 0),
        4: (Kind.REPLY, State.UNCERTAIN, 1, 1),
        5: (Kind.REPLY, State.ACCEPTED, 1, 0),
        6: (Kind.REPLY, State.PENDING, 0, 0),
    }
    with either.writing() as db:
        assert of_the_dead(either, db) == {}
    assert not list(tmp_path.glob("*.held-*"))


def test_marks_from_before_the_machine_was_started_anew_are_not_believed(
    either: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Guards delivery/beginnings.py: SAME_BOOT. They may not have reached the disk, and a reply has no retry key.
    left_by_the_dead(either, tmp_path)
    booted = delivery.beginnings._booted() + 60
    monkeypatch.setattr(delivery.beginnings, "_booted", lambda: booted)
    with either.writing() as db:
        take_back(either, db)
    assert states(either) == {"pending": 3, "uncertain": 0}
    with either.reading() as db:
        assert set(db.scalars(select(Outgoing.deaths))) == {1}


def test_a_sender_that_ends_in_order_leaves_nothing_behind(either: Database, tmp_path: Path) -> None:
    # Guards delivery/worker.py: `close` lets go, and `_settle` holds before it claims.
    inhabit(either, 1)
    letters(either, "letters", range(1))
    sender = Sender(either, _Line(), at_once=1)
    while sender.cycle() or not sender.idle:
        pass
    lease = sender._lifeline.lease
    under_way(either, lease)
    assert dead(either) == []
    sender.close()
    assert dead(either) == [lease]
    assert not list(tmp_path.glob("*.held-*"))


def test_leases_without_a_lifeline_run_out(either: Database) -> None:
    # Guards delivery/lifelines.py: PREFIX. A worker of an older release may be alive beside this one.
    inhabit(either, 1)
    letters(either, "letters", range(1))
    under_way(either, "0b9c2a5e-0000-4000-8000-000000000000")
    assert dead(either) == []


def test_a_lifeline_that_a_server_has_forgotten_is_held_anew(postgres: Database) -> None:
    # Guards delivery/lifelines.py: `doubt`; and that nobody on its own machine takes it for dead meanwhile: it goes on
    # with what it holds, and a reply that two send is refused to one of them, who would push it.
    inhabit(postgres, 1)
    letters(postgres, "letters", range(1))
    lifeline = Lifeline(postgres, 1)
    lifeline.hold()
    under_way(postgres, lifeline.lease)
    lifeline.doubt()
    assert dead(postgres) == []
    with postgres.writing() as db:
        others = "pid <> pg_backend_pid() AND datname = current_database()"
        db.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
    assert dead(postgres) == []
    lifeline_file(postgres, lifeline.lease).unlink()  # as another machine sees it
    until(lambda: dead(postgres) == [lifeline.lease], "the server to end the connection")
    lifeline.doubt()
    lifeline.hold()
    assert dead(postgres) == []
    lifeline.let_go()


class _Line:
    """It takes everything."""

    async def post(self, *_call: Any) -> Answer:
        return Answer(200, b"{}")

    async def close(self) -> None:
        """Nothing is held."""
