"""Keys that stay the same from one import to the next, even where a town's numbers do not help."""

import hashlib
import re
import unicodedata

MOST_NUMBER = 40


def numbered(code: str, number: str) -> str:
    """A row's key by the town's own number, or nothing when it has none that could serve."""
    return f"{code or '-'}/{number}" if number and len(number) <= MOST_NUMBER else ""


def described(*parts: str) -> str:
    """A key made of what identifies a thing to people; spacing and letter width do not matter."""
    digest = hashlib.sha256("\x1f".join(map(alike, parts)).encode("utf-8", "replace"))
    return "~" + digest.hexdigest()[:32]


def alike(text: str) -> str:
    """The same for texts that differ only in spacing, letter width or case."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return re.sub(r"\s+", "", text).lower()
