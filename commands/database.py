"""`flask db`: the schema's history, run with Alembic."""

from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import Engine

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
