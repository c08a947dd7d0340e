"""D15, D17, D18, D28 and S8 for announcements: agreed to as they are, frozen, begun exactly once, also when killed."""

import json
import random
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep
from typing import Any

import psutil
import pytest
from processes import PATIENCE, at_home, environment, kill, running, until
from pyroaring import BitMap
from road import inhabit
from sqlalchemy import func, select, update
from storing import url_of

from models.acting import By
from models.announcements import Announcement, State, Time, TimeState, find
from models.approving import ChangedSince, OwnWork, approve, submit
from models.audiences import Audience
from models.contents import Content
from models.database import Database
from models.drafting import change, draft
from models.limits import Limits
from models.outbox import Outgoing
from models.planning import release
from models.refusals import Refusal
from models.residents import Resident
from models.schedules import Rule, Schedule
from models.sends import Send, SendPart, addressed
from outreach.announcements import tend
from outreach.expanding import expand
from views.announcements import bodies

KITA, MINAMI = By.staff("北"), By.staff("南")
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
LIMITS = Limits(undo=0.0, canary_wait=0.0, most_a_week=0)


def written(database: Database, words: str, schedule: Schedule, *, number: int = 1) -> int:
    """Handed in, and waiting for somebody else."""
    with database.writing() as db:
        one = draft(
            db, KITA, f"{words} {number}", Content.of_words(f"{words} {number}"), Audience(everyone=True), NOW,
            schedule=schedule,
        )  # fmt: skip
        submit(db, one, KITA, bodies(one, {}, NOW), NOW)
        return one.id


def agreed(database: Database, words: str, schedule: Schedule, *, number: int = 1) -> int:
    key = written(database, words, schedule, number=number)
    with database.writing() as db:
        one = find(db, key, MINAMI)
        approve(db, one, MINAMI, one.fingerprint, bodies(one, {}, NOW), NOW)
    return key


def at_once(times: int, act: Callable[[], Any]) -> list[Any]:
    with ThreadPoolExecutor(times) as threads:
        return [each.result() for each in [threads.submit(act) for _time in range(times)]]


def count(database: Database, table: type[Any]) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


def test_fifty_presses_and_four_starters_make_one_send(either: Database) -> None:
    """D17. Guards: the lock in models.planning.release; `Time.state == WAITING` in outreach.announcements."""
    inhabit(either, 300)
    key = agreed(either, "水", Schedule(rule=Rule.BY_HAND))

    moments = iter(NOW - timedelta(microseconds=one) for one in range(1_000))

    def press() -> State:
        with either.writing() as db:
            return release(db, find(db, key, KITA), KITA, next(moments))

    assert set(at_once(50, press)) == {State.SCHEDULED}
    assert count(either, Time) == 1
    at_once(4, lambda: tend(either, lambda: NOW, LIMITS))
    assert count(either, Send) == 1
    at_once(50, press)
    tend(either, lambda: NOW, LIMITS)
    assert count(either, Send) == 1


def test_two_approvers_at_once_make_one_approval_count_once(either: Database) -> None:
    """D17, S8. Guards: the lock in models.approving.approve; the unique key of `approvals`."""
    inhabit(either, 10)
    key = written(either, "水", Schedule())
    staff = [MINAMI, By.staff("西"), By.staff("東"), By.staff("中")] * 3

    def press() -> None:
        with either.writing() as db:
            one = find(db, key, KITA)
            approve(db, one, staff.pop(), one.fingerprint, bodies(one, {}, NOW), NOW)

    def try_to() -> str:
        try:
            press()
        except Refusal as refusal:  # whoever comes too late is told so
            return type(refusal).__name__
        return ""

    assert set(at_once(12, try_to)) <= {"", "NotWaiting"}
    assert count(either, Time) == 1
    at_once(4, lambda: tend(either, lambda: NOW, LIMITS))
    assert count(either, Send) == 1


