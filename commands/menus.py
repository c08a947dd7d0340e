"""`flask menus`: draw the rich menus, show them at LINE, go back to the former ones."""

import sys
from typing import NoReturn

import click
from flask import current_app
from flask.cli import AppGroup

from commands.wire import messenger_of
from delivery import menus as publishing
from richmenus import MenuMistake, NoFont, TooLong, draw_all, finished, read_menus

group = AppGroup("menus", help="Draw and publish the rich menus.")


@group.command("draw")
def draw() -> None:
    """Draw all pictures anew from menu.toml (needs the font BIZ UDPGothic)."""
    try:
        for path in draw_all(read_menus(), current_app.extensions["tsunagu"]["settings"].hue):
            click.echo(path)
    except (MenuMistake, NoFont, TooLong) as mistake:
        _give_up(mistake)


@group.command("publish")
def publish() -> None:
    """Show the menus at LINE; run it again as often as you like."""
    parts = current_app.extensions["tsunagu"]
    settings = parts["settings"]
    try:
        menus = finished(read_menus(), settings.hue)
        report = publishing.publish(parts["database"], messenger_of(settings), menus, parts["clock"])
    except (MenuMistake, publishing.MenuTrouble) as trouble:
        _give_up(trouble)
    for sentence in report.sentences():
        click.echo(sentence)


@group.command("roll-back")
def roll_back() -> None:
    """Show the former menus again."""
    parts = current_app.extensions["tsunagu"]
    try:
        report = publishing.roll_back(parts["database"], messenger_of(parts["settings"]), parts["clock"])
    except publishing.MenuTrouble as trouble:
        _give_up(trouble)
    for sentence in report.sentences():
        click.echo(sentence)


def _give_up(trouble: Exception) -> NoReturn:
    click.echo(str(trouble), err=True)
    sys.exit(1)
