"""`flask sends`: the log of what was said to many, and the brakes: pause, resume, stop."""

import click
from flask.cli import AppGroup
from sqlalchemy import update
from sqlalchemy.orm import Session

from commands.printing import ACTOR, changing, database_here, number_of, plain, table, when, wrong
from locales import _
from models import load, sends
from models.audit import record
from models.sendlog import entry, newest
from models.sends import Send, SendState, Why
from views import sendlog as faces

load()

group = AppGroup("sends", help="What was sent to many people, and how far it came.")


@group.command("list")
@click.option("--most", default="20", help="How many lines to show.")
def show_all(most: str) -> None:
    """Show what was sent, the newest first."""
    lines = []
    with database_here().reading() as db:
        for send in db.scalars(newest().limit(number_of("--most", most))).all():
            parts = entry(db, send).progress
            counts = (str(send.total), str(parts.accepted), str(parts.dead + parts.uncertain))
            lines.append((str(send.id), when(send.made_at), faces.state(send), *counts, send.title))
    if not lines:
        click.echo(_("Nothing was sent to many people yet."))
        return
    head = (
        _("Number"),
        _("Begun"),
        _("State"),
        _("Recipients"),
        _("Accepted"),
        _("Open questions"),
        _("Title"),
    )
    click.echo(table(head, lines, right=(0, 3, 4, 5)))


@group.command("show")
@click.argument("number", default="")
def show(number: str) -> None:
    """Show send NUMBER: to whom, how far, and what LINE and the buttons tell about it."""
    with database_here().reading() as db:
        for line in faces.about(entry(db, _found(db, number_of("NUMBER", number)))):
            click.echo(plain(line))


@group.command("pause")
@click.argument("number", default="")
def pause(number: str) -> None:
    """Let nothing more of send NUMBER leave, until it is resumed."""
    key = number_of("NUMBER", number)
    with changing() as (db, now):
        send = _found(db, key)
        # Also what pauses for another reason: then it does not go on by itself either.
        waits = update(Send).where(Send.id == key, Send.state == SendState.PAUSED)
        if not sends.pause(db, key, Why.STAFF):
            if send.is_over:
                wrong(_("Send {number} is over.", number=key))
            db.execute(waits.values(why=Why.STAFF))
        record(db, ACTOR, "sends.paused", f"sends:{key}", now)
    click.echo(_("Send {number} is paused.", number=key))


@group.command("resume")
@click.argument("number", default="")
def resume(number: str) -> None:
    """Let send NUMBER go on where it was."""
    key = number_of("NUMBER", number)
    with changing() as (db, now):
        _found(db, key)
        if not sends.resume(db, key):
            wrong(_("Send {number} is not paused.", number=key))
        database_here().knock(db)
        record(db, ACTOR, "sends.resumed", f"sends:{key}", now)
    click.echo(_("Send {number} goes on.", number=key))


@group.command("stop")
@click.argument("number", default="")
@click.option("--yes", is_flag=True, help="Do not ask.")
def stop(number: str, yes: bool) -> None:
    """End send NUMBER for good: what has not left is not sent."""
    key = number_of("NUMBER", number)
    with database_here().reading() as db:
        waiting = entry(db, _found(db, key)).progress.open
    asked = _("Stop send {number}? {count} messages have not left and never will.", number=key, count=waiting)
    if not yes and not click.confirm(asked):
        click.echo(_("Nothing was changed."))
        return
    with changing() as (db, now):
        if not sends.stop(db, key, now):
            wrong(_("Send {number} is over.", number=key))
        record(db, ACTOR, "sends.stopped", f"sends:{key}", now)
    click.echo(_("Send {number} is stopped.", number=key))


def _found(db: Session, number: int) -> Send:
    send = db.get(Send, number)
    if send is None:
        wrong(_("There is no send {number}.", number=number))
    return send
