"""`flask simulator`: LINE in a box, a program of its own that knows nothing of us."""

import os
import sys

import click


@click.command("simulator", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def simulator(options: tuple[str, ...]) -> None:
    """LINE in a box; the same as `python -m simulator`, which tells its options with --help."""
    os.execv(sys.executable, [sys.executable, "-m", "simulator", *options])  # noqa: S606 - our own program
