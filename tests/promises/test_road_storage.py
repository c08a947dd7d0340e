"""D6, D7 and D8 in small: the database crashes, is away, is locked, has no room; nothing is lost, nobody dies of it."""

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import sleep

import psutil
from processes import environment, free_port, gunicorn, until, worker
from road import SETTINGS, balancing, drained, inhabit, letters, states, workers
from road_line import TENTH, road_line
from road_posting import Posting, posting
from road_server import own_server
from sqlalchemy import text
from storing import stored, url_of
from webhooks import Client

from models.database import Database


def three(port: int) -> list[Client]:
    return [Client(port) for _one in range(3)]


def test_a_database_that_crashes_loses_and_doubles_nothing(tmp_path: Path) -> None:
    # Guards delivery/worker.py: AWAY is waited out, and outcomes that could not be written down are written later;
    # commands/worker.py: chores are put off.
    people = 1_500
    with own_server(tmp_path) as (server, database), road_line(tmp_path, faults=TENTH, slow=0.05) as line:
        inhabit(database, people)
        letters(database, "letters", range(people))
        with workers(database, line, tmp_path, 2) as team, balancing(database) as looks:
            for share in (0.2, 0.5):
                until(lambda s=share: line.counts()["accepted"] > s * people, "the letters")  # type: ignore[misc]
                server.control("restart", "-m", "immediate")
            drained(database)
            assert all(one.is_running() and one.status() != "zombie" for one in team.running)
        assert line.seen("letters", people) == {1: people}
        assert line.counts()["mismatches"] == 0
        assert states(database) == {"accepted": people} and len(looks) > 2


def test_while_the_database_is_away_nothing_is_acknowledged_and_nothing_lost(tmp_path: Path) -> None:
    # Guards bot/ingest.py: NotStored becomes 503, which LINE sends again; models/database.py: pool_pre_ping.
    away(tmp_path, people=1_000, seconds=4.0, clients=3)


def away(folder: Path, *, people: int, seconds: float, clients: int) -> Posting:
    """The database is stopped for so long, while letters leave and clients post; what they were answered."""
    port = free_port()
    with own_server(folder) as (server, database), road_line(folder, slow=0.05) as line:
        inhabit(database, people)
        settings = environment(url_of(database), port, line.url) | SETTINGS
        with gunicorn(settings, folder / "web.log"), worker(settings, folder / "worker.log"):
            with posting(*(Client(port) for _one in range(clients))) as found:
                found.goes_on()
                letters(database, "letters", range(people))
                until(lambda: line.counts()["accepted"] > 100, "the letters")
                server.control("stop", "-m", "fast")
                sleep(seconds / 2)
                acknowledged, refused = len(found.acknowledged), len(found.refused)
                sleep(seconds / 2)
                assert len(found.acknowledged) == acknowledged and len(found.refused) > refused
                server.start()
                found.goes_on()
            drained(database)
        assert set(found.refused) == {503}
        assert found.acknowledged <= stored(database)
        assert line.seen("letters", people) == {1: people}
    return found


def test_a_locked_file_is_waited_for(sqlite: Database, tmp_path: Path) -> None:
    # Guards models/doorstep.py: a locked town is no reason to send LINE away; bot/ingest.py: PATIENCE, then 503;
    # delivery/worker.py: the sender waits and does not die.
    waited_for(sqlite, tmp_path, town=2.0, doorstep=4.0)


def waited_for(sqlite: Database, folder: Path, *, town: float, doorstep: float) -> None:
    """Another process holds the lock of the town's file for so many seconds, then that of the doorstep's."""
    assert sqlite.doorstep is not None
    port = free_port()
    with road_line(folder, slow=0.02) as line:
        inhabit(sqlite, 1_000)
        settings = environment(url_of(sqlite), port, line.url) | SETTINGS
        with gunicorn(settings, folder / "web.log"), worker(settings, folder / "worker.log"):
            with posting(*three(port)) as found:
                found.goes_on()
                letters(sqlite, "letters", range(1_000))
                with _locked(str(sqlite.url.database)):
                    found.goes_on()
                    sleep(town)
                assert not found.refused
                with _locked(str(sqlite.doorstep.path)):
                    sleep(doorstep)
                found.goes_on()
            drained(sqlite)
        nothing_is_missing(sqlite, found)
        assert found.refused and set(found.refused) == {503}
        assert line.seen("letters", 1_000) == {1: 1_000}


def test_a_full_disk_is_survived(sqlite: Database, tmp_path: Path) -> None:
    # Guards bot/ingest.py: whatever SQLite says is NotStored; delivery/worker.py: AWAY.
    port = free_port()
    with road_line(tmp_path, slow=0.02) as line:
        inhabit(sqlite, 1_000)
        settings = environment(url_of(sqlite), port, line.url) | SETTINGS
        with (
            gunicorn(settings, tmp_path / "web.log") as web,
            worker(settings, tmp_path / "worker.log") as sender,
        ):
            with posting(*three(port)) as found:
                found.goes_on()
                letters(sqlite, "letters", range(1_000))
                _room([*web.children(), sender], 4_096)  # no file may grow beyond this: each write fails
                until(lambda: found.refused, "the disk to be full")
                sleep(2.0)
                _room([*web.children(), sender], resource.RLIM_INFINITY)
                found.goes_on()
            drained(sqlite)
            assert sender.is_running() and sender.status() != "zombie"
        nothing_is_missing(sqlite, found)
        assert set(found.refused) == {503}
        assert line.seen("letters", 1_000) == {1: 1_000}


@contextmanager
def _locked(file: str) -> Iterator[None]:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def _room(processes: list[psutil.Process], most: int) -> None:
    for one in processes:
        one.rlimit(psutil.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def nothing_is_missing(database: Database, found: Posting) -> None:
    assert found.acknowledged <= stored(database)
    with database.reading() as db:
        assert db.scalar(text("PRAGMA integrity_check")) == "ok"
