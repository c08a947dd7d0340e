"""How words about days go together: a day with its weekday and times, a span, a list of both."""

from dataclasses import dataclass

from imports.datewords import Kind, Unclear, Word


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it is written, and the times beside it."""

    word: Word
    weekday: int | None
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """One item of a list: a day twice, or the two ends of a span, of which one may be open."""

    first: Day | None
    last: Day | None


def parts(rest: list[Word]) -> list[Part]:
    found: list[Part] = []
    while rest:
        if rest[0].kind is Kind.BREAK:
            rest.pop(0)
        else:
            found.append(part(rest))
    return found


def part(rest: list[Word]) -> Part:
    first = None if rest[0].kind is Kind.RANGE else _day(rest)
    if not _next(rest, Kind.RANGE):
        return Part(None, first) if _next(rest, Kind.UNTIL) else Part(first, first)
    while _next(rest, Kind.BREAK):
        pass
    last = _day(rest) if rest else None
    _next(rest, Kind.BREAK, Kind.UNTIL) or _next(rest, Kind.UNTIL)
    return Part(first, last)


def _day(rest: list[Word]) -> Day:
    word = rest.pop(0)
    if word.kind is not Kind.DAY:
        raise Unclear
    weekday = start = end = None
    if rest and rest[0].kind is Kind.WEEKDAYS:
        named = rest.pop(0).weekdays
        if len(named) != 1:
            raise Unclear
        (weekday,) = named
    if len(rest) > 1 and rest[0].kind is Kind.BREAK and rest[0].day and rest[1].kind is Kind.TIME:
        rest.pop(0)
    if rest and rest[0].kind is Kind.TIME:
        start = rest.pop(0).minute
        if [word.kind for word in rest[:2]] == [Kind.RANGE, Kind.TIME]:
            end = rest[1].minute
            del rest[:2]
    return Day(word, weekday, start, end)


def _next(rest: list[Word], *kinds: Kind) -> bool:
    """Whether these words come next; if so they are taken away."""
    if [word.kind for word in rest[: len(kinds)]] != list(kinds):
        return False
    del rest[: len(kinds)]
    return True
