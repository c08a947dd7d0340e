"""What people type, as it may be kept: without characters that nobody sees and that can do harm."""

import re

# Control characters, lone surrogates, byte order marks, and marks that turn the rest of a line around. Joiners of
# emoji and the like stay.
UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
NEWLINES = re.compile("\r\n?|[\u2028\u2029]")


def seen(words: str, most: int) -> str:
    """At most `most` characters of `words`, of which everything can be seen; lines stay lines."""
    plain = NEWLINES.sub("\n", words).replace("\t", " ")
    return UNSEEN.sub("", plain)[:most].strip()


def on_one_line(words: str) -> str:
    """The same without line breaks, for a list or a terminal; emoji that are joined of several stay whole."""
    return " ".join(seen(words, len(words)).split())
