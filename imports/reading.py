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
from imports.lists import Kind
from imports.places import PlaceRecord, places
from imports.problems import LeftOut
from imports.recognition import recognised
from imports.source import Limits, Table

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
    ) -> None:
        with ExitStack() as undo:
            self.table = undo.enter_context(Table(source, name, limits))
            self.header = find_header(self.table)
            self.kind = recognised(self.header, self.table.name, kind)
            undo.pop_all()

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
