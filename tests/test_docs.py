"""The docs say what is true: every setting, command and word is told, examples run, links lead somewhere."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from flask import Flask
from flask.cli import FlaskGroup

from app import create_app
from cli import COMMANDS
from commands.practice import PORTS
from handlers import routes
from locales.keywords import words_of
from settings import VARIABLES, Settings

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
OWN_VARIABLES = {"TSUNAGU_BIND", "TSUNAGU_VAR", *PORTS}


def said(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def in_table(page: str) -> set[str]:
    """The names in backquotes that begin a row of a table."""
    return set(re.findall(r"^\| `([^`]+)` \|", page, re.M))


def test_every_setting_is_told_and_no_other() -> None:
    assert in_table(said("settings.md")) == set(VARIABLES) | OWN_VARIABLES


def test_the_defaults_that_are_told_are_the_defaults() -> None:
    told = dict(re.findall(r"^\| `([^`]+)` \| `([^`]*)` \|", said("settings.md"), re.M))
    defaults = Settings()
    for variable, field in VARIABLES.items():
        default = getattr(defaults, field)
        if variable == "DATABASE_URL":
            assert told[variable] == "sqlite:///var/tsunagu.db"
        elif default != "":
            assert told[variable] == f"{default:g}" if isinstance(default, float) else str(default)
        else:
            assert variable not in told


def example() -> dict[str, str]:
    """What .env.example sets or offers, read as strictly as systemd and the shell agree on."""
    found = {}
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        if match := re.fullmatch(r"(?:# )?([A-Z_]+)='([^']*)'", line):
            found[match[1]] = match[2]
        else:
            assert not line or line.startswith("# "), line
    return found


def test_every_setting_stands_in_the_example() -> None:
    assert set(example()) == set(VARIABLES) | OWN_VARIABLES


def test_what_the_example_offers_is_what_holds_without_it() -> None:
    defaults = Settings()
    offered = {name: value for name, value in example().items() if name in VARIABLES and value}
    for name, value in offered.items():
        default = getattr(defaults, VARIABLES[name])
        if default != "" and name != "DATABASE_URL":
            assert type(default)(value) == default, name


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> dict[str, click.Command]:
    """Every command of ours by what is typed: `db upgrade`."""
    folder = tmp_path_factory.mktemp("docs")
    app: Flask = create_app(Settings(database_url=f"sqlite:///{folder / 'town.db'}"))
    found: dict[str, click.Command] = {}
    context = click.Context(FlaskGroup(create_app=lambda: app))
    for name in COMMANDS:
        command = app.cli.get_command(context, name)
        assert command is not None, name
        if isinstance(command, click.Group):
            found |= {f"{name} {inner}": one for inner, one in command.commands.items()}
        else:
            found[name] = command
    return found


def test_every_command_is_told_with_its_options(commands: dict[str, click.Command]) -> None:
    page = said("commands.md")
    told = dict(re.findall(r"^### `flask ([^`]+)`\n(.*?)(?=^#|\Z)", page, re.M | re.S))
    assert {usage.partition(" <")[0].partition(" [")[0] for usage in told} == set(commands)
    for usage, words in told.items():
        name = usage.partition(" <")[0].partition(" [")[0]
        for option in commands[name].params:
            if isinstance(option, click.Option):
                assert f"`{option.opts[0]}" in words, f"{name} has {option.opts[0]}, which is not told"
        assert (
            [one for one in commands[name].params if isinstance(one, click.Argument)] == []
            or "<" in usage
            or ("[" in usage)
        ), f"{name} takes an argument"


def test_every_command_the_docs_type_is_there(commands: dict[str, click.Command]) -> None:
    groups = {name.partition(" ")[0] for name in commands}
    for page in PAGES:
        for words in re.findall(r"(?:flask|sudo tsunagu) ([a-z]+(?: [a-z-]+)?)", code_of(page)):
            first, _space, second = words.partition(" ")
            if first in ("run", "shell", "routes"):
                continue
            assert first in groups, f"{page.name}: flask {words}"
            if first not in commands:
                assert f"{first} {second}" in commands, f"{page.name}: flask {words}"


def test_every_make_target_the_docs_type_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    for page in PAGES:
        typed = set(re.findall(r"\bmake ([a-z]+)\b", code_of(page)))
        assert typed <= targets, (page.name, typed - targets)


def code_of(page: Path) -> str:
    """What stands in code blocks and between backquotes."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.S)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.S))])


def test_every_entry_is_told_with_words_that_open_it() -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \| ([^|]+) \|", said("words.md"), re.M)
    assert {entry for entry, _words in rows} == set(words_of("ja").entries)
    for entry, told in rows:
        words = told.strip().split("、")
        assert set(words) <= set(words_of("ja").entries[entry]), f"{entry}: {words}"


def test_every_entry_that_has_words_is_answered() -> None:
    answered = {*routes().entries, "stop", "back", "skip"}
    assert set(words_of("ja").entries) <= answered


