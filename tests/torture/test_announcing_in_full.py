"""D15 and D17 in full: ten thousand leave while they are written to, and fifty presses make one announcement."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from pathlib import Path
from random import Random
from time import monotonic, sleep, time
from typing import Any

from agreed import AT_ONCE
from announcers import a_desk, data_of, got, sends, writes
from offered import speaks_for
from phone import ROUTES, TestTown
from processes import environment, free_port, gunicorn, worker
from road import SETTINGS, drained, inhabit, letters, states
from road_line import TENTH, road_line
from sqlalchemy import select
from storing import url_of
from webhooks import PATH, Client, Json, body_of, event, person, signature

from app import town_of
from bot.engine import Engine
from models.database import Database
from models.organisations import Organisation
from models.quiet import TOKYO
from models.residents import Resident
from outreach.announcements import tend
from views.announcing import ShowOne

# Of what is at LINE or on its way there when somebody leaves: what one worker may have in hand.
IN_HAND = 500


def test_ten_thousand_who_leave_while_they_are_written_to(either: Database, tmp_path: Path) -> None:
    # Guards delivery/fates.py: who has left is not written to; models/residents.py: `came_after`, who comes back gets
    # nothing from before; models/outbox.py: the words and the people of a row are as they were at its first try.
    people, seconds, port, chance = 10_000, 100.0, free_port(), Random(15)
    inhabit(either, people)
    order = sorted((chance.uniform(0.0, seconds), who) for who in range(people))
    with road_line(tmp_path, faults=TENTH, timed=True) as line, ExitStack() as stack:
        settings = environment(url_of(either), port, line.url) | SETTINGS | {"TSUNAGU_RATE_SHARE": "0.05"}
        stack.enter_context(gunicorn(settings, tmp_path / "web.log"))
        stack.enter_context(worker(settings, tmp_path / "worker.log"))
        letters(either, "letters", range(people))
        with _noticing(either, people) as known, ThreadPoolExecutor(4) as clients:
            parts = clients.map(lambda part: _leave(order[part::4], port), range(4))
            told = {who: moment for part in parts for who, moment in part.items()}
            drained(either, 300)
        first, seen, mismatches = line.first(), line.seen("letters", people), line.counts()["mismatches"]
    after_it_was_told = sorted(first[who] - told[who] for who in first)
    after_it_was_known = sorted(first[who] - known[who] for who in first)
    print(
        f"\n{len(first)} were written to, the last of them {after_it_was_known[-1]:.2f} s after it was known that they "
        f"had left, {after_it_was_told[-1]:.2f} s after the webhook was answered"
    )
    found = states(either)
    assert mismatches == 0 and max(seen) == 1 and sum(found.values()) == people
    # Of those who came back after a try nobody asks whether LINE has it.
    assert found["accepted"] <= seen[1] <= found["accepted"] + found["uncertain"]
    assert 0 < len(first) < people
    assert sum(late > 0.0 for late in after_it_was_known) <= IN_HAND


def _leave(order: Sequence[tuple[float, int]], port: int) -> dict[int, float]:
    """One client tells of people who leave, each at their second; every third comes back at once. When it was kept."""
    began, told = monotonic(), dict[int, float]()
    with closing(Client(port)) as client:
        for second, who in order:
            sleep(max(0.0, began + second - monotonic()))
            moment = int(time() * 1_000)
            events = [event("unfollow", person(who), f"leaves-{who}", moment)]
            if who % 3 == 0:
                events.append(event("follow", person(who), f"comes-{who}", moment + 1))
            while client.post(body_of(events)) != 200:
                sleep(0.05)
            told[who] = monotonic()
    return told


@contextmanager
def _noticing(database: Database, people: int) -> Iterator[dict[int, float]]:
    """Note when each person's leaving stands in the database, to a tenth of a second, until all have left."""
    known = dict[int, float]()

    def looks() -> None:
        while len(known) < people:
            with database.reading() as db:
                left = db.scalars(
                    select(Resident.id).where(~Resident.follows | (Resident.came_after > 0))
                ).all()
            for key in left:
                known.setdefault(key - 1, monotonic())
            sleep(0.1)

    thread = threading.Thread(target=looks)
    thread.start()
    yield known
    thread.join(300)
    assert len(known) == people


def test_fifty_presses_of_two_colleagues_make_one_announcement(either: Database, clock: Any) -> None:
    # Guards models/approving.py: the lock in `approve`; models/inbox.py: ids are unique, and events of one person are
    # worked on one after another; outreach/announcements.py: a time begins once.
    clock.now = datetime.now(TOKYO).replace(
        hour=10
    )  # what is due asks the database's clock, which goes as it goes
    with closing(TestTown(either, clock)) as town, town.looking() as db:
        yuko, ken, _activity = a_desk(town.phone, town, db, clock)
        mio, hana = town.phone("mio"), town.phone("hana")
        speaks_for(db, mio.line_id, db.scalars(select(Organisation)).one(), clock())
        writes(yuko)
        yuko.taps("確認に出す")
        presses = []
        for one in (ken, mio):
            one.presses(ShowOne(1).pack())
            source, data = {"type": "user", "userId": one.line_id}, data_of(one, "承認する")
            one.sent = len(one.chat)
            presses += [town.event("postback", source, postback={"data": data}) for _press in range(25)]
        _at_once(50, lambda: _brought_twice(town, presses.pop()))
        second = Engine(either, clock, town_of(town.settings), ROUTES)
        engines = [town.engine, second]
        _at_once(2, lambda: _works(engines.pop()))
        town.work()
        told = Counter(_words(message) for one in (ken, mio) for message in one.answer)
        print(f"\n{told}")
        assert set(told.values()) == {50}
        _at_once(4, lambda: tend(either, clock, AT_ONCE))
        for _second in range(3):
            town.tend()
        assert len(sends(db)) == 1 and got(hana, "手袋をお貸しします。") == 1


def _at_once(times: int, act: Callable[[], Any]) -> None:
    with ThreadPoolExecutor(times) as threads:
        for each in [threads.submit(act) for _time in range(times)]:
            each.result()


def _works(engine: Engine) -> None:
    while engine.batch():
        pass


def _brought_twice(town: TestTown, press: Json) -> None:
    for again in (False, True):
        body = body_of([press | {"deliveryContext": {"isRedelivery": again}}])
        headers = {"X-Line-Signature": signature(body)}
        while town.app.test_client().post(PATH, data=body, headers=headers).status_code == 503:
            sleep(0.05)  # then LINE brings it again


def _words(message: Json) -> str:
    return str(message.get("text") or message.get("altText"))[:60]
