"""A file from a town's website, opened as rows of clean text: any encoding, any delimiter, a bounded size."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from imports.encoding import encoding_of, opened
from imports.problems import Unreadable
from imports.workbooks import is_workbook, spool_sheet
from locales import _

# Nobody types these: control characters, lone surrogates, byte order marks, and marks that turn text around.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
NEWLINES = re.compile("\r\n?")

SNIFFED_ROWS = 60


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read before it is refused; far above any real list, far below trouble."""

    file_bytes: int = 100 * 1024 * 1024
    rows: int = 200_000
    columns: int = 300
    cell_characters: int = 20_000
    row_characters: int = 200_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row, numbered as a spreadsheet numbers it; trailing empty cells are left away."""

    number: int
    cells: list[str]


class Table(AbstractContextManager["Table"]):
    """The rows of one file. They may be walked through as often as needed and are never all in memory."""

    def __init__(self, source: Path | bytes, name: str = "", limits: Limits | None = None) -> None:
        self.name = name or (source.name if isinstance(source, Path) else "")
        self.limits = limits or Limits()
        self.encoding, self.delimiter = "utf-8", ","
        self.sheets: tuple[str, ...] = ()
        self.sheet, self.hidden = "", 0
        with ExitStack() as undo:
            self._file = undo.enter_context(opened(source, self.limits.file_bytes))
            self.workbook = is_workbook(self._file)
            self._book = self._file if self.workbook else None
            if self.workbook:
                self.turn_to(0)
            else:
                self.encoding = encoding_of(self._file)
                self.delimiter = self._sniffed_delimiter()
            undo.pop_all()

    def turn_to(self, number: int) -> None:
        """Read another sheet of the workbook, counted from 0 as a person sees them."""
        if self._book is not None:
            spooled = spool_sheet(self._book, self.limits.columns, number)
            if self._file is not self._book:
                self._file.close()
            self._file, self.sheets, self.hidden = spooled.file, spooled.sheets, spooled.hidden
            self.sheet = self.sheets[number]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __enter__(self) -> Self:
        return self

    def close(self) -> None:
        self._file.close()
        if self._book is not None:
            self._book.close()

    def rows(self) -> Iterator[Row]:
        """Every row that says something, its cells without unseen characters and outer spaces."""
        limits, taken = self.limits, 0
        for number, cells in enumerate(self._records(self.delimiter), 1):
            cells = [clean(cell) for cell in cells]
            while cells and not cells[-1]:
                cells.pop()
            if not cells:
                continue
            taken += 1
            if taken > limits.rows:
                raise Unreadable(
                    _(
                        "The file has more than {rows} rows. Please split it and import the parts.",
                        rows=limits.rows,
                    )
                )
            if len(cells) > limits.columns:
                raise Unreadable(
                    _(
                        "Row {row} has more than {columns} columns. Please check the file in a spreadsheet.",
                        row=number,
                        columns=limits.columns,
                    )
                )
            if max(map(len, cells)) > limits.cell_characters:
                raise _too_long(number)
            yield Row(number, cells)

    def _sniffed_delimiter(self) -> str:
        """The delimiter under which most rows have the same, largest number of cells."""

        def usual_width(delimiter: str) -> tuple[int, int]:
            try:
                first = list(islice(self._records(delimiter), SNIFFED_ROWS))
            except Unreadable:  # a quotation mark may well stand unclosed under the wrong delimiter
                return 0, 0
            widths = Counter(len(cells) for cells in first if len(cells) > 1)
            return max(((seen, width) for width, seen in widths.items()), default=(0, 0))

        best, most = ",", usual_width(",")
        for delimiter in ("\t", ";"):
            seen, width = usual_width(delimiter)
            if seen and width * min(seen, 3) > most[1] * min(most[0], 3):
                best, most = delimiter, (seen, width)
        return best

    def _records(self, delimiter: str) -> Iterator[list[str]]:
        self._file.seek(0)
        text = io.TextIOWrapper(self._file, self.encoding, "replace", newline="")
        finished = False

        def lines(readline: Callable[[int], str], most: int) -> Iterator[str]:
            nonlocal finished
            number = 0
            while line := readline(most):
                number += 1
                if len(line) >= most:
                    raise _too_long(number)
                yield line
            finished = True

        started = 0
        try:
            for started, cells in enumerate(
                csv.reader(lines(text.readline, self.limits.row_characters), delimiter=delimiter), 1
            ):
                if finished:
                    raise _unclosed(started)
                yield cells
        except csv.Error:
            raise _too_long(started + 1) from None
        finally:
            text.detach()  # leaves the file open for the next walk


def clean(text: str) -> str:
    """A cell without unseen characters, odd line ends and outer spaces; nothing else is changed."""
    if not text.isprintable():
        text = UNSEEN.sub("", NEWLINES.sub("\n", text))
    return text.strip()


def _too_long(row: int) -> Unreadable:
    return Unreadable(
        _(
            "A cell near row {row} is far too long. Often a quotation mark before it was never closed. "
            "Please look at that row.",
            row=row,
        )
    )


def _unclosed(row: int) -> Unreadable:
    return Unreadable(
        _(
            "A quotation mark in row {row} is never closed, so the rows after it cannot be told apart. "
            "Please correct that row, or save the file as .xlsx.",
            row=row,
        )
    )
