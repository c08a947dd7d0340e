"""Dates in the demo town move with the day on which it is made."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

import demo
from demo import dates
from demo.content import town
from demo.dates import Rule
from models.activities import Activity, Occurrence
from models.database import Database

TOKYO = ZoneInfo("Asia/Tokyo")
MONDAY = datetime(2026, 5, 11, 9, 30, tzinfo=TOKYO)
WEEK = [MONDAY + timedelta(days=days) for days in range(7)]


def days(rules: list[str], now: datetime) -> list[date]:
    found = dates.occurrences([Rule.parse(rule) for rule in rules], now)
    return [one.starts_at.astimezone(TOKYO).date() for one in found]


def everything(now: datetime) -> list[tuple[Rule, Occurrence]]:
    found: list[tuple[Rule, Occurrence]] = []
    for activity in town().activities:
        rules = [Rule.parse(words) for words in activity.when]
        found += zip(rules, dates.occurrences(rules, now), strict=True)
    return found


@pytest.mark.parametrize("now", WEEK, ids=lambda now: f"{now:%A}")
def test_on_every_weekday_all_of_it_is_ahead_and_on_the_right_day(now: datetime) -> None:
    for rule, one in everything(now):
        assert one.over_at > now
        starts = one.starts_at.astimezone(TOKYO)
        assert now.date() <= starts.date() <= now.date() + timedelta(weeks=8)
        assert rule.near is not None or starts.weekday() == rule.weekday
        assert starts.time() == rule.starts


@pytest.mark.parametrize("now", WEEK, ids=lambda now: f"{now:%A}")
def test_there_is_something_today_and_tomorrow_and_on_every_weekend(now: datetime) -> None:
    taking_place = [one.starts_at.astimezone(TOKYO).date() for _rule, one in everything(now)]
    today = now.date()
    assert taking_place.count(today) >= 4 and taking_place.count(today + timedelta(days=1)) >= 4
    saturday = today + timedelta(days=1 + (4 - today.weekday()) % 7)
    for week in range(8):
        first = saturday + timedelta(weeks=week)
        assert taking_place.count(first) + taking_place.count(first + timedelta(days=1)) >= 5


def test_two_weeks_later_everything_is_two_weeks_later() -> None:
    before = [one.starts_at for _rule, one in everything(MONDAY)]
    after = [one.starts_at for _rule, one in everything(MONDAY + timedelta(weeks=2))]
    assert after == [starts + timedelta(weeks=2) for starts in before]


def test_the_town_rests_over_new_year_and_goes_on_a_week_later() -> None:
    now = datetime(2026, 12, 10, 9, 0, tzinfo=TOKYO)  # a Thursday
    series = ["1 土 9:00-10:00", "2 土 9:00-10:00", "3 土 9:00-10:00"]
    assert days(series, now) == [date(2026, 12, 19), date(2026, 12, 26), date(2027, 1, 9)]
    assert days([*series, "4 土 9:00-10:00"], now)[-1] == date(2027, 1, 16)


def test_the_rest_is_from_29_december_to_3_january() -> None:
    around = [date(2026, 12, 25) + timedelta(days=days) for days in range(14)]
    resting = [day for day in around if dates.town_rests(day)]
    assert (resting[0], resting[-1], len(resting)) == (date(2026, 12, 29), date(2027, 1, 3), 6)


@pytest.mark.parametrize("before", range(60))
def test_made_on_any_day_before_new_year_nothing_is_lost_or_doubled(before: int) -> None:
    now = datetime(2027, 1, 3, 12, 0, tzinfo=TOKYO) - timedelta(days=before)
    for activity in town().activities:
        rules = [Rule.parse(words) for words in activity.when]
        found = dates.occurrences(rules, now)
        on = [one.starts_at.astimezone(TOKYO).date() for one in found]
        assert len(set(on)) == len(rules)
        for rule, day in zip(rules, on, strict=True):
            assert rule.near is not None or not dates.town_rests(day)
            assert day <= now.date() + timedelta(weeks=10)


def test_today_becomes_tomorrow_once_its_hours_are_over() -> None:
    rule = ["きょう 18:30-20:00"]
    assert days(rule, MONDAY.replace(hour=19)) == [date(2026, 5, 11)]
    assert days(rule, MONDAY.replace(hour=20, minute=0)) == [date(2026, 5, 12)]
    assert days(["あす 6:30-7:00"], MONDAY.replace(hour=23)) == [date(2026, 5, 12)]


def test_today_is_today_in_japan() -> None:
    late_in_london = datetime(2026, 5, 10, 22, 0, tzinfo=UTC)  # Monday 7:00 in Japan
    assert days(["きょう 18:30-20:00", "0 月 18:30-20:00"], late_in_london) == [
        date(2026, 5, 11),
        date(2026, 5, 18),
    ]


def test_something_that_lasts_all_day_is_over_at_midnight() -> None:
    (one,) = dates.occurrences([Rule.parse("0 土 終日")], MONDAY)
    assert one.all_day and one.ends_at is None
    assert one.over_at == datetime(2026, 5, 17, tzinfo=TOKYO)


def test_something_can_go_on_until_the_next_morning() -> None:
    (one,) = dates.occurrences([Rule.parse("0 土 16:00-翌9:00")], MONDAY)
    assert one.starts_at == datetime(2026, 5, 16, 16, 0, tzinfo=TOKYO)
    assert one.ends_at == one.over_at == datetime(2026, 5, 17, 9, 0, tzinfo=TOKYO)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "土 9:00-10:00",
        "8 土 9:00-10:00",
        "0 曜 9:00-10:00",
        "0 土 10:00-9:00",
        "0 土 9:00",
        "0 土 25:00-26:00",
    ],
)
def test_what_is_no_rule_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"rule|before|hour"):
        Rule.parse(words)


def test_deadlines_and_publishing_days_are_reckoned_in_japan() -> None:
    first = datetime(2027, 1, 10, 0, 0, tzinfo=UTC)  # nine in the morning in Japan
    assert dates.deadline(first, 2) == datetime(2027, 1, 8, 17, 0, tzinfo=TOKYO)
    assert dates.month_start(datetime(2027, 1, 31, 16, 0, tzinfo=UTC), 2) == date(2026, 12, 1)
    assert dates.month_start(datetime(2027, 1, 15, tzinfo=UTC), 1) == date(2026, 12, 1)


def test_a_whole_town_can_be_made_at_night_on_new_years_eve(empty: Callable[[], Database]) -> None:
    now = datetime(2026, 12, 31, 23, 50, tzinfo=TOKYO)
    database = empty()
    with database.writing() as db:
        assert demo.make(db, now).activities == 120
    with database.reading() as db:
        assert len(db.scalars(Activity.upcoming(now)).unique().all()) == 120
        assert all(one.starts_at > now for one in db.scalars(select(Occurrence)))


def closing_days(hours: str) -> set[int]:
    """The weekdays on which a place with such hours is closed every week."""
    found: set[int] = set()
    every_week = re.sub(r"第\d.曜", "", hours)
    for closed in re.findall(r"([月火水木金土日曜・、と]+)(?:祝)?休", every_week):
        found |= {dates.WEEKDAYS.index(letter) for letter in closed if letter in dates.WEEKDAYS}
    return found


def test_nobody_is_sent_to_a_place_on_the_day_it_is_closed() -> None:
    # The library lends itself to those who need it empty, on its closing day.
    on_purpose = {"図書館の本をきれいにする会", "朗読劇の声を出す会"}
    facilities = town().facilities
    for activity in town().activities:
        closed = closing_days(facilities[activity.at].hours)
        for words in activity.when:
            rule = Rule.parse(words)
            away = closed if rule.near is not None else closed & {rule.weekday}
            outdoors = activity.title == "朝の野鳥さんぽ"  # meets in front of a door that need not open
            assert not away or outdoors or activity.title in on_purpose, activity.title


def test_hours_are_hours() -> None:
    assert Rule.parse("3 水 8:05-9:30").starts == time(8, 5)
    assert closing_days("10:00〜17:00 月曜・火曜休み") == {0, 1}
    assert closing_days("9:00〜16:00 土日祝休み") == {5, 6}
    assert closing_days("9:00〜21:30 第3月曜休館") == set()
