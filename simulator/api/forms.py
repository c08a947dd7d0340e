"""Forms as clients send them: fields in the address's way of writing, or in parts with a file among them."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

_BOUNDARY = re.compile(
    r"""multipart/form-data;.*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))""", re.IGNORECASE
)
_NAME = re.compile(rb'content-disposition:[^\r\n]*[;\s]name="([^"\r\n]{1,100})"', re.IGNORECASE)

MOST_PARTS = 20


def fields_of(body: bytes) -> dict[str, str]:
    """The fields of a plain form; unreadable bytes become marks that fit nothing."""
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=MOST_PARTS))
    except ValueError:
        return {}


def parts_of(content_type: str, body: bytes) -> dict[str, bytes] | None:
    """The parts of a form by name, or None if it is no form in parts."""
    found = _BOUNDARY.match(content_type)
    if found is None:
        return None
    line = b"--" + (found[1] or found[2]).encode("utf-8", "replace")
    pieces = (b"\r\n" + body).split(b"\r\n" + line, MOST_PARTS)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        return None
    parts: dict[str, bytes] = {}
    for piece in pieces[1:-1]:
        head, blank, content = piece.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if not blank or name is None:
            return None
        parts[name[1].decode("utf-8", "replace")] = content
    return parts