def test_an_edit_between_seeing_and_agreeing_voids_it(either: Database) -> None:
    """S8. Guards: the fingerprint compared in models.approving.approve, and `one.state = DRAFT` in change()."""
    inhabit(either, 10)
    key = written(either, "水", Schedule())
    with either.writing() as db:
        seen = find(db, key, MINAMI).fingerprint
    changes: list[dict[str, Any]] = [
        {"title": "ほかの題"},
        {"content": Content.of_words("水 2")},
        {"audience": Audience(districts=("川東",))},
        {"schedule": Schedule(rule=Rule.ONCE, at=NOW + timedelta(days=1))},
    ]
    for each in changes:
        with either.writing() as db:
            one = find(db, key, KITA)
            change(db, one, KITA, NOW, **each)
            submit(db, one, KITA, bodies(one, {}, NOW), NOW)
        with either.writing() as db, pytest.raises(ChangedSince):
            approve(db, find(db, key, MINAMI), MINAMI, seen, {}, NOW)
    with either.writing() as db, pytest.raises(OwnWork):
        one = find(db, key, KITA)
        approve(db, one, KITA, one.fingerprint, {}, NOW)
    tend(either, lambda: NOW + timedelta(days=2), LIMITS)
    assert not count(either, Send)


def test_what_changes_after_the_start_changes_nothing_that_leaves(either: Database) -> None:
    """D15. Guards: `bodies` frozen in models.approving, and the bitmaps frozen by outreach.sending.begin."""
    inhabit(either, 1_000)
    key = agreed(either, "水", Schedule())
    tend(either, lambda: NOW, LIMITS)
    with either.writing() as db:
        one = db.get_one(Announcement, key)
        one.content_kept = [{"text": {"ja": "すりかえ"}}]  # as no verb of ours would
        db.execute(update(Resident).where(Resident.id % 2 == 0).values(locale="en"))
    inhabited = count(either, Resident)
    with either.writing() as db:
        newcomer = dict.fromkeys(("profile_due_at", "follows_since", "first_seen_at", "last_seen_at"), NOW)
        db.add(Resident(id=5_000, line_id="U" + "f" * 32, **newcomer))
    expand(either, lambda: NOW, LIMITS)
    with either.reading() as db:
        said = db.scalars(select(Outgoing.body)).all()
        assert all("水 1" in body and "すりかえ" not in body for body in said)
        assert db.scalar(select(func.sum(Outgoing.units))) == inhabited
        assert len(said) == 2  # all in the language they had when it began


def _starts(settings: Mapping[str, str], log: str) -> None:
    """A scheduler of its own: looks again and again, until it is killed."""
    at_home(settings, log)
    from models import load
    from settings import read_settings

    load()
    database = Database(read_settings().database_url)
    while True:
        tend(database, lambda: NOW, LIMITS)
        expand(database, lambda: NOW, LIMITS)
        sleep(0.01)


def test_three_schedulers_that_are_killed_begin_each_once(either: Database, tmp_path: Path) -> None:
    """D18, D28. Guards: start and send are one commit in outreach.announcements; rows and cursor in expanding."""
    begin_each_once(either, tmp_path, people=400, many=20, most_kills=5)


def begin_each_once(database: Database, folder: Path, *, people: int, many: int, most_kills: int) -> None:
    """Three schedulers begin `many` announcements to everybody, while one after another is killed and replaced."""
    inhabit(database, people)
    for number in range(many):
        agreed(database, "知らせ", Schedule(), number=number)
    settings = environment(url_of(database), 1)
    dice, kills, running_ones = random.Random(3), 0, list[psutil.Process]()
    with ExitStack() as stack:

        def start() -> None:
            log = folder / f"starter{len(running_ones)}{kills}.log"
            running_ones.append(stack.enter_context(running(_starts, settings, log)))

        for _one in range(3):
            start()

        def through() -> bool:
            nonlocal kills
            if kills < most_kills:
                sleep(dice.uniform(0.05, 0.4))
                kill(running_ones.pop(dice.randrange(3)))
                kills += 1
                start()
            with database.reading() as db:
                made = db.scalar(select(func.sum(SendPart.made))) or 0
            return kills == most_kills and made >= people * many

        until(through, "everything to begin", 3 * PATIENCE + most_kills)
    with database.reading() as db:
        assert set(db.scalars(select(Time.state))) == {TimeState.STARTED}
        subjects = db.scalars(select(Send.subject)).all()
        assert len(subjects) == len(set(subjects)) == many
        everybody = BitMap(range(1, people + 1))
        for send_id in db.scalars(select(Send.id)):
            assert addressed(db, send_id) == everybody
            rows = db.scalars(select(Outgoing.recipients).where(Outgoing.send_id == send_id)).all()
            got = [person for row in rows for person in json.loads(row or "[]")]
            assert len(got) == len(set(got)) == people
