"""Promise O2: the power fails at any moment; the files as they lie there open, and hold all that was answered."""

import shutil
import threading
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import sleep

import psutil
from processes import environment, free_port, gunicorn, until, worker
from road import SETTINGS, inhabit, letters
from road_line import road_line
from sqlalchemy import func, select, text
from storing import stored, url_of
from webhooks import Client, body_of, person, words

from models.database import Database
from models.inbox import Event, EventState
from models.outbox import Outgoing
from models.sends import Send, progress

PEOPLE = 50


@dataclass
class Found:
    """What the copies showed."""

    copies: int = 0
    answered: int = 0
    wrong: list[str] = field(default_factory=list)


class Everything:
    """All processes of a town, which stop in one moment as they do when the power fails."""

    def __init__(self, *parents: psutil.Process) -> None:
        self._parents = parents

    def __enter__(self) -> None:
        self._all = [one for parent in self._parents for one in (parent, *parent.children(recursive=True))]
        for one in self._all:
            one.suspend()

    def __exit__(self, *raised: object) -> None:
        for one in self._all:
            one.resume()


def cut(database: Database, folder: Path, moments: int) -> Found:
    """Under load, copy the files as they lie there at so many moments, and look into each copy."""
    inhabit(database, PEOPLE)
    port, acknowledged = free_port(), list[str]()
    # Posted only while a cut may come: else the town would grow with each look, and each look with the town.
    stop, posting = threading.Event(), threading.Event()
    chance, found = Random(20261121), Found()

    def posts(number: int) -> None:
        with closing(Client(port)) as client:
            count = 0
            while not stop.is_set():
                if not posting.wait(0.1):
                    continue
                key = f"O2-{number}-{count}"
                said = words("わたしの予定", person(number), key, 1_790_000_000_000 + count)
                if client.post(body_of([said])) == 200:
                    acknowledged.append(key)
                count += 1

    settings = environment(url_of(database), port)
    with road_line(folder) as line:
        settings |= SETTINGS | {"LINE_API_BASE": line.url}
        with gunicorn(settings, folder / "web.log") as web, worker(settings, folder / "worker.log") as sender:
            threads = [threading.Thread(target=posts, args=(number,)) for number in range(6)]
            for thread in threads:
                thread.start()
            try:
                for moment in range(moments):
                    before = len(acknowledged)
                    posting.set()
                    letters(database, f"letters{moment}", range(PEOPLE))
                    until(lambda before=before: len(acknowledged) > before, "a webhook to be answered")  # type: ignore[misc]
                    sleep(chance.uniform(0.0, 0.05))
                    with Everything(web, sender):
                        told = list(acknowledged)
                        copy = _copied(database, folder / "copy")
                    posting.clear()
                    _look(copy, told, found)
            finally:
                stop.set()
                for thread in threads:
                    thread.join()
    return found


def _copied(database: Database, folder: Path) -> Path:
    """The town, its doorstep, and their logs. What lies beside them only in memory is gone with the power."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    file = Path(str(database.url.database))
    for part in ("", "-wal", ".doorstep", ".doorstep-wal"):
        shutil.copyfile(file.with_name(file.name + part), folder / f"town.db{part}")
    return folder / "town.db"


def _look(copy: Path, told: list[str], found: Found) -> None:
    found.copies += 1
    found.answered = len(told)
    with closing(Database(f"sqlite:///{copy}")) as there:
        if missing := set(told) - stored(there):
            found.wrong.append(f"{len(missing)} answered events are missing")
        with there.reading() as db:
            for pragma in ("integrity_check", "foreign_key_check"):
                said = db.execute(text(f"PRAGMA {pragma}")).all()
                if said not in ([], [("ok",)]):
                    found.wrong.append(f"{pragma}: {said[:2]}")
            done = db.scalar(select(func.count()).where(Event.state == EventState.DONE))
            answers = db.scalar(select(func.count()).where(Outgoing.event_id.is_not(None)))
            if done != answers:
                found.wrong.append(f"{done} events are done, {answers} have an answer")
            found.wrong += [send.title for send in db.scalars(select(Send)) if not progress(db, send).adds_up]
