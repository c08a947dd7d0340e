"""Promise D24: whatever LINE does with our replies, nobody is answered twice, and no row is left hanging."""

from collections import Counter
from contextlib import closing
from pathlib import Path
from time import time
from typing import Any

from own_line import OwnLine
from phone import REDELIVERED, ROUTES, SECRET
from processes import environment, kill, until, worker
from sqlalchemy import func, select, update
from storing import url_of
from webhooks import PATH, Json, body_of, event, person, signature, words

from app import create_app, town_of, wall_clock
from bot.engine import Engine
from delivery.line import Line
from delivery.worker import Sender
from models.database import Database
from models.inbox import Event, EventState
from models.outbox import Outgoing, State
from models.rates import Rate
from settings import Settings

TERMINAL = (State.ACCEPTED, State.DEAD, State.UNCERTAIN, State.CANCELLED)
MOMENT = 1_790_000_000_000

# What LINE does with a reply → what becomes of the row, the most a resident may see by that token, and whether a
# push stands in for it.
FATES: dict[str, tuple[State, int, bool]] = {
    "well": (State.ACCEPTED, 1, False),
    "odd": (State.ACCEPTED, 1, False),
    "500 before": (State.UNCERTAIN, 0, False),
    "500 after": (State.UNCERTAIN, 1, False),
    "silence": (State.UNCERTAIN, 1, False),
    "reset before": (State.UNCERTAIN, 0, False),
    "reset after": (State.UNCERTAIN, 1, False),
    "used": (State.ACCEPTED, 0, True),
    "429": (State.ACCEPTED, 1, False),
}


def asks(name: str, number: int) -> Json:
    return words("わたしの予定", person(number), f"{name}{number}", MOMENT + number)


def post(database: Database, clock: Any, *events: Json) -> None:
    client = create_app(Settings(line_channel_secret=SECRET), database=database, clock=clock).test_client()
    body = body_of(events)
    for _time in range(REDELIVERED):
        answer = client.post(PATH, data=body, headers={"X-Line-Signature": signature(body)})
        if answer.status_code != 503:  # then LINE would bring it again
            break
    assert answer.status_code == 200


def answered(database: Database, clock: Any, *events: Json) -> None:
    """The events are stored, twice, and worked on: their answers stand in the outbox."""
    post(database, clock, *events)
    post(database, clock, *events)
    engine = Engine(database, clock, town_of(Settings()), ROUTES)
    while engine.batch():
        pass


def time_passes(database: Database, seconds: float = 100.0) -> None:
    """For the outbox, which knows no clock but the database's."""
    with database.writing() as db:
        db.execute(
            update(Outgoing).values(due=Outgoing.due - seconds, first_try=Outgoing.first_try - seconds)
        )
        db.execute(update(Rate).values(tat=Rate.tat - seconds, rests_until=Rate.rests_until - seconds))


def send_all(database: Database, line: OwnLine, timeout: float = 0.4) -> None:
    """Send until nothing is waiting any more."""
    with closing(
        Sender(database, Line("token", line.url, timeout=timeout), at_once=8, line_timeout=timeout)
    ) as sender:
        for _round in range(6):
            while sender.cycle() or not sender.idle:
                pass
            time_passes(database)


def rows(database: Database) -> dict[str, tuple[State, str]]:
    """Reply token → what became of the answer, and as what it went."""
    with database.reading() as db:
        found = db.execute(select(Outgoing.reply_token, Outgoing.state, Outgoing.kind))
        return {str(token): (State(state), str(kind)) for token, state, kind in found}


def all_terminal(database: Database) -> bool:
    with database.reading() as db:
        hanging = db.scalar(select(func.count()).where(Outgoing.state.not_in(TERMINAL)))
    return not hanging and not pending(database)


def killed_while_sending(
    database: Database, clock: Any, folder: Path, *, people: int, wait_out: bool = False
) -> Counter[str]:
    """A worker dies with one reply at LINE and others to go; what each token showed when another has finished."""
    line = OwnLine(behaves={"token-k0": ["slow"]})
    with line.open():
        settings = environment(url_of(database), 1, line.url)
        answered(database, clock, asks("k", 0))
        with worker(settings, folder / "first.log") as first:
            until(line.under_way.is_set, "the first reply to be at LINE")
            post(database, clock, *[asks("k", number) for number in range(1, people)])
            kill(first)
        if not wait_out:
            time_passes(database)  # the lease of the dead one is over
        line.go_on.set()
        with worker(settings, folder / "second.log"):
            until(lambda: all_terminal(database), "every row to be in its last state", patience=150)
    assert line.replies_with_key == 0
    assert rows(database)["token-k0"] == (State.UNCERTAIN, "reply")
    return line.shown


def happens(database: Database, kind: str, people: range) -> None:
    """All of them follow, or block; it has been worked on."""
    moment = int(time() * 1_000)
    events = [event(kind, person(number), f"{kind}{number}", moment + number) for number in people]
    post(database, wall_clock, *events)
    until(lambda: not pending(database), f"each {kind} to be worked on")


def pending(database: Database) -> int:
    lying = database.doorstep.waiting().webhooks if database.doorstep else 0  # before: they move one way only
    with database.reading() as db:
        return lying + (db.scalar(select(func.count()).where(Event.state == EventState.PENDING)) or 0)


def killed_while_answering(
    database: Database, clock: Any, folder: Path, *, people: int, kills: int
) -> tuple[int, Counter[str]]:
    """Workers die again and again; how many events that left pending, and what each token showed in the end."""
    line, left = OwnLine(), 0
    with line.open():
        settings = environment(url_of(database), 1, line.url)
        for number in range(kills):
            post(database, clock, *[asks("c", number * people + one) for one in range(people)])
            seen = line.shown.total()
            with worker(settings, folder / f"{number}.log") as process:
                until(lambda seen=seen: line.shown.total() > seen, "an answer")  # type: ignore[misc]
                kill(process)
                left += pending(database)
            time_passes(database)
        with worker(settings, folder / "last.log"):
            until(lambda: all_terminal(database), "everything to be answered", patience=600)
    return left, line.shown
