"""Stories of organisers who say in the chat when their announcement is to leave (over 300 lines: one story each)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from announcers import a_desk, data_of, got, may, one, sends, writes
from offered import speaks_for
from sqlalchemy import select

from models.announcements import Held, State, Time, TimeState
from models.budget import ensure, keep_reading
from models.schedules import Rule
from simulator.checks.messages import MESSAGE
from views.announcing import HandIn, ShowOne
from views.announcing_times import ChooseTime

TOKYO = ZoneInfo("Asia/Tokyo")
WORDS = "手袋をお貸しします。"
NINE = datetime(2026, 11, 25, 9, 0, tzinfo=TOKYO)
SECOND = timedelta(seconds=1)


@pytest.fixture
def desk(phone, town, db, clock):
    return a_desk(phone, town, db, clock)


@pytest.fixture
def yuko(desk, town, clock):
    """She sends without anybody's looking first."""
    may(town, clock, needs_approval=False)
    return desk[0]


def times(db):
    rows = select(Time.state, Time.due).order_by(Time.id)
    return [(row.state, row.due.astimezone(TOKYO)) for row in db.execute(rows)]


def test_it_leaves_at_the_time_that_was_chosen_and_not_before(yuko, town, phone, db, clock):
    writes(yuko)
    yuko.taps("日時を決める")
    yuko.sees(
        "いつ送りますか",
        "送れるのは8時から21時までです。",
        "1 きょう 18:00",
        "2 あした 9:00",
        "3 あした 18:00",
    )
    yuko.says("2")
    yuko.sees(
        "まだ送っていません", "11月25日(水) 9:00に送る予定です。", "5人のうち2人", "500人分のうち500人分"
    )
    town.tend()
    assert times(db) == []  # nothing is planned before she says so
    yuko.taps("この日時に送る")
    yuko.sees(
        "承認されました。自動で送ります。",
        "11月25日(水) 9:00に送ります。それまでは取り消せます。",
        "予定をやめる",
        "日時を変える",
    )
    assert times(db) == [(TimeState.WAITING, NINE)]

    clock.now = NINE - SECOND
    town.tend()
    assert got(phone("hana"), WORDS) == 0 and sends(db) == []
    clock.now = NINE
    town.tend()
    town.tend()
    assert got(phone("hana"), WORDS) == 1 and got(phone("jiro"), WORDS) == 0
    assert len(sends(db)) == 1


def test_a_time_is_picked_from_the_calendar_of_the_phone(yuko, town, phone, db, clock):
    writes(yuko)
    yuko.taps("日時を決める")
    picker = next(button for button in yuko.buttons() if button["type"] == "datetimepicker")
    assert (picker["mode"], picker["min"], picker["initial"]) == (
        "datetime",
        "2026-11-24T10:01",
        "2026-11-24T18:00",
    )
    # What it is about is over then: nothing later can be picked.
    assert picker["max"] == "2026-11-28T11:29"
    yuko.taps("日時をえらぶ", datetime="2026-11-26T10:30")
    yuko.sees("11月26日(木) 10:30に送る予定です。")
    assert one(db).schedule.at == datetime(2026, 11, 26, 10, 30, tzinfo=TOKYO)


def test_who_cannot_pick_types_it_and_is_told_what_cannot_be(yuko, town, phone, db, clock):
    """Guards the refusals of models.planning.once."""
    writes(yuko)
    yuko.says("日時を決める")
    yuko.says("そのうち")
    yuko.sees("日にちと時刻を送ってください。例：「あした 9時」「11/27 10:00」", "いつ送りますか")
    yuko.says("きょう 9時")
    yuko.sees("その時刻はもう過ぎました。", "いつ送りますか")
    yuko.says("あした 22時")
    yuko.sees("21時から8時までは、お休みの方がいるので送りません。")
    yuko.says("2030/11/30 10:00")
    yuko.sees("先すぎます。")
    yuko.says("11/28 12:00")
    yuko.sees("そのときには活動が終わっています。")
    yuko.says("もどる")
    yuko.sees_not("いつ送りますか")
    assert one(db).schedule.rule == Rule.AT_ONCE
    yuko.presses(ShowOne(1).pack())
    yuko.says("日時を決める")
    yuko.says("あした 9時")
    yuko.sees("11月25日(水) 9:00に送る予定です。")


