"""What is remarked on one row while it is read, and the cells that no field takes."""

import re

from imports.headers import Header, Record
from imports.problems import LeftOut, Problem
from locales import _

SHOWN = 200
# What no encoding could say, and characters of a town's own, which no telephone can show.
UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff]")
NOTES = ("※", "＊", "*", "注", "【", "■", "◆", "●")  # what notes and headings begin with
SUM = re.compile(r"(?:総?合|総|小|累)?計(?:\d+(?:[かヶケ箇個]所|件|施設))?|総数|合計数")


class Remarks:
    """Collects the problems of one row under the names the town gave its columns."""

    def __init__(self, header: Header, row: int) -> None:
        self.header, self.row = header, row
        self.problems: list[Problem] = []

    def add(self, field: str, value: str, sentence: str, minor: bool = False) -> None:
        column = self.header.title(field) if field else ""
        self.problems.append(Problem(self.row, column, value[:SHOWN], sentence, minor))


def extra_cells(record: Record, columns: tuple[tuple[int, str], ...]) -> dict[str, str]:
    """The filled cells of the columns that we have no field for, under the town's names."""
    cells, width = record.cells, len(record.cells)
    return {name: cells[column] for column, name in columns if column < width and cells[column]}


def damaged_cells(record: Record, remarks: Remarks) -> None:
    """A character that nobody can read may stand in a name or a telephone number."""
    for column, cell in enumerate(record.cells):
        if UNREADABLE.search(cell):
            name = remarks.header.names[column] if column < len(remarks.header.names) else ""
            sentence = _("A character of this cell could not be read. Please correct it in the file.")
            remarks.problems.append(Problem(remarks.row, name, cell[:SHOWN], sentence))


def nameless_cells(record: Record, remarks: Remarks) -> None:
    """A word in a column without a name is lost, which the clerk should know."""
    header = remarks.header
    if len(record.cells) <= len(header.names) and not header.unnamed:
        return
    for column, cell in enumerate(record.cells):
        if cell and (column >= len(header.names) or column in header.unnamed):
            remarks.add("", cell, _("This cell stands in a column without a name and was left away."))


def no_entry(record: Record, header: Header, field: str, name: str) -> LeftOut | None:
    """Why a row is no entry: it has no name, is a note or a heading over others, or adds them up."""
    placed = record["address"] or record["latitude"] or record["venue"]
    if name and placed:
        return None
    own = whose(record)
    told = [column for column, cell in enumerate(record.cells) if cell and column not in own]
    begins = name or record.cells[told[0]]
    alone = len(told) == 1 and (not name or field == "name")
    if not placed and SUM.fullmatch("".join(begins.split())):
        sentence = _("This row looks like a sum and not like an entry, so it was not taken.")
    elif alone or (begins.startswith(NOTES) and (not name or len(told) == 1)):
        sentence = _("This row looks like a note and not like an entry, so it was not taken.")
    elif not name:
        sentence = _("This row has no name, so it was not taken. Please fill in the name.")
    else:
        return None
    problem = Problem(record.number, header.title(field), record.cells[told[0]][:SHOWN], sentence)
    return LeftOut(record.number, tuple(record.cells), problem)


def only_says_whose(record: Record) -> bool:
    """An empty row of an official form, where the town has filled in nothing but itself."""
    if record["name"] or record["event"]:
        return False
    own = whose(record)
    return all(not cell or column in own for column, cell in enumerate(record.cells))


def whose(record: Record) -> set[int | None]:
    """The columns that only name the town and the row."""
    own = {record.columns.get(field) for field in ("code", "municipality", "prefecture", "city")}
    if record["number"].isascii():  # a footnote often begins where the numbers stand
        own.add(record.columns.get("number"))
    return own
