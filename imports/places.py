"""Lists of places: one record a row, with what is certain typed and every original word kept."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from imports import contacts
from imports.cells import stated
from imports.contacts import Contact, code_of
from imports.details import READERS, Details
from imports.headers import Header, Record, records
from imports.keys import described, numbered
from imports.lists import Kind
from imports.opening import Hours, by_weekday, opening, together
from imports.problems import LeftOut, Problem
from imports.remarks import Remarks, damaged_cells, extra_cells, nameless_cells, no_entry, only_says_whose
from imports.source import Table
from locales import _

HOURS = ("days", "start_time", "end_time", "hours_note", "closed")
WEEK = {
    "monday": "月",
    "tuesday": "火",
    "wednesday": "水",
    "thursday": "木",
    "friday": "金",
    "saturday": "土",
    "sunday": "日",
    "public_holiday": "祝日",
}
MOST_ROWS = 50  # of one place
FIELDS = ("name", "kana", "english", "operator", *HOURS)


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """One place as a town's list tells it."""

    key: str
    row: int
    row_count: int  # more than one where each row tells of other hours
    kind: Kind
    code: str
    number: str
    name: str
    kana: str
    english: str
    operator: str
    contact: Contact
    hours: Hours
    details: Details
    remarks: str
    extras: Mapping[str, str]
    problems: tuple[Problem, ...]


class _Keys:
    """The town's number where it is given once, else what the place is and where it stands."""

    def __init__(self, table: Table, header: Header) -> None:
        seen: set[int] = set()
        self.twice: set[int] = set()
        for first, *_more in _places_of(table, header):
            key = hash(numbered(code_of(first), first["number"]))
            (self.twice if key in seen else seen).add(key)
        self.described: Counter[str] = Counter()

    def of(self, record: Record, address: str, kind: Kind, remarks: Remarks) -> str:
        key = numbered(code_of(record), record["number"])
        if key and hash(key) not in self.twice:
            return key
        if key:
            sentence = _("Several rows have this number, so it cannot tell them apart.")
            remarks.add("number", record["number"], sentence, minor=True)
        key = described(kind, record["name"], address, record["position"], record["ssid"])
        self.described[key] += 1
        return key if self.described[key] == 1 else f"{key}-{self.described[key]}"


def places(table: Table, header: Header, kind: Kind) -> Iterator[PlaceRecord | LeftOut]:
    """Every place of the list in its order, as a record, and every row left out with its reason."""
    read_details, own_fields = READERS[kind]
    week = WEEK if sum(day in header.columns for day in WEEK) >= 5 else {}
    extras = header.extras((*contacts.FIELDS, *FIELDS, *week, *own_fields))
    keys = _Keys(table, header)
    for rows in _places_of(table, header):
        first = rows[0]
        if only_says_whose(first):
            continue
        left = no_entry(first, header, "name", stated(first["name"]))
        yield left or _place(rows, kind, keys, read_details, extras, week, Remarks(header, first.number))


def _places_of(table: Table, header: Header) -> Iterator[list[Record]]:
    """The rows, those together that follow each other and differ in nothing but days and hours."""
    may_differ = {header.columns[field] for field in (*HOURS, "number") if field in header.columns}
    hours = [header.columns[field] for field in HOURS if field in header.columns]
    rows: list[Record] = []
    for record in records(table, header):
        if (
            rows
            and len(rows) < MOST_ROWS
            and hours
            and _same(rows[-1].cells, record.cells, may_differ, hours)
        ):
            rows.append(record)
            continue
        if rows:
            yield rows
        rows = [record]
    if rows:
        yield rows


def _same(one: list[str], other: list[str], may_differ: Collection[int], hours: Iterable[int]) -> bool:
    if one == other:
        return False  # written twice by mistake, or two things that stand side by side
    pairs = zip_longest(one, other, fillvalue="")
    if any(a != b and column not in may_differ for column, (a, b) in enumerate(pairs)):
        return False
    return any(one[column : column + 1] != other[column : column + 1] for column in hours)


def _hours(record: Record, week: Mapping[str, str], closed_title: str) -> Hours:
    days, start, end, note, closed = (record[field] for field in HOURS)
    if week:
        open_days, by_day = by_weekday({name: record[day] for day, name in week.items()})
        days, note = days or open_days, "\n".join(filter(None, (note, by_day)))
    return opening(days, start, end, note, closed, closed_title)


def _place(
    rows: list[Record],
    kind: Kind,
    keys: _Keys,
    read_details: Callable[[Record, Remarks], Details],
    extras: tuple[tuple[int, str], ...],
    week: Mapping[str, str],
    remarks: Remarks,
) -> PlaceRecord:
    record = rows[0]
    where = contacts.contact(record, remarks)
    hours = together([_hours(row, week, remarks.header.title("closed")) for row in rows])
    if hours.text and hours.sittings is None:
        field = "hours_note" if record["hours_note"] else "start_time"
        remarks.add(
            field, hours.text, _("The hours could not be read for certain; the words are shown."), minor=True
        )
    if not where.address and not where.spot:
        remarks.add(
            "address", "", _("Neither an address nor a spot on the map is given, so nobody can find it.")
        )
    nameless_cells(record, remarks)
    damaged_cells(record, remarks)
    return PlaceRecord(
        key=keys.of(record, where.address, kind, remarks),
        row=record.number,
        row_count=len(rows),
        kind=kind,
        code=contacts.code(record, remarks),
        number=record["number"],
        name=record["name"],
        kana=stated(record["kana"]),
        english=stated(record["english"]),
        operator=stated(record["operator"]),
        contact=where,
        hours=hours,
        details=read_details(record, remarks),
        remarks=stated(record["remarks"]),
        extras=extra_cells(record, extras),
        problems=tuple(remarks.problems),
    )
