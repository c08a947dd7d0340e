"""The commands: what staff and cron type after `flask`, one line each into a room."""

from importlib import import_module

import click
from flask.cli import AppGroup

import models

# Command → where it lives. A room is opened only when its command is called: the web process needs none.
COMMANDS = {
    "announcements": "commands.announcements:group",
    "budget": "commands.budget:show",
    "check": "commands.check:check",
    "db": "commands.database:group",
    "demo": "commands.town:demo",
    "gallery": "commands.gallery:gallery",
    "import": "commands.importing:import_files",
    "imports": "commands.importing:imports",
    "menus": "commands.menus:group",
    "outbox": "commands.outbox:outbox",
    "quarantine": "commands.quarantine:quarantine",
    "sends": "commands.sends:group",
    "simulate": "commands.simulator:simulator",
    "simulator": "commands.simulator:simulator",
    "staff": "commands.staff:staff",
    "worker": "commands.worker:work",
}


class Commands(AppGroup):
    """All of COMMANDS, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        models.load()  # a command may touch any table
        module, _colon, name = COMMANDS[cmd_name].partition(":")
        found: click.Command = getattr(import_module(module), name)
        return found
