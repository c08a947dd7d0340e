"""The desk: what all commands of the staff share, the town's parts, one transaction each, and how a refusal is said."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NoReturn

import click
from flask import current_app
from sqlalchemy.orm import Session

from models import load
from models.database import Database
from models.limits import Limits
from models.refusals import Refusal

# A row can be written only when the tables it refers to are known, and this process may have met few of them.
load()


def database() -> Database:
    found: Database = current_app.extensions["tsunagu"]["database"]
    return found


def limits() -> Limits:
    found: Limits = current_app.extensions["tsunagu"]["town"].limits
    return found


@contextmanager
def changing() -> Iterator[tuple[Session, datetime]]:
    """One transaction and the time; a refusal is said in its own sentence."""
    now: datetime = current_app.extensions["tsunagu"]["clock"]()
    try:
        with database().writing() as db:
            yield db, now
    except Refusal as refusal:
        wrong(str(refusal))


def wrong(sentence: str) -> NoReturn:
    """Say what is wrong and leave with 2, as every command does for input it cannot use."""
    click.echo(sentence, err=True)
    raise click.exceptions.Exit(2)
