"""D16, D25, D26, D27 and W3 in small: a month used up, wrong clocks, processes exchanged, webhooks meanwhile."""

import signal
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from processes import at_home, environment, free_port, gunicorn, running, until, worker
from replying import happens, pending, time_passes
from road import AT_ONCE, SETTINGS, drained, inhabit, letters, news, now, states, workers
from road_line import TENTH, road_line
from road_posting import Doors, Posting, posting
from sqlalchemy import select, update
from storing import stored, url_of
from webhooks import Client

from app import town_of, wall_clock
from models.database import Database
from models.quiet import TOKYO
from models.residents import Resident
from models.sends import Send, SendState, Why, progress, resume
from outreach.expanding import CHUNK
from settings import read_settings


def test_a_month_that_is_used_up_pauses_and_kills_nothing(either: Database, tmp_path: Path) -> None:
    # Guards delivery/verdicts.py: the monthly 429 is not the other one; delivery/settling.py: the send is paused;
    # delivery/fates.py: what LINE is known to have refused gets a new key in place of one that is too old.
    people = 3_000
    inhabit(either, people)
    with road_line(tmp_path, month=1_200) as line, workers(either, line, tmp_path):
        send = news(either, "news", range(people))
        until(lambda: _is(either, send, SendState.PAUSED), "the pause")
        until(lambda: not states(either)["sending"], "nothing to be under way")
        with either.reading() as db:
            found, paused = progress(db, db.get_one(Send, send)), db.get_one(Send, send)
        assert paused.why == Why.QUOTA and found.adds_up and found.dead == found.uncertain == 0
        assert found.accepted == line.seen("news", people)[1] == 1_000
        line.turn(month=100_000)
        time_passes(either, 10 * 24 * 3_600.0)  # the retry keys of what LINE refused then are too old by now
        with either.writing() as db:
            resume(db, send)
        drained(either)
        assert line.seen("news", people) == {1: people}


def _is(database: Database, send: int, state: SendState) -> bool:
    with database.reading() as db:
        return db.scalar(select(Send.state).where(Send.id == send)) == state


def _works_at_another_time(settings: Mapping[str, str], log: str, hours: float) -> None:
    """The worker on a host whose clock is wrong."""
    at_home(settings, log)
    right = time.time
    time.time = lambda: right() + hours * 3_600
    from commands.worker import run
    from handlers import routes

    chosen = read_settings()
    database = Database(chosen.database_url)
    run(chosen, database, lambda: wall_clock() + timedelta(hours=hours), town_of(chosen), routes())


def test_hosts_whose_clocks_are_wrong_send_everything_once(postgres: Database, tmp_path: Path) -> None:
    # Guards delivery/claims.py and models/database.py: leases, due times and rates know the database's clock only.
    sent_by_wrong_clocks(postgres, tmp_path, people=1_500)


def sent_by_wrong_clocks(postgres: Database, tmp_path: Path, *, people: int) -> None:
    """Two workers whose clocks are four hours apart send letters and news through faults."""
    inhabit(postgres, people)
    letters(postgres, "letters", range(people))
    with road_line(tmp_path, faults=TENTH, slow=0.05) as line, ExitStack() as stack:
        settings = environment(url_of(postgres), 1, line.url) | SETTINGS
        for hours in (2.0, -2.0):
            log = tmp_path / f"worker{hours}.log"
            stack.enter_context(running(_works_at_another_time, settings, log, hours))
        news(postgres, "news", range(people))
        drained(postgres)
        assert line.seen("letters", people) == line.seen("news", people) == {1: people}
        assert line.counts()["mismatches"] == 0
    assert states(postgres) == {"accepted": 2 * people}


@pytest.mark.parametrize("hours", [2.0, -2.0])
def test_a_host_whose_clock_is_wrong_knows_who_came_before_a_send_and_who_came_back_after(
    postgres: Database, tmp_path: Path, hours: float
) -> None:
    # Guards models/residents.py (`came_after`) and delivery/fates.py: LINE's times are held against no host's.
    people, new = 40, 20
    inhabit(postgres, people)
    with road_line(tmp_path) as line, ExitStack() as stack:
        settings = environment(url_of(postgres), 1, line.url) | SETTINGS
        stack.enter_context(running(_works_at_another_time, settings, tmp_path / "worker.log", hours))
        happens(postgres, "follow", range(new))
        send = news(postgres, "news", range(people), limits=replace(AT_ONCE, undo=3_600.0))
        happens(postgres, "unfollow", range(new, people))
        happens(postgres, "follow", range(new, people))
        with postgres.writing() as db:
            db.execute(update(Send).where(Send.id == send).values(not_before=0.0))
            postgres.knock(db)
        drained(postgres)
        seen = line.each("news")
        assert (set(seen[:new]), set(seen[new:people])) in (({1}, {0}), ({1}, set()))


