"""The commands: what staff and cron type after `flask`, one line each into a room."""

import logging
import os
import sys
from pathlib import Path

import click
from flask import Flask, current_app

from commands import check as checking
from commands import database, menus, worker
from commands.gallery import write_gallery
from models.database import Database


def add_commands(app: Flask) -> None:
    """Give the app its commands."""
    for group in (database.group, menus.group):
        app.cli.add_command(group)
    for command in (demo, work, simulator, gallery, check):
        app.cli.add_command(command)


@click.command("demo")
@click.option("--seed", default=1, help="Another number, another town.")
def demo(seed: int) -> None:
    """Fill an empty database with a fictional town."""
    from demo import make

    parts = current_app.extensions["tsunagu"]
    with parts["database"].writing() as db:
        click.echo(make(db, parts["clock"](), seed))


@click.command("worker")
def work() -> None:
    """Talk with residents and send what is to be sent, until it is stopped."""
    from app import town_of
    from handlers import routes

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    parts = current_app.extensions["tsunagu"]
    settings = parts["settings"]
    worker.run(settings, parts["database"], parts["clock"], town_of(settings), routes())


@click.command("simulator", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def simulator(options: tuple[str, ...]) -> None:
    """LINE in a box; the same as `python -m simulator`, which tells its options with --help."""
    os.execv(sys.executable, [sys.executable, "-m", "simulator", *options])  # noqa: S606 - its own program


@click.command("gallery")
@click.argument("file", type=click.Path(path_type=Path), default=Path("var/gallery.json"))
def gallery(file: Path) -> None:
    """Write every face the bot can show, for the stand-in's gallery page."""
    from app import town_of

    write_gallery(file, town_of(current_app.extensions["tsunagu"]["settings"]))
    click.echo(file)


@click.command("check")
def check() -> None:
    """Tell what is missing in this set-up."""
    parts = current_app.extensions["tsunagu"]
    settings, town_database = parts["settings"], parts["database"]
    assert isinstance(town_database, Database)
    findings = checking.look(settings, town_database, worker.messenger_of(settings))
    sys.exit(0 if checking.report(findings) else 1)
