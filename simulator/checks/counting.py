"""How LINE counts the length of a text: in UTF-16 code units, or in what a reader calls characters."""

from __future__ import annotations

import regex

_GRAPHEME = regex.compile(r"\X")


def utf16(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def graphemes(text: str) -> int:
    return sum(1 for _ in _GRAPHEME.finditer(text))