def test_every_process_can_be_exchanged_while_it_works(postgres: Database, tmp_path: Path) -> None:
    # Guards delivery/worker.py: `_close` waits for what is under way and writes it down; commands/worker.py: SIGTERM;
    # gunicorn.conf.py: `graceful_timeout`.
    exchanged(postgres, tmp_path, people=3_000, times=2)


def exchanged(postgres: Database, tmp_path: Path, *, people: int, times: int) -> None:
    """Each of two front doors and a worker are told to end and started anew in turn, so many times."""
    inhabit(postgres, people)
    letters(postgres, "letters", range(people))
    ports = [free_port() for _one in range(2)]
    with road_line(tmp_path, slow=0.1) as line, ExitStack() as stack:
        settings = environment(url_of(postgres), 1, line.url) | SETTINGS

        def opens(port: int) -> Any:
            mine = settings | {"TSUNAGU_BIND": f"127.0.0.1:{port}"}
            return stack.enter_context(gunicorn(mine, tmp_path / f"web{port}.log"))

        doors = {port: opens(port) for port in ports}
        addresses = [("127.0.0.1", port) for port in ports]
        with posting(*(Doors(*addresses) for _one in range(3)), pause=0.05) as found:
            for number in range(times):
                team = stack.enter_context(worker(settings, tmp_path / f"worker{number}.log"))
                seen = line.counts()["accepted"]
                until(lambda before=seen: line.counts()["accepted"] > before + 100, "the letters")  # type: ignore[misc]
                found.goes_on()
                port = ports[number % len(ports)]
                for process in (team, doors[port]):
                    process.send_signal(signal.SIGTERM)
                until(lambda one=team: not _runs(one), "the worker to end", 15)  # type: ignore[misc]
                assert not states(postgres)["sending"], "a lease was left behind"
                until(lambda one=doors[port]: not _runs(one), "the front door to end", 15)  # type: ignore[misc]
                doors[port] = opens(port)
        stack.enter_context(worker(settings, tmp_path / "last.log"))
        drained(postgres)
        assert found.refused == []
        assert found.acknowledged <= stored(postgres)
        assert line.seen("letters", people) == {1: people}


def _runs(process: Any) -> bool:
    return process.is_running() and process.status() != "zombie"


def test_a_mountain_of_rows_is_made_while_webhooks_are_answered(either: Database, tmp_path: Path) -> None:
    # Guards outreach/expanding.py: chunks with a breath between, each a short transaction.
    answered_meanwhile(either, tmp_path, people=15_000, clients=4)


def answered_meanwhile(database: Database, folder: Path, *, people: int, clients: int) -> Posting:
    """A row is made for each of so many people, who all sleep at hours of their own; what clients were answered."""
    port, hour = free_port(), now().astimezone(TOKYO).hour
    inhabit(database, people)
    with database.writing() as db:
        awake_at = {"quiet_from": hour, "quiet_until": (hour + 3) % 24}
        db.execute(update(Resident).values(awake_at))
    with road_line(folder) as line, ExitStack() as stack:
        settings = environment(url_of(database), port, line.url) | SETTINGS
        stack.enter_context(gunicorn(settings, folder / "web.log"))
        stack.enter_context(worker(settings, folder / "worker.log"))
        with posting(*(Client(port) for _one in range(clients)), pause=0.02) as found:
            found.goes_on()
            before = len(found.acknowledged)
            found.seconds.clear()
            news(database, "news", range(people))
            until(lambda: states(database, "news")["pending"] == people, "all rows to be made", 600)
            during = len(found.acknowledged) - before
        until(lambda: not pending(database), "all webhooks to be worked on", 300)
        assert found.refused == []
        assert during >= people / CHUNK, "webhooks waited for more than one chunk"
        assert found.acknowledged <= stored(database)
        assert line.seen("news", people) == {0: people}
    return found


def test_webhooks_are_answered_while_letters_leave(either: Database, tmp_path: Path) -> None:
    # Guards models/doorstep.py, and delivery/worker.py: claims and outcomes of many letters are one short commit.
    answered_beside_letters(either, tmp_path, people=4_000, clients=4)


def answered_beside_letters(database: Database, folder: Path, *, people: int, clients: int) -> Posting:
    """Each client posts 25 webhooks a second at most while letters to so many leave; what they were answered."""
    port = free_port()
    inhabit(database, people)
    letters(database, "letters", range(people))
    with road_line(folder) as line, ExitStack() as stack:
        settings = environment(url_of(database), port, line.url) | SETTINGS
        stack.enter_context(gunicorn(settings, folder / "web.log"))
        with posting(*(Client(port) for _one in range(clients)), pause=0.04) as found:
            found.goes_on()
            stack.enter_context(worker(settings, folder / "worker.log"))
            until(lambda: line.counts()["accepted"], "the first letters")
            found.seconds.clear()
            until(lambda: line.seen("letters", people) == {1: people}, "the letters", 300)
            during = len(found.seconds)
        drained(database, 300)
    assert found.refused == []
    assert during >= people / 100, "webhooks waited for the letters"
    assert found.acknowledged <= stored(database)
    return found
