"""Promises D18 and D19 for reminders: each exactly once, at its hour in Japan, whatever the machines do; on both.

What guards each place. Each was taken away by hand, and the test named after it failed:
- `insert_new(db, Reminder, …)` deciding in `outreach.reminders._remind` (several at once, killed);
- the reminder's row and its message in one commit: two transactions in `tend` (killed);
- `locked` in `_remind`: a time that is moved meanwhile is announced wrongly (while it is written, PostgreSQL);
- `astimezone(TOKYO)` in `models.reminding.wanted_at` (the hours of Japan)."""

import multiprocessing
import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

import pytest
from fresh import fresh_postgres, fresh_sqlite
from hypothesis import given
from hypothesis import strategies as some
from reminding import moved
from sqlalchemy import func, select

from models import load
from models.activities import Activity, Occurrence
from models.database import Database
from models.limits import Limits
from models.outbox import Outgoing, State
from models.quiet import TOKYO, is_quiet
from models.registrations import Registration, RegistrationState
from models.reminders import Reminder
from models.reminding import Ahead, due_at, expires_at
from models.residents import Resident
from models.town import Town
from outreach import reminders
from outreach.telling import tell

TOWN = Town("つなぐ町", "窓口", "0000-00-0000", "https://town.example")
EVENING = datetime(2026, 11, 27, 18, 0, tzinfo=TOKYO)
ACTIVITIES, EACH = 4, 20


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def both(request, tmp_path):
    with fresh_sqlite(tmp_path) if request.param == "SQLite" else fresh_postgres() as database:
        fill(database)
        yield database


def fill(database: Database) -> None:
    """People who joined what begins tomorrow at nine."""
    joined, starts = EVENING - timedelta(days=3), EVENING + timedelta(hours=15)
    with database.writing() as db:
        for number in range(ACTIVITIES):
            activity = Activity(title=f"会{number}", place="公民館", taken=EACH, made_at=joined, extra={})
            activity.occurrences = [Occurrence.at(starts, starts + timedelta(hours=2))]
            activity.prepare()
            db.add(activity)
            db.flush()
            for person in range(EACH):
                resident = Resident.taken_in(db, f"U{number}-{person}", joined, joined)
                db.add(
                    Registration(
                        resident_id=resident.id, activity_id=activity.id, state=RegistrationState.JOINED,
                        check_in_code=f"{1000 + person}", changed_at=joined,
                    )
                )  # fmt: skip


def tend(database: Database, moment: datetime = EVENING) -> int:
    return reminders.tend(database, lambda: moment, Limits(), TOWN)


def told(database: Database) -> Counter[str]:
    with database.reading() as db:
        return Counter(db.scalars(select(Outgoing.to).where(Outgoing.because.startswith("reminder "))))


def at_once(*works: Callable[[], object]) -> None:
    """Do all of these side by side; what goes wrong in one of them is raised here."""
    with ThreadPoolExecutor(len(works)) as threads:
        for done in [threads.submit(work) for work in works]:
            done.result()


def test_several_schedulers_at_once_remind_each_once(both):
    at_once(*[lambda: tend(both)] * 4)
    assert tend(both) == 0
    assert len(told(both)) == ACTIVITIES * EACH
    assert set(told(both).values()) == {1}


def test_clocks_that_differ_by_minutes_remind_each_once_and_none_before_its_own_six(both):
    for minute in range(-6, 7):
        moment = EVENING + timedelta(minutes=minute)
        at_once(*(partial(tend, both, moment + timedelta(minutes=off)) for off in (-5, 0, 5)))
        assert bool(told(both)) == (minute >= -5)
    assert set(told(both).values()) == {1} and len(told(both)) == ACTIVITIES * EACH


def _tends_until_killed(url: str) -> None:
    load()
    database = Database(url)
    while True:
        tend(database)


