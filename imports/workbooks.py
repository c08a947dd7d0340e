"""Excel workbooks: one sheet's values as text, after the archive has been found harmless."""

import csv
import io
import tempfile
import zlib
from dataclasses import dataclass
from typing import IO, BinaryIO
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import BadZipFile, LargeZipFile, ZipFile

from imports.problems import Unreadable
from imports.sheets import Harmful, Sheet
from locales import _

MOST_PARTS = 2_000
MOST_UNPACKED = 400 * 1024 * 1024
MOST_SHARED_TEXT = 48 * 1024 * 1024  # this part is held in memory
MOST_RATIO = 200  # sheets of real lists pack 5 to 40 times
SMALL = 1024 * 1024

# What the readers of archives and of XML raise over a file that is damaged or made to harm.
BROKEN = (
    BadZipFile,
    LargeZipFile,
    StopIteration,
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


class _RootReached(Exception):
    """The first element has begun; a document type could only have stood before it."""


def is_workbook(file: BinaryIO) -> bool:
    file.seek(0)
    return file.read(4) == b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Spooled:
    """A sheet as UTF-8 CSV in a temporary file, so that it can be walked through twice."""

    file: BinaryIO
    sheets: tuple[str, ...]  # all that a person sees in the workbook
    hidden: int  # rows that a person does not see


def spool_sheet(file: BinaryIO, most_columns: int, number: int = 0) -> Spooled:
    """The visible sheet of that number, counted from 0."""
    spooled = tempfile.TemporaryFile()  # noqa: SIM115 - the table closes it
    try:
        _refuse_harm(file)
        text = io.TextIOWrapper(spooled, "utf-8", errors="ignore", newline="")
        writer = csv.writer(text)
        with ZipFile(file) as archive:
            sheet = Sheet(archive, most_columns, number)
            writer.writerows(sheet.rows())
        text.flush()
        text.detach()
    except Unreadable:
        spooled.close()
        raise
    except Harmful:
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
    return Spooled(spooled, sheet.names, sheet.hidden)


def _refuse_harm(file: BinaryIO) -> None:
    file.seek(0)
    with ZipFile(file) as archive:
        _refuse_other_archives(archive)
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Harmful
        for part in parts:
            if part.file_size > SMALL and part.file_size > MOST_RATIO * max(part.compress_size, 1):
                raise Harmful
            if part.filename.lower().endswith("sharedstrings.xml") and part.file_size > MOST_SHARED_TEXT:
                raise Harmful
            if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                with archive.open(part) as stream:
                    _refuse_document_type(stream)


def _refuse_other_archives(archive: ZipFile) -> None:
    names = archive.namelist()[:MOST_PARTS]
    if "mimetype" in names and "content.xml" in names:
        raise Unreadable(_("This is an OpenDocument file. Please save it as .xlsx or CSV."))
    if any(name.lower().endswith((".csv", ".xlsx", ".xls", ".txt")) for name in names):
        raise Unreadable(_("This is a ZIP archive. Please unpack it and import the files in it."))


def _refuse_document_type(stream: IO[bytes]) -> None:
    def refuse(*_declared: object) -> None:
        raise Harmful

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
