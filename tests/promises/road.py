"""The road out under load: many people, messages for each, real workers that are killed, and what became of it all."""

import json
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

import psutil
from processes import PATIENCE, environment, kill, worker
from pyroaring import BitMap
from road_line import Line
from sqlalchemy import func, insert, select, update
from storing import url_of
from webhooks import person

from delivery.worker import AWAY
from models.database import Database
from models.limits import Limits
from models.outbox import Kind, Lane, Outgoing, State, bulk_row, frozen
from models.residents import Resident
from models.sends import Send, SendState, progress
from outreach.sending import begin

# Nothing waits for somebody to think again, and nobody is spared: these tests are about the road itself.
AT_ONCE = Limits(undo=0.0, canary_wait=0.0, most_an_hour=0, quiet_from=0, quiet_until=0)
SETTINGS = {
    "TSUNAGU_UNDO": "0", "TSUNAGU_CANARY_WAIT": "0", "TSUNAGU_MOST_AN_HOUR": "0", "TSUNAGU_QUIET_FROM": "0",
    "TSUNAGU_QUIET_UNTIL": "0", "TSUNAGU_LINE_TIMEOUT": "1",
}  # fmt: skip
LAST = (State.ACCEPTED, State.DEAD, State.UNCERTAIN, State.CANCELLED, State.RODE)
CHUNK = 10_000


def now() -> datetime:
    return datetime.now(UTC)


def inhabit(database: Database, people: int) -> None:
    """Residents 0 to `people` - 1, `person(number)` with the id number + 1, friends since yesterday."""
    moment = now() - timedelta(days=1)
    for start in range(0, people, CHUNK):
        with database.writing() as db:
            db.execute(
                insert(Resident),
                [
                    {
                        "id": number + 1, "line_id": person(number), "display_name": "つなぐ町の人", "locale": "ja",
                        "profile_due_at": moment, "follows_since": moment, "first_seen_at": moment,
                        "last_seen_at": moment, "privacy_version": 1,
                    }
                    for number in range(start, min(people, start + CHUNK))
                ],
            )  # fmt: skip


def says(label: str, number: int | None = None) -> list[dict[str, Any]]:
    return [{"type": "text", "text": label if number is None else f"{label} {number}"}]


def news(
    database: Database,
    label: str,
    people: range,
    *,
    lane: Lane = Lane.BULK,
    organisation_id: int | None = None,
    limits: Limits = AT_ONCE,
) -> int:
    """A send of the same words to `people`, just begun."""
    with database.writing() as db:
        send = begin(
            db, database, kind="announcement", subject=f"announcements:{label}", title=label, words=label,
            parts={"ja.normal": BitMap(range(people.start + 1, people.stop + 1))},
            bodies={"ja.normal": says(label)}, now=now(), lane=lane, organisation_id=organisation_id, limits=limits,
        )  # fmt: skip
        return send.id


def letters(
    database: Database, label: str, people: Sequence[int], *, lane: Lane = Lane.BULK, whose: int | None = None
) -> int:
    """A send with words of their own for each of `people`, whose rows are all made."""
    moment = now()
    with database.writing() as db:
        send = Send(
            kind="announcement", subject=f"announcements:{label}", lane=lane, state=SendState.PAUSED,
            total=len(people), title=label, words=label, fingerprint=label, made_at=moment, organisation_id=whose,
        )  # fmt: skip
        db.add(send)
        db.flush()
        number = send.id
    for start in range(0, len(people), CHUNK):
        with database.writing() as db:
            db.execute(
                insert(Outgoing),
                [
                    bulk_row(number, lane, frozen(says(label, one)), f"letters {label}", None, moment)
                    | {"kind": Kind.PUSH, "to": person(one), "units": 1}
                    for one in people[start : start + CHUNK]
                ],
            )
    with database.writing() as db:
        db.execute(update(Send).where(Send.id == number).values(state=SendState.SENDING))
        database.knock(db)
    return number