def test_killed_at_any_moment_each_is_reminded_once(both):
    processes = multiprocessing.get_context("forkserver")
    url, chance = both.url.render_as_string(hide_password=False), Random(18)
    for _kill in range(4):
        both.close()
        process = processes.Process(target=_tends_until_killed, args=(url,))
        process.start()
        before = len(told(both))
        for _look in range(600):
            if len(told(both)) > before or process.exitcode is not None:
                break
            time.sleep(0.02)
        time.sleep(chance.random() / 50)
        assert process.exitcode is None
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        if len(told(both)) == ACTIVITIES * EACH:
            break
    tend(both)
    assert set(told(both).values()) == {1} and len(told(both)) == ACTIVITIES * EACH
    with both.reading() as db:
        assert (
            db.scalar(select(func.count()).select_from(Reminder).where(Reminder.outgoing_id.is_(None))) == 0
        )


def test_what_is_moved_meanwhile_is_never_announced_at_its_old_time(both):
    def move() -> None:
        for key in range(1, ACTIVITIES + 1):
            with both.writing() as db:
                moved(db, db.get_one(Activity, key), timedelta(hours=1))

    at_once(lambda: tend(both), move, lambda: tend(both))
    for _again in range(2):
        tend(both)
    with both.reading() as db:
        rows = select(Outgoing.body).where(Outgoing.because.startswith("reminder "))
        waiting = db.scalars(rows.where(Outgoing.state == State.PENDING)).all()
        assert len(waiting) == ACTIVITIES * EACH
        assert all("10:00\N{NON-BREAKING HYPHEN}12:00" in body for body in waiting)


def test_who_moves_it_while_it_is_written_takes_back_what_was_written(both, monkeypatch):
    """It is moved at the very moment between our look and our commit."""
    with ThreadPoolExecutor(1) as elsewhere:
        movers = []

        def move() -> None:
            with both.writing() as db:
                moved(db, db.get_one(Activity, 1), timedelta(hours=1))

        def slow_tell(*given, **more):
            if not movers:
                movers.append(elsewhere.submit(move))
                time.sleep(0.3)  # time enough to commit, for whoever is not kept waiting
            return tell(*given, **more)

        monkeypatch.setattr(reminders, "tell", slow_tell)
        tend(both)
        movers[0].result()
    with both.reading() as db:
        theirs = Outgoing.because == "reminder activities:1"
        assert set(db.scalars(select(Outgoing.state).where(theirs))) == {State.CANCELLED}


@pytest.fixture(params=["UTC", "Asia/Tokyo", "America/New_York"])
def host(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("starts", "ahead", "due"),
    [
        ((2027, 1, 1, 9), Ahead.DAY, (2026, 12, 31, 18)), ((2027, 1, 1, 9), Ahead.WEEK, (2026, 12, 25, 18)),
        ((2028, 3, 1, 9), Ahead.DAY, (2028, 2, 29, 18)), ((2028, 2, 29, 0), Ahead.DAY, (2028, 2, 28, 18)),
        ((2027, 1, 1, 0), Ahead.DAY, (2026, 12, 31, 18)), ((2027, 1, 1, 14), Ahead.MORNING, (2027, 1, 1, 8)),
        ((2027, 1, 1, 9), Ahead.MORNING, (2027, 1, 1, 8)), ((2027, 1, 1, 6), Ahead.MORNING, None),
        ((2027, 1, 1, 0), Ahead.MORNING, None),
    ],
)  # fmt: skip
def test_the_hours_are_those_of_japan_wherever_the_host_stands(host, starts, ahead, due):
    one = Occurrence.at(datetime(*starts, tzinfo=TOKYO).astimezone(UTC))
    assert due_at(ahead, one, None, Limits()) == (datetime(*due, tzinfo=TOKYO) if due else None)


@given(
    some.datetimes(datetime(2026, 12, 1), datetime(2028, 12, 31)),
    some.sampled_from(Ahead),
    some.booleans(),
    some.sampled_from([(None, None), (0, 0), (20, 7), (22, 9), (17, 9), (9, 18)]),
)
def test_no_reminder_is_due_at_night_nor_when_its_words_are_wrong(starts, ahead, all_day, night):
    one = Occurrence.at(starts.replace(tzinfo=TOKYO), all_day=all_day)
    resident = Resident(quiet_from=night[0], quiet_until=night[1])
    due = due_at(ahead, one, resident, Limits())
    if due is not None:
        assert not is_quiet(due, resident, Limits())
        assert due < expires_at(ahead, one) <= one.over_at
        assert one.all_day or due < one.starts_at
