"""When an event takes place: the four cells for days and times, read together."""

from dataclasses import dataclass
from datetime import date, timedelta

from imports import datewords, hours
from imports.cells import stated
from imports.dates import Dates, dates
from imports.hours import DAY, Sitting, sittings
from imports.memory import remembered
from imports.spans import Span
from locales import Lazy, lazy

NO_DAY = lazy("There is no day for this event.")
UNCERTAIN_DAY = lazy("These days could not be read for certain; the words are shown.")
UNCERTAIN_TIME = lazy("These times could not be read for certain; the words are shown.")
ENDS_FIRST = lazy("The last day lies before the first. Please check both.")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """From the first day to the last, on each of them from `start` to `end`, in minutes after midnight."""

    first: date
    last: date
    start: int | None = None
    end: int | None = None  # past 1440 it is the next morning


@dataclass(frozen=True, slots=True)
class When:
    """The words of one row, what is certain of them, and what a clerk should look at, by field."""

    text: str
    occurrences: tuple[Occurrence, ...] = ()
    until: date | None = None  # only the last day is known
    problems: tuple[tuple[str, Lazy], ...] = ()


@remembered
def when(first: str, last: str, start: str, end: str, note: str, today: date) -> When:
    first, last, start, end, note = map(stated, (first, last, start, end, note))
    on = _joined(datewords.legible(first), datewords.legible(last))
    text = "\n".join(filter(None, (on, _joined(hours.legible(start), hours.legible(end)), note)))
    if not first:
        return When(text, problems=(("start_date", NO_DAY),))
    begins = dates(first, today)
    spans, until, problem = _spans(begins, last, today)
    if not spans:
        return When(text, until=until, problems=(problem,) if problem else (("start_date", UNCERTAIN_DAY),))
    times = sittings(start, end)
    if times is None:
        days = tuple(Occurrence(span.first, span.last) for span in spans)
        return When(text, days, problems=(("start_time", UNCERTAIN_TIME),))
    if len(spans) == len(times) == 1 and (times[0].end or 0) > DAY:
        # From one evening to the next morning is one night and not two.
        one = spans[0]
        spans = (Span(one.first, one.first) if one.last - one.first == timedelta(1) else one,)
    return When(text, tuple(found for span in spans for found in _on(span, times)))


def _spans(
    begins: Dates, last: str, today: date
) -> tuple[tuple[Span, ...], date | None, tuple[str, Lazy] | None]:
    if not begins.certain:
        return (), None, None
    if not last:
        return begins.spans, begins.until.last if begins.until else None, None
    opening = begins.spans[0].first if begins.spans else begins.since.first if begins.since else today
    ends = dates(last, opening)
    if ends.until:
        final = ends.until.last
    elif len(ends.spans) == 1 and ends.spans[0].first == ends.spans[0].last:
        final = ends.spans[0].last
    else:
        return (), None, ("end_date", UNCERTAIN_DAY)
    if begins.since or (len(begins.spans) == 1 and begins.spans[0].first == begins.spans[0].last):
        if final < opening:
            return (), None, ("end_date", ENDS_FIRST)
        return (_timed(opening, final, begins, ends),), None, None
    if begins.spans and begins.spans[-1].last == final:
        return begins.spans, None, None
    return (), None, ("end_date", UNCERTAIN_DAY)


def _timed(first: date, last: date, begins: Dates, ends: Dates) -> Span:
    """A span with the times that stand beside its two days, when they can be those of one day."""
    start = next((span.start for span in begins.spans), None)
    end = next((span.start for span in ends.spans), None)
    if start is None or end is None:
        return Span(first, last, start if first == last else None)
    if end >= start:
        return Span(first, last, start, end)
    return Span(first, first, start, end + DAY) if last - first == timedelta(1) else Span(first, last)


def _on(span: Span, times: tuple[Sitting, ...]) -> list[Occurrence]:
    if times:
        return [Occurrence(span.first, span.last, sitting.start, sitting.end) for sitting in times]
    return [Occurrence(span.first, span.last, span.start, span.end)]


def _joined(begin: str, finish: str) -> str:
    return f"{begin}～{finish}" if finish and finish != begin else begin
