"""`flask demo`: a fictional town in an empty database."""

import click
from flask import current_app
from flask.cli import with_appcontext

from demo import make


@click.command("demo")
@with_appcontext
@click.option("--seed", default=1, show_default=True, help="Another number, another town.")
def demo(seed: int) -> None:
    """Fill an empty database with a fictional town."""
    parts = current_app.extensions["tsunagu"]
    with parts["database"].writing() as db:
        made = make(db, parts["clock"](), seed)
    if not made.anything:
        click.echo("There is a town already; nothing was changed.")
        return
    click.echo(
        f"{made.organisations} organisations, {made.activities} activities, {made.places} places, "
        f"{made.residents} residents."
    )
