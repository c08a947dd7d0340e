"""The header: where it stands, in one row or in two, and what its names mean."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, zip_longest

from imports.columns import BY_NAME, FIELDS, folded
from imports.lists import LEFT_NAMES
from imports.problems import Unreadable
from imports.source import Row, Table
from locales import _

LEAST_KNOWN = 3
SEARCHED_ROWS = 200
SHOWN_NAMES = 12


@dataclass(frozen=True)
class Header:
    """The names of the columns in the town's own wording, their last row, and the titles above them."""

    row: int
    names: tuple[str, ...]
    above: tuple[str, ...] = ()

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """Field -> column. The first column of a field is the field; a second one is an extra."""
        found: dict[str, int] = {}
        for column, name in enumerate(self.names):
            field = BY_NAME.get(folded(name)) if name else None
            if field:
                found.setdefault(field, column)
        return found

    @cached_property
    def unnamed(self) -> frozenset[int]:
        return frozenset(column for column, name in enumerate(self.names) if not name)

    def extras(self, taken: Iterable[str]) -> tuple[tuple[int, str], ...]:
        """The columns that fill none of the `taken` fields, under names that differ from each other."""
        used = {self.columns[field] for field in taken if field in self.columns}
        seen: dict[str, int] = {}
        extras: list[tuple[int, str]] = []
        for column, name in enumerate(self.names):
            if name:
                name = name.replace("\n", "")[:100]
                seen[name] = seen.get(name, 0) + 1
                if column not in used:
                    extras.append((column, name if seen[name] == 1 else f"{name} ({seen[name]})"))
        return tuple(extras)

    def title(self, field: str) -> str:
        """The town's name for a field; our own first name for it when the file lacks the column."""
        if field in self.columns:
            return self.names[self.columns[field]].replace("\n", "")
        return FIELDS[field][0]


@dataclass(frozen=True, slots=True)
class Record:
    """One row below the header, asked by field."""

    number: int
    cells: list[str]
    columns: Mapping[str, int]

    def __getitem__(self, field: str) -> str:
        column = self.columns.get(field, -1)
        return self.cells[column] if 0 <= column < len(self.cells) else ""


def known_names(cells: Iterable[str]) -> int:
    """How many different cells are column names that we know."""
    return len({name for name in map(folded, filter(None, cells)) if name in BY_NAME or name in LEFT_NAMES})


def find_header(table: Table) -> Header:
    """The first row with at least three known names, whatever titles and comments stand above it."""
    above: list[Row] = []
    rows = islice(table.rows(), SEARCHED_ROWS)
    for row in rows:
        below = next(rows, None) if known_names(row.cells) >= LEAST_KNOWN else None
        if above and (names := joined(above[-1], row)):
            return Header(row.number, names, _titles(table, above[:-1]))
        if known_names(row.cells) >= LEAST_KNOWN:
            if below and (names := joined(row, below)):
                return Header(below.number, names, _titles(table, above))
            return Header(row.number, tuple(row.cells), _titles(table, above))
        above.append(row)
    raise Unreadable(
        _(
            "No row with column names was found. We look for names such as {examples}; the file begins with "
            "{first}. Please put the column names into one row above the list.",
            examples="名称、住所、緯度、イベント名、開始日",
            first=listed(above[0].cells if above else ()) or "-",
        )
    )


def joined(upper: Row, lower: Row) -> tuple[str, ...]:
    """The names of two rows that are one header, as of cells joined in a spreadsheet; else nothing.

    The upper row names some columns and groups of columns, the lower one the columns of each group.
    """
    if lower.number != upper.number + 1:
        return ()
    names, alone, grouped, group = list[str](), list[str](), list[str](), ""
    for over, under in zip_longest(upper.cells, lower.cells, fillvalue=""):
        group = over or (group if under else "")
        if under in ("", over):
            alone.append(over)
            names.append(over)
        elif not group or BY_NAME.get(folded(over)) in ("name", "event"):
            return ()  # a title stands above the names, or an entry below them
        else:
            whole = f"{group}_{under}"
            name = whole if folded(whole) in BY_NAME or folded(under) not in BY_NAME else under
            grouped.append(name)
            names.append(name)
    if known_names(alone) and known_names(grouped) * 2 > len(grouped) and known_names(names) >= LEAST_KNOWN:
        return tuple(names)
    return ()


def _titles(table: Table, above: list[Row]) -> tuple[str, ...]:
    """What stands above the columns, and the sheet's name: the last title is the nearest."""
    titles = (" ".join(filter(None, row.cells)) for row in reversed(above[-10:]))
    return (*titles, table.sheet)


def records(table: Table, header: Header) -> Iterator[Record]:
    """The rows below the header, without comments and without a second header row."""
    for row in table.rows():
        if row.number > header.row and not _says_nothing(row, header):
            yield Record(row.number, row.cells, header.columns)


def _says_nothing(row: Row, header: Header) -> bool:
    filled = [cell for cell in row.cells if cell]
    if len(filled) == 1 and filled[0].startswith("#"):
        return True
    near = row.number <= header.row + 3
    return near and known_names(filled) >= LEAST_KNOWN and known_names(filled) * 2 > len(filled)


def listed(names: Iterable[str]) -> str:
    shown = [name.replace("\n", "")[:30] for name in names if name]
    return "、".join(shown[:SHOWN_NAMES]) + ("…" if len(shown) > SHOWN_NAMES else "")
