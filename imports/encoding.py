"""Bytes before they are text: opened within a limit, refused if no table, and their encoding found."""

import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path
from typing import BinaryIO

from imports.problems import Unreadable
from locales import _

CHUNK = 1 << 16
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
    """By its mark if it has one, else strict UTF-8, else what Windows calls Shift_JIS."""
    file.seek(0)
    start = file.read(512)
    _refuse_other_kinds(start)
    if start.startswith(BOM_UTF8):
        tried = ["utf-8-sig"]
    elif start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        tried = ["utf-16"]
    else:
        tried = ["utf-8", "cp932"]
    for encoding in tried:
        if _decodes(file, encoding):
            return encoding
    raise unknown_encoding()


def _decodes(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        while text.read(CHUNK):
            pass
    except UnicodeError:
        return False
    finally:
        text.detach()
    return True


def _refuse_other_kinds(start: bytes) -> None:
    lowered = start.lstrip(BOM_UTF8).lstrip().lower()
    if start.startswith(b"\xd0\xcf\x11\xe0"):
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
