"""A storm on one activity: everybody presses at once, several engines work side by side, offers run out.

A trigger in the database keeps a ledger of every change of every place, in the order in which it was made.
`Books` replays that ledger, so that a wrong state shows even if it stood for a moment only."""

import random
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import sleep
from typing import Any

from offered import an_activity
from phone import ROUTES, TestTown
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import OperationalError

from app import town_of
from bot.engine import Engine
from models.activities import Activity
from models.database import Database
from models.inbox import Event, EventState
from models.limits import Limits
from models.outbox import Kind, Outgoing
from models.registrations import Registration, RegistrationState
from models.residents import Resident
from outreach.offers import tend
from views.activities import Join
from views.joining import Accept, ChangeParty, Decline, LeaveSure, Wait
from views.tap import Answered, Tap

HOLDS = ("joined", "offered")
A_BODY = 50  # events in one webhook

POSTGRES_LEDGER = """
CREATE TABLE ledger (id serial PRIMARY KEY, resident integer, state text, party integer);
CREATE FUNCTION keep_ledger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO ledger (resident, state, party) VALUES (NEW.resident_id, NEW.state, NEW.party);
  RETURN NEW;
END $$;
CREATE TRIGGER kept AFTER INSERT OR UPDATE ON registrations FOR EACH ROW EXECUTE FUNCTION keep_ledger();
"""
SQLITE_LEDGER = [
    "CREATE TABLE ledger (id INTEGER PRIMARY KEY, resident INTEGER, state TEXT, party INTEGER)",
    *(
        f"CREATE TRIGGER kept_{what} AFTER {what} ON registrations BEGIN "
        "INSERT INTO ledger (resident, state, party) VALUES (NEW.resident_id, NEW.state, NEW.party); END"
        for what in ("INSERT", "UPDATE")
    ),
]


@dataclass
class Books:
    """What the ledger says happened."""

    most_held: int = 0
    overtaken: list[str] = field(default_factory=list)
    offers: Counter[int] = field(default_factory=Counter)
    expired: Counter[int] = field(default_factory=Counter)
    changes: int = 0

    @classmethod
    def of(cls, rows: Sequence[tuple[int, str, int]]) -> "Books":
        books = cls()
        standing: dict[int, tuple[str, int]] = {}
        line: list[int] = []
        for resident, state, party in rows:
            before = standing.get(resident, ("", 0))[0]
            standing[resident] = (state, party)
            books.changes += 1
            books.most_held = max(books.most_held, sum(p for s, p in standing.values() if s in HOLDS))
            if state == before:
                continue
            if state == "offered":
                books.offers[resident] += 1
                if line[:1] != [resident]:
                    books.overtaken.append(f"{resident} was offered a place before {line[:1]}")
            if state == "expired":
                books.expired[resident] += 1
            if state == "joined" and before != "offered" and line:
                books.overtaken.append(f"{resident} joined while {len(line)} were waiting")
            if before == "waiting":
                line.remove(resident)
            if state == "waiting":
                line.append(resident)
        return books


