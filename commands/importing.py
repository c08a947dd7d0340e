"""`flask import` and `flask imports`: a town's open data in, what was brought in so far, and back out again."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from commands.import_report import say_found, say_list, say_problems, say_run, shown
from imports.drafts import TOKYO
from imports.gathered import Gathered, Remark
from imports.lists import Kind
from imports.problems import Unreadable
from imports.reading import Reading
from imports.runs import Asked, NotDone
from imports.undoing import undo
from imports.writing import look, write
from locales import _
from models.database import Database
from models.imports import ImportRun

imports = AppGroup("imports", help="Show what was imported, its problems, and take it back.")


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@click.option("--source", default="", help="Whose list it is, such as 焼津市; else its own column says it.")
@click.option("--licence", default="", help="The terms it is published under, such as CC BY 4.0.")
@click.option("--url", default="", help="Where it was downloaded.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day it stands for: 2026-11-01.")
@click.option("--kind", type=click.Choice([one.value for one in Kind]), help="Which list it is.")
@click.option("--list", "list_name", default="", help="A name for one of several lists of the same kind.")
@click.option("--sheet", default="", help="Which sheet of a workbook; else the first that holds a list.")
@click.option("--preview", is_flag=True, help="Show what would change and write nothing.")
@click.option("--yes-gone", is_flag=True, help="Take off what is missing in the file, however much it is.")
def import_files(
    files: tuple[Path, ...],
    source: str,
    licence: str,
    url: str,
    as_of: datetime | None,
    kind: str | None,
    list_name: str,
    sheet: str,
    preview: bool,
    yes_gone: bool,
) -> None:
    """Take up lists of events or places: CSV, tab-separated or Excel."""
    refused = 0
    for file in files:
        click.echo(_("File: {name}", name=shown(file.name)))
        try:
            with _gathered(file, Kind(kind) if kind else None, sheet) as gathered:
                name = source.strip() or gathered.municipality
                if not name:
                    raise NotDone(
                        _("The list does not say whose it is. Please add for example --source 焼津市.")
                    )
                asked = Asked(
                    name[:120],
                    (list_name.strip() or gathered.kind.value)[:40],
                    licence.strip(),
                    url.strip(),
                    as_of.date() if as_of else None,
                )
                _take(gathered, asked, preview=preview, yes_gone=yes_gone)
        except (Unreadable, NotDone) as trouble:
            refused += 1
            click.echo(_("Not taken: {why}", why=trouble.sentence), err=True)
        click.echo()
    if refused:
        click.echo(
            _("Files that were not taken: {refused} of {all}", refused=refused, all=len(files)), err=True
        )
        sys.exit(1)


def _gathered(file: Path, kind: Kind | None, sheet: str) -> Gathered:
    with Reading(file, kind=kind, sheet=sheet) as reading:
        return Gathered(reading, _today())


def _take(gathered: Gathered, asked: Asked, *, preview: bool, yes_gone: bool) -> None:
    say_list(gathered, asked)
    if preview:
        found = look(_database(), gathered, asked, _now())
        say_found(gathered, asked, found)
        say_problems(gathered.remarked.all(), most=20)
        click.echo(_("This was a preview: nothing was written. Without --preview it is written."))
        if found.too_many_gone:
            click.echo(_("So much is missing that writing it needs --yes-gone."))
        return
    number, found = write(_database(), gathered, asked, _now(), yes_gone=yes_gone)
    say_found(gathered, asked, found)
    say_problems(gathered.remarked.all(), most=5)
    click.echo(
        _(
            "Written as import number {number}. To see all remarks: `flask imports problems {number}`. "
            "To take it back: `flask imports undo {number}`.",
            number=number,
        )
    )


@imports.command("list")
@click.option("--most", default=20, show_default=True, help="How many to show.")
def list_command(most: int) -> None:
    """Show the latest imports, the newest first."""
    with _database().reading() as db:
        runs = db.scalars(
            select(ImportRun).order_by(ImportRun.id.desc()).limit(max(1, min(most, 1000)))
        ).all()
        if not runs:
            click.echo(_("Nothing has been imported yet."))
        for run in runs:
            say_run(run)


@imports.command("undo")
@click.argument("number", type=int)
def undo_command(number: int) -> None:
    """Take an import back: everything is as it was before it."""
    try:
        done = undo(_database(), number, _now())
    except NotDone as trouble:
        _give_up(trouble.sentence)
    click.echo(_("Import number {number} was undone.", number=number))
    click.echo(
        _(
            "Removed again: {removed}. As before: {changed}. Back on the list: {shown}.",
            removed=done.removed,
            changed=done.changed_back,
            shown=done.shown_again,
        )
    )
    if done.hidden:
        click.echo(
            _(
                "{hidden} of the new activities were joined or saved by residents. They were taken off the "
                "list, but not deleted, so that nobody loses a place.",
                hidden=done.hidden,
            )
        )


@imports.command("problems")
@click.argument("number", type=int)
def problems_command(number: int) -> None:
    """Show what was remarked in an import, by row, with what to do."""
    with _database().reading() as db:
        run = db.get(ImportRun, number) if 0 < number < 2**31 else None
        if run is None:
            _give_up(
                _("There is no import number {number}. `flask imports list` shows them all.", number=number)
            )
        say_run(run)
        say_problems([Remark.of(kept) for kept in run.problems])


def _database() -> Database:
    found: Database = current_app.extensions["tsunagu"]["database"]
    return found


def _now() -> datetime:
    now: datetime = current_app.extensions["tsunagu"]["clock"]()
    return now


def _today() -> date:
    return _now().astimezone(TOKYO).date()


def _give_up(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(1)
