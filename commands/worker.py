"""The worker: talks with residents, sends what stands in the outbox, and does what the clock asks for."""

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import delete
from sqlalchemy.exc import InterfaceError, OperationalError

from bot.engine import Engine
from bot.router import Routes
from delivery.line import Line, Messenger
from delivery.profiles import ask_names
from delivery.worker import Sender, take_back
from handlers import routes
from models.clock import Clock
from models.database import Database
from models.heartbeats import beat
from models.inbox import Event, EventState
from models.town import Town
from outreach import offers
from settings import Settings

log = logging.getLogger(__name__)

EVENTS_ARE_KEPT = timedelta(days=35)
# LINE waits two seconds for the web process, a resident longer for us: where processors are short, it goes first.
FRONT_DOOR_FIRST = 5
# Several engines help only where writers do not stand in one line.
ENGINES_ON_POSTGRESQL = 4


@dataclass
class Chore:
    """Something done again and again, `every` so many seconds."""

    every: float
    do: Callable[[], object]
    due: float = 0.0


def messenger_of(settings: Settings) -> Line:
    return Line(
        settings.line_channel_access_token,
        settings.line_api_base,
        connections=settings.sending_threads,
        timeout=settings.line_timeout,
    )


def run(settings: Settings, database: Database, clock: Clock, town: Town, answers: Routes) -> None:
    """Work until SIGTERM or Ctrl-C; then finish what is under way."""
    os.nice(FRONT_DOOR_FIRST)
    messenger = messenger_of(settings)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_signal: stop.set())
    sender = Sender(database, messenger, settings.sending_threads)
    engines = [
        Engine(database, clock, town, answers)
        for _one in range(1 if database.embedded else ENGINES_ON_POSTGRESQL)
    ]
    chores = threading.Thread(target=_chores, args=(stop, database, messenger, clock), name="chores")
    threads = [threading.Thread(target=engine.run, args=(stop,), name="engine") for engine in engines]
    threads += [threading.Thread(target=sender.run, args=(stop,), name="sender"), chores]
    for thread in threads:
        thread.start()
    log.info("the worker is at work")
    # A thread that dies of a bug takes the process along: whoever watches the process starts a whole one.
    while not stop.wait(1.0):
        if not all(thread.is_alive() for thread in threads):
            log.critical("a thread of the worker died")
            stop.set()
    for thread in threads:
        thread.join()


def _chores(stop: threading.Event, database: Database, messenger: Messenger, clock: Clock) -> None:
    name = f"{socket.gethostname()[:40]}:{os.getpid()}"

    def heart() -> None:
        with database.writing() as db:
            beat(database, db, name)
            take_back(database, db)

    def pass_on() -> None:
        with database.writing() as db:
            offers.pass_on(db, clock())
            database.knock(db)

    def prune() -> None:
        with database.writing() as db:
            old = Event.received_at < clock() - EVENTS_ARE_KEPT
            db.execute(delete(Event).where(old, Event.state != EventState.PENDING))

    chores = [
        Chore(5.0, heart),
        Chore(15.0, pass_on),
        Chore(2.0, lambda: ask_names(database, messenger, clock)),
        Chore(3600.0, prune),
    ]
    while not stop.wait(0.5):
        for chore in chores:
            if chore.due > monotonic():
                continue
            chore.due = monotonic() + chore.every
            try:
                chore.do()
            except (OperationalError, InterfaceError):
                log.warning("the database did not answer; a chore is put off", exc_info=True)


@click.command("worker")
@with_appcontext
def work() -> None:
    """Talk with residents and send what is to be sent, until it is stopped."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    parts = current_app.extensions["tsunagu"]
    run(parts["settings"], parts["database"], parts["clock"], parts["town"], routes())
