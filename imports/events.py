"""What is told of an event, and which rows of a list tell of the same one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from imports import contacts
from imports.cells import stated
from imports.contacts import Contact, code_of
from imports.headers import Header, Record, records
from imports.keys import alike, numbered
from imports.occurrences import Occurrence
from imports.problems import Problem
from imports.remarks import no_entry, only_says_whose
from imports.source import Table
from imports.terms import Capacity, Deadline, Fee, SignUp

WHEN = ("start_date", "end_date", "start_time", "end_time", "when_note")
TEXTS = (
    *("event", "event_kana", "event_english", "name", "kana", "english", "venue", "description", "organizer"),
    *("operator", "category", "audience", "access", "parking"),
)
TERMS = ("fee", "fee_detail", "capacity", "deadline_date", "deadline_time", "sign_up")
FIELDS = (*WHEN, *TEXTS, *TERMS)

# Rows of one happening differ in these by nature; in all other cells they should agree.
MAY_DIFFER = frozenset({*WHEN, "number", "code", "deadline_date", "deadline_time", "latitude", "longitude"})


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One happening with all its days, as a town's list tells it."""

    key: str
    also_known_as: tuple[str, ...]  # the numbers of its rows and its description, as keys
    rows: tuple[int, ...]
    code: str
    name: str
    kana: str
    english: str
    category: str
    description: str
    audience: str
    organizer: str
    venue: str
    contact: Contact
    access: str
    parking: str
    when_text: str
    occurrences: tuple[Occurrence, ...]
    until: date | None
    fee: Fee
    capacity: Capacity
    sign_up: SignUp
    deadline: Deadline
    remarks: str
    extras: Mapping[str, str]
    problems: tuple[Problem, ...]


class Plan:
    """A first walk through the list: where each happening ends, and which numbers name only one."""

    def __init__(self, table: Table, header: Header) -> None:
        self.header = header
        self.may_differ = frozenset(header.columns[field] for field in MAY_DIFFER if field in header.columns)
        self.extras = header.extras((*contacts.FIELDS, *FIELDS))
        self.last_row: dict[int, int] = {}
        owner: dict[int, int] = {}
        self.shared: set[int] = set()
        for record in records(table, header):
            if only_says_whose(record) or no_entry(record, header, "event", name_of(record)):
                continue
            happening = hash(identity(record))
            self.last_row[happening] = record.number
            key = hash(numbered(code_of(record), record["number"]))
            if owner.setdefault(key, happening) != happening:
                self.shared.add(key)


def identity(record: Record) -> tuple[str, str]:
    """What makes two rows one happening: its name and its place."""
    return alike(name_of(record)), alike(stated(record["venue"]) or stated(record["address"]))


def name_of(record: Record) -> str:
    return stated(record["event"]) or stated(record["name"])
