"""D15 in small: whoever leaves, rests or comes back while it is tried to write to them, and what becomes too late."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from processes import free_port, until
from replying import happens
from road import drained, inhabit, letters, now, states, workers
from road_line import Line, road_line
from sqlalchemy import func, select, update

from models.database import Database
from models.outbox import Outgoing
from models.rates import Rate
from models.residents import Resident

PEOPLE = 40


def seen(database: Database, folder: Path, fault: str, then: Callable[[], None]) -> list[int]:
    """Letters to everybody are tried, in vain as far as is known, `then` something happens, and all goes well again.

    How often each of them saw theirs."""
    inhabit(database, PEOPLE)
    letters(database, "letters", range(PEOPLE))
    with road_line(folder, faults={fault: 1.0}, slow=0.5) as line, workers(database, line, folder):
        until(lambda: line.counts()["requests"].get("push", 0) >= PEOPLE, "all to be tried")
        until(lambda: states(database)["pending"] == PEOPLE, "none to be under way")
        then()
        until(lambda: not states(database)["sending"], "what was in hand meanwhile")
        line.turn(faults={})
        drained(database)
        return [*line.each("letters").ljust(PEOPLE, b"\0")]


def test_what_somebody_had_before_they_left_is_counted(either: Database, tmp_path: Path) -> None:
    # Guards models/outbox.py: `forget_unsent` leaves alone what was tried. LINE has it, and says so when it is asked.
    found = seen(either, tmp_path, "500 after", lambda: happens(either, "unfollow", range(PEOPLE)))
    assert found == [1] * PEOPLE
    assert states(either) == {"accepted": PEOPLE}


def test_what_did_not_reach_them_before_is_not_shown_to_those_who_come_back(
    either: Database, tmp_path: Path
) -> None:
    # Guards delivery/fates.py: what was tried is not asked for again when its reader came back after.
    def leave_and_come_back() -> None:
        happens(either, "unfollow", range(PEOPLE))
        happens(either, "follow", range(PEOPLE))

    assert seen(either, tmp_path, "500 before", leave_and_come_back) == [0] * PEOPLE
    assert states(either)["uncertain"] == PEOPLE


def test_what_was_refused_is_not_sent_to_those_who_rest_since(either: Database, tmp_path: Path) -> None:
    # Guards delivery/fates.py: a try that LINE is known to have refused settles nothing, `row.tries`.
    def half_of_them_rest() -> None:
        with either.writing() as db:
            some = update(Resident).where(Resident.id <= PEOPLE // 2)
            db.execute(some.values(paused_until=now() + timedelta(days=1)))

    half = PEOPLE // 2
    assert seen(either, tmp_path, "429", half_of_them_rest) == [0] * half + [1] * half
    assert states(either) == {"accepted": half, "cancelled": half}


def test_what_is_too_late_is_not_asked_for_again(either: Database, tmp_path: Path) -> None:
    # Guards delivery/fates.py: `not_after` is looked at before each try, not before the first alone.
    def its_time_passes() -> None:
        with either.writing() as db:
            db.execute(update(Outgoing).values(not_after=1.0))

    assert seen(either, tmp_path, "500 before", its_time_passes) == [0] * PEOPLE
    assert states(either)["uncertain"] == PEOPLE


def test_what_could_not_even_be_said_was_not_tried(either: Database, tmp_path: Path) -> None:
    # Guards delivery/verdicts.py: a call of which no byte left does not count, so that all is looked at again.
    inhabit(either, PEOPLE)
    letters(either, "letters", range(PEOPLE))
    with workers(either, Line(free_port()), tmp_path):
        until(lambda: errors(either) == PEOPLE, "all to be tried")
        until(lambda: not states(either)["sending"], "none to be under way")
        with either.writing() as db:
            db.execute(update(Outgoing).values(not_after=1.0, due=0.0))
            db.execute(update(Rate).values(rests_until=0.0))
        drained(either)
    assert states(either) == {"cancelled": PEOPLE}


def errors(database: Database) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).where(Outgoing.error.is_not(None))) or 0
