"""`flask check`: a clerk who has never set up anything is told what is missing, failures first."""

import json
from pathlib import Path

import pytest
from phone import Wire

from commands.check import look, report
from commands.database import upgrade
from delivery.line import Answer
from models.database import Database
from models.heartbeats import beat
from settings import Settings


def told(
    settings: Settings, database: Database, wire: Wire, capsys: pytest.CaptureFixture[str]
) -> tuple[bool, list[str]]:
    good = report(look(settings, database, wire))
    return good, capsys.readouterr().out.splitlines()


def whole(**changes: str) -> Settings:
    given = {
        "line_channel_secret": "s",
        "line_channel_access_token": "t",
        "public_url": "https://bot.town.example",
    }
    return Settings(**(given | changes))  # type: ignore[arg-type]


@pytest.fixture
def ready(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path}/town.db")
    upgrade(database)
    with database.writing() as db:
        beat(database, db, "a worker")
    return database


@pytest.fixture
def wire() -> Wire:
    wire = Wire()
    wire.answers = [Answer(200, json.dumps({"displayName": "つなぐ町"}).encode())]
    wire.call = lambda *_a, **_k: wire.answers[0]  # type: ignore[method-assign]
    return wire


def test_all_is_well(ready: Database, wire: Wire, capsys: pytest.CaptureFixture[str]) -> None:
    good, lines = told(whole(), ready, wire, capsys)
    assert good
    assert not [line for line in lines if line.startswith("✕")]
    assert any("つなぐ町" in line for line in lines)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (whole(line_channel_secret=""), "LINE_CHANNEL_SECRET"),
        (whole(line_channel_access_token=""), "LINE_CHANNEL_ACCESS_TOKEN"),
        (whole(public_url=""), "PUBLIC_URL"),
        (whole(public_url="http://bot.town.example"), "https://"),
    ],
)
def test_what_is_missing_is_named_first(
    ready: Database, wire: Wire, capsys: pytest.CaptureFixture[str], settings: Settings, said: str
) -> None:
    good, lines = told(settings, ready, wire, capsys)
    assert not good
    assert lines[0].startswith("✕") and said in lines[0]
    assert said in lines[1]  # the same in English


def test_a_refused_token_is_told(ready: Database, wire: Wire, capsys: pytest.CaptureFixture[str]) -> None:
    wire.answers = [Answer(401, b"{}")]
    good, lines = told(whole(), ready, wire, capsys)
    assert not good
    assert "アクセストークン" in lines[0]


def test_a_database_without_tables_or_worker_is_told(
    tmp_path: Path, wire: Wire, capsys: pytest.CaptureFixture[str]
) -> None:
    database = Database(f"sqlite:///{tmp_path}/none.db")
    assert "flask db upgrade" in "".join(told(whole(), database, wire, capsys)[1])
    upgrade(database)
    assert "flask worker" in "".join(told(whole(), database, wire, capsys)[1])


def test_the_command_ends_with_a_failure(town) -> None:
    result = town.app.test_cli_runner().invoke(args=["check"])
    assert result.exit_code == 1
    assert "LINE_CHANNEL_ACCESS_TOKEN" in result.output
