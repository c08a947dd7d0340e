"""W4 in small: the front door and the engine share one write lock, and neither starves the other."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from processes import until
from replying import MOMENT, post
from sqlalchemy import event, func, select, text
from storing import url_of
from webhooks import body_of, person, words

from app import town_of
from bot.engine import Engine
from bot.ingest import Ingest
from bot.queue import WINDOW
from bot.reading import read_body
from bot.router import Router, Routes
from bot.turn import Reply, Turn
from models.database import Database
from models.residents import Resident
from settings import Settings
from views import prompts


def test_all_who_came_while_the_writer_waited_for_its_turn_are_stored_in_one_commit(
    sqlite: Database, clock: Any
) -> None:
    # Guards bot/ingest.py: who waits is gathered under the lock, not before it.
    ingest, commits = Ingest(sqlite, clock), []
    event.listen(sqlite.engine, "commit", commits.append)

    def come(number: int) -> Thread:
        said = read_body(body_of([words("ぬむ", person(number), f"n{number}", MOMENT)]), MOMENT)
        thread = Thread(target=ingest.keep, args=(said,))
        thread.start()
        return thread

    with sqlite.writing() as db:
        db.execute(text("SELECT 1"))  # only now the lock is ours
        first = come(0)
        until(sqlite.is_wanted, "the front door waits")
        others = [come(number) for number in range(1, 9)]
        until(lambda: ingest._waiting.qsize() == 8, "eight more have come")
    for thread in (first, *others):
        thread.join(20)
    assert len(commits) == 2  # the one that was in the way, and one for all nine


@pytest.mark.parametrize(("behind", "together"), [(False, 1), (True, WINDOW)])
def test_an_engine_gives_way_at_once_unless_it_is_behind(
    sqlite: Database, clock: Any, monkeypatch: pytest.MonkeyPatch, behind: bool, together: int
) -> None:
    # Guards bot/engine.py: SHORTEST_BATCH, and that it holds only for who is behind.
    monkeypatch.setattr("bot.engine.SHORTEST_BATCH", 60.0)
    count = WINDOW if behind else WINDOW - 1
    post(sqlite, clock, *[words(f"ぬむ{n}", person(n), f"n{n}", MOMENT + n) for n in range(count)])
    elsewhere = Database(url_of(sqlite))
    waiting: list[Thread] = []

    def store() -> None:
        with elsewhere.storing():
            pass

    def heard() -> None:
        if not waiting:
            waiting.append(Thread(target=store))
            waiting[0].start()
            until(sqlite.is_wanted, "the front door waits")

    assert _engine(sqlite, clock, heard).batch() == together
    waiting[0].join(20)
    elsewhere.close()


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
