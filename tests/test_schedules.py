"""Schedules by the calendar of Japan: short months, leap days, the turn of the year, holidays, and any host's zone."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import jpholiday
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from models.schedules import Holidays, NeverComes, OddPlan, Rule, Schedule, is_working_day

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=TOKYO)
HOME = Path(__file__).parent.parent


def days(schedule: Schedule, most: int = 4, after: datetime = NOW) -> list[str]:
    return [f"{moment:%Y-%m-%d}" for moment in schedule.upcoming(after, most)]


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (Schedule(rule=Rule.DAILY), ["2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28"]),
        (Schedule(rule=Rule.DAILY, hour=11), ["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"]),
        (Schedule(rule=Rule.WEEKLY, weekdays=(0, 3)), ["2026-11-26", "2026-11-30", "2026-12-03", "2026-12-07"]),
        (Schedule(rule=Rule.MONTHLY, day=31), ["2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28"]),
        (Schedule(rule=Rule.MONTHLY, day=24), ["2026-12-24", "2027-01-24", "2027-02-24", "2027-03-24"]),
        (Schedule(rule=Rule.MONTH_END), ["2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28"]),
        (
            Schedule(rule=Rule.DAILY, first=date(2026, 12, 30), last=date(2027, 1, 1)),
            ["2026-12-30", "2026-12-31", "2027-01-01"],
        ),
        (
            Schedule(rule=Rule.DAILY, exceptions=(date(2026, 11, 26), date(2026, 11, 27))),
            ["2026-11-25", "2026-11-28", "2026-11-29", "2026-11-30"],
        ),
        # The 1st of January is a Friday, and the 11th a Monday on which the young come of age.
        (
            Schedule(rule=Rule.WEEKLY, weekdays=(0, 4), first=date(2026, 12, 31), holidays=Holidays.SKIP),
            ["2027-01-04", "2027-01-08", "2027-01-15", "2027-01-18"],
        ),
        (
            Schedule(rule=Rule.WEEKLY, weekdays=(0,), first=date(2027, 1, 5), holidays=Holidays.NEXT),
            ["2027-01-12", "2027-01-18", "2027-01-25", "2027-02-01"],
        ),
        (
            Schedule(
                rule=Rule.WEEKLY, weekdays=(4,), first=date(2027, 1, 1), holidays=Holidays.NEXT,
                exceptions=(date(2027, 1, 4),),
            ),
            ["2027-01-05", "2027-01-08", "2027-01-15", "2027-01-22"],
        ),
    ],
)  # fmt: skip
def test_the_days_of_a_plan(schedule: Schedule, expected: list[str]) -> None:
    assert days(schedule, len(expected)) == expected


def test_the_leap_day_comes_when_there_is_one() -> None:
    plan = Schedule(rule=Rule.MONTHLY, day=29)
    assert days(plan, 2, datetime(2028, 2, 1, tzinfo=TOKYO)) == ["2028-02-29", "2028-03-29"]
    assert days(plan, 2, datetime(2027, 2, 1, tzinfo=TOKYO)) == ["2027-02-28", "2027-03-29"]


def test_once_is_once() -> None:
    at = datetime(2026, 12, 31, 23, 59, tzinfo=TOKYO)
    plan = Schedule(rule=Rule.ONCE, at=at)
    assert plan.next(at - timedelta(seconds=1)) == at
    assert plan.next(at) is None


@pytest.mark.parametrize(
    ("odd", "refusal"),
    [
        (Schedule(rule=Rule.DAILY, hour=24), OddPlan),
        (Schedule(rule=Rule.MONTHLY, day=32), OddPlan),
        (Schedule(rule=Rule.WEEKLY), OddPlan),
        (Schedule(rule=Rule.WEEKLY, weekdays=(7,)), OddPlan),
        (Schedule(rule=Rule.ONCE), OddPlan),
        (Schedule(rule=Rule.DAILY, at=NOW), OddPlan),
        (Schedule(rule=Rule.ONCE, at=NOW - timedelta(seconds=1)), NeverComes),
        (Schedule(rule=Rule.DAILY, last=date(2026, 11, 23)), NeverComes),
        (Schedule(rule=Rule.DAILY, last=date(2026, 11, 25), exceptions=(date(2026, 11, 25),)), NeverComes),
    ],
)
def test_what_cannot_be_is_refused(odd: Schedule, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        odd.check(NOW)


moments = some.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31), timezones=some.just(UTC))
calendar_days = some.dates(date(2024, 1, 1), date(2032, 12, 31))
plans = some.builds(
    Schedule,
    rule=some.sampled_from([Rule.DAILY, Rule.WEEKLY, Rule.MONTHLY, Rule.MONTH_END]),
    hour=some.integers(0, 23),
    minute=some.integers(0, 59),
    weekdays=some.lists(some.integers(0, 6), min_size=1, unique=True).map(sorted).map(tuple),
    day=some.integers(1, 31),
    exceptions=some.lists(calendar_days, max_size=3, unique=True).map(sorted).map(tuple),
    holidays=some.sampled_from(Holidays),
)


@settings(max_examples=60, deadline=None)
@given(plans, moments)
def test_times_are_later_in_order_each_once_and_never_on_days_left_out(
    plan: Schedule, after: datetime
) -> None:
    found = plan.upcoming(after, 12)
    assert found
    assert all(one > after for one in found)
    assert found == sorted(set(found))
    for one in found:
        here = one.astimezone(TOKYO)
        assert (here.hour, here.minute, here.second) == (plan.hour, plan.minute, 0)
        assert here.date() not in plan.exceptions
        if plan.holidays is not Holidays.SEND:
            assert not jpholiday.is_holiday(here.date())


@settings(max_examples=60, deadline=None)
@given(plans, moments)
def test_one_after_the_other_is_the_same_as_all_at_once(plan: Schedule, after: datetime) -> None:
    """The worker only ever asks for the next one; nothing may fall through between two questions."""
    found, moment = [], after
    for _time in range(6):
        following = plan.next(moment)
        assert following is not None
        found.append(following)
        moment = following
    assert found == plan.upcoming(after, 6)


@settings(max_examples=60, deadline=None)
@given(plans)
def test_a_plan_survives_being_kept(plan: Schedule) -> None:
    assert Schedule.read(plan.kept()) == plan


@settings(max_examples=40, deadline=None)
@given(some.dates(date(2024, 1, 1), date(2032, 12, 1)))
def test_what_is_put_off_goes_to_the_next_working_day(day: date) -> None:
    plan = Schedule(rule=Rule.WEEKLY, weekdays=(day.weekday(),), first=day, last=day, holidays=Holidays.NEXT)
    found = plan.next(datetime(2023, 12, 1, tzinfo=TOKYO) if day.year < 2025 else _before(day))
    assert found is not None
    if not jpholiday.is_holiday(day):
        assert found.date() == day
    else:
        assert is_working_day(found.date())
        between = (day + timedelta(days=each) for each in range(1, (found.date() - day).days))
        assert not any(is_working_day(each) for each in between)


def _before(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=TOKYO) - timedelta(days=3)


ASK = """
from datetime import UTC, date, datetime
from models.schedules import Holidays, Rule, Schedule
for plan in (
    Schedule(rule=Rule.MONTH_END, hour=0),
    Schedule(rule=Rule.DAILY, hour=23, minute=59),
    Schedule(rule=Rule.WEEKLY, weekdays=(0, 6), holidays=Holidays.NEXT),
):
    for year, month, day in ((2026, 12, 30), (2028, 2, 27), (2027, 12, 31)):
        for one in plan.upcoming(datetime(year, month, day, 14, 59, 59, tzinfo=UTC), 4):
            print(one.astimezone(UTC).isoformat())
"""


def test_the_zone_of_the_host_does_not_matter() -> None:
    """D19. Guards: TOKYO in datetime.combine in Schedule.times; the host's own zone is never asked."""
    said = set()
    for zone in ("UTC", "Asia/Tokyo", "America/New_York"):
        ended = subprocess.run(
            [sys.executable, "-c", ASK],
            env=os.environ | {"TZ": zone},
            cwd=HOME,
            capture_output=True,
            text=True,
        )
        assert ended.returncode == 0, ended.stderr
        said.add(ended.stdout)
    [same] = said
    assert "2027-01-30T15:00:00+00:00" in same  # midnight of the 31st of January
