"""Telling one person: now, in the morning, or with the next free reply; nothing about oneself is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.budget import ensure, keep_reading
from models.limits import Limits
from models.outbox import Lane, Outgoing, State
from models.residents import Resident
from models.riding import aboard, drop_late, fitting
from outreach.telling import tell
from views import flex
from views.tap import Open

LIMITS = Limits(reserve=20)


def says_to(town, somebody, words, limits=LIMITS, count=1, **more):
    """Tell one person; the row that came of it."""
    with town.database.writing() as db:
        resident = Resident.known(db, somebody.line_id)
        said = [flex.text(f"{words} {number}" if count > 1 else words) for number in range(count)]
        row = tell(db, town.database, resident, said, "test", town.clock(), limits, **more)
    return row


def used_up(town, *, most=200, used=200):
    with town.database.writing() as db:
        ensure(db)
        keep_reading(db, most, used, 0, town.clock())


def test_by_day_it_leaves_at_once_and_can_be_answered_by_number(town, phone) -> None:
    hana = phone("hana")
    hana.says("こんにちは")
    with town.database.writing() as db:
        said = [flex.text("空きが出ました。", [flex.quick("わたしの予定", Open("mine"))])]
        resident = Resident.known(db, hana.line_id)
        row = tell(db, town.database, resident, said, "waiting.offer", town.clock(), LIMITS)
        assert (row.lane, row.units, row.due) == (Lane.URGENT, 1, 0.0)
    assert (
        said[0]["quickReply"]["items"][0]["action"]["label"] == "わたしの予定"
    )  # the caller's stay as they were
    town.work()
    hana.sees("空きが出ました。", "1 わたしの予定")
    hana.says("1")
    assert hana.answer


def test_at_night_it_waits_for_the_morning_of_that_person(town, phone, db) -> None:
    hana, taro = phone("hana"), phone("taro", quiet_from=20, quiet_until=10)
    town.clock.now = town.clock.now.replace(hour=22)
    morning = (town.clock.now + timedelta(days=1)).replace(hour=8, minute=0)
    # Guards `opens_at` in outreach/telling.py.
    assert says_to(town, hana, "空きが出ました。").due == morning.timestamp()
    assert says_to(town, taro, "空きが出ました。").due == morning.replace(hour=10).timestamp()
    assert says_to(town, hana, "避難してください。", urgent=True).due == 0.0


def test_when_the_month_is_used_up_it_comes_with_the_next_answer(town, phone, db) -> None:
    hana, taro = phone("hana"), phone("taro")
    used_up(town)
    row = says_to(town, hana, "草刈りは明日9時からです。")
    # Guards the budget's part of `room` in outreach/telling.py.
    assert (row.state, row.units) == (State.RIDING, 0)
    town.work()
    assert hana.chat == []
    taro.says("さがす")
    taro.sees_not("草刈りは明日")
    hana.says("使い方")
    hana.sees("草刈りは明日9時からです。")
    assert db.get(Outgoing, row.id).state == State.RODE
    pushed = [path for _method, path, _body in town.wire.calls if path.endswith(("push", "multicast"))]
    assert pushed == []
    hana.says("使い方")
    hana.sees_not("草刈りは明日")


def test_what_is_kept_for_reminders_is_there_for_them(town, phone) -> None:
    hana = phone("hana")
    used_up(town, used=190)
    assert says_to(town, hana, "草刈りは明日です。").state == State.PENDING
    used_up(town, most=None)
    assert says_to(town, hana, "草刈りは明日です。").state == State.PENDING


def test_what_is_urgent_is_tried_even_then(town, phone) -> None:
    used_up(town)
    assert says_to(town, phone("hana"), "避難してください。", urgent=True).state == State.PENDING


def test_what_would_be_too_late_in_the_morning_rides_only(town, phone, db) -> None:
    hana = phone("hana")
    town.clock.now = town.clock.now.replace(hour=22)
    soon = town.clock() + timedelta(hours=2)
    row = says_to(town, hana, "今夜の集まりは中止です。", not_after=soon)
    assert (row.state, row.not_after) == (State.RIDING, soon.timestamp())


def test_what_nobody_came_for_in_time_is_not_said_any_more(town, phone, db) -> None:
    hana = phone("hana")
    used_up(town)
    with town.database.reading() as session:
        past = town.database.moment(session) - 10
    for words in ("おとといの話です。", "きのうの話です。"):
        row = says_to(town, hana, words)
        with town.database.writing() as session:
            session.get(Outgoing, row.id).not_after = past
            if words.startswith("おととい"):
                drop_late(session)
    hana.says("使い方")
    # Guards `over` in models.riding.aboard, and drop_late for what nobody comes for at all.
    hana.sees_not("きのうの話")
    assert set(db.scalars(select(Outgoing.state).where(Outgoing.because == "test"))) == {State.CANCELLED}


def test_an_answer_takes_along_what_has_room_the_oldest_first(town, phone, db) -> None:
    hana = phone("hana")
    used_up(town)
    for number, count in enumerate((2, 4, 1, 2), 1):
        says_to(town, hana, f"話{number}", count=count)
    with town.database.writing() as session:
        rows = aboard(session, [hana.line_id])[hana.line_id]
        chosen = [len(row.messages()) for row in fitting(rows, 4)]
    # Guards the order and the sum in models.riding.fitting: a long one lets others by.
    assert chosen == [2, 1]


def test_who_blocked_us_is_told_nothing_and_more_than_four_messages_never_fit(town, phone) -> None:
    hana = phone("hana", follows=False)
    assert says_to(town, hana, "空きが出ました。") is None
    taro = phone("taro")
    with pytest.raises(ValueError, match="no room"):
        says_to(town, taro, "長い話", count=5)


def test_a_town_may_keep_other_hours(town, phone) -> None:
    hana = phone("hana")
    town.clock.now = town.clock.now.replace(hour=22)
    assert (
        says_to(town, hana, "空きが出ました。", limits=replace(LIMITS, quiet_from=0, quiet_until=0)).due
        == 0.0
    )
