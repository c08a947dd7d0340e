"""A whole file read once: its drafts wait on disk, so that they can be compared first and written afterwards."""

import pickle
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import date
from itertools import islice
from types import TracebackType
from typing import IO, Self

from imports.as_activities import activity
from imports.as_places import place
from imports.cells import PREFECTURES, stated
from imports.drafts import Draft
from imports.events import EventRecord
from imports.headers import records
from imports.lists import Kind
from imports.problems import LeftOut, Problem
from imports.reading import Reading
from locales import _

BATCH = 1_000
MOST_REMARKS = 500  # kept of each sort with their own row
SHOWN_CELL = 200
SEARCHED = 50  # rows in which the municipality's name is looked for


@dataclass(slots=True)
class Remark:
    """A problem as it is kept with the run; alike ones that do not matter one by one are counted together."""

    row: int
    column: str
    value: str
    sentence: str
    times: int = 1
    minor: bool = False

    def kept(self) -> list[str]:
        """As it stands in a run's `problems`."""
        mark = "minor" if self.minor else ""
        return [str(self.row), self.column, self.value, self.sentence, str(self.times), mark]

    @classmethod
    def of(cls, kept: list[str]) -> "Remark":
        row, column, value, sentence, times, mark = kept
        return cls(int(row), column, value, sentence, int(times), bool(mark))


class Remarked:
    """All problems of a file in bounded room."""

    def __init__(self) -> None:
        self.grave: list[Remark] = []
        self.minor: dict[tuple[str, str], Remark] = {}
        self.unkept = 0

    def add(self, one: Problem) -> None:
        if not one.minor:
            if len(self.grave) < MOST_REMARKS:
                self.grave.append(Remark(one.row, one.column, one.value, one.sentence))
            else:
                self.unkept += 1
            return
        # The same sentence with another row number in it counts as the same.
        same = (one.column, "".join(letter for letter in one.sentence if not letter.isdigit()))
        if same in self.minor:
            self.minor[same].times += 1
        elif len(self.minor) < MOST_REMARKS:
            self.minor[same] = Remark(one.row, one.column, one.value, one.sentence, minor=True)
        else:
            self.unkept += 1

    def all(self) -> list[Remark]:
        """What a clerk should look at first; at the end how much there was no room for."""
        found = [*self.grave, *self.minor.values()]
        if self.unkept:
            sentence = _("There were more remarks like these; they were counted and not kept.")
            found.append(Remark(0, "", "", sentence, self.unkept, minor=True))
        return found


class Gathered(AbstractContextManager["Gathered"]):
    """Every draft of a file, in batches as often as needed; and what was noticed on the way.

    Raises Unreadable, as Reading does.
    """

    def __init__(self, reading: Reading, today: date) -> None:
        self.kind = reading.kind
        self.file_name = reading.table.name
        self.encoding = "xlsx" if reading.table.workbook else reading.table.encoding
        self.municipality = municipality(reading)
        self.header_row = reading.header.row
        self.sheet, self.hidden = reading.table.sheet, reading.table.hidden
        self.other_sheets = tuple(name for name in reading.table.sheets if name != self.sheet)
        self.rows = self.left_out = self.drafts = 0
        self.codes: set[str] = set()
        self.remarked = Remarked()
        self.described: set[int] = set()
        self.twice: set[int] = set()
        with ExitStack() as undo:
            # Unnamed and ours alone: nobody else can put anything into it before it is read again.
            self._spool: IO[bytes] = undo.enter_context(tempfile.TemporaryFile())
            self._read(reading, today)
            undo.pop_all()

    @property
    def table(self) -> str:
        return "activities" if self.kind is Kind.EVENT else "places"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._spool.close()

    def batches(self) -> Iterator[list[Draft]]:
        self._spool.seek(0)
        for _batch in range(-(-self.drafts // BATCH)):
            drafts: list[Draft] = pickle.load(self._spool)  # noqa: S301 - written above by ourselves
            yield drafts

    def _read(self, reading: Reading, today: date) -> None:
        batch: list[Draft] = []
        for item in reading.items(today):
            if isinstance(item, LeftOut):
                self.rows += 1
                self.left_out += 1
                cells = " | ".join(filter(None, item.cells))[:SHOWN_CELL]
                told = item.problem
                self.remarked.add(Problem(told.row, told.column, cells, told.sentence))
                continue
            self.rows += len(item.rows) if isinstance(item, EventRecord) else item.row_count
            if item.code:
                self.codes.add(item.code)
            for problem in item.problems:
                self.remarked.add(problem)
            if isinstance(item, EventRecord):
                draft = activity(item, self.municipality)
            else:
                draft = place(item, self.municipality)
            self._note(draft)
            batch.append(draft)
            if len(batch) == BATCH:
                self._keep(batch)
                batch = []
        if batch:
            self._keep(batch)

    def _note(self, draft: Draft) -> None:
        shape = hash(draft.described)
        (self.twice if shape in self.described else self.described).add(shape)

    def _keep(self, batch: list[Draft]) -> None:
        self.drafts += len(batch)
        pickle.dump(batch, self._spool, pickle.HIGHEST_PROTOCOL)


def municipality(reading: Reading) -> str:
    """The town the list names as its own, without its prefecture; nothing when it names none."""
    for record in list(islice(records(reading.table, reading.header), SEARCHED)):
        name = stated(record["city"]) or stated(record["municipality"])
        prefecture = next((one for one in PREFECTURES if name.startswith(one) and name != one), "")
        if name := name.removeprefix(prefecture).strip():
            return name[:60]
    return ""
