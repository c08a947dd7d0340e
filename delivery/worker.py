"""The sender: claims rows of the outbox, sends each once, and writes down what became of it."""

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event as Flag
from typing import Any
from uuid import uuid4

from sqlalchemy import Exists, Float, Select, exists, func, select, text, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session, aliased

from delivery import menus
from delivery.line import Answer, Messenger
from delivery.verdicts import Verdict, judge
from models.database import Database
from models.outbox import UNDER_WAY, WAITING, Kind, Outgoing, State
from models.residents import Resident

log = logging.getLogger(__name__)

# Seconds a claim holds; more than twice LINE's time-out, so that nobody takes a row that is still under way.
LEASE = 45.0
# Seconds between two looks while messages are under way: what comes back meanwhile is written down together.
PACE = 0.01
MOST_TRIES_OF_A_POISON = 3


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed row, as a sending thread needs it."""

    id: int
    kind: Kind
    to: str
    reply_token: str | None
    body: str
    retry_key: str
    tries: int
    age: float


class Sender:
    """One per worker process. Rows to one person never overtake each other."""

    def __init__(self, database: Database, messenger: Messenger, threads: int) -> None:
        self._database = database
        self._messenger = messenger
        self._threads = threads
        self._lease = str(uuid4())
        self._finished: SimpleQueue[tuple[Parcel, Verdict]] = SimpleQueue()
        self._under_way = 0
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="send")

    def run(self, stop: Flag) -> None:
        """Send until told to stop; what is under way then is finished and recorded."""
        doorbell = self._database.doorbell()
        while not stop.is_set():
            try:
                busy = self.cycle()
            except (OperationalError, InterfaceError):
                log.warning("the database did not answer; trying again", exc_info=True)
                busy = False
            if busy or self._under_way:
                stop.wait(PACE)
            else:
                doorbell.wait(0.5)
        self.close()
        doorbell.close()

    def cycle(self) -> bool:
        """Write down what came back, take what is due, hand it to the threads. False: nothing moved."""
        finished = self._returned()
        free = self._threads - self._under_way
        if not finished and not (free and self._due()):
            return False
        for parcel in self._settle(finished, free):
            self._under_way += 1
            self._pool.submit(self._send, parcel)
        return True

    def close(self) -> None:
        """Wait for what is under way and write it down."""
        self._pool.shutdown(wait=True)
        self._settle(self._returned())

    @property
    def idle(self) -> bool:
        """Whether nothing is under way or waits to be written down."""
        return not self._under_way

    def _due(self) -> bool:
        with self._database.reading() as db:
            return db.scalar(self._claimable(1)) is not None

    def _claimable(self, most: int) -> Select[int]:
        due = select(Outgoing.id).where(WAITING, Outgoing.due <= self._database.seconds(), ~_overtakes())
        return due.order_by(Outgoing.lane, Outgoing.id).limit(most)

    def _returned(self) -> list[tuple[Parcel, Verdict]]:
        finished = []
        try:
            while True:
                finished.append(self._finished.get_nowait())
        except Empty:
            return finished

    def _settle(self, finished: list[tuple[Parcel, Verdict]], free: int = 0) -> list[Parcel]:
        """Record what came back and claim up to `free` rows, in one commit."""
        try:
            with self._database.writing() as db:
                # Whoever holds the lease by now: what LINE has accepted stays accepted.
                accepted = [parcel.id for parcel, verdict in finished if verdict.state is State.ACCEPTED]
                if accepted:
                    rows = update(Outgoing).where(Outgoing.id.in_(accepted))
                    db.execute(rows.values(state=State.ACCEPTED, lease=None, error=None))
                for parcel, verdict in finished:
                    if verdict.state is not State.ACCEPTED:
                        _record(db, parcel, verdict, self._lease, self._database)
                claimed = self._claim(db, free) if free else []
            self._under_way -= len(finished)
            return claimed
        except (OperationalError, InterfaceError):
            for one in finished:
                self._finished.put(one)  # LINE has decided; it only has to be written down later
            raise

    def _claim(self, db: Session, free: int) -> list[Parcel]:
        chosen = list(db.scalars(self._claimable(free).with_for_update(skip_locked=True)))
        if not chosen:
            return []
        now = self._database.seconds()
        rows = db.execute(
            update(Outgoing)
            .where(Outgoing.id.in_(chosen), Outgoing.state == State.PENDING)
            .values(
                state=State.SENDING,
                lease=self._lease,
                due=now + LEASE,
                tries=Outgoing.tries + 1,
                first_try=func.coalesce(Outgoing.first_try, now),
            )
            .returning(
                Outgoing.id,
                Outgoing.kind,
                Outgoing.to,
                Outgoing.reply_token,
                Outgoing.body,
                Outgoing.retry_key,
                Outgoing.tries,
                (now - Outgoing.first_try).cast(Float),
            )
        ).all()
        gone = _unfollowed(db, {row.to for row in rows if row.kind != Kind.REPLY})
        parcels = []
        for row in sorted(rows, key=lambda row: row.id):
            kind, to, token, body, key, tries, age = row[1:]
            parcel = Parcel(row.id, Kind(kind), to, token, body, key, tries, age or 0.0)
            if parcel.to in gone and parcel.kind is not Kind.REPLY:
                _record(
                    db,
                    parcel,
                    Verdict(State.CANCELLED, error="no friend any more"),
                    self._lease,
                    self._database,
                )
            else:
                parcels.append(parcel)
        return parcels

    def _send(self, parcel: Parcel) -> None:
        try:
            verdict = judge(parcel.kind, self._ask(parcel), parcel.tries, parcel.age)
        except Exception as bug:
            # The other place where everything is caught: one row must not stop the others.
            log.exception("outbox row %s met a bug", parcel.id)
            verdict = Verdict(State.DEAD, error=f"{type(bug).__name__}: {bug}"[:300])
        if verdict.error:
            log.warning("outbox row %s: %s %s", parcel.id, verdict.state, verdict.error[:80])
        self._finished.put((parcel, verdict))

    def _ask(self, parcel: Parcel) -> Answer:
        if parcel.kind is Kind.MENU:
            return menus.link(self._database, self._messenger, parcel.to)
        # The stored text goes out as it stands: every try sends the same bytes.
        if parcel.kind is Kind.REPLY:
            body = f'{{"replyToken":{json.dumps(parcel.reply_token)},"messages":{parcel.body}}}'
            return self._messenger.call("POST", "/v2/bot/message/reply", body.encode())
        body = f'{{"to":{json.dumps(parcel.to)},"messages":{parcel.body}}}'
        return self._messenger.call("POST", "/v2/bot/message/push", body.encode(), retry_key=parcel.retry_key)


def _overtakes() -> Exists:
    """Whether an earlier row of the same lane to the same person is still open, here or at another worker."""
    earlier = aliased(Outgoing, name="earlier")
    return exists().where(
        text("earlier.state IN ('pending', 'sending')"),  # written out, for the index on open rows
        earlier.to == Outgoing.to,
        earlier.lane == Outgoing.lane,
        earlier.id < Outgoing.id,
    )


def _record(db: Session, parcel: Parcel, verdict: Verdict, lease: str, database: Database) -> None:
    row = update(Outgoing).where(Outgoing.id == parcel.id)
    changes: dict[str, Any] = {
        "state": verdict.state,
        "lease": None,
        "error": verdict.error and verdict.error[:300],
    }
    if verdict.state is State.PENDING:
        changes["due"] = database.seconds() + verdict.wait
        if not verdict.counts:
            changes["tries"] = Outgoing.tries - 1
    if verdict.push_instead:
        changes["kind"] = Kind.PUSH
    db.execute(row.where(Outgoing.lease == lease).values(**changes))


def _unfollowed(db: Session, people: set[str]) -> set[str]:
    if not people:
        return set()
    blocked = select(Resident.line_id).where(Resident.line_id.in_(people), Resident.follows.is_(False))
    return set(db.scalars(blocked))


def take_back(database: Database, db: Session) -> int:
    """Free the rows of workers that died holding them. A reply may have arrived, so it is not sent again."""
    over = (UNDER_WAY, Outgoing.due <= database.seconds())
    died = "the worker died while it was under way"
    for where, state in (
        (Outgoing.kind == Kind.REPLY, State.UNCERTAIN),
        (Outgoing.tries >= MOST_TRIES_OF_A_POISON, State.DEAD),
    ):
        db.execute(update(Outgoing).where(*over, where).values(state=state, lease=None, error=died))
    freed: Any = db.execute(update(Outgoing).where(*over).values(state=State.PENDING, lease=None, error=died))
    return int(freed.rowcount)
