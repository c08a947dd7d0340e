"""Stories of reminders: a week, a day and a few hours before, each once, and never of what is no longer true."""

from datetime import timedelta

import pytest
from offered import an_activity, an_organisation, place_of, speaks_for
from phone import actions, bare
from reminding import joins, on, pushes, tend, used_up
from sqlalchemy import func, select

from models.activities import Occurrence
from models.audit import Act
from models.outbox import State
from models.reminders import Reminder, ReminderWish
from models.reminding import Ahead, Wish
from models.residents import Resident
from models.topics import Rest, pause
from views.activities import Join
from views.news import RestFor
from views.reminders import PlanReminders, SwitchReminder


def test_who_joined_is_reminded_a_week_ahead_the_day_before_and_in_the_morning(town, phone, db, clock):
    activity = an_activity(db, clock(), days=10, latitude=35.2, longitude=136.9, address="つなぐ町川東1")
    hana, taro = phone("hana"), phone("taro")
    joins(hana, activity)  # Friday 4 December, 9:00
    taro.presses(f"activity.like/1?activity={activity.id}")

    on(clock, 27, 17, 59)
    assert tend(town) == 0
    on(clock, 27, 18)
    assert tend(town) == 1
    hana.sees(
        "もうすぐ、12月4日(金)です。",
        "川原の草刈り",
        "12月4日(金) 9:00\N{NON-BREAKING HYPHEN}11:30",
        "川原の広場",
        "つなぐ町川東1",
    )
    hana.sees(
        f"受付番号：{place_of(db, hana.line_id).check_in_code}",
        "いっしょに草を刈ります。",
        "カレンダーに入れる",
    )

    on(clock, 3, 18, month=12)
    assert tend(town) == 1
    hana.sees("あすです。")

    on(clock, 4, 8, month=12)
    assert tend(town) == 1
    hana.sees("きょうです。")
    assert [bare(one["label"]) for one in actions(hana.chat[-1])] == [
        "見る・変える", "地図", "取り消す", "わたしの予定", "なぜ届いた？", "こういうのを減らす", "しばらく休む",
    ]  # fmt: skip
    hana.taps("地図")
    assert hana.last()[-1]["type"] == "location" or hana.last()[0]["type"] == "location"

    on(clock, 4, 12, month=12)
    assert tend(town) == 0
    assert len(pushes(db, hana)) == 3 and pushes(db, taro) == []


def test_a_reminder_can_be_answered_by_its_number(town, phone, db, clock):
    activity = an_activity(db, clock(), days=4)
    hana = phone("hana")
    joins(hana, activity)
    on(clock, 27, 18)
    tend(town)
    hana.says("2")
    hana.sees("取り消しますか")


def test_it_speaks_the_language_and_letters_of_each(town, phone, db, clock):
    activity = an_activity(db, clock(), days=4)
    emma, kiyo = phone("emma", locale="en"), phone("kiyo", letter_size="large")
    emma.presses(Join(activity.id).pack())
    emma.says("1")
    emma.taps("Yes, I join")
    joins(kiyo, activity)
    on(clock, 27, 18)
    assert tend(town) == 2
    emma.sees(
        "It is tomorrow.",
        "Sat 28 Nov 9:00\N{NON-BREAKING HYPHEN}11:30",
        "Why did I get it?",
        "Less like this",
    )
    heading = kiyo.last()[-1]["contents"]["body"]["contents"][1]
    assert heading["size"] == "xxl"


def test_who_joined_after_its_hour_is_not_told_what_they_just_read(town, phone, db, clock):
    activity = an_activity(db, clock(), days=4)
    hana = phone("hana")
    on(clock, 27, 18, 30)
    joins(hana, activity)
    assert tend(town) == 0
    on(clock, 28, 8)
    assert tend(town) == 1


def test_the_morning_is_the_earlier_of_eight_and_two_hours_before_outside_the_quiet_hours(
    town, phone, db, clock
):
    nine, hana, jiro = (
        an_activity(db, clock(), days=4),
        phone("hana"),
        phone("jiro", quiet_from=22, quiet_until=6),
    )
    joins(hana, nine)
    joins(jiro, nine)
    on(clock, 28, 6, 59)
    assert tend(town) == 0
    on(clock, 28, 7)
    assert tend(town) == 1  # jiro's night is over at six
    jiro.sees("きょうです。")
    on(clock, 28, 8)
    assert tend(town) == 1
    hana.sees("きょうです。")


def test_nothing_is_said_at_the_start_or_later_nor_long_after_its_hour(town, phone, db, clock):
    hana = phone("hana")
    joins(hana, an_activity(db, clock(), days=4))
    on(clock, 28, 8, 31)  # the worker was away; half an hour is the most
    assert tend(town) == 0
    on(clock, 28, 9)
    assert tend(town) == 0


def test_half_an_hour_late_is_not_too_late(town, phone, db, clock):
    hana = phone("hana")
    joins(hana, an_activity(db, clock(), days=4))
    on(clock, 28, 8, 29)
    assert tend(town) == 1