def test_every_room_is_on_the_map_with_its_doors() -> None:
    from test_architecture import DOORS, EVERYTHING

    rows = re.findall(r"^\| `([\w.]+)/?` \| [^|]+ \| ([^|]+) \|", said("tour.md"), re.M)
    told = {room.removesuffix(".py"): doors.strip() for room, doors in rows}
    assert set(told) == set(DOORS)
    for room, doors in DOORS.items():
        wanted = "everything" if doors is EVERYTHING else ", ".join(sorted(doors)) or "nothing of ours"
        assert told[room] == wanted, room


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _mark, heading = link.partition("#")
        if not link.startswith(("http://", "https://")):
            target = (page.parent / path).resolve() if path else page
            assert target.exists(), f"{page.name} points at {link}"
            if heading:
                titles = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.M)
                anchors = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
                assert heading in anchors, f"{page.name} points at {link}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_are_named_are_there(page: Path) -> None:
    rooms = {path.name for path in ROOT.iterdir() if path.is_dir()} - {"var", ".venv"}
    example = "add-a-feature.md"
    for name in re.findall(r"`([\w.-]+(?:/[\w.-]+)+)`", page.read_text(encoding="utf-8")):
        if name.partition("/")[0] in rooms and not (page.name == example and "lost_items" in name):
            assert (ROOT / name).exists(), f"{page.name} names {name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_shell_examples_can_be_read_by_a_shell(page: Path) -> None:
    for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.S):
        checked = subprocess.run(["bash", "-n"], input=block, capture_output=True, text=True)
        assert (checked.returncode, checked.stderr) == (0, ""), block


def test_the_worked_example_works(tmp_path: Path) -> None:
    """docs/add-a-feature.md, followed to the letter in a copy of the project."""
    copy = tmp_path / "project"
    skipped = shutil.ignore_patterns(
        ".*", "var", "__pycache__", "simulator", "bench", "torture", "page", "*.png"
    )
    shutil.copytree(ROOT, copy, ignore=skipped)
    (copy / "simulator").symlink_to(ROOT / "simulator")
    page = said("add-a-feature.md")
    for heading, block in re.findall(
        r"^## \d\. The \w+: `([^`]+)`\n.*?```python\n(.*?)```", page, re.M | re.S
    ):
        (copy / heading).write_text(block, encoding="utf-8")

    unsending = copy / "models" / "unsending.py"
    [forgetting] = re.findall(r"```python\n(    db\.execute\(delete.*?)```", page, re.S)
    before = "    forget_message(db, message_id)\n"
    assert before in unsending.read_text()
    words = unsending.read_text().replace(before, before + forgetting)
    unsending.write_text(
        words.replace("from models.notes", "from models.lost_items import LostItem\nfrom models.notes")
    )

    keywords = copy / "locales" / "ja" / "keywords.toml"
    [entry] = re.findall(r"```toml\n\[entries\]\n(.*?)```", page, re.S)
    keywords.write_text(keywords.read_text("utf-8").replace("[entries]\n", f"[entries]\n{entry}", 1), "utf-8")
    catalogue = copy / "locales" / "ja" / "LC_MESSAGES" / "messages.po"
    [sentences] = re.findall(r"```po\n(.*?)```", page, re.S)
    catalogue.write_text(f"{catalogue.read_text('utf-8')}\n{sentences}", "utf-8")

    def runs(*command: str) -> str:
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{tmp_path / 'town.db'}",
            "PYTHONPATH": str(copy),
        }
        ended = subprocess.run(
            [sys.executable, "-m", *command], cwd=copy, env=environment, capture_output=True, text=True
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    runs("flask", "db", "upgrade")
    runs("flask", "db", "draft", "lost_items")
    [migration] = (copy / "migrations" / "versions").glob("*_lost_items.py")
    [heart] = re.findall(r"```python\n(    op\.create_table.*?)```", page, re.S)
    assert heart in migration.read_text()
    runs("flask", "db", "upgrade")
    assert re.search(r"^3 passed", runs("pytest", "tests/test_lost_items.py"), re.M)
    runs("pytest", "tests/test_architecture.py", "-k", "lost_items or import")
    files = [f"{room}/lost_items.py" for room in ("models", "views", "handlers")]
    runs("ruff", "format", "--check", *files, "tests/test_lost_items.py")
    runs("ruff", "check", "--config", "pyproject.toml", *files, "tests/test_lost_items.py")


def test_a_bare_checkout_gets_all_that_the_project_names() -> None:
    """`make run` and `make test` install what is locked: a new dependency needs `make lock`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for file, named in (
        ("requirements.txt", project["project"]["dependencies"]),
        ("requirements-dev.txt", project["dependency-groups"]["dev"]),
    ):
        locked = set(re.findall(r"^([\w.-]+)==", (ROOT / file).read_text(encoding="utf-8"), re.M))
        names = {re.match(r"[\w.-]+", one)[0] for one in named}  # type: ignore[index]  # each begins with its name
        assert names <= locked, f"{file} lacks {sorted(names - locked)}: run make lock"
