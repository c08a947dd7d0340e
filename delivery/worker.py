"""The sender: claims rows of the outbox, sends each once, and has its fate written down."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Flag
from typing import TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from delivery import menus
from delivery.answers import Answer
from delivery.claims import NOTHING, Claim, Claimer, Parcel, Room
from delivery.lifelines import Lifeline
from delivery.line import Messenger
from delivery.rooms import HORIZON
from delivery.settling import Outcome, Settler
from delivery.turnstile import Turnstile
from delivery.verdicts import Verdict, judge
from models.database import Database
from models.limits import Limits
from models.outbox import Kind, State

log = logging.getLogger(__name__)

# Seconds between two looks while messages are under way: what comes back meanwhile is written down together.
PACE = 0.02
# Seconds that a claimed row waits for a turn before it is given back; more than a turn may be ahead.
PATIENCE = 2.0
# Seconds that what is under way gets when the worker is told to stop.
LAST_WAIT = 8.0
# Rows that one worker died of begin few together; so many seconds after its beginning one only waits for LINE, and
# lets the next begin. What two workers died of goes out from a process of its own.
FEW = 10
SHOWN_HARMLESS = 0.5
AWAY = (OperationalError, InterfaceError)

T = TypeVar("T")


def lease_for(line_timeout: float) -> float:
    """Seconds a claim holds; more than twice LINE's time-out, so that nobody takes a row that is still under way."""
    return 2.5 * line_timeout + HORIZON + 5.0