class Storm:
    def __init__(self, database: Database, clock: Any, *, people: int, engines: int, places: int, seed: int):
        self.database, self.clock, self.places = database, clock, places
        self.chance = random.Random(seed)
        self.town = TestTown(database, clock)
        self.workers = engines
        with database.writing() as db:
            now = clock()
            for statement in [POSTGRES_LEDGER] if not database.embedded else SQLITE_LEDGER:
                db.execute(text(statement))
            self.activity = an_activity(db, now, days=30, capacity=places, party_most=3).id
            who = [
                {"line_id": f"U{n:032}"}
                | dict.fromkeys(("follows_since", "first_seen_at", "last_seen_at", "profile_due_at"), now)
                for n in range(people)
            ]
            db.execute(insert(Resident), who)

    def close(self) -> None:
        self.town.close()

    def rages(self, rounds: int) -> Books:
        """Everybody tries to join at once, then `rounds` times everybody does something; what came of it."""
        with self.database.reading() as db:
            everybody = dict(db.execute(select(Resident.id, Resident.line_id)).all())
        self._happen({line_id: self._joins() for line_id in everybody.values()})
        for number in range(rounds):
            self.clock.moves(hours=25 if number % 3 == 2 else 1)  # every third round all open offers run out
            places = self._places()
            acts = {line_id: self._acts(places.get(key)) for key, line_id in everybody.items()}
            self._happen({line_id: taps for line_id, taps in acts.items() if taps})
        self._ends(everybody)
        self.clock.moves(hours=25)
        while self._tick():
            pass
        with self.database.reading() as db:
            rows = db.execute(text("SELECT resident, state, party FROM ledger ORDER BY id")).all()
        return Books.of([(resident, state, party) for resident, state, party in rows])

    def _ends(self, everybody: dict[int, str]) -> None:
        """All who have no place want one, a few give theirs up, and whoever is offered it lets the offer run out.

        What the rounds leave behind is a matter of who was quicker; so at least these offers run out in every storm.
        """
        places = self._places()
        self._happen(
            {line_id: self._joins() for key, line_id in everybody.items() if self._without(places.get(key))}
        )
        places = self._places()
        joined = [place for place in places.values() if place.state == RegistrationState.JOINED]
        self._happen({everybody[place.resident_id]: [LeaveSure(place.id)] for place in joined[:3]})

    def _places(self) -> dict[int, Registration]:
        with self.database.reading() as db:
            return {one.resident_id: one for one in db.scalars(select(Registration))}

    def _without(self, place: Registration | None) -> bool:
        return place is None or place.state in ("left", "declined", "expired")

    def _joins(self) -> list[Tap]:
        """All that somebody presses who wants a place, or else to wait; some of it comes too late."""
        party = str(self.chance.choice([1, 1, 1, 2, 3]))
        form = "activity.join"
        return [
            Join(self.activity),
            Answered(form, "party", party),
            Answered(form, "sure", "join"),
            Wait(self.activity, int(party)),
        ]

    def _acts(self, place: Registration | None) -> list[Tap]:
        roll = self.chance.random()
        if place is None or self._without(place):
            return self._joins() if roll < 0.5 else []
        if place.state == RegistrationState.OFFERED:
            yes, no = Accept(place.id), Decline(place.id)
            return [yes, yes] if roll < 0.4 else [no, no] if roll < 0.7 else []
        leaves = 0.6 if place.state == RegistrationState.JOINED else 0.1
        if roll < leaves:
            return [LeaveSure(place.id), LeaveSure(place.id)]
        if roll < leaves + 0.2:
            party = str(self.chance.choice([1, 2, 3]))
            return [ChangeParty(place.id), Answered("activity.party", "party", party)]
        return []

    def _happen(self, acts: dict[str, list[Tap]]) -> None:
        """Post what everybody presses, interleaved, and let all engines and the clock's tick work at once."""
        events = []
        for turn in range(max(map(len, acts.values()), default=0)):
            people = [line_id for line_id, taps in acts.items() if len(taps) > turn]
            self.chance.shuffle(people)
            for line_id in people:
                data = acts[line_id][turn].pack()
                source = {"type": "user", "userId": line_id}
                events.append(self.town.event("postback", source, postback={"data": data}))
        for start in range(0, len(events), A_BODY):
            assert self.town.post(*events[start : start + A_BODY]) == 200
        with self._engines() as threads:
            while self._pending():
                self._tick()
                sleep(0.03)
                assert all(thread.is_alive() for thread in threads), "an engine gave up"

    @contextmanager
    def _engines(self) -> Iterator[list[threading.Thread]]:
        stop = threading.Event()
        threads = []
        for _worker in range(self.workers):
            engine = Engine(self.database, self.clock, town_of(self.town.settings), ROUTES)
            threads.append(threading.Thread(target=engine.run, args=(stop,)))
        for thread in threads:
            thread.start()
        try:
            yield threads
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def _pending(self) -> int:
        with self.database.reading() as db:
            waiting = select(func.count()).where(Event.state == EventState.PENDING)
            return db.scalar(waiting) or 0

    def _tick(self) -> int:
        """As the worker does it: when the database chooses this one to end a deadlock, it is done again later."""
        try:
            return tend(self.database, self.clock, Limits())
        except OperationalError:
            return 0

    def failed(self) -> list[str]:
        with self.database.reading() as db:
            return list(db.scalars(select(Event.error).where(Event.state == EventState.FAILED)))

    def told(self, because: str) -> Counter[int]:
        """How often each was pushed a message for this reason."""
        rows = (
            select(Resident.id, func.count())
            .join(Outgoing, Outgoing.to == Resident.line_id)
            .where(Outgoing.kind == Kind.PUSH, Outgoing.because == because)
            .group_by(Resident.id)
        )
        with self.database.reading() as db:
            return Counter(dict(db.execute(rows).all()))

    def read_in_the_answer(self) -> Counter[int]:
        """How often each read an offer in the answer to what they pressed themselves."""
        rows = (
            select(Resident.id, func.count())
            .join(Outgoing, Outgoing.to == Resident.line_id)
            .where(Outgoing.kind == Kind.REPLY, Outgoing.body.contains(f"{Accept.name}/"))
            .group_by(Resident.id)
        )
        with self.database.reading() as db:
            return Counter(dict(db.execute(rows).all()))

    def counted(self) -> tuple[int, int, int | None]:
        """Places held by the activity's own count, by its registrations, and the first waiting party."""
        held = select(func.sum(Registration.party)).where(Registration.state.in_(HOLDS))
        first = (
            select(Registration.party)
            .where(Registration.state == RegistrationState.WAITING)
            .order_by(Registration.queued)
            .limit(1)
        )
        with self.database.reading() as db:
            taken = db.scalars(select(Activity.taken)).one()
            return taken, db.scalar(held) or 0, db.scalar(first)

    def queue_numbers(self) -> list[int]:
        with self.database.reading() as db:
            waiting = Registration.state == RegistrationState.WAITING
            return list(db.scalars(select(Registration.queued).where(waiting)))
