"""What a picture is and how large, told from its first bytes, not from what its sender says."""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

_PNG = b"\x89PNG\r\n\x1a\n"

# JPEG segments that carry the size: every start of frame but the three numbers used for tables.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_END_OF_IMAGE = b"\xff\xd9"
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})


class Picture(NamedTuple):
    content_type: str
    width: int
    height: int


def look(content: bytes) -> Picture | None:
    """A PNG or a JPEG, or None for anything else or anything broken off."""
    if content.startswith(_PNG):
        return _png(content)
    if content.startswith(b"\xff\xd8"):
        return _jpeg(content)
    return None


def _png(content: bytes) -> Picture | None:
    if len(content) < 33 or content[12:16] != b"IHDR" or b"IEND" not in content[33:]:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return Picture("image/png", width, height)


def _jpeg(content: bytes) -> Picture | None:
    at = 2
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            return None
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _ALONE:
            at += 2
        elif marker in _FRAMES:
            if at + 9 > len(content) or _END_OF_IMAGE not in content[at:]:
                return None
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return Picture("image/jpeg", width, height)
        else:
            at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    return None


def blank(width: int, height: int) -> bytes:
    """A grey PNG."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        sealed = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + sealed

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = (b"\0" + b"\x80" * width) * height
    return _PNG + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


FILM = blank(160, 90)
"""What is shown for a film before it plays."""
