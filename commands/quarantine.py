"""`flask quarantine`: sends what two workers died of, each row alone, from a process that others outlive.

A row may be what workers die of, or they were killed for other reasons while it was under way; here it shows. Whoever
kills the worker does not kill this process, so a third death is the row's own."""

import logging
import signal
import subprocess
import sys
import threading
from time import monotonic

import click
from flask import current_app
from flask.cli import with_appcontext

from commands.wire import messenger_of
from delivery.waiting import suspects
from delivery.worker import AWAY, Sender
from models.database import Database
from settings import HERE

log = logging.getLogger(__name__)

# Seconds such a row waits until the process is started for it; one that runs already takes it sooner.
UNTAKEN = 1.0
# Seconds that the process waits for the next row, or for one that LINE wants later: it takes long to start.
LINGER = 15.0
LOOK_EVERY = 0.2
LAST_WAIT = 10.0


class Quarantine:
    """Of one worker: starts the process when there is something for it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._process: subprocess.Popen[bytes] | None = None

    def tend(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        with self._database.reading() as db:
            if db.execute(suspects(self._database.seconds() - UNTAKEN).limit(1)).first() is None:
                return
        log.info("a process starts for what two workers died of")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "app", "quarantine"],
            cwd=HERE,
            start_new_session=True,
        )

    def end(self) -> None:
        """The worker stops by itself, and so does this."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(LAST_WAIT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@click.command("quarantine")
@with_appcontext
def quarantine() -> None:
    """Send what two workers died of; the worker starts this."""
    parts = current_app.extensions["tsunagu"]
    settings = parts["settings"]
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_signal: stop.set())
    sender = Sender(
        parts["database"], messenger_of(settings), 1, limits=parts["town"].limits,
        line_timeout=settings.line_timeout, quarantine=True,
    )  # fmt: skip
    busy_until = monotonic() + LINGER
    while not stop.is_set() and monotonic() < busy_until:
        try:
            if sender.cycle() or not sender.idle:
                busy_until = monotonic() + LINGER
            else:
                stop.wait(LOOK_EVERY)
        except AWAY:
            log.warning("the database did not answer; trying again", exc_info=True)
            stop.wait(0.5)
    sender.close()