def test_pressing_twice_schedules_once(yuko, town, phone, db, clock):
    """Guards the state asked in handlers.announced.hand_in, and `insert_new` in models.planning.add_time."""
    writes(yuko)
    yuko.taps("日時を決める")
    yuko.says("あした 9時")
    press = data_of(yuko, "この日時に送る")
    yuko.presses(press)
    yuko.presses(press)
    yuko.sees("11月25日(水) 9:00に送ります。")
    assert times(db) == [(TimeState.WAITING, NINE)]
    clock.now = NINE
    town.tend()
    yuko.presses(press)
    town.tend()
    assert len(sends(db)) == 1 and got(phone("hana"), WORDS) == 1


def test_the_button_from_before_the_time_sends_nothing(yuko, town, phone, db, clock):
    """The plan is part of what was looked at. Guards `schedule_kept` in Announcement.fingerprint."""
    writes(yuko)
    before = data_of(yuko, "送る")
    yuko.taps("日時を決める")
    yuko.says("あした 9時")
    yuko.presses(before)
    yuko.sees("変わりました")
    town.tend()
    assert sends(db) == [] and one(db).state == State.DRAFT


def test_it_stands_in_the_list_and_cancelling_leaves_nothing(yuko, town, phone, db, clock):
    writes(yuko)
    yuko.taps("日時を決める")
    yuko.says("あした 9時")
    yuko.taps("この日時に送る")
    yuko.says("出したお知らせ")
    yuko.sees("11月25日(水) 9:00に送ります。", "予定をやめる")
    yuko.says("予定をやめる")
    yuko.sees("取りやめました。「手袋をお貸しします。」はだれにも届きません。")
    clock.now = NINE
    town.tend()
    town.tend()
    assert got(phone("hana"), WORDS) == 0 and sends(db) == []
    assert times(db) == [(TimeState.CANCELLED, NINE)]
    yuko.says("出したお知らせ")
    yuko.sees_not(WORDS)


def test_another_time_takes_the_first_one_back(yuko, town, phone, db, clock):
    writes(yuko)
    yuko.taps("日時を決める")
    yuko.says("あした 9時")
    yuko.taps("この日時に送る")
    yuko.taps("日時を変える")
    yuko.sees("いまの予定：11月25日(水) 9:00")
    yuko.says("2")  # the same again
    yuko.says("日時を変える")
    yuko.says("あした 18時")
    yuko.sees("まだ送っていません", "11月25日(水) 18:00に送る予定です。")
    clock.now = NINE
    town.tend()
    assert sends(db) == []
    yuko.presses(ShowOne(1).pack())
    yuko.taps("この日時に送る")
    clock.now = NINE.replace(hour=18)
    town.tend()
    assert got(phone("hana"), WORDS) == 1 and len(sends(db)) == 1


def test_she_can_do_without_a_time_again(yuko, town, phone, db, clock):
    writes(yuko)
    yuko.taps("日時を決める")
    yuko.sees_not("日時を決めない")
    yuko.says("あした 9時")
    yuko.taps("日時を変える")
    yuko.says("日時を決めない")
    yuko.sees("日時を決める")
    yuko.taps("送る")
    yuko.sees("1分後に送ります")
    town.tend()
    assert got(phone("hana"), WORDS) == 1


def test_somebody_else_approves_the_time_as_well(desk, town, phone, db, clock):
    yuko, ken, _activity = desk
    writes(yuko)
    yuko.taps("日時を決める")
    yuko.says("あした 9時")
    yuko.taps("確認に出す")
    ken.sees("11月25日(水) 9:00に送る予定なので、それまでに見てください。")
    ken.taps("見る")
    ken.sees("11月25日(水) 9:00に送る予定です。")
    agree = data_of(ken, "承認する")
    yuko.presses(ShowOne(1).pack())
    yuko.taps("日時を変える")
    yuko.says("あした 18時")
    yuko.taps("確認に出す")
    ken.presses(agree)  # what he saw was another time
    ken.sees("変わりました")
    assert one(db).state == State.WAITING and times(db) == []
    ken.presses(ShowOne(1).pack())
    ken.taps("承認する")
    yuko.sees("「手袋をお貸しします。」が承認されました。11月25日(水) 18:00に送ります。")
    clock.now = NINE
    town.tend()
    assert sends(db) == []
    clock.now = NINE.replace(hour=18)
    town.tend()
    assert got(phone("hana"), WORDS) == 1


