"""Where cells stand in a sheet, and cells joined down a column: what stands in the first holds for all of them."""

import re
from collections.abc import Iterator
from zipfile import ZipFile

JOINED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]{0,80}?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
CHUNK = 1 << 18
OVERLAP = 200  # bytes; what names joined cells is shorter
MOST = 20_000
TALLEST = 1_000  # rows; what is joined over more is a frame and no value


class Columns:
    """Where a cell stands by its letters; the letters repeat in every row."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def of(self, reference: str | None, following: int) -> int:
        if not reference:
            return following
        letters = reference.rstrip("0123456789")
        at = self._known.get(letters)
        if at is None:
            at = 0
            for letter in letters[:4]:
                at = at * 26 + int(letter, 36) - 9
            self._known[letters] = at = at - 1
            if at < 0 or len(self._known) > 20_000:
                raise ValueError("no such column")
        return at


class Joined:
    """The cells of a sheet that are joined over several rows. A workbook names them behind its rows."""

    def __init__(self, archive: ZipFile, path: str, columns: Columns) -> None:
        self._ends: dict[tuple[int, int], int] = {}
        for letters, first, last in _named(archive, path):
            if 0 < last - first <= TALLEST and len(self._ends) < MOST:
                self._ends[first, columns.of(letters, 0)] = last
        self._open: dict[int, tuple[int, str]] = {}  # column -> last row and value
        self._first = {row for row, _column in self._ends}

    def fill(self, number: int, cells: list[str], most: int) -> None:
        """Give a row the values that are joined down into it, and note those that begin in it."""
        if number in self._first:
            for column, value in enumerate(cells):
                if value and (number, column) in self._ends:
                    self._open[column] = self._ends[number, column], value
        for column, (last, value) in list(self._open.items()):
            if number > last:
                del self._open[column]
            elif column <= most:
                cells.extend([""] * (column + 1 - len(cells)))
                cells[column] = cells[column] or value


def _named(archive: ZipFile, path: str) -> Iterator[tuple[str, int, int]]:
    before = b""
    with archive.open(path) as stream:
        while chunk := stream.read(CHUNK):
            window = before + chunk
            cut = 0
            if b"mergeCell" in window:
                for found in JOINED.finditer(window):
                    cut = found.end()
                    yield found[1].decode(), int(found[2]), int(found[3])
            before = window[max(cut, len(window) - OVERLAP) :]
