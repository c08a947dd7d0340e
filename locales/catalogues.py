"""The catalogues: source sentences in English, read straight from the .po files."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

# Each by its own name, so that whoever reads only that one finds it.
LANGUAGES = {"ja": "日本語", "ja_Hira": "やさしい にほんご", "en": "English"}
LOCALES = tuple(LANGUAGES)
# Easy Japanese falls back to Japanese before English: a hard sentence beats a foreign one.
FALLBACKS = {"ja": ("ja",), "ja_Hira": ("ja_Hira", "ja"), "en": ("en",)}

_FEW = re.compile(r"(?<![\d,.])([12]) ?(人（にん）|にん)")
_NAMES = {"1": ("1人（ひとり）", "ひとり"), "2": ("2人（ふたり）", "ふたり")}

_spoken: ContextVar[str] = ContextVar("spoken", default="ja")


def spoken() -> str:
    """The locale being spoken now, one of LOCALES."""
    return _spoken.get()


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Speak `locale` inside the block; an unknown one is spoken as Japanese."""
    token = _spoken.set(locale if locale in LOCALES else "ja")
    try:
        yield
    finally:
        _spoken.reset(token)


@cache
def catalogue(locale: str) -> Catalog:
    """The .po file of one locale, fuzzy entries included so that none is lost unseen."""
    path = Path(__file__).parent / locale / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=locale)


@cache
def _sentences(locale: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in reversed(FALLBACKS[locale]):
        for message in catalogue(name):
            source = message.id if isinstance(message.id, str) else message.id[0]
            said = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            if source and all(said):
                found[source] = said
    return found


def _read_aloud(said: str) -> str:
    """One and two people have names of their own, which no {count}人（にん） can know."""
    return _FEW.sub(lambda few: _NAMES[few[1]][few[2] == "にん"], said) if spoken() == "ja_Hira" else said


def _(message: str, **holes: object) -> str:
    """`message` in the language being spoken, its {holes} filled."""
    said = _sentences(spoken()).get(message, (message,))[0]
    return _read_aloud(said.format(**holes)) if holes else said


def counted(one: str, many: str, count: int, **holes: object) -> str:
    """Like `_()` for a sentence that depends on a number, which is the hole {count}."""
    forms = _sentences(spoken()).get(one)
    if forms is None:
        said = one if count == 1 else many
    else:
        said = forms[0] if count == 1 or len(forms) == 1 else forms[1]
    return _read_aloud(said.format(count=count, **holes))


class Lazy:
    """A sentence written at module or class level and said in the language of the moment."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __str__(self) -> str:
        return _(self.message)

    def __repr__(self) -> str:
        return f"lazy({self.message!r})"


def lazy(message: str) -> Lazy:
    """Mark `message` for translation now, say it later with `str()`."""
    return Lazy(message)
