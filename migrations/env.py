"""Alembic's entry: which database, which tables, and how our types are written in a migration."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Engine, Enum

from models import Base, Instant, load

load()
engine: Engine = context.config.attributes["engine"]


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A migration imports nothing of ours: an Instant is a DateTime there, one of a few words is a String."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime()"
    return f"sa.String({item.length})" if kind == "type" and isinstance(item, Enum) else False


with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
