"""The doors between the rooms, so that the drawing cannot drift from the building."""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent.parent
EVERYTHING = {"*"}
# Which rooms each room may open; `models` inside locales, and so on, is always allowed.
DOORS: dict[str, set[str]] = {
    "locales": set(),
    "models": {"locales"},
    "views": {"locales", "models"},
    "bot": {"locales", "models", "views", "imports"},
    "handlers": {"locales", "models", "views", "bot"},
    "outreach": {"locales", "models", "views"},
    "delivery": {"models"},
    "imports": {"locales", "models"},
    "richmenus": {"locales", "views"},
    "demo": {"locales", "models"},
    "pages": {"locales", "models", "views"},
    "simulator": set(),
    "commands": EVERYTHING,
    "migrations": {"models"},
    "settings": set(),
    "gunicorn.conf": {"settings"},
    "app": EVERYTHING,
    "cli": EVERYTHING,
}
OUTSIDE = {"tests", "bench", ".venv", "var"}


def ours() -> list[Path]:
    return [path for path in sorted(HERE.rglob("*.py")) if path.relative_to(HERE).parts[0] not in OUTSIDE]


def room_of(path: Path) -> str:
    parts = path.relative_to(HERE).parts
    return parts[0] if len(parts) > 1 else path.stem


@dataclass(frozen=True)
class Source:
    """What a file says of itself; not its tree, which would lie about as a hundred thousand objects."""

    purpose: str | None
    imports: tuple[str, ...]
    # With their dots, such as os.environ.
    names: frozenset[str]
    calls: frozenset[str]
    catches_everything: int


@cache
def source(path: Path) -> Source:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    handlers = [node.type for node in nodes if isinstance(node, ast.ExceptHandler)]
    caught = ["Exception" if kind is None else ast.unparse(kind) for kind in handlers]
    return Source(
        ast.get_docstring(tree),
        tuple(_imported(nodes)),
        frozenset(ast.unparse(node) for node in nodes if isinstance(node, ast.Attribute)),
        frozenset(ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)),
        sum(kind in ("Exception", "BaseException") for kind in caught),
    )


def _imported(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@pytest.mark.parametrize("path", ours(), ids=lambda path: str(path.relative_to(HERE)))
def test_every_file_opens_only_the_doors_its_room_has(path: Path) -> None:
    room = room_of(path)
    assert room in DOORS, f"{room} is no room of the drawing: add it to DOORS and to docs/tour.md"
    allowed = DOORS[room]
    for module in source(path).imports:
        other = module.partition(".")[0]
        if other in DOORS and other != room and allowed is not EVERYTHING:
            assert other in allowed, f"{path.relative_to(HERE)} opens {other}, and {room} has no such door"


def test_features_do_not_import_each_others_handlers() -> None:
    for path in (HERE / "handlers").glob("*.py"):
        if path.stem != "__init__":
            names = [name for name in source(path).imports if name.startswith("handlers")]
            assert not names, f"{path.name} imports {names}"


def importers(module: str) -> set[str]:
    return _where(lambda path: any(name.partition(".")[0] == module for name in source(path).imports))


def users(*names: str) -> set[str]:
    return _where(lambda path: not source(path).names.isdisjoint(names))


def _where(holds: Callable[[Path], bool]) -> set[str]:
    return {str(path.relative_to(HERE)) for path in ours() if holds(path)}


def test_only_one_file_knows_the_sdk() -> None:
    # A worker that loaded it would be busy for seconds, and hold half as much memory again.
    # app.py checks signatures over raw bytes, which the SDK's validator cannot; so it needs none of it.
    assert importers("linebot") == {"delivery/channel.py"}


def test_the_environment_is_read_in_one_place() -> None:
    # gunicorn's own file reads its address; the practice hands its children an environment.
    own = {"settings.py", "gunicorn.conf.py", "commands/practice.py"}
    assert users("os.environ") <= own


def test_the_wall_clock_is_read_in_one_place() -> None:
    own = users("datetime.now", "datetime.today", "date.today")
    assert {path for path in own if not path.startswith("simulator/")} == {"app.py"}


def test_commits_happen_at_the_edges() -> None:
    for room in ("models", "views", "handlers"):
        for path in (HERE / room).glob("*.py"):
            commits = {name for name in source(path).calls if name.endswith(".commit")}
            # database.py sets up new connections, before anybody has a transaction.
            assert not commits or path.name == "database.py", f"{path.relative_to(HERE)} commits"


def test_everything_is_caught_in_few_places_only() -> None:
    found = [
        str(path.relative_to(HERE)) for path in ours() for _one in range(source(path).catches_everything)
    ]
    # database.py lets a lock go and raises again.
    assert sorted(found) == ["bot/engine.py", "delivery/worker.py", "models/database.py"]


def test_no_room_hides_a_module_of_the_standard_library() -> None:
    import sys

    assert not {room for room in DOORS if room in sys.stdlib_module_names}


@pytest.mark.parametrize("path", ours(), ids=lambda path: str(path.relative_to(HERE)))
def test_files_are_short_or_say_why(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    first = text.partition("\n")[0]
    assert lines <= 300 or "300 lines" in first, f"{path.relative_to(HERE)} has {lines} lines"


@pytest.mark.parametrize("path", ours(), ids=lambda path: str(path.relative_to(HERE)))
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert source(path).purpose


def test_nothing_is_called_utils() -> None:
    assert not [path for path in ours() if path.stem in ("utils", "util", "misc", "helpers")]
