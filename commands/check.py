"""`flask check`: what is missing in a set-up, in plain Japanese and English; what fails comes first."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext

from delivery.channel import Channel, NoAnswer, ask
from locales import Lazy, lazy, speaking
from models.alarms import Alarms, alarms
from models.clock import Clock
from models.database import Database
from pages.health import troubles
from richmenus import MenuMistake, NoFont, finished, read_menus
from richmenus.lettering import font_file
from settings import Settings

Asking = Callable[[], Channel]


@dataclass(frozen=True)
class Finding:
    """One line of the report. What is not `needed` is only mentioned."""

    good: bool
    said: Lazy
    holes: dict[str, str]
    needed: bool = True

    def sentence(self) -> str:
        return str(self.said).format(**self.holes)


# Alarm → its sentence and what fills it. What is no mistake of the set-up is only mentioned.
SAID: dict[str, tuple[Lazy, bool]] = {
    "token_refused": (
        lazy("LINE refused our access token just now: nothing leaves until it is renewed."),
        True,
    ),
    "overdue": (
        lazy("A message that is due has waited for {overdue} seconds. See the worker's log."),
        True,
    ),
    "unanswered": (
        lazy("A resident has waited for {unanswered} seconds for an answer. See the worker's log."),
        True,
    ),
    "disk_nearly_full": (lazy("{disk}% of the disk is used. Make room before nothing can be stored."), True),
    "clocks_apart": (
        lazy("The clocks of this machine and of the database differ by {apart} seconds. Set them."),
        True,
    ),
    "resting": (lazy("LINE asked for a pause or does not answer. Sending goes on by itself."), False),
    "dead_letters": (lazy("{dead} messages were refused by LINE for good. See: flask outbox list"), False),
    "uncertain": (
        lazy("Of {uncertain} messages nobody knows whether they arrived. See: flask outbox list"),
        False,
    ),
    "held": (lazy("{held} messages are held until somebody has looked. See: flask outbox list"), False),
    "paused_sends": (lazy("{paused} sends are paused. See: flask sends list"), False),
    "month_nearly_used": (lazy("{share}% of this month's messages are used. See: flask budget"), False),
}


def look(settings: Settings, database: Database, ask: Asking, clock: Clock | None = None) -> list[Finding]:
    """Everything that can be checked from here, the failures first. Without a clock nothing is said of how it runs."""
    found = [
        *_settings(settings),
        *_line(settings, ask),
        *_database(settings, database),
        *_pictures(settings),
        *(_running(database, clock) if clock else ()),
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


def _line(settings: Settings, ask: Asking) -> Iterator[Finding]:
    if not settings.line_channel_access_token:
        return
    try:
        found = ask()
    except NoAnswer as no:
        if no.status in (401, 403):
            said = lazy("LINE refuses the access token. Issue a new one in the LINE Developers console.")
            yield Finding(False, said, {})
        else:
            said = lazy("LINE could not be reached ({why}). Check the network.")
            yield Finding(False, said, {"why": str(no)[:80]})
        return
    yield Finding(True, lazy("LINE knows the access token: {name}."), {"name": found.name})
    if settings.is_practice or not settings.public_url:
        return
    ours = settings.public_url.rstrip("/") + "/line/webhook"
    if found.webhook != ours:
        yield Finding(
            False,
            lazy("LINE sends to {there}, not to us. Enter {ours} as the webhook URL in the console."),
            {"there": found.webhook or "-", "ours": ours},
        )
    elif not found.active:
        yield Finding(False, lazy("LINE sends us nothing. Switch on “Use webhook” in the console."), {})
    else:
        yield Finding(True, lazy("LINE sends to our webhook."), {})


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


def _running(database: Database, clock: Clock) -> Iterator[Finding]:
    """What somebody should look at while it runs."""
    missing = database.embedded and not Path(str(database.url.database)).exists()
    if missing or troubles(database) not in ([], ["worker"]):
        return  # said already
    with database.reading() as db:
        found = alarms(database, db, clock())
    holes = _numbers(found)
    for name in found.ringing:
        if name in SAID:
            sentence, needed = SAID[name]
            yield Finding(False, sentence, holes, needed)


def _numbers(found: Alarms) -> dict[str, str]:
    return {
        "overdue": f"{found.overdue:.0f}",
        "unanswered": f"{found.unanswered:.0f}",
        "disk": f"{100 * found.disk_used:.0f}",
        "apart": f"{found.clocks_apart:.0f}",
        "dead": str(found.dead),
        "uncertain": str(found.uncertain),
        "held": str(found.held),
        "paused": str(found.paused),
        "share": f"{100 * found.month_used:.0f}",
    }


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


@click.command("check")
@with_appcontext
def check() -> None:
    """Tell what is missing in this set-up."""
    parts = current_app.extensions["tsunagu"]
    settings = parts["settings"]

    def asked() -> Channel:
        return ask(settings.line_channel_access_token, settings.line_api_base)

    findings = look(settings, parts["database"], asked, parts["clock"])
    sys.exit(0 if report(findings) else 1)
