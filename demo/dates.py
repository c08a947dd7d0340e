"""When things happen in the demo town: rules such as `2 土 9:00-12:00`, counted from the day it is made.

`きょう` is today, or tomorrow once its hours are over; `あす` is tomorrow. A number and a weekday mean that
weekday so many weeks after its first one from tomorrow on, so that nothing is in the past on any day of the
week. The town rests from 29 December to 3 January: what a weekday rule puts there happens a week later."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.activities import Occurrence

TOKYO = ZoneInfo("Asia/Tokyo")
WEEKDAYS = "月火水木金土日"
WEEK = timedelta(days=7)
_RULE = re.compile(
    r"(?:(?P<near>きょう|あす)|(?P<week>[0-7]) (?P<weekday>[月火水木金土日])) "
    r"(?:(?P<all_day>終日)|(?P<starts>\d{1,2}:\d\d)-(?P<next>翌)?(?P<ends>\d{1,2}:\d\d))"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of `when`: a near day (0 today, 1 tomorrow) or a week and a weekday, then the hours."""

    near: int | None
    week: int
    weekday: int
    starts: time
    # None for something that lasts all day.
    ends: time | None
    # Ends on the day after, as `16:00-翌9:00`.
    overnight: bool

    @classmethod
    def parse(cls, words: str) -> "Rule":
        """Raises ValueError for anything that is not a rule."""
        found = _RULE.fullmatch(words)
        if found is None:
            raise ValueError(f"{words!r} is no rule for a date")
        near = found["near"]
        starts = time() if found["all_day"] else _clock(found["starts"])
        ends = None if found["all_day"] else _clock(found["ends"])
        overnight = bool(found["next"])
        if ends is not None and ends <= starts and not overnight:
            raise ValueError(f"{words!r} ends before it starts")
        return cls(
            near=None if near is None else int(near == "あす"),
            week=int(found["week"] or 0),
            weekday=WEEKDAYS.index(found["weekday"] or "月"),
            starts=starts,
            ends=ends,
            overnight=overnight,
        )

    def day(self, now: datetime) -> date:
        """The day before anything is known of rests and of the other days of a series."""
        today = now.astimezone(TOKYO).date()
        tomorrow = today + timedelta(days=1)
        if self.near == 0:
            return tomorrow if self.on(today).over_at <= now else today
        if self.near == 1:
            return tomorrow
        return tomorrow + timedelta(days=(self.weekday - tomorrow.weekday()) % 7) + self.week * WEEK

    def on(self, day: date) -> Occurrence:
        starts = datetime.combine(day, self.starts, TOKYO)
        if self.ends is None:
            return Occurrence.at(starts, all_day=True)
        return Occurrence.at(starts, datetime.combine(day + timedelta(days=self.overnight), self.ends, TOKYO))


def occurrences(rules: Sequence[Rule], now: datetime) -> list[Occurrence]:
    """The times of one activity, each on a day of its own."""
    days: set[date] = set()
    found = []
    for rule in rules:
        day = rule.day(now)
        while day in days or (rule.near is None and town_rests(day)):
            day += WEEK
        days.add(day)
        found.append(rule.on(day))
    return found


def deadline(first: datetime, days_before: int) -> datetime:
    """Five in the afternoon, so many days before the first time."""
    day = first.astimezone(TOKYO).date() - timedelta(days=days_before)
    return datetime.combine(day, time(17), TOKYO)


def town_rests(day: date) -> bool:
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)


def month_start(now: datetime, months_ago: int) -> date:
    """The first of a month before this one: the day as of which a list was published."""
    today = now.astimezone(TOKYO).date()
    months = today.year * 12 + today.month - 1 - months_ago
    return date(months // 12, months % 12 + 1, 1)


def _clock(words: str) -> time:
    hours, minutes = words.split(":")
    return time(int(hours), int(minutes))
