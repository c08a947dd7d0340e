"""What the code says and the catalogues answer: every sentence, every label, in every language."""

import ast
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Message
from babel.messages.extract import extract_from_file

from handlers import routes
from locales.catalogues import catalogue
from models.livelihood import LABELS as PLACE_LABELS
from models.topics import LABELS as TOPIC_LABELS
from views.flex import QUICK_LABEL_MOST

ROOT = Path(__file__).parent.parent
# Rooms that say nothing to anybody through the catalogues.
WORDLESS = {"tests", "bench", "demo", "simulator", "migrations", "docs", "var"}
MARKS = {"_": None, "lazy": None, "counted": (1, 2)}

KANJI = re.compile(r"[々〇一-鿿]+")
READING = re.compile(r"（[ぁ-ゖー]+）")
HOLE = re.compile(r"\{\w+\}")


class Label(NamedTuple):
    """Where a label stands: `most` characters fit, and it can be `typed` when it carries a tap of ours."""

    most: int
    typed: bool = True

    def also(self, other: "Label | None") -> "Label":
        return Label(min(self.most, other.most), self.typed or other.typed) if other else self


QUICK = {
    "quick": Label(QUICK_LABEL_MOST),
    "quick_pin": Label(QUICK_LABEL_MOST, typed=False),
    "quick_day": Label(QUICK_LABEL_MOST, typed=False),
    "quick_moment": Label(QUICK_LABEL_MOST, typed=False),
}
BUTTON = {"button": Label(36), "postback": Label(36), "link": Label(36, typed=False)}


def files() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*.py")):
        room = path.relative_to(ROOT).parts[0]
        if room not in WORDLESS and not room.startswith("."):
            yield path


@cache
def sources() -> dict[str, tuple[str, ...]]:
    """Every sentence marked in the code, by its first form."""
    found: dict[str, tuple[str, ...]] = {}
    for path in files():
        for _line, message, _comments, _context in extract_from_file("python", path, MARKS):
            forms = (message,) if isinstance(message, str) else tuple(message)
            found[forms[0]] = max(found.get(forms[0], ()), forms, key=len)
    return found


@cache
def labels() -> dict[str, Label]:
    """Every sentence that stands on a button or a quick reply."""
    shared = (*TOPIC_LABELS.values(), *PLACE_LABELS.values())
    named = (route.label for route in routes().entries.values() if route.label)
    found = {one.message: QUICK["quick"] for one in (*shared, *named)}
    for path in files():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for scope in [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))]:
            known = _values(scope)
            for part, label in _labelled(scope):
                for words in _marked(known.get(part.id, part) if isinstance(part, ast.Name) else part):
                    found[words] = label.also(found.get(words))
    return found


def _values(scope: ast.AST) -> dict[str, ast.AST]:
    """What the names of a scope stand for: `unit = lazy(…)`, and `for size, label in samples.items()`."""
    known: dict[str, ast.AST] = {}
    # A module's own names only: those of its functions are theirs.
    for node in scope.body if isinstance(scope, ast.Module) else ast.walk(scope):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                known[name] = value
            case ast.For(
                target=ast.Tuple(elts=[_, ast.Name(id=name)]),
                iter=ast.Call(func=ast.Attribute(value=ast.Name(id=table))),
            ) if table in known:
                known[name] = known[table]
    return known


def _labelled(scope: ast.AST) -> Iterator[tuple[ast.AST, Label]]:
    """The parts of a scope that become labels."""
    if isinstance(scope, ast.FunctionDef) and scope.name.endswith("label"):
        yield scope, QUICK["quick"]
    for call in (node for node in ast.walk(scope) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if call.args and (label := (QUICK | BUTTON).get(name)):
            yield call.args[0], label
        if name == "Choice" and len(call.args) > 1 and isinstance(call.args[1], ast.Dict):
            yield from ((value, QUICK["quick"]) for value in call.args[1].values)
        named = (given for given in call.keywords if given.arg in ("unit", "without"))
        yield from ((given.value, QUICK["quick"]) for given in named)


def _marked(part: ast.AST) -> Iterator[str]:
    for node in ast.walk(part):
        match node:
            case ast.Call(func=ast.Name(id="_" | "lazy"), args=[ast.Constant(value=str(words)), *_]):
                yield words
            case ast.Call(func=ast.Name(id="counted"), args=[ast.Constant(value=str(words)), *_]):
                yield words


def said(locale: str) -> Iterator[tuple[str, str]]:
    """Each translation of a locale with the source it stands for; plural forms one by one."""
    for message in messages(locale):
        yield from ((source(message), form) for form in forms(message) if form)


def messages(locale: str) -> list[Message]:
    return [message for message in catalogue(locale) if message.id]


def source(message: Message) -> str:
    return message.id if isinstance(message.id, str) else str(message.id[0])


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def width(words: str) -> int:
    """How wide words are, in halves of a kanji."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)


def sentences(words: str) -> list[str]:
    """The sentences of a text without readings and holes."""
    bare = HOLE.sub("", READING.sub("", words))
    return [one.strip() for one in re.split(r"[。\n]", bare) if one.strip()]
