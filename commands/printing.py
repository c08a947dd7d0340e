"""Printing: what commands have in common: one transaction, a refusal as a sentence, columns that line up."""

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NoReturn

import click
from flask import current_app
from sqlalchemy.orm import Session

from locales import _, clock, day
from models.database import Database
from models.limits import Limits
from models.refusals import Refusal
from models.unseen import on_one_line

ACTOR = "command line"


def database_here() -> Database:
    found: Database = current_app.extensions["tsunagu"]["database"]
    return found


def limits_here() -> Limits:
    found: Limits = current_app.extensions["tsunagu"]["town"].limits
    return found


def now_here() -> datetime:
    found: datetime = current_app.extensions["tsunagu"]["clock"]()
    return found


@contextmanager
def changing() -> Iterator[tuple[Session, datetime]]:
    """One transaction and the time; a refusal is said in its own sentence."""
    try:
        with database_here().writing() as db:
            yield db, now_here()
    except Refusal as refusal:
        wrong(str(refusal))


def wrong(sentence: str) -> NoReturn:
    """Say what is wrong and leave with 2, as every command does for input it cannot use."""
    click.echo(sentence, err=True)
    raise click.exceptions.Exit(2)


def number_of(name: str, given: str) -> int:
    """A whole number above zero, in whatever width it was typed."""
    bare = unicodedata.normalize("NFKC", given).strip().replace(",", "")
    if not bare:
        wrong(_("{name} is needed.", name=name))
    if not (bare.isascii() and bare.isdecimal() and len(bare) <= 9 and int(bare) > 0):
        wrong(_("{name} has to be a whole number above zero, but is “{given}”.", name=name, given=given))
    return int(bare)


def when(moment: datetime) -> str:
    return f"{day(moment)} {clock(moment)}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Columns that stand under each other in a terminal, where 漢字 are two wide; the last one is open."""
    shown = [[plain(cell) for cell in row] for row in (head, *rows)]
    wide = [max(map(_width, column)) for column in zip(*shown, strict=True)]
    lines = []
    for row in shown:
        cells = []
        for place, cell in enumerate(row[:-1]):
            room = " " * (wide[place] - _width(cell))
            cells.append(room + cell if place in right else cell + room)
        lines.append("  ".join([*cells, row[-1]]).rstrip())
    return "\n".join(lines)


def plain(words: str) -> str:
    """One line that cannot move the cursor or colour the screen: somebody else wrote it."""
    return on_one_line(words)


def _width(words: str) -> int:
    # Marks upon a letter, and joiners between two, take no room of their own.
    alone = [letter for letter in words if unicodedata.category(letter) not in ("Mn", "Me", "Cf")]
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in alone)
