"""`flask budget`: the month's messages: used, left, on their way, and what a send would cost."""

import click
from flask.cli import with_appcontext

from commands.printing import database_here, limits_here, now_here, number_of
from models.budget import budget
from views import budget as faces


@click.command("budget")
@click.option("--people", default="", help="What a send to so many people would cost.")
@with_appcontext
def show(people: str) -> None:
    """Show the month's messages, and what a send to --people would cost."""
    with database_here().reading() as db:
        found = budget(db, limits_here(), now_here())
    for line in faces.standing(found):
        click.echo(line)
    if people:
        count = number_of("--people", people)
        click.echo(faces.cost(found, count))
        for road in faces.cheaper(found, count):
            click.echo(f"・{road}")
