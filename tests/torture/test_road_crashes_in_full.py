"""D4, D6, D13, D18, D26, D28 and O2 in full, and several machines: rates, database crashes, crash points, schedulers
that are killed, processes that are exchanged, power cuts, kills."""

from pathlib import Path

import pytest
from processes import until
from road import balancing, drained, in_small_pieces, inhabit, letters, states, workers
from road_crash import POINTS
from road_line import TENTH, road_line
from road_power import cut
from road_server import own_server
from test_announcing_once import begin_each_once
from test_more_machines import through_kills
from test_road_keys import survived
from test_road_processes import exchanged

from delivery.rooms import PER_SECOND
from models.database import Database
from models.outbox import Kind


@pytest.mark.alone
def test_three_thousand_calls_of_three_workers_stay_within_the_rate(
    postgres: Database, tmp_path: Path
) -> None:
    # Guards delivery/rooms.py, as the small form says; and that the rate is used.
    inhabit(postgres, 6_000)
    in_small_pieces(postgres, "pieces", 3_000)
    with road_line(tmp_path, strict=False) as line, workers(postgres, line, tmp_path, 3):
        drained(postgres, 120)
        counts = line.counts()
    rate = 3_000 / (counts["ended"]["pieces"] - counts["began"]["pieces"])
    given = PER_SECOND[Kind.MULTICAST]
    print(
        f"\n{rate:.0f} a second of {given:.0f}, at most {counts['most_a_second']['multicast']} in any second"
    )
    assert counts["overruns"].get("multicast", 0) == 0 and rate >= 0.9 * given


def test_five_crashes_of_the_database(tmp_path: Path) -> None:
    # Guards delivery/worker.py: AWAY, as the small form says.
    people = 40_000
    with own_server(tmp_path) as (server, database), road_line(tmp_path, faults=TENTH) as line:
        inhabit(database, people)
        letters(database, "letters", range(people))
        with workers(database, line, tmp_path, 2) as team, balancing(database, every=1.0) as looks:
            for crash in range(1, 6):
                until(lambda c=crash: line.counts()["accepted"] > c * people // 7, "the letters", 300)  # type: ignore[misc]
                server.control("restart", "-m", "immediate")
            drained(database, 600)
            assert all(one.is_running() and one.status() != "zombie" for one in team.running)
        assert line.seen("letters", people) == {1: people}
        assert line.counts()["mismatches"] == 0
        assert states(database) == {"accepted": people} and len(looks) > 10


@pytest.mark.parametrize("hundred", range(10))
@pytest.mark.parametrize("point", POINTS)
def test_a_thousand_crashes_at_every_point(
    either: Database, tmp_path: Path, point: str, hundred: int
) -> None:
    # Guards delivery/worker.py, as the small form says. The last of the ten has a full house to look through.
    survived(either, tmp_path, point, people=10_000 if hundred == 9 else 4_000, crashes=100)


def test_a_thousand_announcements_begin_once_through_two_hundred_kills(
    either: Database, tmp_path: Path
) -> None:
    # Guards outreach/announcements.py and outreach/expanding.py, as the small form says.
    begin_each_once(either, tmp_path, people=100, many=1_000, most_kills=200)


def test_every_process_can_be_exchanged_twenty_times(postgres: Database, tmp_path: Path) -> None:
    # Guards delivery/worker.py, commands/worker.py and gunicorn.conf.py, as the small form says.
    exchanged(postgres, tmp_path, people=40_000, times=20)


def test_five_hundred_power_cuts(sqlite: Database, tmp_path: Path) -> None:
    # Guards bot/ingest.py, bot/engine.py and models/database.py, as the small form says.
    found = cut(sqlite, tmp_path, moments=500)
    print(f"\n{found.copies} copies, {found.answered} answered events in the last one, wrong: {found.wrong}")
    assert found.wrong == [] and found.copies == 500


def test_forty_kills_on_three_machines(postgres: Database, tmp_path: Path) -> None:
    # Guards what D1, W1 and W17 guard.
    through_kills(postgres, tmp_path, people=30_000, kills=40)
