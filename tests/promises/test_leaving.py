"""D15 in small: whoever leaves, rests or comes back while it is tried to write to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from processes import until
from replying import happens
from road import drained, inhabit, letters, now, states, workers
from road_line import Line, road_line
from sqlalchemy import update

from models.database import Database
from models.residents import Resident

PEOPLE = 40


@contextmanager
def tried(database: Database, folder: Path, fault: str) -> Iterator[Line]:
    """Letters to everybody were tried, in vain as far as is known; at the end of the block all goes well again."""
    inhabit(database, PEOPLE)
    letters(database, "letters", range(PEOPLE))
    with road_line(folder, faults={fault: 1.0}, slow=0.5) as line, workers(database, line, folder):
        until(lambda: line.counts()["requests"].get("push", 0) >= PEOPLE, "all to be tried")
        until(lambda: states(database)["pending"] == PEOPLE, "none to be under way")
        yield line
        line.turn(faults={})
        drained(database)


def test_what_somebody_had_before_they_left_is_counted(either: Database, tmp_path: Path) -> None:
    # Guards models/outbox.py: `forget_unsent` leaves alone what was tried. LINE has it, and says so when it is asked.
    with tried(either, tmp_path, "500 after"):
        happens(either, "unfollow", range(PEOPLE))
    assert states(either) == {"accepted": PEOPLE}


def test_what_did_not_reach_them_before_is_not_shown_to_those_who_come_back(
    either: Database, tmp_path: Path
) -> None:
    # Guards delivery/fates.py: what was tried is not asked for again when its reader came back after.
    with tried(either, tmp_path, "500 before") as line:
        happens(either, "unfollow", range(PEOPLE))
        happens(either, "follow", range(PEOPLE))
        line.turn(faults={})
        drained(either)
        assert line.seen("letters", PEOPLE) == {0: PEOPLE}
    assert states(either)["uncertain"] == PEOPLE


def test_what_was_refused_is_not_sent_to_those_who_rest_since(either: Database, tmp_path: Path) -> None:
    # Guards delivery/fates.py: a try that LINE is known to have refused settles nothing, `row.tries`.
    with tried(either, tmp_path, "429") as line:
        with either.writing() as db:
            some = update(Resident).where(Resident.id <= PEOPLE // 2)
            db.execute(some.values(paused_until=now() + timedelta(days=1)))
        line.turn(faults={})
        drained(either)
        assert line.each("letters") == bytes(PEOPLE // 2) + b"\1" * (PEOPLE // 2)
    assert states(either) == {"accepted": PEOPLE // 2, "cancelled": PEOPLE // 2}
