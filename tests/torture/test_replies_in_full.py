"""D24 and crashes in full: workers die many times, and leases are waited out on the real clock."""

from pathlib import Path
from typing import Any

from replying import killed_while_answering, killed_while_sending

from models.database import Database


def test_a_worker_killed_while_it_sends_doubles_nothing_on_the_real_clock(
    either: Database, clock: Any, tmp_path: Path
) -> None:
    # Guards delivery/worker.py: LEASE and `take_back`.
    shown = killed_while_sending(either, clock, tmp_path, people=50, wait_out=True)
    assert shown == {f"token-k{number}": 1 for number in range(50)}


def test_twenty_killed_workers_leave_nothing_unanswered_and_answer_nothing_twice(
    either: Database, clock: Any, tmp_path: Path
) -> None:
    # Guards bot/engine.py: an event is done in the transaction that holds its answer.
    left, shown = killed_while_answering(either, clock, tmp_path, people=200, kills=20)
    print(f"{len(shown)} of 4000 answers were seen after 20 kills, none of them twice")
    assert left > 0 and max(shown.values()) == 1
