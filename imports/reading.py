"""One file from opening to records: what `flask import` shows before anything is written."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from imports.events import EventRecord
from imports.happenings import events
from imports.headers import find_header
from imports.keys import alike
from imports.lists import Kind
from imports.places import PlaceRecord, places
from imports.problems import LeftOut, Unreadable
from imports.recognition import recognised
from imports.source import Limits, Table
from locales import _

MOST_SHEETS = 20

Item = EventRecord | PlaceRecord | LeftOut


class Reading(AbstractContextManager["Reading"]):
    """An opened list: which one it is, how it was written, and its records one after the other.

    Raises Unreadable, on opening or while the records are walked through, and nothing else. A
    `kind` given by the clerk is believed; without it the columns decide.
    """

    def __init__(
        self,
        source: Path | bytes,
        name: str = "",
        kind: Kind | None = None,
        limits: Limits | None = None,
        sheet: str = "",
    ) -> None:
        with ExitStack() as undo:
            self.table = undo.enter_context(Table(source, name, limits))
            if sheet:
                self._turn_to(sheet)
            self._recognise(kind, others=not sheet)
            undo.pop_all()

    def _turn_to(self, sheet: str) -> None:
        names = list(map(alike, self.table.sheets))
        if alike(sheet) not in names:
            sheets = "、".join(name[:30] for name in self.table.sheets[:20]) or "-"
            sentence = _(
                "The workbook has no sheet {name}. Its sheets are: {sheets}.", name=sheet, sheets=sheets
            )
            raise Unreadable(sentence)
        self.table.turn_to(names.index(alike(sheet)))

    def _recognise(self, kind: Kind | None, *, others: bool) -> None:
        """Find the header; a workbook often begins with a cover or a note, and the list is behind it."""
        tried = range(min(len(self.table.sheets), MOST_SHEETS)) if others else range(0)
        lists, no_lists = list[Unreadable](), list[Unreadable]()
        for number in tried or (None,):
            refusals = no_lists
            try:
                if number:
                    self.table.turn_to(number)
                self.header = find_header(self.table)
                refusals = lists
                self.kind = recognised(self.header, self.table.name, kind)
            except Unreadable as refused:
                refusals.append(refused)
            else:
                return
        raise (lists or no_lists)[0]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.table.close()

    def items(self, today: date) -> Iterator[Item]:
        """Every record and every row left out; `today` is what a missing year stays close to."""
        if self.kind is Kind.EVENT:
            return events(self.table, self.header, today)
        return places(self.table, self.header, self.kind)
