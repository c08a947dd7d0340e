"""D4 and D5 in small: never faster than LINE allows, on any number of workers, and a storm of 429 is sat out."""

import asyncio
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from processes import until
from road import AT_ONCE, drained, in_small_pieces, inhabit, letters, states, workers
from road_line import road_line
from sqlalchemy import func, select

from delivery.connections import Connections
from delivery.line import Line as LineApi
from delivery.rooms import HORIZON, PER_SECOND, Rooms
from delivery.worker import Sender
from models.database import Database
from models.outbox import Kind, Outgoing


def test_three_workers_together_stay_within_lines_rate(postgres: Database, tmp_path: Path) -> None:
    # Guards delivery/rooms.py: turns are given out under the lock of the rates' rows, each worker after the other's;
    # the first claims of all, too.
    inhabit(postgres, 1_000)
    in_small_pieces(postgres, "pieces", 500)
    with road_line(tmp_path, strict=False) as line:
        with workers(postgres, line, tmp_path, 3) as team:
            drained(postgres)
            assert len(team.running) == 3
        counts = line.counts()
        assert line.seen("pieces", 1_000) == {1: 1_000}
        assert counts["requests"]["multicast"] == 500
        assert counts["overruns"].get("multicast", 0) == 0


def test_a_worker_that_stalls_does_not_call_together_with_the_others(
    postgres: Database, tmp_path: Path
) -> None:
    # Guards delivery/worker.py: a call whose turn is over is not made (`closes`), and delivery/rooms.py: LATEST.
    people = 6_000
    inhabit(postgres, people)
    letters(postgres, "letters", range(people))
    with road_line(tmp_path, strict=False) as line:
        with workers(postgres, line, tmp_path, 2) as team:
            until(lambda: line.counts()["requests"].get("push", 0), "the first letters")
            for turn in range(4):
                team.running[turn % 2].suspend()
                sleep(0.3)
                team.running[turn % 2].resume()
                sleep(0.2)
            drained(postgres)
        counts = line.counts()
        assert line.seen("letters", people) == {1: people}
        assert counts["requests"]["push"] == people
        assert counts["overruns"].get("push", 0) == 0


def test_a_call_whose_connection_took_longer_than_its_turn_takes_another(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Guards delivery/connections.py: `closes` is looked at when the connection stands, before the first byte.
    opened, asked = Connections._connected, []

    async def together(self: Connections) -> Any:
        """Half a second after the first was asked for, all at once."""
        asked.append(monotonic())
        found = await opened(self)
        await asyncio.sleep(asked[0] + 0.5 - monotonic())
        return found

    monkeypatch.setattr(Connections, "_connected", together)
    inhabit(sqlite, 600)
    in_small_pieces(sqlite, "pieces", 300)
    with road_line(tmp_path, strict=False) as line:
        sender = Sender(sqlite, LineApi("token", line.url), 200, limits=AT_ONCE)
        while sender.cycle() or not sender.idle:
            pass
        sender.close()
        counts = line.counts()
        assert line.seen("pieces", 600) == {1: 600}
        assert counts["requests"]["multicast"] == 300
        assert counts["overruns"].get("multicast", 0) == 0


def test_a_storm_of_refusals_is_sat_out(sqlite: Database, tmp_path: Path) -> None:
    # Guards delivery/settling.py: `_rest`, an endpoint that refuses rests, and delivery/rooms.py: afterwards one call
    # finds out; delivery/verdicts.py: 429 uses up no attempt.
    sits_out(sqlite, tmp_path, people=3_000, seconds=4.0)


def sits_out(database: Database, folder: Path, *, people: int, seconds: float) -> int:
    """A storm breaks out and lasts so long; how many calls were made in it."""
    inhabit(database, people)
    letters(database, "letters", range(people))
    with road_line(folder, storm=True) as line, workers(database, line, folder):
        until(lambda: line.counts()["refused"], "the storm to be felt")
        sleep(1.0)  # what was on its way when it began
        before = line.counts()["requests"]["push"]
        sleep(seconds)
        during: int = line.counts()["requests"]["push"] - before
        line.turn(storm=False)
        drained(database, 300)
        assert during <= 0.05 * min(people, seconds * PER_SECOND[Kind.PUSH])
        assert line.seen("letters", people) == {1: people}
    assert states(database) == {"accepted": people}
    with database.reading() as db:
        assert db.scalar(select(func.max(Outgoing.tries))) == 1
    return during


def test_a_town_that_shares_its_channel_takes_its_share_of_the_rates(sqlite: Database) -> None:
    # Guards delivery/rooms.py: `share`, for how many turns there are and how far one is from the next.
    found = {}
    for share in (1.0, 0.5):
        with sqlite.writing() as db:
            rooms = Rooms(db, sqlite, 0.0, share)
            while rooms.enter(Kind.PUSH):
                pass
        turns = [turn.opens for _kind, turn in rooms.turns]
        found[share] = len(turns)
        assert turns[-1] - turns[0] < HORIZON
    assert found[1.0] - 2 * found[0.5] in (-1, 0, 1) and found[1.0] > 0.9 * HORIZON * PER_SECOND[Kind.PUSH]
