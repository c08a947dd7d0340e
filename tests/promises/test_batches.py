"""What a batch of the engine costs: it writes as often for twenty people as for two."""

from collections.abc import Callable
from typing import Any

from replying import MOMENT, post
from sqlalchemy import event, func, select
from webhooks import person, words

from app import town_of
from bot.engine import Engine
from bot.router import Router, Routes
from bot.turn import Reply, Turn
from models.database import Database
from models.residents import Resident
from settings import Settings
from views import prompts


def test_a_batch_writes_as_often_for_many_as_for_few(either: Database, clock: Any) -> None:
    # Guards bot/batch.py: conversations and answers are written together, not before each next question.
    engine, written = _engine(either, clock, lambda: None), list[str]()

    @event.listens_for(either.engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("SELECT"):
            written.append(statement)

    counts = []
    for people in (2, 20):
        for again in range(2):  # the first time they are newcomers, each taken in by itself
            events = [
                words(f"ぬむ{again}", person(n), f"{people}-{again}-{n}", MOMENT + n) for n in range(people)
            ]
            post(either, clock, *events)
            written.clear()
            assert engine.batch() == people
        counts.append(len(written))
    assert counts[0] == counts[1] > 0


def _engine(database: Database, clock: Any, heard: Callable[[], None]) -> Engine:
    """One whose batches end by themselves after two minutes only."""
    router = Router()

    @router.event("words")
    def answer(turn: Turn) -> Reply:
        heard()
        turn.conversation.searched = turn.words
        turn.db.scalar(select(func.count()).select_from(Resident))  # as most handlers ask for something
        return prompts.text("ok")

    engine = Engine(database, clock, town_of(Settings()), Routes.of([router]))
    engine.longest_batch = 120.0
    return engine
