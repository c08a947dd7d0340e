"""Alembic's entry: which database, which tables, and how our types are written in a migration."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, Engine, Enum

from models import Base, Instant, load

load()
engine: Engine = context.config.attributes["engine"]


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A migration imports nothing of ours: an Instant is a DateTime there, one of a few words is a String."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime()"
    return f"sa.String({item.length})" if kind == "type" and isinstance(item, Enum) else False


def foreign_keys(connection: Connection, *, on: bool) -> None:
    """SQLite changes a table by making it anew and dropping the old one, which would delete whatever refers to it."""
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        raw.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")  # says nothing inside a transaction
        if on and (lost := raw.execute("PRAGMA foreign_key_check").fetchall()):
            raise RuntimeError(f"rows refer to what is not there: {lost[:5]}")


with engine.connect() as connection:
    foreign_keys(connection, on=False)
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
    foreign_keys(connection, on=True)
