"""`flask check`: what is missing in a set-up, in plain Japanese and English; what fails comes first."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext

from commands.worker import messenger_of
from delivery.line import Messenger
from locales import Lazy, lazy, speaking
from models.database import Database
from pages.health import troubles
from richmenus import MenuMistake, NoFont, finished, read_menus
from richmenus.lettering import font_file
from settings import Settings


@dataclass(frozen=True)
class Finding:
    """One line of the report. What is not `needed` is only mentioned."""

    good: bool
    said: Lazy
    holes: dict[str, str]
    needed: bool = True

    def sentence(self) -> str:
        return str(self.said).format(**self.holes)


def look(settings: Settings, database: Database, messenger: Messenger) -> list[Finding]:
    """Everything that can be checked from here, the failures first."""
    found = [
        *_settings(settings),
        *_line(settings, messenger),
        *_database(settings, database),
        *_pictures(settings),
    ]
    return sorted(found, key=lambda finding: (finding.good, not finding.needed))


def report(findings: list[Finding]) -> bool:
    """Print every line in Japanese and English; True when nothing needed is missing."""
    for finding in findings:
        mark = "○" if finding.good else "✕" if finding.needed else "△"
        for locale in ("ja", "en"):
            with speaking(locale):
                click.echo(f"{mark if locale == 'ja' else ' '} {finding.sentence()}")
    return all(finding.good or not finding.needed for finding in findings)


def _settings(settings: Settings) -> Iterator[Finding]:
    missing = settings.missing()
    for name in ("LINE_CHANNEL_SECRET", "LINE_CHANNEL_ACCESS_TOKEN", "PUBLIC_URL"):
        if name in missing:
            yield Finding(
                False,
                lazy("{name} is not set. Write it into the .env file (see .env.example)."),
                {"name": name},
            )
        else:
            yield Finding(True, lazy("{name} is set."), {"name": name})
    url = urlsplit(settings.public_url)
    if settings.public_url and not settings.is_practice and url.scheme != "https":
        yield Finding(
            False, lazy("PUBLIC_URL must begin with https://, because LINE sends nowhere else."), {}
        )
    if settings.is_practice:
        base = settings.line_api_base
        yield Finding(
            False,
            lazy("This is a practice: messages go to the stand-in at {base}, not to LINE."),
            {"base": base},
            needed=False,
        )


def _line(settings: Settings, messenger: Messenger) -> Iterator[Finding]:
    if not settings.line_channel_access_token:
        return
    answer = messenger.call("GET", "/v2/bot/info")
    if answer.ok:
        yield Finding(True, lazy("LINE knows the access token: {name}."), {"name": _name(answer.body)})
    elif answer.status in (401, 403):
        yield Finding(
            False, lazy("LINE refuses the access token. Issue a new one in the LINE Developers console."), {}
        )
    else:
        yield Finding(
            False,
            lazy("LINE could not be reached ({why}). Check the network."),
            {"why": answer.message()[:80]},
        )


def _database(settings: Settings, database: Database) -> Iterator[Finding]:
    if database.embedded and not Path(str(database.url.database)).exists():
        yield Finding(False, lazy("There is no database yet. Run: flask db upgrade"), {})
        return
    wrong = troubles(database)
    if "database" in wrong:
        yield Finding(False, lazy("The database does not answer. Check DATABASE_URL."), {})
        return
    yield Finding(True, lazy("The database answers."), {})
    if "migrations" in wrong:
        yield Finding(False, lazy("The tables are not up to date. Run: flask db upgrade"), {})
        return
    yield Finding(True, lazy("The tables are up to date."), {})
    if "worker" in wrong:
        yield Finding(False, lazy("No worker is running, so nobody gets an answer. Start: flask worker"), {})
    else:
        yield Finding(True, lazy("A worker is running."), {})


def _pictures(settings: Settings) -> Iterator[Finding]:
    try:
        finished(read_menus(), settings.hue)
        yield Finding(True, lazy("All menu pictures are there."), {})
    except MenuMistake as mistake:
        for sentence in mistake.sentences:
            yield Finding(False, lazy("Menu: {trouble}"), {"trouble": sentence})
    try:
        font_file()
        yield Finding(True, lazy("The font for menus is there."), {})
    except NoFont:
        said = lazy("The font BIZ UDPGothic is not here; it is needed only to draw menus anew.")
        yield Finding(False, said, {}, needed=False)


def _name(body: bytes) -> str:
    try:
        found = json.loads(body)
    except ValueError:
        return "?"
    return str(found.get("displayName", "?")) if isinstance(found, dict) else "?"


@click.command("check")
@with_appcontext
def check() -> None:
    """Tell what is missing in this set-up."""
    parts = current_app.extensions["tsunagu"]
    findings = look(parts["settings"], parts["database"], messenger_of(parts["settings"]))
    sys.exit(0 if report(findings) else 1)
