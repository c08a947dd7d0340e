"""Promise W17: one resident's events are handled one after another, different residents' side by side."""

import signal
import threading
from collections import defaultdict
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import monotonic_ns, sleep

from processes import at_home, environment, running, until
from replying import MOMENT, pending, post
from sqlalchemy import select
from storing import url_of
from webhooks import person, words

from app import town_of, wall_clock
from bot.conversing import BESIDE
from bot.engine import Engine
from bot.router import Router, Routes
from bot.turn import Reply, Turn
from models.conversations import Conversation
from models.database import Database
from models.residents import Resident
from settings import read_settings
from views import prompts


@dataclass(frozen=True)
class Handled:
    """One event: by which process, whose, which, from when to when (a clock that all processes share)."""

    process: int
    who: str
    number: int
    began: int
    ended: int


def _engine(settings: Mapping[str, str], log: str, number: int) -> None:
    """A process with one engine and one handler, which remembers what it was told and takes its time."""
    at_home(settings, log)
    stop, router = threading.Event(), Router()
    signal.signal(signal.SIGTERM, lambda *_signal: stop.set())
    notes = Path(log).with_suffix(".notes").open("a", buffering=1)

    @router.event("words")
    def remember(turn: Turn) -> Reply:
        began = monotonic_ns()
        which = turn.words.removeprefix("ぬむ")
        before = turn.conversation.trail
        sleep(0.002)
        turn.conversation.trail = [*before, which]
        notes.write(f"{number} {turn.resident.line_id} {which} {began} {monotonic_ns()}\n")
        return prompts.text("ok")

    chosen = read_settings()
    engine = Engine(Database(chosen.database_url), wall_clock, town_of(chosen), Routes.of([router]))
    engine.longest_batch = 10.0  # long transactions are what could hide one engine's work from the other
    Path(log).with_suffix(".ready").touch()
    engine.run(stop)
    notes.close()


def two_engines(database: Database, clock: object, folder: Path, *, quick: int, others: int) -> list[Handled]:
    """One resident sends `quick` messages at once and others one between each; two processes work on them.

    An engine takes the events of up to `WINDOW` people at a time: `others` are so many that both find some."""
    made = []
    for number in range(quick):
        made.append(words(f"ぬむ{number}", person(0), f"q{number}", MOMENT + number))
        other = 1 + number % others
        made.append(words(f"ぬむ{number}", person(other), f"o{number}", MOMENT + number))
    settings = environment(url_of(database), 1)
    with ExitStack() as stack:
        for number in (1, 2):
            stack.enter_context(running(_engine, settings, folder / f"engine{number}.log", number))
        # Not before: one of them could be through with everything while the other still starts.
        until(lambda: len(list(folder.glob("*.ready"))) == 2, "both engines to be ready")
        for start in range(0, len(made), 50):
            post(database, clock, *made[start : start + 50])
        until(lambda: not pending(database), "both engines to finish")
    found = []
    for file in folder.glob("*.notes"):
        for line in file.read_text().splitlines():
            process, who, which, began, ended = line.split()
            found.append(Handled(int(process), who, int(which), int(began), int(ended)))
    return found


def remembered(database: Database) -> dict[str, list[int]]:
    """What each resident's conversation holds, in its order."""
    with database.reading() as db:
        rows = db.execute(select(Resident.line_id, Conversation.trail).join(Conversation))
        return {line_id: [int(one) for one in trail if one != BESIDE] for line_id, trail in rows}


def by_person(handled: list[Handled]) -> dict[str, list[Handled]]:
    found = defaultdict(list)
    for one in sorted(handled, key=lambda one: one.began):
        found[one.who].append(one)
    return found
