"""`flask outbox`: messages that did not simply go, and what a person decides about each."""

import click
from flask.cli import AppGroup

from commands.printing import ACTOR, changing, database_here, number_of, plain, table, when, wrong
from locales import _
from models import load
from models.decisions import STATES, UNDECIDED, NoSuchMessage, found, retry, undecided, withhold
from models.memory import words_of
from models.outbox import Outgoing, State

load()

outbox = AppGroup("outbox", help="Messages that wait for a person's decision.")


@outbox.command("list")
@click.option("--state", default="", help="dead, uncertain, held or pending; without it what waits for you.")
@click.option("--most", default="50", help="How many lines to show.")
def show_all(state: str, most: str) -> None:
    """Show what waits for a decision, the oldest first."""
    wanted = _state(state)
    with database_here().reading() as db:
        rows = db.scalars(undecided(wanted).limit(number_of("--most", most))).all()
        lines = [
            (
                str(row.id),
                when(row.made_at),
                str(STATES[row.state]),
                str(row.units),
                row.because,
                row.error or "",
            )
            for row in rows
        ]
    if not lines:
        click.echo(_("Nothing waits for a decision."))
        return
    head = (_("Number"), _("Since"), _("State"), _("Messages"), _("Because"), _("LINE said"))
    click.echo(table(head, lines, right=(0, 3)))
    click.echo(_("Shown: {count}", count=len(lines)))


@outbox.command("show")
@click.argument("number", default="")
@click.option("--text", is_flag=True, help="Show its words too.")
def show(number: str, text: bool) -> None:
    """Show message NUMBER: what it is for and what became of it. Its words only with --text."""
    with database_here().reading() as db:
        try:
            row = found(db, number_of("NUMBER", number))
        except NoSuchMessage as none:
            wrong(str(none))
        for line in _facts(row):
            click.echo(plain(line))
        if text:
            for words in words_of(row.messages()):
                click.echo(f"  {plain(words)}")


@outbox.command("retry")
@click.argument("number", default="")
@click.option("--yes", is_flag=True, help="Do not ask.")
def send_again(number: str, yes: bool) -> None:
    """Send message NUMBER after all, as a new one."""
    key = number_of("NUMBER", number)
    with database_here().reading() as db:
        try:
            row = found(db, key)
        except NoSuchMessage as none:
            wrong(str(none))
        state = row.state
    if state == State.UNCERTAIN:
        click.echo(_("It may have arrived already. Sent again, it may arrive twice."))
    if state in UNDECIDED and not yes and not click.confirm(_("Send message {number}?", number=key)):
        click.echo(_("Nothing was changed."))
        return
    with changing() as (db, now):
        retry(db, database_here(), key, ACTOR, now)
    click.echo(_("Message {number} goes out.", number=key))


@outbox.command("withhold")
@click.argument("number", default="")
def let_be(number: str) -> None:
    """Let message NUMBER be: it is not sent, and nobody is asked again."""
    key = number_of("NUMBER", number)
    with changing() as (db, now):
        withhold(db, key, ACTOR, now)
    click.echo(_("Message {number} is not sent.", number=key))


def _state(given: str) -> State | None:
    if not given:
        return None
    try:
        return State(given.strip().lower())
    except ValueError:
        known = ", ".join(state.value for state in State)
        wrong(_("There is no state “{given}”. Known are: {known}.", given=given, known=known))


def _facts(row: Outgoing) -> list[str]:
    facts = [
        _("Message {number}: {state}", number=row.id, state=STATES[row.state]),
        _("Made: {moment}", moment=when(row.made_at)),
        _("Because: {because}", because=row.because),
        _("People: {people}. Tries: {tries}.", people=max(1, row.units), tries=row.tries),
    ]
    if row.send_id is not None:
        facts.append(_("Part of send {send}", send=row.send_id))
    if row.error:
        facts.append(_("Told about it: {error}", error=row.error))
    return facts
