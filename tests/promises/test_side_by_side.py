"""W17 in small: nobody's messages overtake each other, and nobody waits for somebody else's."""

from itertools import pairwise
from pathlib import Path
from typing import Any

from replying import MOMENT, post
from side_by_side import by_person, remembered, two_engines
from sqlalchemy import event
from storing import url_of
from webhooks import person, words

from app import town_of
from bot.engine import Engine
from bot.router import Router, Routes
from bot.turn import Reply, Turn
from models.database import Database
from settings import Settings
from views import prompts


def test_quick_messages_of_one_resident_are_handled_in_their_order(
    either: Database, clock: Any, tmp_path: Path
) -> None:
    # Guards bot/queue.py: the lock of lanes in `_unclaimed`, reading again under it, and the order in `coming`; on
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


def test_what_came_in_another_order_than_it_happened_is_handled_as_it_happened(
    either: Database, clock: Any
) -> None:
    # Guards bot/queue.py: the order in `coming`.
    moments = [30, 10, 20]
    post(either, clock, *[words(f"ぬむ{at}", person(0), f"at{at}", MOMENT + at) for at in moments])
    heard: list[str] = []
    engine = _engine(either, clock, heard)
    while engine.batch():
        pass
    assert heard == ["ぬむ10", "ぬむ20", "ぬむ30"]


def test_what_another_worker_did_between_look_and_lock_is_not_done_again(
    postgres: Database, clock: Any
) -> None:
    # Guards bot/queue.py: `_unclaimed` reads again what it has locked.
    post(postgres, clock, *[words(f"ぬむ{n}", person(n), f"n{n}", MOMENT + n) for n in range(3)])
    heard: list[str] = []
    elsewhere = Database(url_of(postgres))
    other, looked = _engine(elsewhere, clock, heard), []

    @event.listens_for(postgres.engine, "after_cursor_execute")
    def meanwhile(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("SELECT inbox.lane") and not looked:
            looked.append(statement)
            while other.batch():
                pass

    engine = _engine(postgres, clock, heard)
    while engine.batch():
        pass
    assert looked and sorted(heard) == ["ぬむ0", "ぬむ1", "ぬむ2"]
    elsewhere.close()


def _engine(database: Database, clock: Any, heard: list[str]) -> Engine:
    router = Router()

    @router.event("words")
    def remember(turn: Turn) -> Reply:
        heard.append(turn.words)
        return prompts.text("ok")

    return Engine(database, clock, town_of(Settings()), Routes.of([router]))