class Sender:
    """One per worker process. Rows to one person never overtake each other."""

    def __init__(
        self,
        database: Database,
        messenger: Messenger,
        at_once: int,
        *,
        limits: Limits | None = None,
        line_timeout: float = 10.0,
        quarantine: bool = False,
    ) -> None:
        """`quarantine`: send what two workers died of, one at a time, and nothing else."""
        self._database = database
        self._messenger = messenger
        self._at_once = 1 if quarantine else at_once
        self._lifeline = Lifeline(database, self._at_once)
        self._begun = self._lifeline.begun
        lease = self._lifeline.lease
        self._claimer = Claimer(database, limits or Limits(), lease, lease_for(line_timeout))
        self._settler = Settler(database, lease)
        self._finished: deque[Outcome] = deque()
        self._under_way: dict[asyncio.Task[None], Parcel] = {}
        self._quarantine = quarantine
        # The database is asked in a thread of its own: LINE's answers are taken meanwhile.
        self._clerk = ThreadPoolExecutor(1, thread_name_prefix="outbox")
        self._loop = asyncio.new_event_loop()
        self._turnstiles = {kind: Turnstile(self._loop) for kind in Kind}

    def run(self, stop: Flag) -> None:
        """Send until told to stop; what is under way then is finished and recorded."""
        self._loop.run_until_complete(self._run(stop))
        self.close()

    def cycle(self) -> bool:
        """Write down what came back, take what is due, let it go. False: nothing moved."""
        return self._loop.run_until_complete(self._cycle_and_wait())

    def close(self) -> None:
        """Wait for what is under way and write it down."""
        if not self._loop.is_closed():
            self._loop.run_until_complete(self._close())
            self._loop.close()
            self._clerk.shutdown()
            self._lifeline.let_go()

    @property
    def idle(self) -> bool:
        """Whether nothing is under way or waits to be written down."""
        return not self._under_way and not self._finished

    async def _run(self, stop: Flag) -> None:
        doorbell = self._database.doorbell()
        while not stop.is_set():
            try:
                busy = await self._cycle()
            except AWAY:
                log.warning("the database did not answer; trying again", exc_info=True)
                await self._ask_clerk(self._lifeline.doubt)
                await asyncio.sleep(0.5)
                continue
            if busy or not self.idle:
                await asyncio.sleep(PACE)
            else:
                await self._loop.run_in_executor(None, doorbell.wait, 0.5)
        doorbell.close()

    async def _cycle_and_wait(self) -> bool:
        busy = await self._cycle()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=PACE)
        return busy

    async def _cycle(self) -> bool:
        free = self._at_once - len(self._under_way)
        back = len(self._finished)
        lacking = {kind: count for kind, stile in self._turnstiles.items() if (count := stile.lacking())}
        if not back and not lacking and not (free and await self._ask_clerk(self._due)):
            return False
        frail = FEW - sum(
            parcel.deaths > 0 and not self._harmless(parcel) for parcel in self._under_way.values()
        )
        # A quarter of all connections is kept from news: an answer never waits for one.
        room = Room(free, max(0, free - self._at_once // 4), frail, lacking)
        parcels, turns, found = await self._settle(room)
        for kind, stile in self._turnstiles.items():
            stile.give(turn for whose, turn in turns if whose is kind)
        for parcel in parcels:
            task = self._loop.create_task(self._carry(parcel))
            self._under_way[task] = parcel
            task.add_done_callback(self._under_way.pop)
        if turns:
            self._claimer.committed()
        return bool(back or found)

    async def _close(self) -> None:
        if self._under_way:
            _done, late = await asyncio.wait(self._under_way, timeout=LAST_WAIT)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        try:
            await self._settle(Room(0, 0, 0, {}))
        except AWAY:
            log.warning("the database is away; LINE will be asked again with the same keys", exc_info=True)
        await self._messenger.close()

    async def _ask_clerk(self, task: Callable[[], T]) -> T:
        return await self._loop.run_in_executor(self._clerk, task)

    def _due(self) -> bool:
        with self._database.reading() as db:
            return self._claimer.any_suspect(db) if self._quarantine else self._claimer.any_due(db)

    def _harmless(self, parcel: Parcel) -> bool:
        return self._begun.under_way_for(parcel.id) > SHOWN_HARMLESS

    async def _settle(self, room: Room) -> Claim:
        """Record what came back and claim what is due, in one commit."""
        outcomes = [self._finished.popleft() for _one in range(len(self._finished))]
        try:
            found = await self._ask_clerk(lambda: self._in_one_commit(outcomes, room))
        except AWAY:
            self._finished.extend(outcomes)  # LINE has decided; it only has to be written down later
            raise
        for outcome in outcomes:
            self._begun.forget(outcome.parcel.id)
        return found

    def _in_one_commit(self, outcomes: Sequence[Outcome], room: Room) -> Claim:
        self._lifeline.hold()
        with self._database.writing() as db:
            self._settler.settle(db, outcomes)
            return self._claim(db, room)

    def _claim(self, db: Session, room: Room) -> Claim:
        if not room.free and not room.lacking:
            return NOTHING
        return self._claimer.suspect(db, room) if self._quarantine else self._claimer.claim(db, room)

    async def _carry(self, parcel: Parcel) -> None:
        outcome = await self._outcome(parcel)
        if outcome.verdict.state is State.ACCEPTED:
            self._begun.accepted(parcel.id)
        if outcome.verdict.error:
            log.warning("outbox row %s: %s %s", parcel.id, outcome.verdict.state, outcome.verdict.error[:80])
        self._finished.append(outcome)

    async def _outcome(self, parcel: Parcel) -> Outcome:
        began = False
        try:
            answer, missed = None, False
            while answer is None:
                turn = await self._turnstiles[parcel.kind].enter(PATIENCE, first=missed)
                if turn is None:
                    return Outcome(parcel, Verdict(State.PENDING, counts=False))
                began = True
                self._begun.begins(parcel.id)
                answer = await self._ask(parcel, turn.closes)
                if answer is None:  # nothing was sent
                    self._begun.forget(parcel.id)
                    began, missed = False, True
            # With a 409 LINE names the request that it had accepted.
            named = answer.headers.get("x-line-accepted-request-id") or answer.headers.get(
                "x-line-request-id"
            )
            log.debug("row %s: %s %s %s", parcel.id, parcel.kind, answer.status, named)
            verdict = judge(parcel.kind, answer, parcel.tries, parcel.age, len(parcel.recipients) or 1)
            return Outcome(parcel, verdict, named)
        except asyncio.CancelledError:
            return Outcome(parcel, _interrupted(parcel, began))
        except Exception as bug:
            # Another of the places where everything is caught: one row must not stop the others.
            log.exception("outbox row %s met a bug", parcel.id)
            return Outcome(parcel, Verdict(State.DEAD, error=f"{type(bug).__name__}: {bug}"[:300]))

    async def _ask(self, parcel: Parcel, closes: float) -> Answer | None:
        # The stored text goes out as it stands: every try sends the same bytes.
        key: str | None = parcel.retry_key
        if parcel.kind is Kind.MENU:
            return await asyncio.to_thread(menus.link, self._database, self._messenger, parcel.to)
        if parcel.kind is Kind.REPLY:
            key, body = None, f'{{"replyToken":{json.dumps(parcel.reply_token)},"messages":{parcel.body}}}'
        elif parcel.kind is Kind.NARROWCAST:
            body = parcel.body
        else:
            to = json.dumps(parcel.recipients or parcel.to, separators=(",", ":"))
            # LINE counts for each name who opened it, as far as it tells.
            unit = f',"customAggregationUnits":["send_{parcel.send_id}"]' if parcel.send_id else ""
            body = f'{{"to":{to},"messages":{parcel.body}{unit}}}'
        return await self._messenger.post(f"/v2/bot/message/{parcel.kind}", body.encode(), key, closes)


def _interrupted(parcel: Parcel, began: bool) -> Verdict:
    """The worker stops before LINE's answer is here."""
    why = "the worker stopped while it was under way"
    if began and parcel.kind is Kind.REPLY:
        return Verdict(State.UNCERTAIN, error=why)
    return Verdict(State.PENDING, counts=began, error=why)
