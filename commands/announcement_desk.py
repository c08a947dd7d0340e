"""The group of commands for announcements, and the last word of each."""

from datetime import datetime

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands.announcement_sheets import heading
from locales import _
from models.announcements import Announcement, State

group = AppGroup("announcements", help="Tell many people something: from the first draft to a correction.")


def say_it(db: Session, one: Announcement, now: datetime) -> None:
    db.flush()
    one = db.scalars(select(Announcement).where(Announcement.id == one.id)).one()
    click.echo(heading(one))
    if one.state in (State.DRAFT, State.WAITING):
        click.echo(_("Seal: {seal}", seal=one.fingerprint[:12]))
