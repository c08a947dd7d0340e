"""Excel workbooks: the first sheet's values as text, after the archive has been found harmless."""

import csv
import io
import tempfile
import warnings
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, BinaryIO
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import BadZipFile, LargeZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from imports.problems import Unreadable
from locales import _

MOST_PARTS = 2_000
MOST_UNPACKED = 400 * 1024 * 1024
MOST_SHARED_TEXT = 48 * 1024 * 1024  # openpyxl holds this part in memory
MOST_RATIO = 200  # sheets of real lists pack 5 to 40 times
SMALL = 1024 * 1024
ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}

# What openpyxl and the readers below it raise over a file that is damaged or made to harm.
BROKEN = (
    BadZipFile,
    LargeZipFile,
    InvalidFileException,
    ParseError,
    ExpatError,
    zlib.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NameError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    TypeError,
    ValueError,
)


class _Harmful(Exception):
    """The archive would unpack to far more than it should, or declares its own entities."""


class _RootReached(Exception):
    """The first element has begun; a document type could only have stood before it."""


def is_workbook(file: BinaryIO) -> bool:
    file.seek(0)
    return file.read(4) == b"PK\x03\x04"


def spool_first_sheet(file: BinaryIO, most_columns: int) -> BinaryIO:
    """The first sheet as UTF-8 CSV in a temporary file, so that it can be walked through twice."""
    spooled = tempfile.TemporaryFile()  # noqa: SIM115 - the table closes it
    try:
        _refuse_harm(file)
        text = io.TextIOWrapper(spooled, "utf-8", errors="ignore", newline="")
        writer = csv.writer(text)
        for cells in _first_sheet(file):
            writer.writerow(cells[: most_columns + 1])
        text.flush()
        text.detach()
    except _Harmful:
        spooled.close()
        raise Unreadable(
            _(
                "This workbook would unpack to far more than a list needs. Please save the list alone "
                "as a new file."
            )
        ) from None
    except BROKEN:
        spooled.close()
        raise Unreadable(
            _(
                "This workbook is damaged, locked, or no .xlsx. Please save it again as .xlsx without a "
                "password, or as CSV."
            )
        ) from None
    return spooled


def _refuse_harm(file: BinaryIO) -> None:
    file.seek(0)
    with ZipFile(file) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise _Harmful
        for part in parts:
            if part.file_size > SMALL and part.file_size > MOST_RATIO * max(part.compress_size, 1):
                raise _Harmful
            if part.filename.lower().endswith("sharedstrings.xml") and part.file_size > MOST_SHARED_TEXT:
                raise _Harmful
            if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                with archive.open(part) as stream:
                    _refuse_document_type(stream)


def _refuse_document_type(stream: IO[bytes]) -> None:
    def refuse(*_declared: object) -> None:
        raise _Harmful

    def stop(*_element: object) -> None:
        raise _RootReached

    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        while chunk := stream.read(4096):
            parser.Parse(chunk, False)
    except _RootReached:
        return


def _first_sheet(file: BinaryIO) -> Iterator[list[str]]:
    file.seek(0)
    with warnings.catch_warnings():
        # It warns of styles and extensions that it leaves away; values are all we take.
        warnings.simplefilter("ignore")
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
            if sheet is None:
                raise ValueError("no sheet to read")
            sheet.reset_dimensions()  # what a file says of its own size is often wrong
            for values in sheet.iter_rows(values_only=True):
                cells = [_text(value) for value in values]
                while cells and not cells[-1]:
                    cells.pop()
                yield cells
        finally:
            book.close()


def _text(value: object) -> str:
    """A cell's value as somebody would have typed it into a CSV."""
    match value:
        case None:
            return ""
        case str():
            return "" if value in ERRORS else value
        case bool():
            return "TRUE" if value else "FALSE"
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
