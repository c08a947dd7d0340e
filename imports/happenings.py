"""Lists of events: one happening stands in many rows, one for each day, and becomes one record."""

from collections.abc import Iterator
from datetime import date

from imports import contacts
from imports.cells import stated
from imports.contacts import code_of
from imports.events import WHEN, EventRecord, Plan, identity, name_of
from imports.headers import Header, Record, records
from imports.keys import described, numbered
from imports.occurrences import Occurrence, when
from imports.problems import LeftOut, Problem
from imports.remarks import Remarks, damaged_cells, extra_cells, nameless_cells, no_entry, only_says_whose
from imports.source import Table
from imports.terms import Deadline, capacity, deadline, fee, sign_up
from locales import _

SEPARATOR = "\x1f"  # no cell holds control characters


def events(table: Table, header: Header, today: date) -> Iterator[EventRecord | LeftOut]:
    """Every happening once its last row is read, so that only those still open are held in memory."""
    plan = Plan(table, header)
    under_way: dict[int, Happening] = {}
    for record in records(table, header):
        if only_says_whose(record):
            continue
        if left := no_entry(record, header, "event", name_of(record)):
            yield left
            continue
        which = hash(identity(record))
        happening = under_way.get(which) or under_way.setdefault(which, Happening(record))
        happening.add(record, plan, today)
        if plan.last_row[which] == record.number:
            yield under_way.pop(which).finished(plan, today)


class Happening:
    """The rows of one happening, gathered: the first row's words, and the days of all.

    Thousands may be under way at once, so the cells are held as one text and not as a list.
    """

    __slots__ = (
        "cells",
        "deadlines",
        "differing",
        "keys",
        "occurrences",
        "problems",
        "row",
        "rows",
        "texts",
        "until",
    )

    def __init__(self, first: Record) -> None:
        self.row = first.number
        self.cells = SEPARATOR.join(first.cells)
        self.rows: list[int] = []
        self.keys: list[str] = []
        self.texts: list[str] = []
        self.deadlines: list[tuple[str, str]] = []
        self.occurrences: list[Occurrence] = []
        self.until: date | None = None
        self.problems: list[Problem] = []
        self.differing = 0  # a bit for each column that was told of

    def add(self, record: Record, plan: Plan, today: date) -> None:
        remarks = Remarks(plan.header, record.number)
        first, last, start, end, note = (record[field] for field in WHEN)
        told = when(first, last, start, end, note, today)
        self.texts.append(told.text)
        self.occurrences += told.occurrences
        self.until = max(filter(None, (self.until, told.until)), default=None)
        for field, sentence in told.problems:
            remarks.add(field, record[field], str(sentence))
        if key := numbered(code_of(record), record["number"]):
            self.keys.append(key)
        if (closes := (record["deadline_date"], record["deadline_time"])) not in self.deadlines[-1:]:
            self.deadlines.append(closes)
        if self.rows:
            self._compare(record, plan, remarks)
        nameless_cells(record, remarks)
        damaged_cells(record, remarks)
        self.rows.append(record.number)
        self.problems += remarks.problems

    def _compare(self, record: Record, plan: Plan, remarks: Remarks) -> None:
        """Blanks of the first row are filled from later ones; what differs is told once a column."""
        kept = self.cells.split(SEPARATOR)
        kept.extend([""] * (len(record.cells) - len(kept)))
        filled = False
        for column, cell in enumerate(record.cells):
            if not cell or cell == kept[column] or self.differing >> column & 1:
                continue
            if not kept[column]:
                kept[column], filled = cell, True
            elif column < len(plan.header.names) and column not in plan.may_differ:
                self.differing |= 1 << column
                sentence = _(
                    "Another row of the same event, row {row}, says something else; that one is used.",
                    row=self.row,
                )
                name = plan.header.names[column].replace("\n", "")
                remarks.problems.append(Problem(record.number, name, cell[:200], sentence, minor=True))
        if filled:
            self.cells = SEPARATOR.join(kept)

    def _closes(self, reference: date) -> Deadline:
        """The last of the days for signing up, when the rows name several and all are certain."""
        told = [deadline(day, time, reference) for day, time in dict.fromkeys(self.deadlines)]
        told = [one for one in told if one.text] or [Deadline()]
        if len(told) == 1:
            return told[0]
        text = "\n".join(one.text for one in told)
        if any(one.day is None for one in told):
            return Deadline(text)
        latest = max(told, key=lambda one: (one.day or reference, one.minute or 0))
        return Deadline(text, latest.day, latest.minute)

    def finished(self, plan: Plan, today: date) -> EventRecord:
        record = Record(self.row, self.cells.split(SEPARATOR), plan.header.columns)
        remarks = Remarks(plan.header, record.number)
        where = contacts.contact(record, remarks)
        numbers = dict.fromkeys(self.keys)
        own = [key for key in numbers if hash(key) not in plan.shared]
        description = described("event", *identity(record))
        # A number serves while it is the only one: the numbers of a row a day change as days go by.
        key = own[0] if len(own) == len(numbers) == 1 else description
        occurrences = tuple(
            sorted(set(self.occurrences), key=lambda one: (one.first, one.start or 0, one.last))
        )
        closes = self._closes(occurrences[0].first if occurrences else today)
        if closes.text and closes.day is None:
            sentence = _("The last day for signing up could not be read for certain; the words are shown.")
            remarks.add("deadline_date", closes.text, sentence, minor=True)
        return EventRecord(
            key=key,
            also_known_as=tuple(other for other in (*own, description) if other != key),
            rows=tuple(self.rows),
            code=contacts.code(record, remarks),
            name=name_of(record),
            kana=stated(record["event_kana"]) or stated(record["kana"]),
            english=stated(record["event_english"]) or stated(record["english"]),
            category=stated(record["category"]),
            description=stated(record["description"]),
            audience=stated(record["audience"]),
            organizer=stated(record["organizer"]) or stated(record["operator"]),
            venue=stated(record["venue"]),
            contact=where,
            access=stated(record["access"]),
            parking=stated(record["parking"]),
            when_text="\n".join(filter(None, dict.fromkeys(self.texts))),
            occurrences=occurrences,
            until=self.until,
            fee=fee(record["fee"], record["fee_detail"]),
            capacity=capacity(record["capacity"]),
            sign_up=sign_up(record["sign_up"], bool(closes.text)),
            deadline=closes,
            remarks=stated(record["remarks"]),
            extras=extra_cells(record, plan.extras),
            problems=(*self.problems, *remarks.problems),
        )
