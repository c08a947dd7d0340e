"""A sheet of an Excel workbook as rows of text, streamed: only one row is in memory at a time."""

import posixpath
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, cast
from xml.etree.ElementTree import Element, XMLPullParser
from zipfile import ZipFile

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from imports.joined import Columns, Joined

CHUNK = 1 << 16
MOST_WITHOUT_END = 300_000  # elements begun and ended before a row is complete: 300 columns need 3,000
MOST_BYTES_WITHOUT_END = 16 << 20
LAST_ROW = 1_048_576  # of any workbook
ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
# Numbers that Excel gives to Japanese ways of writing dates; a file names them without saying what they are.
JAPANESE_DATES = frozenset({*range(27, 37), *range(50, 59)})


class Harmful(Exception):
    """The archive would unpack to far more than it should, or declares its own entities."""


class Sheet:
    """One visible sheet. The archive must have been found harmless: no document types, a bounded size."""

    def __init__(self, archive: ZipFile, most_columns: int, number: int = 0) -> None:
        self._archive, self._most = archive, most_columns
        book_path = _related(archive, "", "/officeDocument").get("", "xl/workbook.xml")
        book = _whole(archive, book_path)
        related = _related(archive, book_path, "/worksheet")
        visible = [
            (sheet.get("name", ""), related[key])
            for sheet in _all(book, "sheet")
            if sheet.get("state", "visible") == "visible" and (key := _relation(sheet)) in related
        ]
        self.names = tuple(name for name, _path in visible)
        self._path = visible[number][1]
        self.hidden = 0  # rows that the spreadsheet does not show, counted while they are read
        old_macs = any(one.get("date1904") in ("1", "true") for one in _all(book, "workbookPr"))
        self._epoch = CALENDAR_MAC_1904 if old_macs else CALENDAR_WINDOWS_1900
        parts = {name.lower(): name for name in archive.namelist()}
        folder = posixpath.dirname(book_path).lower()
        styles, strings = (
            parts.get(posixpath.join(folder, name)) for name in ("styles.xml", "sharedstrings.xml")
        )
        self._dates, self._spans = _date_styles(archive, styles) if styles else (frozenset(), frozenset())
        self._strings = _strings(archive, strings) if strings else []
        self._read: dict[tuple[str, str], str] = {}

    def rows(self) -> Iterator[list[str]]:
        """Every row, empty ones too, so that they count as they do in the spreadsheet."""
        number, columns = 0, Columns()
        joined = Joined(self._archive, self._path, columns)
        for row in _stream(self._archive, self._path, "row", "sheetData"):
            stated = int(row.get("r") or 0)
            if stated > LAST_ROW:
                raise ValueError("no workbook has so many rows")
            for _empty in range(number + 1, stated):
                yield []
            number = max(stated, number + 1)
            cells: list[str] = []
            for cell in row:
                at = columns.of(cell.get("r"), len(cells))
                if at > self._most:
                    continue
                while len(cells) <= at:
                    cells.append("")
                cells[at] = self._text(cell)
            joined.fill(number, cells, self._most)
            while cells and not cells[-1]:
                cells.pop()
            self.hidden += bool(cells) and row.get("hidden") in ("1", "true")
            yield cells

    def _text(self, cell: Element) -> str:
        """A cell's value as somebody would have typed it into a CSV."""
        kind = cell.get("t", "n")
        value = ""
        for part in cell:
            if part.tag.endswith("}v"):
                value = part.text or ""
            elif kind == "inlineStr" and part.tag.endswith("}is"):
                value = _words(part)
        if kind == "s":
            return self._strings[int(value)] if value else ""
        if kind == "n" and value:
            style = cell.get("s", "0")
            if value.isdigit() and style not in self._dates:
                return value
            return self._number(value, style)
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind == "d":
            return typed(datetime.fromisoformat(value))
        return "" if kind == "e" or value in ERRORS else value  # words, or what a formula gave

    def _number(self, value: str, style: str) -> str:
        known = self._read.get((value, style))
        if known is None:
            if len(self._read) > 50_000:
                self._read.clear()
            known = self._read[value, style] = self._typed_number(float(value), style)
        return known

    def _typed_number(self, value: float, style: str) -> str:
        if style not in self._dates:
            return typed(value)
        if value < 0:
            return ""
        try:
            return typed(from_excel(value, self._epoch, timedelta=style in self._spans))
        except (OverflowError, ValueError):
            return ""  # a day before the calendar begins or after it ends


