"""Promises W1 and W2: an event that was answered with 200 is stored, and stored means on the disk."""

import json
import os
import re
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import psutil
from processes import HERE, environment, free_port, gunicorn, kill, listens, until
from sqlalchemy import select
from webhooks import Client, body_of, person, words

from models.database import Database
from models.inbox import Event, carry_in


def carry_all_in(database: Database) -> None:
    """What an engine does first."""
    carried: int | None = 0
    while carried is not None:
        with database.writing() as db:
            carried = carry_in(database, db)
        if carried is not None and database.doorstep is not None:
            database.doorstep.clear(carried)


@dataclass
class Killed:
    """What came of posting while web processes were killed."""

    acknowledged: set[str]
    kills: int
    missing: set[str]


def url_of(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def stored(database: Database) -> set[str]:
    """The events that are on the disk: on the doorstep, or in the inbox."""
    lying = (
        database.doorstep.lying(most=1_000_000) if database.doorstep else []
    )  # before: they move one way only
    with database.reading() as db:
        inside = set(db.scalars(select(Event.webhook_event_id)))
    return inside | {key for _number, _ms, webhook in lying for key, *_rest in json.loads(webhook)}


def posting_while_killing(
    database: Database, folder: Path, *, kills: int, every: float, clients: int = 12
) -> Killed:
    """Post from all sides while a web process is killed `every` so many seconds, `kills` times."""
    port, stop = free_port(), threading.Event()
    acknowledged: list[set[str]] = [set() for _client in range(clients)]

    def posts(number: int) -> None:
        client, count = Client(port), 0
        while not stop.is_set():
            count += 1
            key = f"W1-{number}-{count}"
            if client.post(body_of([words("さがす", person(number), key, 1_790_000_000_000 + count)])) == 200:
                acknowledged[number].add(key)
        client.close()

    def so_far() -> int:
        return sum(map(len, acknowledged))

    killed = 0
    with gunicorn(environment(url_of(database), port), folder / "web.log") as master:
        threads = [threading.Thread(target=posts, args=(number,)) for number in range(clients)]
        for thread in threads:
            thread.start()
        try:
            while killed < kills:
                before, began = so_far(), monotonic()
                # Under way again, and well under way: a kill of a process that serves nobody shows nothing.
                until(lambda before=before: so_far() > before + 2 * clients, "webhooks to be answered")  # type: ignore[misc]
                sleep(max(0.0, every - (monotonic() - began)))
                children = master.children()
                kill(children[killed % len(children)])
                killed += 1
        finally:
            stop.set()
            for thread in threads:
                thread.join()
    everything = set[str]().union(*acknowledged)
    return Killed(everything, killed, everything - stored(database))


# `fdatasync(7</path/town.db-wal>)`: only what makes the write-ahead log last counts.
SYNCED = re.compile(r"\bf(?:data)?sync\(\d+<[^>]*-wal>")


def syncs_for(database: Database, folder: Path, posts: int) -> tuple[int, int]:
    """How many webhooks one client had answered, and how often the log was brought to the disk meanwhile."""
    port, trace = free_port(), folder / "syscalls"
    command = ["strace", "-f", "-y", "-e", "trace=fsync,fdatasync", "-o", str(trace)]
    command += [sys.executable, "-m", "gunicorn", "--log-level", "error"]
    settings = environment(url_of(database), port)
    with subprocess.Popen(command, cwd=HERE, env=os.environ | settings) as tracer:
        try:
            until(lambda: listens(port), "gunicorn under strace")
            client = Client(port)
            until(lambda: client.post(body_of([])) == 200, "gunicorn under strace")
            before = len(SYNCED.findall(trace.read_text()))
            answered = sum(
                client.post(body_of([words("さがす", person(1), f"W2-{n}", 1_790_000_000_000 + n)])) == 200
                for n in range(posts)
            )
            client.close()
        finally:
            for child in psutil.Process(tracer.pid).children():
                child.terminate()  # gunicorn's main process, which ends the others
            tracer.wait(20)
    return answered, len(SYNCED.findall(trace.read_text())) - before
