"""Addresses: pictures and films over HTTPS, and links a tap may open."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from simulator.checks.shapes import FINE, Check, Problems, between, unreadable, wrong

LONGEST_MEDIA = 2_000
LONGEST_LINK = 1_000

# Percent-encoded UTF-8: visible ASCII only, and every % begins a byte.
_ENCODED = re.compile(r"(?:[!#$&-;=?-Z\[\]_a-z~@]|%[0-9A-Fa-f]{2})+")


def _address(schemes: tuple[str, ...], most: int, odd_scheme: str = "invalid uri scheme") -> Check:
    def check(value: Any) -> Problems:
        if not isinstance(value, str):
            return unreadable("a string")
        if not value:
            return wrong("May not be empty")
        if len(value) > most:
            return wrong(between(0, most))
        if not _ENCODED.fullmatch(value):
            return wrong("invalid uri")
        try:
            parts = urlsplit(value)
            host = parts.hostname
            # Reading the port is what checks it.
            _ = parts.port
        except ValueError:
            return wrong("invalid uri")
        if parts.scheme not in schemes:
            return wrong(odd_scheme if parts.scheme else "invalid uri")
        if parts.scheme in ("http", "https") and not host:
            return wrong("invalid uri")
        return FINE

    return check


media = _address(("https",), LONGEST_MEDIA)
"""Pictures, films, sounds."""

_OPENED = ("http", "https", "line", "tel")

link = _address(_OPENED, LONGEST_LINK)
"""What a URI action opens, on a telephone or on a PC."""

menu_link = _address(_OPENED, LONGEST_LINK, odd_scheme="invalid uri")
"""The same in a rich menu, where LINE has one word for all that is wrong with it."""

any_link = _address(_OPENED, LONGEST_MEDIA)
"""What an audience may be made of: whoever opened it."""
