"""D20, D21 and D22 in small: what is urgent overtakes, organisers share the road, and stop means stop."""

from collections.abc import Sequence
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from processes import until
from replying import answered, asks
from road import inhabit, letters, news, now, workers
from road_line import road_line

from models.database import Database
from models.organisations import Organisation
from models.outbox import Lane
from models.sends import Send, progress, stop

# Of what is at LINE or on its way there when something more urgent comes: what one worker may have in hand.
IN_HAND = 500


def test_what_is_urgent_leaves_before_a_mountain_of_news(
    either: Database, clock: Any, tmp_path: Path
) -> None:
    # Guards delivery/claims.py: `_choose` goes lane by lane; delivery/worker.py: a quarter is kept from news.
    overtaken(either, clock, tmp_path, people=12_000, times=3)


def overtaken(database: Database, clock: Any, folder: Path, *, people: int, times: int) -> list[float]:
    """Urgent letters and an answer, again and again; after how many seconds the first of each letters was at LINE."""
    inhabit(database, people)
    letters(database, "mountain", range(people))
    waited = []
    with road_line(folder, slow=0.2) as line, workers(database, line, folder):
        until(lambda: line.counts()["accepted"] > 400, "the news to be on their way")
        for number in range(times):
            before = line.seen("mountain", people)[1]
            letters(database, f"urgent{number}", range(10), lane=Lane.URGENT)
            written = monotonic()
            answered(database, clock, asks(f"d20-{number}-", number))
            until(lambda n=number: line.seen(f"urgent{n}", 10) == {1: 10}, "the urgent ones")  # type: ignore[misc]
            until(lambda n=number: line.counts()["requests"].get("reply") == n + 1, "the answer")  # type: ignore[misc]
            waited.append(line.counts()["began"][f"urgent{number}"] - written)
            passed = line.seen("mountain", people)[1] - before
            assert passed < 3_000, "the urgent ones stood in line with the others"
        assert line.seen("mountain", people)[0] > 0
    return waited


def test_a_small_organiser_does_not_wait_for_a_large_one(either: Database, tmp_path: Path) -> None:
    # Guards delivery/claims.py: `_groups`, each organiser gets the same share of every claim.
    shared(either, tmp_path, people=8_000)


def shared(database: Database, folder: Path, *, people: int) -> float:
    """One organiser writes to so many, then another to ten; how many seconds it took until those ten had it."""
    inhabit(database, people)
    with database.writing() as db:
        db.add_all([Organisation(name=name, about="", made_at=now()) for name in ("大きな会", "小さな会")])
    letters(database, "large", range(people), whose=1)
    with road_line(folder, slow=0.2) as line, workers(database, line, folder):
        until(lambda: line.counts()["accepted"] > 400, "the large one to be on its way")
        written = monotonic()
        letters(database, "small", range(10), whose=2)
        before = line.seen("large", people)[1]
        until(lambda: line.seen("small", 10) == {1: 10}, "the small one")
        assert line.seen("large", people)[1] - before < 2_000
        return float(line.counts()["ended"]["small"] - written)


def test_stop_stops_at_once_and_the_books_balance(either: Database, tmp_path: Path) -> None:
    # Guards models/sends.py: `stop` takes what has not left off the road; delivery/claims.py: `_sends`, at work only.
    stopped_at(either, tmp_path, [50, 700, 1_500], people=8_000)


def stopped_at(database: Database, folder: Path, moments: Sequence[int], *, people: int) -> list[float]:
    """Letters are stopped when so many have left; how many seconds after the commit the last one was at LINE."""
    inhabit(database, people)
    late = []
    with road_line(folder, slow=0.1) as line, workers(database, line, folder):
        for number, much in enumerate(moments):
            label = f"stopped{number}"
            send = letters(database, label, range(people))
            until(lambda s=label, m=much: line.seen(s, people)[1] > m, "it to be on its way")  # type: ignore[misc]
            with database.writing() as db:
                assert stop(db, send, now())
            stopped = monotonic()
            with database.reading() as db:
                left = progress(db, db.get_one(Send, send))
            assert left.adds_up and left.open <= IN_HAND
            until(lambda n=send: _settled(database, n), "what was in hand")  # type: ignore[misc]
            at_stop = line.seen(label, people)[1]
            sleep(0.5)
            assert line.seen(label, people)[1] == at_stop
            with database.reading() as db:
                found = progress(db, db.get_one(Send, send))
            assert (found.accepted, found.open, found.unsent) == (at_stop, 0, people - at_stop)
            late.append(line.counts()["ended"][label] - stopped)
    return late


def test_what_comes_back_after_a_stop_goes_nowhere_again(either: Database, tmp_path: Path) -> None:
    # Guards delivery/settling.py: `stopped_among` before what came back waits again; models/sends.py: `off_the_road`,
    # tried and perhaps at LINE is for a person, untried is not sent.
    people = 2_000
    inhabit(either, people)
    with road_line(tmp_path, slow=0.3) as line, workers(either, line, tmp_path):
        send = letters(either, "stopped", range(people))
        until(lambda: line.seen("stopped", people)[1] > 300, "it to be on its way")
        line.turn(faults={"500 after": 0.3, "429": 0.3})
        before = line.counts()["requests"]["push"]
        until(lambda: line.counts()["requests"]["push"] > before + 300, "things to go wrong")
        with either.writing() as db:
            assert stop(db, send, now())
        until(lambda: _settled(either, send), "what was in hand")
        at_stop = line.counts()["requests"]["push"]
        sleep(3.0)  # the first of them would be tried again after two
        assert line.counts()["requests"]["push"] == at_stop
        seen = line.seen("stopped", people)[1]
    with either.reading() as db:
        found = progress(db, db.get_one(Send, send))
    assert found.adds_up and found.open == found.dead == 0 and found.unsent > 0
    assert found.accepted < seen <= found.accepted + found.uncertain


def _settled(database: Database, send: int) -> bool:
    with database.reading() as db:
        return progress(db, db.get_one(Send, send)).open == 0


def test_a_send_that_is_stopped_while_it_is_made_makes_no_more(either: Database, tmp_path: Path) -> None:
    # Guards outreach/expanding.py: each chunk looks anew whether the send is at work.
    people = 50_000
    inhabit(either, people)
    with road_line(tmp_path) as line:
        send = news(either, "news", range(people))
        with workers(either, line, tmp_path):
            until(lambda: line.counts()["accepted"] > 0, "the first to be on their way")
            with either.writing() as db:
                stopped = stop(db, send, now())
            until(lambda: _settled(either, send), "what was in hand")
            seen = line.seen("news", people)
        with either.reading() as db:
            found = progress(db, db.get_one(Send, send))
    assert found.adds_up and found.accepted == seen[1] and max(seen) == 1
    assert stopped is (found.unsent > 0) or found.accepted == people
