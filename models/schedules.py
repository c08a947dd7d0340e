"""Schedules: when something leaves, once or again and again, by the calendar of Japan."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import jpholiday

from locales import lazy
from models.refusals import Refusal

TOKYO = ZoneInfo("Asia/Tokyo")
DAY = timedelta(days=1)
# Nobody plans farther ahead; it also ends the search for a day that never comes.
FARTHEST = timedelta(days=800)


class NeverComes(Refusal):
    message = lazy("With this plan it would never be sent. Please look at its days once more.")


class OddPlan(Refusal):
    message = lazy("This plan cannot be: a time of the day, and days that there are, have to be named.")


class Rule(StrEnum):
    # As soon as it is approved.
    AT_ONCE = "at_once"
    # When somebody presses send.
    BY_HAND = "by_hand"
    ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    MONTH_END = "month_end"


class Holidays(StrEnum):
    """What happens to a day of the plan that is a holiday."""

    SEND = "send"
    SKIP = "skip"
    # On the next day that is neither a holiday nor a weekend.
    NEXT = "next"


AGAIN = (Rule.DAILY, Rule.WEEKLY, Rule.MONTHLY, Rule.MONTH_END)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    rule: Rule = Rule.AT_ONCE
    # ONCE: when.
    at: datetime | None = None
    # The others: at which time in Japan, on which days.
    hour: int = 9
    minute: int = 0
    weekdays: tuple[int, ...] = ()  # 0 is Monday
    day: int = 1  # of the month; in a shorter month its last one
    first: date | None = None
    last: date | None = None
    exceptions: tuple[date, ...] = ()
    holidays: Holidays = Holidays.SEND

    @property
    def repeats(self) -> bool:
        return self.rule in AGAIN

    def check(self, now: datetime) -> None:
        """Raise OddPlan or NeverComes for what cannot be."""
        if not (0 <= self.hour <= 23 and 0 <= self.minute <= 59 and 1 <= self.day <= 31):
            raise OddPlan
        if any(not 0 <= weekday <= 6 for weekday in self.weekdays):
            raise OddPlan
        if (self.rule is Rule.ONCE) != (self.at is not None) or (
            self.rule is Rule.WEEKLY and not self.weekdays
        ):
            raise OddPlan
        if self.rule not in (Rule.AT_ONCE, Rule.BY_HAND) and self.next(now) is None:
            raise NeverComes

    def next(self, after: datetime) -> datetime | None:
        """The first time later than `after`; None: none comes any more."""
        if self.rule is Rule.ONCE:
            return self.at if self.at is not None and self.at > after else None
        return next(self.times(after), None)

    def times(self, after: datetime) -> Iterator[datetime]:
        """All times later than `after`, in their order, each once. For plans that repeat."""
        if not self.repeats:
            return
        start = after.astimezone(TOKYO).date()
        # Some weeks earlier, as a row of holidays may have put something off until now.
        begin = max(start - 30 * DAY, self.first or date.min)
        for day in self._days(begin, start + FARTHEST):
            moment = datetime.combine(day, time(self.hour, self.minute), TOKYO)
            if moment > after:
                yield moment

    def upcoming(self, after: datetime, most: int) -> list[datetime]:
        """The next few, for whoever has to approve it."""
        if self.repeats:
            return list(islice(self.times(after), most))
        found = self.next(after)
        return [] if found is None else [found]

    def kept(self) -> dict[str, Any]:
        """As JSON, without what is as usual."""
        usual, kept = Schedule(), {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value != getattr(usual, field.name):
                kept[field.name] = _written(value)
        return kept

    @classmethod
    def read(cls, kept: dict[str, Any]) -> "Schedule":
        found = dict(kept)
        if "at" in found:
            found["at"] = datetime.fromisoformat(found["at"])
        for name in ("first", "last"):
            if name in found:
                found[name] = date.fromisoformat(found[name])
        found["rule"] = Rule(found.get("rule", Rule.AT_ONCE))
        found["holidays"] = Holidays(found.get("holidays", Holidays.SEND))
        found["weekdays"] = tuple(found.get("weekdays", ()))
        found["exceptions"] = tuple(date.fromisoformat(day) for day in found.get("exceptions", ()))
        return cls(**found)

    def _days(self, day: date, end: date) -> Iterator[date]:
        """The days on which it leaves, holidays heeded."""
        put_off = False
        while day <= end and (put_off or self.last is None or day <= self.last):
            planned = self._is_planned(day) and (self.last is None or day <= self.last)
            if planned and self.holidays is not Holidays.SEND and jpholiday.is_holiday(day):
                put_off = put_off or self.holidays is Holidays.NEXT
                planned = False
            if planned or (put_off and is_working_day(day) and day not in self.exceptions):
                put_off = False
                yield day
            day += DAY

    def _is_planned(self, day: date) -> bool:
        if day in self.exceptions:
            return False
        length = calendar.monthrange(day.year, day.month)[1]
        return {
            Rule.DAILY: True,
            Rule.WEEKLY: day.weekday() in self.weekdays,
            Rule.MONTHLY: day.day == min(self.day, length),
            Rule.MONTH_END: day.day == length,
        }[self.rule]


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and not jpholiday.is_holiday(day)


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(TOKYO).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return sorted(_written(one) for one in value)
    return value
