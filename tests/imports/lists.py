"""Small lists as towns would write them, made for one test each."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date

from imports.events import EventRecord
from imports.lists import Kind
from imports.places import PlaceRecord
from imports.problems import LeftOut
from imports.reading import Item, Reading

TODAY = date(2026, 5, 20)


def written(rows: Iterable[Iterable[str]], delimiter: str = ",", newline: str = "\r\n") -> str:
    text = io.StringIO(newline="")
    # The writer sees no need to quote a line feed when lines end in something else.
    if newline == "\r":
        csv.writer(text, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL).writerows(rows)
    else:
        csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return text.getvalue()


def table(*rows: Mapping[str, str]) -> bytes:
    """Rows given by column name, as a file; the first row names every column."""
    header = list(rows[0])
    return written([header, *([row.get(name, "") for name in header] for row in rows)]).encode()


def read(source: bytes, name: str = "", kind: Kind | None = None) -> list[Item]:
    with Reading(source, name, kind) as reading:
        return list(reading.items(TODAY))


def events_in(source: bytes) -> list[EventRecord]:
    return [item for item in read(source) if isinstance(item, EventRecord)]


def places_in(source: bytes, kind: Kind | None = None) -> list[PlaceRecord]:
    return [item for item in read(source, kind=kind) if isinstance(item, PlaceRecord)]


def left_out(source: bytes) -> list[LeftOut]:
    return [item for item in read(source) if isinstance(item, LeftOut)]


def events(*rows: Mapping[str, str]) -> list[EventRecord]:
    return events_in(table(*rows))


def places(*rows: Mapping[str, str], kind: Kind | None = None) -> list[PlaceRecord]:
    return places_in(table(*rows), kind)


def grave(record: EventRecord | PlaceRecord) -> list[tuple[int, str, str]]:
    """Row, column and value of what a clerk is asked to look at."""
    return [(one.row, one.column, one.value) for one in record.problems if not one.minor]