def typed(value: object) -> str:
    """A value as somebody would have typed it."""
    match value:
        case None:
            return ""
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
        case timedelta():
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02d}" if minutes >= 0 else ""
        case _:
            return str(value)


def _strings(archive: ZipFile, path: str) -> list[str]:
    return ["" if (words := _words(one)) in ERRORS else words for one in _stream(archive, path, "si", "sst")]


def _words(parts: Element) -> str:
    """The words of a text and its runs, without the readings that Excel keeps beside kanji."""
    words = []
    for part in parts:
        if part.tag.endswith("}t"):
            words.append(part.text or "")
        elif part.tag.endswith("}r"):
            words.append(_words(part))
    return "".join(words)


def _date_styles(archive: ZipFile, path: str) -> tuple[frozenset[str], frozenset[str]]:
    """The styles under which a number is a day or a time, and those of them under which it is a duration."""
    root = _whole(archive, path)
    codes = dict(BUILTIN_FORMATS)
    codes |= {int(one.get("numFmtId", 0)): one.get("formatCode", "") for one in _all(root, "numFmt")}
    dates, spans = set(), set()
    styles = next(_all(root, "cellXfs"), None)
    for number, style in enumerate(styles if styles is not None else ()):
        used = int(style.get("numFmtId", 0))
        code = codes.get(used, "General")
        if is_date_format(code) or (used in JAPANESE_DATES and used not in codes):
            dates.add(str(number))
            if is_timedelta_format(code):
                spans.add(str(number))
    return frozenset(dates), frozenset(spans)


def _related(archive: ZipFile, path: str, kind: str) -> dict[str, str]:
    """The parts that a part names of one kind, by their ids; the first of them also by no id."""
    folder, name = posixpath.split(path)
    found: dict[str, str] = {}
    for one in _all(_whole(archive, posixpath.join(folder, "_rels", name + ".rels")), "Relationship"):
        if one.get("Type", "").endswith(kind):
            target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
            found.setdefault("", target)
            found[one.get("Id", "")] = target
    return found


def _relation(sheet: Element) -> str:
    return next((value for name, value in sheet.items() if name.endswith("}id")), "-")


def _whole(archive: ZipFile, path: str) -> Element:
    """A small part as a tree, bounded like a row."""
    with archive.open(path) as stream:
        parser: XMLPullParser[Element] = XMLPullParser(("start",))
        root: Element | None = None
        begun = 0
        while chunk := stream.read(CHUNK):
            parser.feed(chunk)
            for _event, element in _events(parser):
                root = element if root is None else root
                begun += 1
            if begun > MOST_WITHOUT_END:
                raise Harmful
        parser.close()
    if root is None:
        raise ValueError("an empty part")
    return root


def _all(root: Element, name: str) -> Iterator[Element]:
    return (one for one in root.iter() if one.tag.rpartition("}")[2] == name)


def _stream(archive: ZipFile, path: str, name: str, last: str) -> Iterator[Element]:
    """Each element of a name as soon as it is complete, until the one that holds them all ends."""
    with archive.open(path) as stream:
        yield from _complete(stream, "}" + name, "}" + last)


def _complete(stream: IO[bytes], name: str, last: str) -> Iterator[Element]:
    parser: XMLPullParser[Element] = XMLPullParser(("end",))
    events = fed = 0
    while chunk := stream.read(CHUNK):
        parser.feed(chunk)
        fed += len(chunk)
        for _event, element in _events(parser):
            events += 1
            if element.tag.endswith(name):
                yield element
                element.clear()  # what is left of it is small
                events = fed = 0
            elif element.tag.endswith(last):
                return
        if events > MOST_WITHOUT_END or fed > MOST_BYTES_WITHOUT_END:
            raise Harmful
    parser.close()


def _events(parser: "XMLPullParser[Element]") -> Iterator[tuple[str, Element]]:
    """Of elements only: that is all the parsers above ask for."""
    return cast(Iterator[tuple[str, Element]], parser.read_events())
