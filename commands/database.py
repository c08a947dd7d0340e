"""`flask db`: the schema's history, run with Alembic."""

from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import Engine
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from commands.moving import move
from commands.restoring import catch_up, mark_restored
from locales import _
from models import Refusal
from models.database import Database

MIGRATIONS = Path(__file__).parent.parent / "migrations"

group = AppGroup("db", help="Create and change the tables.")


def config(engine: Engine) -> Config:
    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS))
    found.attributes["engine"] = engine
    return found


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the tables to `revision`. The folder of a SQLite file is made when it is not there."""
    if database.embedded:
        Path(str(database.url.database)).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(config(database.engine), revision)


def _database() -> Database:
    found: Database = current_app.extensions["tsunagu"]["database"]
    return found


@group.command("upgrade")
@click.argument("revision", default="head")
def upgrade_command(revision: str) -> None:
    """Bring the tables up to date."""
    upgrade(_database(), revision)


@group.command("downgrade")
@click.argument("revision")
def downgrade_command(revision: str) -> None:
    """Go back to an older revision, such as 0001."""
    command.downgrade(config(_database().engine), revision)


@group.command("draft")
@click.argument("name")
def draft_command(name: str) -> None:
    """Draft a migration for tables that have changed; read it before you keep it."""
    number = 1 + max((int(path.name[:4]) for path in (MIGRATIONS / "versions").glob("[0-9]*.py")), default=0)
    drafting = config(_database().engine)
    drafting.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    command.revision(drafting, name, autogenerate=True, rev_id=f"{number:04}")


@group.command("history")
def history_command() -> None:
    """List the migrations."""
    command.history(config(_database().engine), verbose=False)


@group.command("move")
@click.argument("url")
@click.option("--again", is_flag=True, help="Empty that database first. What it holds is gone then.")
def move_command(url: str, again: bool) -> None:
    """Move the town to the PostgreSQL database at URL, with everything that waits to be sent."""
    old, new = _database(), _another(url)
    if str(new.url) == str(old.url):
        raise click.ClickException(_("The town is there already."))
    try:
        upgrade(new)
        counts = move(old, new, again=again)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except SQLAlchemyError as trouble:
        raise click.ClickException(str(trouble.__cause__ or trouble).splitlines()[0]) from trouble
    finally:
        new.close()
    for name, count in counts.items():
        if count:
            click.echo(f"{count:>12,}  {name}")
    click.echo(_("The town has moved. Write the new address into DATABASE_URL, then start web and worker."))


def _another(url: str) -> Database:
    try:
        new = Database(url)
    except (ArgumentError, ValueError) as wrong:
        raise click.ClickException(_("This is no address of a database.")) from wrong
    if new.embedded:
        raise click.ClickException(_("A town moves to PostgreSQL only: postgresql://…"))
    return new


@group.command("restored")
def restored_command() -> None:
    """After a backup was brought back: mark what may have left since, so that nothing is sent twice."""
    from commands.worker import (
        outreach_chores,  # it opens every room, which the other commands here do without
    )

    parts = current_app.extensions["tsunagu"]
    database, clock = _database(), parts["clock"]
    chores = outreach_chores(database, clock, parts["town"])
    catch_up(database, [chore.do for chore in chores])
    with database.writing() as db:
        found = mark_restored(db, clock())
    click.echo(
        _(
            "Messages that may have left since the backup: {messages}. Events that may have been answered: {events}. "
            "Sends that wait for your decision: {sends}.",
            messages=found.messages, events=found.events, sends=found.sends,
        )
    )  # fmt: skip
