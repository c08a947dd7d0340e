"""Column names: how towns write them, folded to one spelling, and the field each of them fills."""

import re
import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path

# Everything that is used for a dash or a long vowel, and the brackets and separators that come and go.
STROKES = re.compile("[―—‐‑–ー−－ｰ-]")
DROPPED = re.compile(r"[\s_()\[\]【】「」*※◎○・、,./:;#]")


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """The same for every way in which one column name is written."""
    name = unicodedata.normalize("NFKC", name[:200]).lower()
    return DROPPED.sub("", STROKES.sub("-", name))


FIELDS: dict[str, list[str]] = tomllib.loads(
    Path(__file__).with_name("columns.toml").read_text(encoding="utf-8")
)
BY_NAME: dict[str, str] = {folded(name): field for field, names in FIELDS.items() for name in names}
