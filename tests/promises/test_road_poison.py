"""D9, D10 and D11 in small: what cannot be sent harms nobody else, and acceptance is acceptance whatever it says."""

from collections.abc import Sequence
from math import log2
from pathlib import Path
from time import monotonic

import pytest
from processes import PATIENCE, until
from road import drained, finished, inhabit, letters, news, states, workers
from road_line import road_line
from sqlalchemy import func, select, update
from webhooks import person

from delivery.taking_back import MOST_DEATHS
from models.database import Database
from models.outbox import MOST_AT_ONCE, Kind, Outgoing, State


def test_poison_goes_to_the_dead_letters_and_the_rest_arrives(either: Database, tmp_path: Path) -> None:
    # Guards delivery/verdicts.py: `_refused`; delivery/worker.py: `except Exception` around one row.
    inhabit(either, 1_000)
    served_despite(either, tmp_path, people=1_000, unknown=range(0, 1_000, 100), odd=range(50, 1_000, 200))


def served_despite(
    database: Database,
    folder: Path,
    *,
    people: int,
    label: str = "letters",
    unknown: Sequence[int] = (),
    odd: Sequence[int] = (),
    deadly: Sequence[int] = (),
) -> float:
    """Of the letters to so many, some meet nobody, some cannot be encoded, of some the worker dies; the others arrive.

    After how many seconds 99 of a hundred of those had."""
    send = letters(database, label, range(people))
    with database.writing() as db:
        # What no release of ours writes, and a later one might: a text that cannot even be encoded.
        ill = Outgoing.to.in_([person(one) for one in odd])
        db.execute(
            update(Outgoing)
            .where(Outgoing.send_id == send, ill)
            .values(kind=Kind.MULTICAST, recipients='{"a":')
        )
    spoilt = {*unknown, *odd, *deadly}
    others = people - len(spoilt)
    with (
        road_line(folder, unknown=[*unknown], deadly=[*deadly]) as line,
        workers(database, line, folder) as team,
    ):

        def served(share: float) -> bool:
            team.revive()
            return line.seen(label, people)[1] >= share * others

        began = monotonic()
        until(lambda: served(0.99), "nearly all others to be served")
        served_after = monotonic() - began
        until(lambda: served(1.0) and finished(database), "everything to be over", 3 * PATIENCE)
        seen, killed = line.each(label), line.counts()["killed"]
    assert killed == MOST_DEATHS * len(deadly)
    missing = {number for number in range(people) if number >= len(seen) or seen[number] != 1}
    assert missing == spoilt
    with database.reading() as db:
        rows = db.execute(select(Outgoing.to, Outgoing.state, Outgoing.error).where(Outgoing.send_id == send))
        left = {to: (state, error) for to, state, error in rows if state != State.ACCEPTED}
    assert {to for to, (state, error) in left.items() if state == State.DEAD and error} == {
        person(one) for one in (*unknown, *odd)
    }
    assert {to for to, (state, error) in left.items() if state == State.UNCERTAIN and error} == {
        person(one) for one in deadly
    }
    return served_after


def test_a_row_that_kills_workers_is_parked_after_three(either: Database, tmp_path: Path) -> None:
    # Guards delivery/taking_back.py: deaths are counted, MOST_DEATHS; delivery/claims.py: `suspect`.
    inhabit(either, 200)
    served_despite(either, tmp_path, people=200, deadly=[77])


def test_what_two_workers_died_of_goes_out_from_a_process_of_its_own(
    either: Database, tmp_path: Path
) -> None:
    # Guards commands/quarantine.py: it goes on when its worker is killed, so that a third death is the row's own.
    inhabit(either, 40)
    letters(either, "letters", range(40))
    with either.writing() as db:
        db.execute(update(Outgoing).values(deaths=2))
    with road_line(tmp_path, slow=0.1) as line, workers(either, line, tmp_path) as team:
        until(lambda: line.counts()["accepted"] > 5, "the first of them")
        team.kill_one()
        drained(either)
        assert line.seen("letters", 40) == {1: 40}
    assert states(either) == {"accepted": 40}
    with either.reading() as db:
        # None was in hand of the worker that was killed.
        assert db.scalar(select(func.max(Outgoing.deaths))) == 2


def test_that_process_waits_for_the_next_such_row(either: Database, tmp_path: Path) -> None:
    # Guards commands/quarantine.py: LINGER. To start takes longer than to send, and LINE may want a row a bit later.
    inhabit(either, 3)
    letters(either, "letters", range(3))
    with either.writing() as db:
        due = either.seconds() + 3.0 * (Outgoing.id - 1)
        db.execute(update(Outgoing).values(deaths=2, due=due))
    with road_line(tmp_path) as line, workers(either, line, tmp_path):
        drained(either)
    assert states(either) == {"accepted": 3}
    log = (tmp_path / "worker1.log").read_text()
    assert log.count("a process starts for what two workers died of") == 1


@pytest.mark.parametrize("bad", [1, 3, 50])
def test_bad_ids_do_not_cost_the_others_their_message(sqlite: Database, tmp_path: Path, bad: int) -> None:
    # Guards delivery/settling.py: `_split` makes halves with keys of their own.
    people = MOST_AT_ONCE
    unknown = [number * (people // bad) for number in range(bad)]
    inhabit(sqlite, people)
    news(sqlite, "news", range(people))
    with road_line(tmp_path, unknown=unknown) as line, workers(sqlite, line, tmp_path):
        drained(sqlite)
        seen, counts = line.each("news"), line.counts()
    assert [number for number in range(people) if number >= len(seen) or seen[number] != 1] == unknown
    assert sum(counts["requests"].values()) <= 2 * bad * log2(people) + 1
    assert counts["mismatches"] == 0
    assert states(sqlite)["dead"] == bad


def test_two_hundred_is_acceptance_whatever_the_body_says(either: Database, tmp_path: Path) -> None:
    # Guards delivery/verdicts.py: the status alone decides, where the SDK's typed calls would raise.
    inhabit(either, 300)
    letters(either, "letters", range(300))
    news(either, "news", range(300))
    odd = ["{}", "", "<html>", '{"sentMessages":[{"id"', "[]", "null", "\x00", '{"sentMessages":7}']
    with road_line(tmp_path, odd=odd) as line, workers(either, line, tmp_path):
        drained(either)
        assert line.counts()["requests"] == {"push": 300, "multicast": 1}
    assert states(either) == {"accepted": 600}
