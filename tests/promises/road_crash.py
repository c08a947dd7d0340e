"""Promise D13: a sender that ends without a word at a chosen point of its work; and that keys are stored before use."""

import os
import threading
from collections.abc import Mapping
from math import inf
from pathlib import Path
from typing import Any

from processes import at_home, environment, running
from replying import time_passes
from road import AT_ONCE, SETTINGS
from road_line import Line
from sqlalchemy import event, select
from storing import url_of

import delivery.line
from commands.wire import messenger_of
from delivery.answers import Answer
from delivery.taking_back import take_back
from delivery.worker import Sender
from models.database import Database
from models.outbox import Outgoing, State
from settings import read_settings

POINTS = ("before a commit", "after a commit", "before sending", "after LINE's answer")
CRASHED, KEYLESS, DONE = "crashed", "a key was used before it was stored", "came to its end"


def _ends(how: str) -> None:
    os.write(1, how.encode())
    os._exit(0)


class Doomed(delivery.line.Line):
    """The real wire, which ends its process at the `count`th call, and looks first whether the key is stored."""

    def arm(self, database: Database, point: str, count: int) -> None:
        self._database, self._point, self._left = database, point, count

    async def post(
        self, path: str, body: bytes, retry_key: str | None = None, closes: float = inf
    ) -> Answer | None:
        with self._database.reading() as db:
            mine = select(Outgoing.state).where(Outgoing.retry_key == retry_key)
            if db.scalar(mine) not in (State.SENDING, State.ACCEPTED):
                _ends(KEYLESS)
        self._left -= 1
        if self._left <= 0 and self._point == "before sending":
            _ends(CRASHED)
        answer = await super().post(path, body, retry_key, closes)
        if self._left <= 0 and self._point == "after LINE's answer":
            _ends(CRASHED)
        return answer


def _crashes(settings: Mapping[str, str], log: str, point: str, count: int) -> None:
    at_home(settings, log)
    chosen = read_settings()
    database = Database(chosen.database_url)
    with database.writing() as db:
        take_back(database, db)
    time_passes(database)
    wire = messenger_of(chosen)
    wire.__class__ = Doomed
    assert isinstance(wire, Doomed)
    wire.arm(database, point, count)
    left = [count]

    def counts(_connection: Any) -> None:
        left[0] -= 1
        if left[0] <= 0:
            _ends(CRASHED)

    sender = Sender(database, wire, 20, limits=AT_ONCE, line_timeout=chosen.line_timeout)
    if point.endswith("a commit"):
        # The sender's own: claims and fates. With SQLite the engine's, since readers commit nothing.
        if point == "before a commit":
            event.listen(database.engine, "commit", counts)
        else:
            event.listen(database._sessions, "after_commit", counts)
    stop = threading.Event()
    threading.Timer(8, stop.set).start()
    sender.run(stop)
    _ends(DONE)


def crashed_at(database: Database, line: Line, folder: Path, point: str, count: int) -> str:
    """Let a sender work until it crashes at the `count`th such point; how it ended."""
    settings = environment(url_of(database), 1, line.url) | SETTINGS
    log = folder / f"crash {point} {count}.log"
    with running(_crashes, settings, log, point, count) as process:
        process.wait(30)
    said = log.read_text()
    return next((end for end in (CRASHED, KEYLESS, DONE) if said.endswith(end)), said[-2_000:])
