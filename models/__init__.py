"""Facts: one file per feature with its tables, its rules and its refusals."""

from importlib import import_module
from pkgutil import iter_modules

from models.base import Base, Instant
from models.refusals import Gone, Refusal

__all__ = ["Base", "Gone", "Instant", "Refusal", "load"]


def load() -> None:
    """Import every file of this room, so that Base knows all tables."""
    for module in iter_modules(__path__):
        import_module(f"models.{module.name}")
