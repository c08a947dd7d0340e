"""The header row: where it stands, what its names mean, and which list the file therefore is."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import PurePath

from imports.columns import BY_NAME, FIELDS, folded
from imports.lists import FILE_NAMES, LEFT, LEFT_NAMES, SIGNS, TITLES, Kind
from imports.problems import Unreadable
from imports.source import Row, Table
from locales import _

LEAST_KNOWN = 3
SEARCHED_ROWS = 200
SHOWN_NAMES = 12


@dataclass(frozen=True)
class Header:
    """One header row: the field or the extra name of each column, and the town's own wording."""

    row: int
    names: tuple[str, ...]

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
    first: list[str] = []
    for row in islice(table.rows(), SEARCHED_ROWS):
        if known_names(row.cells) >= LEAST_KNOWN:
            return Header(row.number, tuple(row.cells))
        first = first or row.cells
    raise Unreadable(
        _(
            "No row with column names was found. We look for names such as {examples}; the file begins with "
            "{first}. Please put the column names into one row above the list.",
            examples="名称、住所、緯度、イベント名、開始日",
            first=_listed(first) or "-",
        )
    )


def records(table: Table, header: Header) -> Iterator[Record]:
    """The rows below the header, without comments and without a second header row."""
    for row in table.rows():
        if row.number > header.row and not _says_nothing(row, header):
            yield Record(row.number, row.cells, header.columns)


def recognised(header: Header, file_name: str, chosen: Kind | None = None) -> Kind:
    """Which list this is, or a refusal that says what was understood of it."""
    has_name = "name" in header.columns or "event" in header.columns
    if chosen and has_name:
        return chosen
    names = frozenset(map(folded, filter(None, header.names)))
    fitting = [(sign.fits(names), kind) for kind, sign in SIGNS.items() if sign.fits(names) >= 1]
    specific = [found for found in fitting if found[1] is not Kind.PUBLIC_FACILITY]
    for sign, title in LEFT:
        if sign.fits(names) >= max((fit for fit, _kind in specific), default=1.0):
            raise Unreadable(
                _(
                    "This is a list of {title}. It was recognised, but nothing in this bot uses it, "
                    "so it was not taken.",
                    title=title,
                )
            )
    if has_name and (specific or fitting):
        return (specific or fitting)[0][1]
    if has_name and "start_date" in header.columns:
        return Kind.EVENT
    if has_name and (named := _kind_by_file_name(file_name)):
        return named
    raise _unknown_list(header, names, has_name)


def _says_nothing(row: Row, header: Header) -> bool:
    filled = [cell for cell in row.cells if cell]
    if len(filled) == 1 and filled[0].startswith("#"):
        return True
    near = row.number <= header.row + 3
    return near and known_names(filled) >= LEAST_KNOWN and known_names(filled) * 2 > len(filled)


def _kind_by_file_name(name: str) -> Kind | None:
    stem = PurePath(name).stem.lower()
    for part in (re.sub(r"^\d{5,6}_|_?\d{6,8}$", "", stem), stem):
        if part in FILE_NAMES:
            return FILE_NAMES[part]
    return None


def _unknown_list(header: Header, names: frozenset[str], has_name: bool) -> Unreadable:
    understood = [name for name in header.names if name and folded(name) in BY_NAME]
    if not has_name:
        return Unreadable(
            _(
                "The column names {columns} were understood, but no column holds the name of a place or an "
                "event. Please name that column 名称 or イベント名.",
                columns=_listed(understood),
            )
        )
    nearest = max(SIGNS, key=lambda kind: (SIGNS[kind].fits(names), kind is Kind.PUBLIC_FACILITY))
    return Unreadable(
        _(
            "We could not tell which list this is. Understood: {columns}. It looks most like a list of "
            "{title}. Please choose the kind of list when importing, for example {choice}.",
            columns=_listed(understood),
            title=TITLES[nearest],
            choice=nearest.value,
        )
    )


def _listed(names: Iterable[str]) -> str:
    shown = [name.replace("\n", "")[:30] for name in names if name]
    return "、".join(shown[:SHOWN_NAMES]) + ("…" if len(shown) > SHOWN_NAMES else "")
