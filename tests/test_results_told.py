"""Stories of organisers who hear what became of their announcement: once, by push, and not in the night."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from announcers import a_desk, got, may, writes
from fresh import fresh_postgres, fresh_sqlite
from sqlalchemy import func, select, update

from delivery.answers import Answer
from models import load
from models.acting import By
from models.announcements import Announcement, State
from models.awaiting import Awaited
from models.budget import ensure, keep_reading
from models.organisations import Organisation, Representative
from models.outbox import Outgoing
from models.outbox import State as Fate
from models.planning import withdraw
from models.residents import Resident
from models.sends import Send, SendPart, SendState, Why
from outreach import results
from views.announcing import TakeBack

WORDS = "手袋をお貸しします。"


@pytest.fixture
def desk(phone, town, db, clock):
    return a_desk(phone, town, db, clock)


@pytest.fixture
def yuko(desk, town, clock):
    """She sends without anybody's looking first."""
    may(town, clock, needs_approval=False)
    return desk[0]


def goes_through(town):
    """Begun, made into rows, sent, found to be through, told."""
    for _second in range(4):
        town.tend()


def awaited(db):
    return db.scalar(select(func.count()).select_from(Awaited))


def pauses(town, why):
    with town.database.writing() as writing:
        writing.execute(update(Send).values(state=SendState.PAUSED, why=why, total=Send.total + 3))


def test_she_hears_once_how_many_got_it_and_finds_the_figures(yuko, town, phone, db):
    writes(yuko)
    yuko.taps("送る")
    before = len(yuko.chat)
    goes_through(town)
    goes_through(town)
    assert len(yuko.chat) == before + 1
    assert got(yuko, "「手袋をお貸しします。」は2人のうち2人に届きました。") == 1
    pushed = db.scalars(select(Outgoing).where(Outgoing.because == "result announcements:1")).one()
    assert (pushed.units, pushed.send_id, awaited(db)) == (1, None, 0)
    yuko.taps("結果を見る")
    yuko.sees("送りました：2人のうち2人分をLINEが受け付けました")


def test_somebody_who_approved_it_hears_nothing(desk, town, phone, db):
    yuko, ken, _activity = desk
    writes(yuko)
    yuko.taps("確認に出す")
    ken.taps("見る")
    ken.taps("承認する")
    before = len(ken.chat)
    goes_through(town)
    assert len(ken.chat) == before
    yuko.sees("2人のうち2人に届きました。\n送り終わりました。")


def test_in_her_quiet_hours_it_waits_for_their_end(yuko, town, phone, db, clock):
    """Guards `tell` in outreach.results, which asks for them."""
    with town.database.writing() as writing:
        writing.execute(
            update(Resident).where(Resident.line_id == yuko.line_id).values(quiet_from=9, quiet_until=13)
        )
    writes(yuko)
    yuko.taps("送る")
    before = len(yuko.chat)
    goes_through(town)
    assert len(yuko.chat) == before
    waits = db.scalars(select(Outgoing).where(Outgoing.because == "result announcements:1")).one()
    assert (waits.state, waits.due) == (Fate.PENDING, clock.now.replace(hour=13).timestamp())


def test_without_messages_left_it_comes_with_her_next_answer(yuko, town, phone, db, clock):
    writes(yuko)
    yuko.taps("送る")
    town.tend()
    with town.database.writing() as writing:
        ensure(writing)
        keep_reading(writing, 200, 200, 2, clock())
    before = len(yuko.chat)
    goes_through(town)
    assert len(yuko.chat) == before
    yuko.says("出したお知らせ")
    assert got(yuko, "2人のうち2人に届きました") == 1


def test_who_stopped_it_herself_is_not_told(yuko, town, phone, db):
    """Guards `knows` in models.planning.withdraw."""
    writes(yuko)
    yuko.taps("送る")
    town.tend()
    with town.database.writing() as writing:  # as if there were more, whose turn has not come
        writing.execute(update(Send).values(state=SendState.SENDING, total=Send.total + 3))
    yuko.presses(TakeBack(1).pack())
    yuko.sees("止めました。")
    before = len(yuko.chat)
    goes_through(town)
    assert (len(yuko.chat), awaited(db)) == (before, 0)