def test_a_time_that_passed_before_anybody_looked_has_to_be_chosen_anew(desk, town, phone, db, clock):
    """Guards `missed` in models.announcing."""
    yuko, ken, _activity = desk
    writes(yuko)
    yuko.taps("日時を決める")
    yuko.says("あした 9時")
    yuko.taps("確認に出す")
    ken.taps("見る")
    agree = data_of(ken, "承認する")
    clock.now = NINE + SECOND
    for look in (ShowOne(1).pack(), agree):
        ken.presses(look)
        ken.sees("11月25日(水) 9:00に送る予定でしたが、過ぎました。")
        ken.sees_not("承認する")
    town.tend()
    assert sends(db) == [] and one(db).state == State.WAITING
    yuko.presses(ShowOne(1).pack())
    yuko.says("日時を変える")
    yuko.says("きょう 18時")
    yuko.taps("確認に出す")
    ken.taps("見る")
    ken.taps("承認する")
    clock.now = NINE.replace(hour=18)
    town.tend()
    assert got(phone("hana"), WORDS) == 1


def test_next_month_is_counted_for_next_month(yuko, town, phone, db, clock):
    """This month's messages are used up, those of December are not."""
    with town.database.writing() as writing:
        ensure(writing)
        keep_reading(writing, 200, 200, 0, clock())
    yuko.says("お知らせを書く")
    yuko.says("12月の予定が決まりました。")
    yuko.says("2")
    yuko.says("1")
    assert "送る" not in [button["label"][2:] for button in yuko.buttons()]
    yuko.taps("日時を決める")
    yuko.says("12/1 9:00")
    yuko.sees("下の「今月」は、送る月のことです。", "今月の残りは 180通です。送ったあとは 178通です。")
    yuko.taps("この日時に送る")
    clock.now = datetime(2026, 12, 1, 9, 0, tzinfo=TOKYO)
    town.tend()
    assert got(phone("hana"), "12月の予定が決まりました。") == 1


def test_its_time_came_and_it_did_not_leave_she_hears_that(yuko, town, phone, db, clock):
    """Guards `tell_writer` in outreach.announcements."""
    writes(yuko)
    yuko.taps("日時を決める")
    yuko.says("あした 9時")
    yuko.taps("この日時に送る")
    clock.now = NINE + timedelta(minutes=31)  # nobody was at work
    before = len(yuko.chat)
    town.tend()
    town.tend()
    assert len(yuko.chat) == before + 1
    yuko.sees("手袋をお貸しします。", "予定の時刻に送れなかったので", "見る", "それでも送る", "日時を変える")
    assert db.scalars(select(Time.why)).one() == Held.LATE
    yuko.says("日時を変える")
    yuko.says("きょう 18時")
    yuko.taps("この日時に送る")
    clock.now = NINE.replace(hour=18)
    town.tend()
    assert got(phone("hana"), WORDS) == 1


def test_what_was_sent_has_no_time_any_more_nor_another_s(yuko, town, phone, db, clock):
    writes(yuko)
    choose = ChooseTime(1).pack()
    phone("hana").presses(choose)
    phone("hana").sees("もうここにありません")
    yuko.taps("送る")
    town.tend()
    yuko.presses(choose)
    yuko.sees("もう送ったので")
    yuko.presses(HandIn(1).pack())
    assert len(sends(db)) == 1


@pytest.mark.parametrize("locale", ["ja_Hira", "en"])
def test_in_other_languages_and_large_letters(desk, town, phone, db, clock, locale):
    yuko = desk[0]
    writes(yuko)
    reader = phone("reader", locale=locale, letter_size="large")
    speaks_for(db, reader.line_id, one(db).organisation, clock())
    reader.presses(ChooseTime(1).pack())
    reader.says("2")
    reader.sees(
        {
            "ja_Hira": "11月25日（水曜日） 午前9時に おくる よていです。",
            "en": "It is to leave on Wed 25 Nov at 9:00.",
        }[locale]
    )
    assert all(not MESSAGE(message) for message in reader.chat)