def test_what_was_missed_in_the_evening_does_not_come_at_night(town, phone, db, clock):
    hana = phone("hana")
    joins(hana, an_activity(db, clock(), days=4))
    on(clock, 27, 21, 10)
    assert tend(town) == 0  # it could leave only in the morning, which has a reminder of its own
    on(clock, 28, 8)
    assert tend(town) == 1
    hana.sees("きょうです。")
    hana.sees_not("あすです。")


def test_days_in_a_row_are_one_thing_and_weekly_times_are_not(town, phone, db, clock):
    activity = an_activity(db, clock(), days=4)
    activity.occurrences += [
        Occurrence.at(activity.starts_at + timedelta(days=days), activity.ends_at + timedelta(days=days))
        for days in (1, 8)
    ]
    activity.prepare()
    db.flush()
    hana = phone("hana")
    joins(hana, activity)
    told = []
    start = clock.now
    for hours in (hours for hours in range(14 * 24) if (10 + hours) % 24 in (7, 8, 9, 18, 19)):
        clock.now = start + timedelta(hours=hours)
        if tend(town):
            told.append((clock.now.month, clock.now.day, clock.now.hour))
    assert told == [(11, 27, 18), (11, 28, 8), (12, 5, 18), (12, 6, 8)]


def test_what_the_month_has_no_message_for_comes_with_the_next_answer(town, phone, db, clock):
    hana = phone("hana")
    joins(hana, an_activity(db, clock(), days=4))
    used_up(db, clock)
    on(clock, 27, 18)
    assert tend(town) == 1
    assert [row.state for row in pushes(db, hana)] == [State.RIDING]
    hana.says("くらし")
    hana.sees("あすです。", "川原の広場")
    assert [row.state for row in pushes(db, hana)] == [State.RODE]
    hana.says("くらし")
    hana.sees_not("あすです。")


@pytest.mark.parametrize("rest", list(Rest))
def test_a_rest_from_news_is_none_from_reminders_and_says_so(town, phone, db, clock, rest):
    hana = phone("hana")
    joins(hana, an_activity(db, clock(), days=4))
    hana.presses(RestFor(rest).pack())
    hana.sees("申し込んだ活動と空き待ちのお知らせは、今までどおり届きます。")
    on(clock, 27, 18)
    assert tend(town) == 1


def test_somebody_wants_fewer_of_them(town, phone, db, clock):
    hana, jiro = phone("hana"), phone("jiro")
    activity = an_activity(db, clock(), days=4)
    joins(hana, activity)
    joins(jiro, activity)
    hana.says("リマインド")
    hana.sees("いま：3回とも")
    hana.taps("前の日だけ")
    hana.sees("前の日だけにお知らせします。")
    jiro.says("前もってのお知らせ")
    jiro.says("3")
    jiro.sees("前もってのお知らせはしません。")
    on(clock, 27, 18)
    assert tend(town) == 1
    on(clock, 28, 8)
    assert tend(town) == 0
    assert len(pushes(db, hana)) == 1 and pushes(db, jiro) == []
    hana.says("設定")
    hana.sees("前もってのお知らせ：前の日だけ")
    assert ReminderWish.of(db, Resident.known(db, hana.line_id)) == Wish.DAY


def test_a_pause_by_hand_changes_nothing_either(town, phone, db, clock):
    hana = phone("hana")
    joins(hana, an_activity(db, clock(), days=4))
    resident = Resident.known(db, hana.line_id)
    pause(resident, clock(), Rest.MONTH)
    db.flush()
    on(clock, 28, 8)
    assert tend(town) == 1
    assert db.scalar(select(func.count()).select_from(Reminder).where(Reminder.ahead == Ahead.MORNING)) == 1


def test_the_organiser_chooses_which_of_them_go_out(town, phone, db, clock):
    organisation = an_organisation(db, clock())
    activity = an_activity(db, clock(), days=4, organisation_id=organisation.id)
    yuko, hana = phone("yuko"), phone("hana")
    speaks_for(db, yuko.line_id, organisation, clock())
    joins(hana, activity)
    yuko.says("団体")
    yuko.taps("見る・変える")
    yuko.taps("前もってのお知らせ")
    yuko.sees("申し込んだ方に、前もってお知らせします。", "1週間前：はい", "前の日：はい", "当日の朝：はい")
    yuko.taps("前の日はなし")
    yuko.sees("前の日：いいえ")
    yuko.taps("1週間前はなし")
    yuko.taps("1週間前に知らせる")
    yuko.sees("1週間前：はい", "前の日：いいえ", "当日の朝：はい")
    on(clock, 27, 18)
    assert tend(town) == 0
    on(clock, 28, 8)
    assert tend(town) == 1
    acts = db.scalars(select(Act).where(Act.did == "reminders.plan")).all()
    assert len(acts) == 3


def test_nobody_else_chooses_for_them(town, phone, db, clock):
    organisation = an_organisation(db, clock())
    activity = an_activity(db, clock(), days=4, organisation_id=organisation.id)
    hana = phone("hana")
    joins(hana, activity)
    for tap in (PlanReminders(activity.id), SwitchReminder(activity.id, Ahead.DAY, on=False)):
        hana.presses(tap.pack())
        hana.sees("それは、もうここにありません。")
    on(clock, 27, 18)
    assert tend(town) == 1