def test_she_is_told_when_the_office_stopped_it(yuko, town, phone, db, clock):
    writes(yuko)
    yuko.taps("送る")
    town.tend()
    with town.database.writing() as writing:
        writing.execute(update(Send).values(state=SendState.SENDING, total=Send.total + 3))
        withdraw(writing, writing.get_one(Announcement, 1), By.staff("北"), clock())
    goes_through(town)
    yuko.sees("5人のうち2人に届きました。", "止められたので、ほかの人には届きません。", "結果を見る")


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (Why.CANARY, "はじめの何人かで届かないことが多かったので"),
        (Why.CONTENT, "LINEがこの内容を受け付けないので"),
    ],
)
def test_what_a_guard_keeps_back_is_told_at_once_and_not_again(yuko, town, phone, db, why, said):
    writes(yuko)
    yuko.taps("送る")
    town.tend()
    pauses(town, why)
    before = len(yuko.chat)
    goes_through(town)
    goes_through(town)
    yuko.sees("5人のうち2人に届きました。", said, "人に聞く")
    assert len(yuko.chat) == before + 1


def test_a_word_of_staff_between_is_no_result(yuko, town, phone, db):
    writes(yuko)
    yuko.taps("送る")
    town.tend()
    pauses(town, Why.STAFF)
    before = len(yuko.chat)
    goes_through(town)
    assert (len(yuko.chat), awaited(db)) == (before, 1)


def test_a_month_that_only_met_a_reservation_is_no_result(yuko, town, phone, db, clock):
    """Guards `_goes_on` in outreach.results."""
    writes(yuko)
    yuko.taps("送る")
    town.tend()
    pauses(town, Why.QUOTA)
    with town.database.writing() as writing:
        ensure(writing)
        keep_reading(writing, 200, 100, 2, clock())
    before = len(yuko.chat)
    results.tend(town.database, clock, town.engine.town.limits)
    town.work()
    assert len(yuko.chat) == before
    with town.database.writing() as writing:
        writing.execute(update(Send).values(total=Send.total + 200))
        keep_reading(writing, 200, 200, 2, clock())
        writing.execute(update(SendPart).values(total=SendPart.total + 200))
    results.tend(town.database, clock, town.engine.town.limits)
    yuko.says("出したお知らせ")  # there is no message left, so it comes with this answer
    assert got(yuko, "今月送れる数を使い切りました。") == 1


def test_who_does_not_speak_for_them_any_more_hears_nothing(yuko, town, phone, db):
    writes(yuko)
    yuko.taps("送る")
    with town.database.writing() as writing:
        for row in writing.scalars(select(Representative)):
            writing.delete(row)
    before = len(yuko.chat)
    goes_through(town)
    assert got(phone("hana"), WORDS) == 1
    assert (len(yuko.chat), awaited(db)) == (before, 0)


def test_those_whom_it_did_not_reach_are_not_counted_as_reached(yuko, town, phone, db):
    writes(yuko)
    yuko.taps("送る")
    with town.database.writing() as writing:
        writing.execute(update(Resident).where(Resident.line_id == phone("taro").line_id).values(locale="en"))
    town.wire.answers = [Answer(400, b'{"message":"no"}')]
    goes_through(town)
    yuko.sees("2人のうち1人に届きました。", "結果を見る")


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def either(request, tmp_path):
    load()
    with fresh_sqlite(tmp_path) if request.param == "SQLite" else fresh_postgres() as database:
        yield database


NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def test_two_workers_that_race_tell_it_once(either, town):
    """Guards the DELETE of models.awaiting.heard, whose row decides."""
    with either.writing() as db:
        ours = Organisation(name="川をまもる会", made_at=NOW)
        yuko = Resident.taken_in(db, "U" + "1" * 32, NOW, NOW)
        db.add(ours)
        db.flush()
        db.add(Representative(resident_id=yuko.id, organisation_id=ours.id, since=NOW))
        for number in range(1, 21):
            db.add(
                Announcement(
                    id=number, organisation_id=ours.id, title=f"{number}", content_kept=[], audience_kept={},
                    schedule_kept={}, state=State.STARTED, writers=[], author="yuko", author_id=yuko.id,
                    made_at=NOW, changed_at=NOW,
                )
            )  # fmt: skip
            send = Send(
                kind="announcement", subject=f"announcements:{number}", state=SendState.FINISHED, total=1,
                title=f"{number}", words="", fingerprint=f"{number}", made_at=NOW,
            )  # fmt: skip
            db.add(send)
            db.flush()
            db.add(Awaited(send_id=send.id, resident_id=yuko.id))
    limits = town.engine.town.limits
    with ThreadPoolExecutor(4) as threads:
        told = [threads.submit(results.tend, either, lambda: NOW, limits) for _worker in range(4)]
    assert sum(each.result() for each in told) == 20
    with either.reading() as db:
        rows = db.scalars(select(Outgoing.because)).all()
    assert sorted(rows) == sorted(f"result announcements:{number}" for number in range(1, 21))
