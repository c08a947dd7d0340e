"""Moving a town: every row of one database into another, in one transaction there, compared before it counts."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import (
    JSON,
    Column,
    Dialect,
    Table,
    Text,
    cast,
    func,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from locales import lazy
from models import Base, Refusal, load
from models.database import Database
from models.heartbeats import alive
from models.inbox import carry_in
from models.outbox import Kind, Outgoing, State

# Rows in memory at a time.
CHUNK = 2_000
# What a closed town takes no more: without these nothing comes in, nothing leaves, and no worker lives.
DOORS = ("inbox", "outbox", "heartbeats")
HALFWAY = "it was under way when the town moved"


class WorkerAlive(Refusal):
    message = lazy("A worker is still at work. Stop web and worker, wait half a minute, and begin again.")


class MovedAlready(Refusal):
    message = lazy("This town has moved already. It only keeps what was.")


class NotAlike(Refusal):
    message = lazy("The tables here and there are not of the same version. Run first: flask db upgrade")


class NotEmpty(Refusal):
    message = lazy("There is something in that database already. With --again it is emptied and filled anew.")


class CameOutDifferent(Refusal):
    message = lazy("The table {table} did not come out the same. Nothing was moved.")


class NotTaken(Refusal):
    message = lazy("PostgreSQL refused a row of the table {table}: {why}. Nothing was moved.")


def move(old: Database, new: Database, *, again: bool = False) -> dict[str, int]:
    """Copy all rows from `old` into the empty tables of `new`, and close `old`. How many rows each table has.

    `old` is held still meanwhile. Killed at any moment, `new` is as empty as before; only when it is all there and
    the same does `old` close, so that no forgotten process goes on beside it."""
    load()
    tables = Base.metadata.sorted_tables
    # The doorstep is held as long: what comes meanwhile LINE is told to bring again, and brings it to the new place.
    doorstep = old.doorstep.held() if old.doorstep is not None else nullcontext()
    with old.writing() as source, doorstep, new.writing() as target:
        _hold_still(source, old, tables)
        if _is_closed(source, old):
            raise MovedAlready
        if alive(old, source) or alive(new, target):
            raise WorkerAlive
        if _version(source) != _version(target):
            raise NotAlike
        _make_room(target, tables, again)
        _carry_all_in(source, old)
        counts = {table.name: _copy(source, target, table) for table in tables}
        _settle(target)
        _close(source, old)
    return counts


def _carry_all_in(source: Session, old: Database) -> None:
    """What lies on the doorstep comes along."""
    while old.doorstep is not None and (carried := carry_in(old, source)) is not None:
        old.doorstep.clear(carried)


def _hold_still(db: Session, database: Database, tables: Sequence[Table]) -> None:
    if not database.embedded:  # SQLite has but one writer, and that are we
        names = sql.SQL(", ").join(sql.Identifier(table.name) for table in tables)
        _raw(db).execute(sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(names))


def _version(db: Session) -> tuple[str, ...]:
    """Which migrations these tables have seen."""
    if not inspect(db.connection()).has_table("alembic_version"):
        return ()
    return tuple(sorted(db.scalars(text("SELECT version_num FROM alembic_version"))))


def _make_room(target: Session, tables: Sequence[Table], again: bool) -> None:
    full = [table for table in tables if target.execute(select(1).select_from(table).limit(1)).first()]
    if full and not again:
        raise NotEmpty
    if full:
        names = sql.SQL(", ").join(sql.Identifier(table.name) for table in tables)
        _raw(target).execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(names))


def _copy(source: Session, target: Session, table: Table) -> int:
    """Stream one table, and read it back: the same rows must have arrived."""
    columns = list(table.columns)
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
    writers = _writers(columns, target.connection().dialect)
    sent, arrived = Tally(), Tally()
    try:
        with _raw(target).copy(into) as wire:
            for row in _rows(source, table):
                sent.add(row)
                wire.write_row([write(value) for write, value in zip(writers, row, strict=True)])
    except psycopg.DataError as wrong:
        raise NotTaken(table=table.name, why=wrong.diag.message_primary or str(wrong)) from wrong
    for row in _rows(target, table):
        arrived.add(row)
    if sent != arrived:
        raise CameOutDifferent(table=table.name)
    _count_on(target, table)
    return sent.count


class Tally:
    """How many rows, and a sum over the digests of all: the same for the same rows in whatever order."""

    def __init__(self) -> None:
        self.count = 0
        self.sum = 0

    def add(self, row: tuple[Any, ...]) -> None:
        self.count += 1
        digest = hashlib.blake2b(repr(row).encode("utf-8", "backslashreplace"), digest_size=16).digest()
        self.sum = (self.sum + int.from_bytes(digest)) % 2**128

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tally) and (self.count, self.sum) == (other.count, other.sum)

    __hash__ = None  # type: ignore[assignment]  # it changes


def _rows(db: Session, table: Table) -> Iterator[tuple[Any, ...]]:
    # JSON stays the text it is: read and written anew, `null` and nothing would become the same.
    wanted = [cast(column, Text) if isinstance(column.type, JSON) else column for column in table.columns]
    query = select(*wanted).order_by(*table.primary_key.columns)
    for row in db.execute(query, execution_options={"yield_per": CHUNK}):
        yield tuple(row)


def _writers(columns: Sequence[Column[Any]], dialect: Dialect) -> list[Callable[[Any], Any]]:
    """For each column, how its values are written for the target."""
    made: list[Callable[[Any], Any]] = []
    for column in columns:
        plain = isinstance(column.type, JSON)
        write = None if plain else column.type.dialect_impl(dialect).bind_processor(dialect)
        made.append(write or (lambda value: value))
    return made


def _count_on(target: Session, table: Table) -> None:
    """New rows are numbered after those that came along."""
    if (column := table.autoincrement_column) is None:
        return
    sequence = select(func.pg_get_serial_sequence(_quoted(table), column.name)).scalar_subquery()
    last = select(func.max(column)).scalar_subquery()
    target.execute(select(func.setval(sequence, func.coalesce(last, 1), last.is_not(None))))


def _quoted(table: Table) -> str:
    return sql.Identifier(table.name).as_string()


def _settle(target: Session) -> None:
    """What was at LINE when the old town stopped: with its retry key it may be asked again, a reply has none."""
    halfway = update(Outgoing).where(Outgoing.state == State.SENDING)
    unsure = halfway.where(Outgoing.kind == Kind.REPLY)
    target.execute(unsure.values(state=State.UNCERTAIN, lease=None, error=HALFWAY))
    target.execute(halfway.values(state=State.PENDING, lease=None, due=0.0, error=HALFWAY))


def _close(source: Session, database: Database) -> None:
    """Let the old town take nothing more: an event it took now, nobody would ever answer."""
    if database.doorstep is not None:
        database.doorstep.lock_up()
    for name in DOORS:
        if database.embedded:
            for moment in ("INSERT", "UPDATE"):
                source.execute(
                    text(
                        f"CREATE TRIGGER moved_{name}_{moment.lower()} BEFORE {moment} ON {name} "
                        "BEGIN SELECT RAISE(ABORT, 'this town has moved'); END"
                    )
                )
        else:
            source.execute(text(f"ALTER TABLE {name} ADD CONSTRAINT moved CHECK (false) NOT VALID"))


def _is_closed(source: Session, database: Database) -> bool:
    if database.embedded:
        names = text(
            "SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'moved\\_%' ESCAPE '\\'"
        )
        return source.execute(names).first() is not None
    return any(one["name"] == "moved" for one in inspect(source.connection()).get_check_constraints(DOORS[0]))


def _raw(db: Session) -> "psycopg.Cursor[Any]":
    """psycopg's own cursor inside the session's transaction, for what only PostgreSQL has."""
    driver: Any = db.connection().connection.driver_connection
    cursor: psycopg.Cursor[Any] = driver.cursor()
    return cursor
