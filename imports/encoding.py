"""Bytes before they are text: opened within a limit, refused if no table, and their encoding found."""

import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path
from typing import BinaryIO

from imports.problems import Unreadable
from locales import _

CHUNK = 1 << 16
# What stands in the place of bytes that are no character, Python's own for Shift_JIS among them; more than such a
# share, and it is another encoding.
LOST = re.compile("[\ufffd\uf8f0-\uf8f3]")
MOST_LOST = 0.02
NARROW = re.compile("[\uff61-\uff9f]")
JSON = re.compile(rb'\{\s*"|\[\s*[{\[]')


def opened(source: Path | bytes, most_bytes: int) -> BinaryIO:
    size = len(source) if isinstance(source, bytes) else 0
    try:
        if isinstance(source, Path):
            if not source.is_file():
                raise Unreadable(
                    _("There is no file {name}. Please check where it was saved.", name=source.name)
                )
            size = source.stat().st_size
        if size > most_bytes:
            raise Unreadable(
                _(
                    "The file is larger than {megabytes} MB. Please split it and import the parts.",
                    megabytes=most_bytes // (1024 * 1024),
                )
            )
        if size == 0:
            raise Unreadable(_("The file is empty. Please download it again."))
        return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
    except (OSError, ValueError):
        name = source.name if isinstance(source, Path) else ""
        raise Unreadable(_("The file {name} could not be opened. Please save it again.", name=name)) from None


def encoding_of(file: BinaryIO) -> str:
    """By its mark if it has one, else UTF-8, else what Windows or Unix called Japanese; to be read with
    errors="replace". A few bytes that are none of it do not make a file unreadable: the row that has them says so."""
    file.seek(0)
    start = file.read(512)
    _refuse_other_kinds(start)
    if start.startswith(BOM_UTF8):
        tried: tuple[str, ...] = ("utf-8-sig",)
    elif start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        tried = ("utf-16",)
    else:
        tried = _unmarked_utf16(start) or ("utf-8", "cp932", "euc_jp")
    found: list[tuple[int, int, int, str]] = []  # how strange, characters lost, characters, encoding
    for encoding in tried:
        characters, lost, narrow = _strange(file, encoding)
        if not lost and not narrow:
            return encoding
        found.append((10 * lost + narrow, lost, characters, encoding))
    _strangeness, lost, characters, encoding = min(found)
    if lost > 1 + characters * MOST_LOST:
        raise unknown_encoding()
    return encoding


def _unmarked_utf16(start: bytes) -> tuple[str, ...]:
    """Its commas, figures and line ends have a zero in every other byte."""
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if 8 * start[first::2].count(0) > len(start) > 16 * start[1 - first :: 2].count(0):
            return (encoding,)
    return ()


def _strange(file: BinaryIO, encoding: str) -> tuple[int, int, int]:
    """How many characters there are under it; how many are lost; and how many are half-width kana, of which all else is
    full when it is read as Shift_JIS. In UTF-8 those are what they are."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, "replace", newline="")
    characters, lost, narrow = 0, 0, 0
    while chunk := text.read(CHUNK):
        characters += len(chunk)
        lost += len(LOST.findall(chunk))
        narrow += len(NARROW.findall(chunk)) if not encoding.startswith("utf") else 0
    text.detach()
    return characters, lost, narrow


def _refuse_other_kinds(start: bytes) -> None:
    lowered = start.lstrip(BOM_UTF8).lstrip().lower()
    old_xml = lowered.startswith(b"<?xml") and b"urn:schemas-microsoft-com:office:spreadsheet" in lowered
    if old_xml or start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            _("This is an old or locked Excel file. Please save it as .xlsx without a password, or as CSV.")
        )
    if lowered.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise Unreadable(_("This is a web page, not a table. Please download the CSV or Excel file itself."))
    if lowered.startswith((b"%pdf", b"\x89png", b"\xff\xd8\xff")) or JSON.match(lowered):
        raise Unreadable(_("This is neither CSV nor Excel. Please save the table as CSV or .xlsx."))


def unknown_encoding() -> Unreadable:
    return Unreadable(
        _(
            "The characters of this file are neither UTF-8 nor Shift_JIS. Please save it as CSV UTF-8 and "
            "try again."
        )
    )
