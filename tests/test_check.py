"""`flask check`: a clerk who has never set up anything is told what is missing, failures first."""

from pathlib import Path

import pytest

from commands.check import look, report
from commands.database import upgrade
from delivery.channel import Channel, NoAnswer
from models.database import Database
from models.heartbeats import beat
from settings import Settings


def told(
    settings: Settings, database: Database, line: Channel | NoAnswer, capsys: pytest.CaptureFixture[str]
) -> tuple[bool, list[str]]:
    def asked() -> Channel:
        if isinstance(line, NoAnswer):
            raise line
        return line

    good = report(look(settings, database, asked))
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
def line() -> Channel:
    return Channel("つなぐ町", "https://bot.town.example/line/webhook", True)


def test_all_is_well(ready: Database, line: Channel, capsys: pytest.CaptureFixture[str]) -> None:
    good, lines = told(whole(), ready, line, capsys)
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
    ready: Database, line: Channel, capsys: pytest.CaptureFixture[str], settings: Settings, said: str
) -> None:
    good, lines = told(settings, ready, line, capsys)
    assert not good
    assert lines[0].startswith("✕") and said in lines[0]
    assert said in lines[1]  # the same in English


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (NoAnswer(401, "401 Unauthorized"), "アクセストークン"),
        (NoAnswer(0, "no route"), "no route"),
        (Channel("つなぐ町"), "https://bot.town.example/line/webhook"),
        (
            Channel("つなぐ町", "https://another.example/line/webhook", True),
            "https://another.example/line/webhook",
        ),
        (Channel("つなぐ町", "https://bot.town.example/line/webhook", False), "Webhookの利用"),
    ],
)
def test_what_line_says_of_the_channel_is_told(
    ready: Database, capsys: pytest.CaptureFixture[str], line: Channel | NoAnswer, said: str
) -> None:
    good, lines = told(whole(), ready, line, capsys)
    assert not good
    assert lines[0].startswith("✕") and said in lines[0]


def test_a_database_without_tables_or_worker_is_told(
    tmp_path: Path, line: Channel, capsys: pytest.CaptureFixture[str]
) -> None:
    database = Database(f"sqlite:///{tmp_path}/none.db")
    assert "flask db upgrade" in "".join(told(whole(), database, line, capsys)[1])
    upgrade(database)
    assert "flask worker" in "".join(told(whole(), database, line, capsys)[1])


def test_the_command_ends_with_a_failure(town) -> None:
    result = town.app.test_cli_runner().invoke(args=["check"])
    assert result.exit_code == 1
    assert "LINE_CHANNEL_ACCESS_TOKEN" in result.output
