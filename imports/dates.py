"""Dates as people write them: days and spans of days when they are certain, and nothing when they are not."""

from dataclasses import dataclass, replace
from datetime import date

from imports.dateparts import Day, Part, parts
from imports.datewords import Sentence, Unclear, calendar_day, sentence
from imports.memory import remembered
from imports.spans import Span, checked, without

MOST_DAYS = 1_100  # three years; whatever is longer is no event but a state of things
FARTHEST = 300  # days; a weekday that fits only farther away is a slip of the pen


@dataclass(frozen=True, slots=True)
class Dates:
    """What a cell says of days. With no span, no beginning and no end it was not certain, or said nothing."""

    text: str = ""
    spans: tuple[Span, ...] = ()
    since: Span | None = None  # `6月3日～`: it begins, and nobody says when it ends
    until: Span | None = None  # `6月14日まで`: only the end is known

    @property
    def certain(self) -> bool:
        return bool(self.spans or self.since or self.until)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(day for span in self.spans for day in span.days())


@remembered
def dates(text: str, reference: date) -> Dates:
    """The days a cell speaks of; a year that is missing is the one nearest to `reference` that fits."""
    try:
        said = sentence(text)
        found = parts(list(said.main))
    except Unclear:
        return Dates(text)
    for year in _years(found, reference):
        try:
            return replace(_dated(found, said, year), text=text)
        except Unclear:
            continue
    return Dates(text)


def _years(told: list[Part], reference: date) -> list[int]:
    """The years to try for the first day: its own, or those around the reference, the nearest first."""
    first = next((part.first or part.last for part in told), None)
    if first is None or (first.word.year is None and first.word.month is None):
        return []
    word = first.word
    if word.year is not None:
        return [word.year]

    def distance(year: int) -> int:
        months = (year - reference.year) * 12 + (word.month or 1) - reference.month
        return abs(months * 31 + word.day - reference.day)

    around = (reference.year - 1, reference.year, reference.year + 1)
    return sorted((year for year in around if distance(year) <= FARTHEST), key=distance)


def _dated(told: list[Part], said: Sentence, year: int) -> Dates:
    """The parts in that year, with every weekday, count and exception holding; else Unclear."""
    spans: list[Span] = []
    since = until = None
    before: date | None = None
    for part in told:
        first = last = None
        if part.first:
            first = last = before = _resolve(part.first, year, before)
        if part.last is not part.first:
            last = before = _resolve(part.last, year, before) if part.last else None
        start = part.first.start if part.first else None
        end = part.last.end if part.last else None
        if part.last and part.last is not part.first and end is None:
            end = part.last.start  # 6月1日正午～6月12日17時
        if first and last:
            spans.append(_span(first, last, start, end))
        elif len(told) > 1:
            raise Unclear  # an open end inside a list
        elif first:
            since = Span(first, first, start)
        elif last:
            until = Span(last, last, None, end)
    if any(span.start is None for span in spans):
        # A time beside one day of a list may be meant for all of them, or not.
        spans = [replace(span, start=None, end=None) for span in spans]
    if (since or until) and (said.remarks or said.checks):
        raise Unclear
    for remark in said.remarks:
        spans = without(spans, remark)
    for check in said.checks:
        spans = checked(spans, check)
    return Dates("", tuple(spans), since, until)


def _resolve(day: Day, year: int, before: date | None) -> date:
    """The calendar's day; month and year come from the day before it in the sentence when not written."""
    word = day.word
    month = word.month or (before.month if before else None)
    if month is None:
        raise Unclear
    if word.year is not None:
        year = word.year
    elif before:
        # 12月28日～1月5日 goes into the new year; 6月10日、6月3日 is merely out of order.
        year = before.year + (1 if word.month and before.month - month >= 6 else 0)
    found = calendar_day(year, month, word.day)
    if word.month is None and before and found <= before:
        raise Unclear
    if day.weekday is not None and found.isoweekday() != day.weekday:
        raise Unclear
    return found


def _span(first: date, last: date, start: int | None, end: int | None) -> Span:
    if last < first or (last - first).days > MOST_DAYS:
        raise Unclear
    return Span(first, last, start, end)
