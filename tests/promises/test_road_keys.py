"""D12 and D13 in small: keys never outlive their day, and a crash at any point neither loses nor doubles."""

from pathlib import Path

import pytest
from processes import until
from replying import time_passes
from road import drained, inhabit, letters, states, workers
from road_crash import CRASHED, POINTS, crashed_at
from road_line import road_line
from sqlalchemy import update

from models.database import Database
from models.outbox import Outgoing

HOUR = 3_600.0


@pytest.mark.parametrize(("hours", "asked"), [(23, True), (25, False)])
def test_an_old_key_is_not_used_again(either: Database, tmp_path: Path, hours: int, asked: bool) -> None:
    # Guards delivery/fates.py: KEY_LIFE is looked at before each try.
    inhabit(either, 20)
    letters(either, "letters", range(20))
    with either.writing() as db:
        moment = either.moment(db)
        db.execute(update(Outgoing).values(tries=1, first_try=moment - hours * HOUR, error="no answer"))
    with road_line(tmp_path) as line, workers(either, line, tmp_path):
        drained(either)
        assert line.counts()["requests"].get("push", 0) == (20 if asked else 0)
    assert states(either) == {"accepted" if asked else "uncertain": 20}


def test_a_key_that_grows_old_while_line_is_silent_is_left_to_a_person(
    sqlite: Database, tmp_path: Path
) -> None:
    # Guards delivery/fates.py again: outcomes stay unknown, the clock goes on, and no request follows.
    inhabit(sqlite, 10)
    letters(sqlite, "letters", range(10))
    with road_line(tmp_path, faults={"500 after": 1.0}) as line, workers(sqlite, line, tmp_path):
        until(lambda: line.counts()["requests"].get("push", 0) >= 10, "all to be asked for")
        until(lambda: states(sqlite) == {"pending": 10}, "nothing to be under way")
        time_passes(sqlite, 25 * HOUR)
        drained(sqlite)
        line.turn(faults={})
        assert line.seen("letters", 10) == {1: 10}
    assert states(sqlite) == {"uncertain": 10}


@pytest.mark.parametrize("point", POINTS)
def test_a_crash_at_any_point_loses_and_doubles_nothing(either: Database, tmp_path: Path, point: str) -> None:
    # Guards delivery/worker.py: a row is claimed, with its key, in a commit before the first byte leaves, and its
    # fate is written down in one after; `take_back`.
    survived(either, tmp_path, point, people=60, crashes=3)


def survived(database: Database, folder: Path, point: str, *, people: int, crashes: int) -> None:
    """Senders crash there one after another, at the first to the fifth time they come to it; then one goes on."""
    inhabit(database, people)
    letters(database, "letters", range(people))
    with road_line(folder) as line:
        for crash in range(crashes):
            assert crashed_at(database, line, folder, point, 1 + crash % 5) == CRASHED, crash
            time_passes(database)
            with database.writing() as db:
                db.execute(update(Outgoing).values(deaths=0))  # nobody is to take these rows for poison
        with workers(database, line, folder):
            drained(database)
        assert line.seen("letters", people) == {1: people}
        counts = line.counts()
        assert counts["mismatches"] == counts["keyless"] == 0
    assert states(database) == {"accepted": people}
