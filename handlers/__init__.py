"""Features: what residents can say or tap; one file, one router."""

from importlib import import_module
from pkgutil import iter_modules

from bot.router import Router, Routes


def routes() -> Routes:
    """The answers of every file of this room, found by themselves."""
    modules = [import_module(f"handlers.{module.name}") for module in iter_modules(__path__)]
    return Routes.of(
        module.router for module in modules if isinstance(getattr(module, "router", None), Router)
    )
