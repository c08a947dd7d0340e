"""What a worker held is free as soon as it is dead, and not before."""

from pathlib import Path
from typing import Any

from processes import environment, kill, until, worker
from road import SETTINGS, inhabit, letters, states
from road_line import road_line
from sqlalchemy import select, text
from storing import url_of

from delivery.answers import Answer
from delivery.lifelines import Lifeline, of_the_dead
from delivery.worker import Sender, take_back
from models.database import Database
from models.outbox import Outgoing, State


def under_way(database: Database, lease: str) -> None:
    with database.writing() as db:
        row = db.scalars(select(Outgoing).limit(1)).one()
        row.state, row.lease, row.due = State.SENDING, lease, database.moment(db) + 999


def dead(database: Database) -> list[str]:
    with database.writing() as db:
        return of_the_dead(database, db)


def test_a_killed_worker_holds_nothing_any_more_and_a_living_one_does(
    either: Database, tmp_path: Path
) -> None:
    # Guards delivery/lifelines.py and that `take_back` asks it; without, each kill holds its rows for half a minute.
    inhabit(either, 40)
    letters(either, "letters", range(40))
    with road_line(tmp_path, slow=30.0) as line:
        settings = environment(url_of(either), 1, line.url) | SETTINGS
        with worker(settings, tmp_path / "worker.log") as one:
            until(lambda: line.counts()["requests"].get("push", 0) == 40, "all to be at LINE")
            assert dead(either) == [] and states(either)["sending"] == 40
            kill(one)
            until(lambda: dead(either), "the kernel or the server to notice")
            with either.writing() as db:
                assert take_back(either, db) == 40
    assert states(either) == {"pending": 40}


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
    # Guards delivery/lifelines.py: `doubt`.
    inhabit(postgres, 1)
    letters(postgres, "letters", range(1))
    lifeline = Lifeline(postgres)
    lifeline.hold()
    under_way(postgres, lifeline.lease)
    lifeline.doubt()
    assert dead(postgres) == []
    with postgres.writing() as db:
        others = "pid <> pg_backend_pid() AND datname = current_database()"
        db.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
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
