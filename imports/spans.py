"""Spans of days, and the words that take days out of them or choose among them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import jpholiday

from imports.dateparts import Day, part
from imports.datewords import Kind, Unclear, Word


@dataclass(frozen=True, slots=True)
class Span:
    """From the first day to the last, both included; times are minutes after midnight of those days."""

    first: date
    last: date
    start: int | None = None
    end: int | None = None

    def days(self) -> Iterator[date]:
        return (self.first + timedelta(days=step) for step in range((self.last - self.first).days + 1))


def without(spans: list[Span], remark: list[Word]) -> list[Span]:
    """The spans less the days a remark takes out; a remark that says anything else makes all unclear."""
    if not remark:
        return spans
    *taken, last = remark
    if last.kind is not Kind.EXCEPT or not spans:
        raise Unclear
    days = sorted({day for span in spans for day in span.days()})
    out: set[date] = set()
    while taken:
        if taken[0].kind is Kind.BREAK:
            taken.pop(0)
        elif taken[0].kind is Kind.WEEKDAYS:
            word = taken.pop(0)
            out |= {day for day in days if day.isoweekday() in word.weekdays}
            if word.holidays:
                out |= {day for day in days if jpholiday.is_holiday(day)}
        else:
            away = part(taken)
            if not away.first or not away.last:
                raise Unclear
            begin, finish = _one_of(days, away.first), _one_of(days, away.last)
            out |= {day for day in days if begin <= day <= finish}
    if not out:
        raise Unclear
    return kept(spans, lambda day: day not in out)


def _one_of(days: list[date], written: Day) -> date:
    """The single day of those that can be meant."""
    word = written.word
    fitting = [
        day
        for day in days
        if day.day == word.day
        and word.month in (None, day.month)
        and word.year in (None, day.year)
        and written.weekday in (None, day.isoweekday())
    ]
    if len(fitting) != 1:
        raise Unclear
    return fitting[0]


def checked(spans: list[Span], check: Word) -> list[Span]:
    """Words such as 毎週水曜日, 第1・3金曜日 or 全3回 choose among the days of a span and must fit a list."""
    days = [day for span in spans for day in span.days()]
    if check.kind is Kind.COUNT:
        if len(days) != check.day:
            raise Unclear
        return spans

    def meant(day: date) -> bool:
        nth = (day.day + 6) // 7
        return day.isoweekday() in check.weekdays and (check.kind is Kind.EVERY or nth in check.numbers)

    listed = all(span.first == span.last for span in spans)
    if check.holidays or not any(map(meant, days)) or (listed and not all(map(meant, days))):
        raise Unclear
    return kept(spans, meant)


def kept(spans: list[Span], keep: Callable[[date], bool]) -> list[Span]:
    """The spans cut into runs of the days to keep."""
    runs: list[Span] = []
    for span in spans:
        run: list[date] = []
        for day in (*span.days(), None):
            if day and keep(day):
                run.append(day)
            elif run:
                whole = (run[0], run[-1]) == (span.first, span.last)
                runs.append(span if whole else Span(run[0], run[-1]))
                run = []
    return runs
