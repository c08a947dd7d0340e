"""D1, W1 and W17 on several machines: three front doors and three workers over one PostgreSQL, any of them killed."""

from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any

import psutil
from processes import environment, free_port, gunicorn, kill, until, worker
from replying import pending
from road import SETTINGS, drained, inhabit, letters, states
from road_line import TENTH, road_line
from road_posting import Doors, posting
from sqlalchemy import func, select
from storing import stored, url_of

from models.database import Database
from models.inbox import Event
from models.outbox import Outgoing

HOSTS = ("127.0.0.2", "127.0.0.3", "127.0.0.4")


class Machines:
    """Three of each, on addresses of their own; whoever is killed comes back."""

    def __init__(self, settings: dict[str, str], folder: Path, stack: ExitStack) -> None:
        self._settings, self._folder, self._stack = settings, folder, stack
        self._logs = 0
        self.ports = {host: free_port() for host in HOSTS}
        self.doors = {host: self._opens(host) for host in HOSTS}
        self.workers = {host: self._works() for host in HOSTS}

    def kill(self, chance: Random) -> None:
        """One process, whichever: a worker, a front door's main process, or one of those that serve."""
        host, what = chance.choice(HOSTS), chance.choice(("worker", "door", "server"))
        if what == "worker":
            kill(self.workers[host])
            self.workers[host] = self._works()
        elif what == "server":
            kill(chance.choice(self.doors[host].children()))  # gunicorn starts another one
        else:
            for process in (self.doors[host], *self.doors[host].children()):
                kill(process)
            self.doors[host] = self._opens(host)

    def _opens(self, host: str) -> psutil.Process:
        mine = self._settings | {"TSUNAGU_BIND": f"{host}:{self.ports[host]}"}
        return self._stack.enter_context(gunicorn(mine, self._log()))

    def _works(self) -> psutil.Process:
        return self._stack.enter_context(worker(self._settings, self._log()))

    def _log(self) -> Path:
        self._logs += 1
        return self._folder / f"process{self._logs}.log"


def through_kills(postgres: Database, folder: Path, *, people: int, kills: int) -> None:
    """Letters leave and webhooks come in while processes die; nothing is lost, doubled or out of order."""
    inhabit(postgres, people)
    letters(postgres, "letters", range(people))
    chance = Random(20261121)
    with road_line(folder, faults=TENTH, slow=0.05) as line, ExitStack() as stack:
        settings = environment(url_of(postgres), 1, line.url) | SETTINGS
        machines = Machines(settings, folder, stack)
        addresses = list(machines.ports.items())
        doors = [Doors(*addresses[one:], *addresses[:one]) for one in range(3)]
        with posting(*doors, name="w17", text="ぬむ") as found:
            for _kill in range(kills):
                found.goes_on()
                machines.kill(chance)
            found.goes_on()
        until(lambda: not pending(postgres), "every event to be worked on")
        drained(postgres, 300)
        assert line.seen("letters", people) == {1: people}
        counts = line.counts()
        assert counts["mismatches"] == counts["keyed_replies"] == counts["doubled_tokens"] == 0
    assert states(postgres)["accepted"] >= people
    assert found.acknowledged <= stored(postgres)
    _each_was_answered_once_and_in_order(postgres)


def _each_was_answered_once_and_in_order(database: Database) -> None:
    with database.reading() as db:
        rows: Any = db.execute(
            select(Event.lane, Event.id, Outgoing.id)
            .join(Outgoing, Outgoing.event_id == Event.id, isouter=True)
            .order_by(Event.lane, Event.id)
        ).all()
        unanswered = db.scalar(
            select(func.count()).where(Outgoing.event_id.is_(None), Outgoing.send_id.is_(None))
        )
    answers: dict[str, list[int]] = {}
    for lane, event, answer in rows:
        assert answer is not None, f"event {event} was not answered"
        answers.setdefault(lane, []).append(answer)
    assert answers and not unanswered
    for lane, ids in answers.items():
        assert ids == sorted(ids), lane


def test_three_doors_and_three_workers_of_which_any_may_die(postgres: Database, tmp_path: Path) -> None:
    # Guards what D1, W1 and W17 guard, with nothing shared but the database: delivery/waiting.py (SKIP LOCKED),
    # delivery/claims.py (leases), bot/queue.py (the lock of lanes), bot/ingest.py (`keep` returns after the commit).
    through_kills(postgres, tmp_path, people=1_500, kills=5)
