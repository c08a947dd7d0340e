"""What people type: words for entries and for buttons, kept per language in keywords.toml."""

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from locales.catalogues import LOCALES
from locales.folding import fold

Keywords = dict[str, str]


class Words(NamedTuple):
    """One language's file: the words of entries, and other ways to say what stands on a button."""

    entries: dict[str, list[str]]
    buttons: dict[str, list[str]]


@cache
def words_of(locale: str) -> Words:
    """`keywords.toml` of one locale as written, not folded."""
    text = (Path(__file__).parent / locale / "keywords.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text)
    return Words(found["entries"], found.get("buttons", {}))


@cache
def keywords() -> Keywords:
    """Folded word → entry, in all languages at once: nobody has to switch before they type.

    Raises ValueError when two entries claim one word, naming both."""
    found: Keywords = {}
    for locale in LOCALES:
        for entry, words in words_of(locale).entries.items():
            for word in words:
                if found.setdefault(fold(word), entry) != entry:
                    raise ValueError(f"{word!r} is claimed by {found[fold(word)]!r} and {entry!r}")
    return found


@cache
def button_words() -> dict[str, frozenset[str]]:
    """Folded label of a button → the folded words that press it when it is on the screen."""
    found: dict[str, set[str]] = {}
    for locale in LOCALES:
        for label, words in words_of(locale).buttons.items():
            found.setdefault(fold(label), set()).update(map(fold, words))
    return {label: frozenset(words) for label, words in found.items()}
