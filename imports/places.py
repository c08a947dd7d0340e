"""Lists of places: one record a row, with what is certain typed and every original word kept."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from imports import contacts
from imports.cells import stated
from imports.contacts import Contact, code_of
from imports.details import READERS, Details
from imports.headers import Header, Record, records
from imports.keys import described, numbered
from imports.lists import Kind
from imports.opening import Hours, opening
from imports.problems import LeftOut, Problem
from imports.remarks import Remarks, extra_cells, nameless_cells, no_entry, only_says_whose
from imports.source import Table
from locales import _

FIELDS = ("name", "kana", "english", "operator", "days", "start_time", "end_time", "hours_note", "closed")


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """One place as a town's list tells it."""

    key: str
    row: int
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
        for record in records(table, header):
            key = hash(numbered(code_of(record), record["number"]))
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
    """Every row of the list in its order, as a record or as a row left out with its reason."""
    read_details, own_fields = READERS[kind]
    extras = header.extras((*contacts.FIELDS, *FIELDS, *own_fields))
    keys = _Keys(table, header)
    for record in records(table, header):
        if only_says_whose(record):
            continue
        yield no_entry(record, header, "name", stated(record["name"])) or _place(
            record, kind, keys, read_details, extras, Remarks(header, record.number)
        )


def _place(
    record: Record,
    kind: Kind,
    keys: _Keys,
    read_details: Callable[[Record, Remarks], Details],
    extras: tuple[tuple[int, str], ...],
    remarks: Remarks,
) -> PlaceRecord:
    where = contacts.contact(record, remarks)
    hours = opening(
        record["days"],
        record["start_time"],
        record["end_time"],
        record["hours_note"],
        record["closed"],
        remarks.header.title("closed"),
    )
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
    return PlaceRecord(
        key=keys.of(record, where.address, kind, remarks),
        row=record.number,
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
