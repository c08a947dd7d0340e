"""The worker: talks with residents, sends what stands in the outbox, and does what the clock asks for."""

import gc
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
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
from commands.quarantine import Quarantine
from commands.wire import messenger_of
from delivery import figures, narrowcasts, pictures, quota
from delivery.line import Messenger
from delivery.profiles import ask_names
from delivery.taking_back import take_back
from delivery.worker import Sender
from handlers import routes
from models.clock import Clock
from models.database import Database
from models.heartbeats import beat
from models.inbox import Event, EventState
from models.limits import Limits
from models.outbox import forget_answers
from models.pictures import prune_pictures
from models.statistics import count_tables
from models.town import Town
from outreach import announcements, digests, notes, offers, reminders, results
from outreach.expanding import expand
from settings import Settings

log = logging.getLogger(__name__)

EVENTS_ARE_KEPT = timedelta(days=35)
# LINE waits two seconds for the web process, a resident longer for us: where processors are short, it goes first.
FRONT_DOOR_FIRST = 5
# Seconds that a thread may go on computing while another one wants to: on PostgreSQL a tenth of Python's own. A claim
# holds the gate of all workers while it asks the server a dozen times, and waited as often for another thread.
SLICE = 0.0005
# Several engines help only where writers do not stand in one line.
ENGINES_ON_POSTGRESQL = 2


@dataclass
class Chore:
    """Something done again and again, `every` so many seconds."""

    every: float
    do: Callable[[], object]
    due: float = 0.0


def run(settings: Settings, database: Database, clock: Clock, town: Town, answers: Routes) -> None:
    """Work until SIGTERM or Ctrl-C; then finish what is under way."""
    os.nice(FRONT_DOOR_FIRST)
    if not database.embedded:
        sys.setswitchinterval(SLICE)
    messenger = messenger_of(settings)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_signal: stop.set())
    sender = Sender(
        database, messenger, settings.sending_at_once, limits=town.limits, line_timeout=settings.line_timeout
    )
    engines = [
        Engine(database, clock, town, answers)
        for _one in range(1 if database.embedded else ENGINES_ON_POSTGRESQL)
    ]
    threads = [threading.Thread(target=engine.run, args=(stop,), name="engine") for engine in engines]
    threads.append(threading.Thread(target=sender.run, args=(stop,), name="sender"))
    quarantine = Quarantine(database)
    # A send to a million people is made for a while: reminders must not wait for it, nor the heartbeat for them.
    for name, chores in (
        ("chores", [*house_chores(database, messenger, clock, town.limits), Chore(1.0, quarantine.tend)]),
        ("outreach", outreach_chores(database, clock, town)),
        ("expanding", [Chore(0.2, lambda: expand(database, clock, town.limits))]),
    ):
        threads.append(threading.Thread(target=_again_and_again, args=(stop, chores), name=name))
    with suppress(OperationalError, InterfaceError):
        _count(database)  # before anybody asks for a few rows of them
    # Whoever looks for rubbish stops all threads meanwhile, a tenth of a second for what is loaded now, and that stays.
    gc.freeze()
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
    quarantine.end()


def house_chores(database: Database, messenger: Messenger, clock: Clock, limits: Limits) -> list[Chore]:
    """What keeps the house in order."""
    name = f"{socket.gethostname()[:40]}:{os.getpid()}"

    def heart() -> None:
        with database.writing() as db:
            beat(database, db, name)
            take_back(database, db)

    def prune() -> None:
        with database.writing() as db:
            old = Event.received_at < clock() - EVENTS_ARE_KEPT
            db.execute(delete(Event).where(old, Event.state != EventState.PENDING))
            forget_answers(db, clock() - EVENTS_ARE_KEPT)
            prune_pictures(db, clock() - EVENTS_ARE_KEPT)

    return [
        Chore(5.0, heart),
        Chore(10.0, lambda: _count(database)),
        Chore(1.0, lambda: pictures.fetch(database, messenger)),
        Chore(2.0, lambda: ask_names(database, messenger, clock)),
        Chore(5.0, lambda: quota.refresh(database, messenger, clock, limits)),
        Chore(30.0, lambda: narrowcasts.refresh(database, messenger)),
        Chore(70.0, lambda: figures.refresh(database, messenger, clock)),
        Chore(3600.0, prune),
    ]


def _count(database: Database) -> None:
    with database.writing() as db:
        count_tables(db)


def outreach_chores(database: Database, clock: Clock, town: Town) -> list[Chore]:
    """What we tell people of our own accord, each when its time has come."""
    limits = town.limits
    return [
        Chore(1.0, lambda: announcements.tend(database, clock, limits)),
        Chore(1.0, lambda: notes.tend(database, clock, limits)),
        Chore(5.0, lambda: results.tend(database, clock, limits)),
        Chore(5.0, lambda: reminders.tend(database, clock, limits, town)),
        Chore(15.0, lambda: offers.tend(database, clock, limits)),
        Chore(60.0, lambda: digests.tend(database, clock, limits)),
    ]


def _again_and_again(stop: threading.Event, chores: list[Chore]) -> None:
    while not stop.wait(min(0.5, *(chore.every for chore in chores))):
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
