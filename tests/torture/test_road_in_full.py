"""D5, D7, D8, D9, D20, D21, D22, D25, D27 and W3 in full: storms, absences, poison, lanes, clocks, a mountain of rows.

What was measured is printed: `pytest -s`."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random
from time import sleep
from typing import Any

import pytest
from fresh import fresh_sqlite
from processes import environment, free_port, gunicorn, until, worker
from road import SETTINGS, drained, inhabit, letters
from road_line import road_line
from road_posting import posting
from storing import url_of
from test_road_lanes import overtaken, shared, stopped_at
from test_road_poison import served_despite
from test_road_processes import answered_beside_letters, answered_meanwhile, sent_by_wrong_clocks
from test_road_rates import sits_out
from test_road_storage import away, nothing_is_missing, three, waited_for

from models.database import Database

pytestmark = pytest.mark.alone


def test_a_storm_of_half_a_minute(either: Database, tmp_path: Path) -> None:
    # Guards delivery/settling.py and delivery/rooms.py, as the small form says.
    during = sits_out(either, tmp_path, people=60_000, seconds=30.0)
    print(f"\n{during} calls in thirty seconds of storm")


def test_a_database_that_is_away_for_a_minute(tmp_path: Path) -> None:
    # Guards bot/ingest.py and models/database.py, as the small form says.
    found = away(tmp_path, people=20_000, seconds=60.0, clients=8)
    print(
        f"\n{len(found.acknowledged)} webhooks kept and {len(found.refused)} told to come again, "
        f"{found.slowest(99):.0f} ms at the 99th of a hundred"
    )


def test_a_file_that_is_locked_for_ten_seconds(sqlite: Database, tmp_path: Path) -> None:
    # Guards models/doorstep.py, bot/ingest.py and delivery/worker.py, as the small form says.
    waited_for(sqlite, tmp_path, town=10.0, doorstep=10.0)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64m", "tsunagu-test", str(disk)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a file system")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_of_64_megabytes_that_fills_up(small_disk: Path, tmp_path: Path) -> None:
    # Guards bot/ingest.py and delivery/worker.py: AWAY, as the small form says.
    port = free_port()
    with fresh_sqlite(small_disk) as database, road_line(tmp_path, slow=0.02) as line:
        inhabit(database, 10_000)
        settings = environment(url_of(database), port, line.url) | SETTINGS
        with (
            gunicorn(settings, tmp_path / "web.log"),
            worker(settings, tmp_path / "worker.log") as sender,
        ):
            with posting(*three(port)) as found:
                found.goes_on()
                letters(database, "letters", range(10_000))
                _fill(small_disk / "rubbish")
                until(lambda: found.refused, "the disk to be full")
                sleep(10.0)
                (small_disk / "rubbish").unlink()
                found.goes_on()
            drained(database)
            assert sender.is_running() and sender.status() != "zombie"
        nothing_is_missing(database, found)
        assert set(found.refused) == {503}
        assert line.seen("letters", 10_000) == {1: 10_000}


def _fill(file: Path) -> None:
    with file.open("wb", buffering=0) as rubbish:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    rubbish.write(b"x" * size)
            except OSError:
                continue


def test_a_hundred_that_cannot_be_sent_among_ten_thousand(either: Database, tmp_path: Path) -> None:
    # Guards delivery/verdicts.py, delivery/worker.py and delivery/taking_back.py, as the small form says; also that
    # a row of which the process dies is left to a person after three, while all others arrive.
    people = 10_000
    inhabit(either, people)
    (well := tmp_path / "well").mkdir()
    (ill := tmp_path / "ill").mkdir()
    without = served_despite(either, well, label="well", people=people)
    spoilt = served_despite(
        either, ill, label="ill", people=people, unknown=range(0, 7_000, 100), odd=range(50, 2_950, 100), deadly=[7_777]
    )  # fmt: skip
    print(f"\n99 of a hundred of the others were served after {spoilt:.2f} s, {without:.2f} s without poison")


def test_what_is_urgent_overtakes_a_million(either: Database, clock: Any, tmp_path: Path) -> None:
    # Guards delivery/claims.py and delivery/worker.py, as the small form says.
    waited = sorted(overtaken(either, clock, tmp_path, people=1_000_000, times=100))
    print(f"\nthe first urgent call after {waited[50]:.3f} s, {waited[98]:.3f} s at the 99th of a hundred")


def test_ten_do_not_wait_for_a_hundred_thousand(either: Database, tmp_path: Path) -> None:
    # Guards delivery/claims.py, as the small form says.
    print(f"\nten were served {shared(either, tmp_path, people=100_000):.2f} s after they were written to")


def test_stopped_at_twenty_moments(either: Database, tmp_path: Path) -> None:
    # Guards models/sends.py and delivery/claims.py, as the small form says.
    chance = Random(22)
    late = stopped_at(either, tmp_path, [chance.randrange(8_000) for _time in range(20)], people=20_000)
    print(f"\nthe last call was made at most {max(late):.2f} s after a stop")


def test_twenty_thousand_letters_of_hosts_whose_clocks_are_wrong(postgres: Database, tmp_path: Path) -> None:
    # Guards delivery/claims.py and models/database.py, as the small form says.
    sent_by_wrong_clocks(postgres, tmp_path, people=20_000)


def test_a_million_rows_are_made_while_eight_clients_are_answered(either: Database, tmp_path: Path) -> None:
    # Guards outreach/expanding.py, as the small form says.
    found = answered_meanwhile(either, tmp_path, people=1_000_000, clients=8)
    print(
        f"\n{len(found.seconds)} webhooks meanwhile, {found.slowest(99):.0f} ms at the 99th of a hundred, "
        f"{found.slowest(100):.0f} ms the slowest"
    )


def test_two_hundred_webhooks_a_second_beside_letters(either: Database, tmp_path: Path) -> None:
    # Guards models/doorstep.py and delivery/worker.py, as the small form says.
    found = answered_beside_letters(either, tmp_path, people=60_000, clients=8)
    print(
        f"\n{len(found.seconds)} webhooks meanwhile, {found.slowest(99):.0f} ms at the 99th of a hundred, "
        f"{found.slowest(100):.0f} ms the slowest"
    )
