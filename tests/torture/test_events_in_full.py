"""W5, W6, W11 and W17 in full: disorder, malformed bodies and quick messages by the thousand."""

from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from in_order import comes_out_right, deliver, history
from malformed import survives
from oddities import bodies, every_field
from phone import TestTown
from replays import everything
from side_by_side import by_person, remembered, two_engines

from models.database import Database


def test_twenty_thousand_events_three_times_mixed_up_come_out_as_if_in_order(
    either: Database, clock: Any
) -> None:
    # Guards models/inbox.py, models/residents.py, models/outbox.py and bot/engine.py, as the small form says.
    town = TestTown(either, clock)
    comes_out_right(town, count=20_000, copies=3, seed=55, people=500)
    town.close()


@pytest.mark.parametrize("seed", range(40))
def test_two_hundred_thousand_malformed_webhooks(
    either: Database, clock: Any, caplog: pytest.LogCaptureFixture, seed: int
) -> None:
    # Guards bot/reading.py, bot/engine.py, bot/groups.py and bot/conversing.py, as the small form says.
    town = TestTown(either, clock)
    survives(town, caplog, bodies(1000 + seed, 2_500))
    town.close()


def test_every_field_of_every_kind_of_event_with_every_odd_value(
    either: Database, clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    # Guards the same, field by field.
    town = TestTown(either, clock)
    survives(town, caplog, every_field())
    town.close()


def test_ten_thousand_events_replayed_after_four_weeks_have_no_effect(either: Database, clock: Any) -> None:
    # Guards commands/worker.py: EVENTS_ARE_KEPT; models/inbox.py: ids are unique.
    town = TestTown(either, clock)
    captured = [history(Random(number), f"w11-{number}", 50, people=30) for number in range(200)]
    deliver(town, captured)
    clock.moves(days=29)
    town.keep_house()
    before = everything(town)
    deliver(town, captured)
    assert everything(town) == before
    town.close()


def test_two_thousand_quick_messages_keep_their_order(either: Database, clock: Any, tmp_path: Path) -> None:
    # Guards bot/queue.py: the lock of lanes and the order in `coming`.
    handled = two_engines(either, clock, tmp_path, quick=1000, others=60)
    for numbers in remembered(either).values():
        assert numbers == sorted(numbers)
    assert sum(map(len, remembered(either).values())) == 2000
    for ones in by_person(handled).values():
        assert all(before.ended <= after.began for before, after in pairwise(ones))