def in_small_pieces(database: Database, label: str, pieces: int) -> int:
    """A send of so many multicasts to two people each."""
    number = letters(database, label, range(0))
    row = bulk_row(number, Lane.BULK, frozen(says(label)), f"pieces {label}", None, now())
    with database.writing() as db:
        pairs = [[person(2 * one), person(2 * one + 1)] for one in range(pieces)]
        made = [
            row
            | {"retry_key": str(uuid4()), "kind": Kind.MULTICAST, "recipients": json.dumps(pair), "units": 2}
            for pair in pairs
        ]
        db.execute(insert(Outgoing), made)
        db.execute(update(Send).where(Send.id == number).values(total=2 * pieces, state=SendState.SENDING))
    return number


def states(database: Database, label: str = "") -> Counter[str]:
    """How many people's rows are in which state; of one send, or of all."""
    with database.reading() as db:
        query = select(Outgoing.state, func.sum(Outgoing.units)).group_by(Outgoing.state)
        if label:
            query = query.join(Send, Send.id == Outgoing.send_id).where(Send.title == label)
        return Counter({str(state): int(count or 0) for state, count in db.execute(query)})


def finished(database: Database) -> bool:
    """Whether every send is over and every row in its last state."""
    with database.reading() as db:
        busy = select(Send.id).where(Send.state.not_in((SendState.FINISHED, SendState.STOPPED))).limit(1)
        if db.scalar(busy) is not None:
            return False
        return db.scalar(select(Outgoing.id).where(Outgoing.state.not_in(LAST)).limit(1)) is None


class Workers:
    """`count` real workers, each replaced when it is killed."""

    def __init__(self, settings: dict[str, str], folder: Path, count: int, stack: ExitStack) -> None:
        self._settings, self._folder, self._stack = settings, folder, stack
        self.kills = self._started = 0
        self.running: list[psutil.Process] = []
        for _one in range(count):
            self.start()

    def start(self) -> None:
        self._started += 1
        log = self._folder / f"worker{self._started}.log"
        self.running.append(self._stack.enter_context(worker(self._settings, log)))

    def revive(self) -> None:
        """Whoever has died is replaced, as systemd does."""
        for one in [one for one in self.running if not one.is_running() or one.status() == "zombie"]:
            self.running.remove(one)
            self.kills += 1
            self.start()

    def kill_one(self) -> None:
        """The oldest dies without a word, and another takes its place."""
        kill(self.running.pop(0))
        self.kills += 1
        self.start()


@contextmanager
def workers(
    database: Database, line: Line, folder: Path, count: int = 1, **settings: str
) -> Iterator[Workers]:
    with ExitStack() as stack:
        chosen = environment(url_of(database), 1, line.url) | SETTINGS | settings
        yield Workers(chosen, folder, count, stack)


@contextmanager
def killing(team: Workers, every: float, most: int = 10_000) -> Iterator[None]:
    """Kill one worker after another, as long as the block lasts."""
    stop = threading.Event()

    def kills() -> None:
        while team.kills < most and not stop.wait(every):
            team.kill_one()

    thread = threading.Thread(target=kills)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextmanager
def balancing(database: Database, every: float = 0.3) -> Iterator[list[int]]:
    """Look again and again whether the books of all sends balance, but while the database is away; the list counts
    the looks."""
    stop, looks, wrong = threading.Event(), list[int](), list[str]()

    def looks_at() -> None:
        while not stop.wait(every):
            with suppress(*AWAY), database.reading() as db:
                if database.embedded is False:
                    db.connection(execution_options={"isolation_level": "REPEATABLE READ"})
                for send in db.scalars(select(Send)):
                    found = progress(db, send)
                    if not found.adds_up:
                        wrong.append(f"{send.title}: {found}")
                looks.append(len(wrong))

    thread = threading.Thread(target=looks_at)
    thread.start()
    try:
        yield looks
    finally:
        stop.set()
        thread.join()
    assert not wrong, wrong[:3]


def drained(database: Database, patience: float = 3 * PATIENCE) -> float:
    """Wait until everything is over; how many seconds that took."""
    began = monotonic()
    while not finished(database):
        if monotonic() - began > patience:
            raise AssertionError(f"waited in vain for the end: {states(database)}, {sends(database)}")
        sleep(0.1)
    return monotonic() - began


def sends(database: Database) -> list[tuple[str, str, str | None]]:
    with database.reading() as db:
        return [(one.title, one.state, one.why) for one in db.scalars(select(Send))]
