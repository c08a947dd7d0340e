"""W17 in small: nobody's messages overtake each other, and nobody waits for somebody else's."""

from itertools import pairwise
from pathlib import Path
from typing import Any

from side_by_side import by_person, remembered, two_engines

from models.database import Database


def test_quick_messages_of_one_resident_are_handled_in_their_order(
    either: Database, clock: Any, tmp_path: Path
) -> None:
    # Guards bot/engine.py: the lane's lock in `_unclaimed`, reading again under it, and the order in `_next`; on
    # SQLite the one lock of models/database.py.
    handled = two_engines(either, clock, tmp_path, quick=150, others=60)
    for who, numbers in remembered(either).items():
        assert numbers == sorted(numbers), who
    assert sum(map(len, remembered(either).values())) == 300
    for ones in by_person(handled).values():
        assert all(before.ended <= after.began for before, after in pairwise(ones))
    assert {one.process for one in handled} == {1, 2} or either.embedded
    if not either.embedded:
        ordered = sorted(handled, key=lambda one: one.began)
        assert any(before.ended > after.began for before, after in pairwise(ordered))
