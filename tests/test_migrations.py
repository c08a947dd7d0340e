"""The schema's history: it goes up and down on both databases, and ends where the models are."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from fresh import fresh_postgres, fresh_sqlite
from sqlalchemy import inspect, text

from commands.database import MIGRATIONS, config, upgrade
from models import Base, load
from models.database import Database


@contextmanager
def empty(kind: str, folder: Path) -> Iterator[Database]:
    with fresh_sqlite(folder) if kind == "SQLite" else fresh_postgres() as database:
        with database.writing() as db:
            Base.metadata.drop_all(db.connection())
        yield database


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    load()
    with empty(request.param, tmp_path) as database:
        yield database


def columns(database: Database) -> set[str]:
    """As `table.column`, with a question mark where it may be empty, and `table#index(columns)`, of all tables."""
    with database.reading() as db:
        look = inspect(db.connection())
        names = set(look.get_table_names()) - {"alembic_version"}
        # All tables in one question each: there are half a hundred, and they are looked at after every step.
        have, found = look.get_multi_columns(), look.get_multi_indexes()
        return {
            f"{table}.{one['name']}{'?' if one['nullable'] else ''}"
            for table in names
            for one in have[None, table]
        } | {
            f"{table}#{one['name']}({', '.join(name or '…' for name in one['column_names'])})"
            for table in names
            for one in found[None, table]
            if not one.get("duplicates_constraint")
        }


def modelled() -> set[str]:
    tables = Base.metadata.tables.values()
    return {
        f"{table.name}.{column.name}{'?' if column.nullable else ''}"
        for table in tables
        for column in table.columns
    } | {
        f"{table.name}#{index.name}({', '.join(getattr(one, 'name', '…') for one in index.expressions)})"
        for table in tables
        for index in table.indexes
    }


def test_it_goes_up_and_down_step_by_step(database: Database) -> None:
    script = ScriptDirectory.from_config(config(database.engine))
    revisions = [one.revision for one in script.walk_revisions()][::-1]
    stood = [columns(database)]
    for revision in revisions:
        upgrade(database, revision)
        stood.append(columns(database))
        assert stood[-1] != stood[-2], revision
    for revision, then in zip(reversed(revisions), reversed(stood[:-1]), strict=True):
        command.downgrade(config(database.engine), "-1")
        assert columns(database) == then, revision
    upgrade(database)
    assert columns(database) == modelled()


def test_it_ends_where_the_models_are(database: Database) -> None:
    upgrade(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_going_up_again_changes_nothing(database: Database) -> None:
    upgrade(database)
    upgrade(database)
    assert columns(database) == modelled()


def test_what_was_there_before_the_road_out_is_kept(database: Database) -> None:
    upgrade(database, "0008")
    day = "2026-11-01 00:00:00"
    with database.engine.begin() as connection:
        for statement in (
            "INSERT INTO residents (id, line_id, profile_due_at, locale, locale_chosen, letter_size, delivery, follows,"
            " follows_since, privacy_version, first_seen_at, last_seen_at)"
            f" VALUES (1, 'U1', '{day}', 'ja', false, 'normal', 'each', true, '{day}', 1, '{day}', '{day}')",
            f"INSERT INTO subscriptions VALUES (1, 'childcare', '{day}'), (1, 'sports', '{day}')",
            'INSERT INTO outbox (retry_key, kind, "to", body, because, state, lane, due, tries, made_at)'
            f" VALUES ('k', 'push', 'U1', '[]', 'x', 'pending', 1, 0, 0, '{day}')",
        ):
            connection.execute(text(statement))
    upgrade(database)
    with database.reading() as db:
        assert db.scalar(text("SELECT topic_bits FROM residents")) == 0b101
        assert db.execute(text("SELECT units, deaths FROM outbox")).one() == (1, 0)


def test_who_came_after_which_send_is_told_from_the_times_of_then(database: Database) -> None:
    # Guards migrations/versions/0018_came_after.py: what is on its way over the upgrade goes to nobody who came later.
    upgrade(database, "0017")
    followed = {"1": "2026-10-01", "2": "2026-11-02", "3": "2026-11-04", "4": "2026-11-04"}
    with database.engine.begin() as connection:
        for key, day in (("7", "2026-11-01"), ("9", "2026-11-03")):
            connection.execute(text(
                "INSERT INTO sends (id, kind, subject, lane, own, drill, state, not_before, canary, total, skipped,"
                " title, words, search, fingerprint, made_at) VALUES"
                f" ({key}, 'note', 'x', 2, false, false, 'sending', 0, 0, 1, 0, '', '', '', '', '{day} 00:00:00')"
            ))  # fmt: skip
        for key, day in followed.items():
            moment = f"'{day} 00:00:00'"
            connection.execute(text(
                "INSERT INTO residents (id, line_id, profile_due_at, locale, locale_chosen, letter_size, delivery,"
                " follows, follows_since, privacy_version, first_seen_at, last_seen_at, counts_taps) VALUES"
                f" ({key}, 'U{key}', {moment}, 'ja', false, 'normal', 'each', {key != '4'}, {moment}, 1, {moment},"
                f" {moment}, false)"
            ))  # fmt: skip
    upgrade(database)
    with database.reading() as db:
        found = db.execute(text("SELECT id, came_after FROM residents ORDER BY id")).all()
    assert [tuple(row) for row in found] == [(1, 0), (2, 7), (3, 9), (4, 0)]


def test_migrations_are_numbered_named_and_import_nothing_of_ours() -> None:
    files = sorted((MIGRATIONS / "versions").glob("*.py"))
    assert [file.name[:5] for file in files] == [f"{number:04}_" for number in range(1, len(files) + 1)]
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        modules |= {
            name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
        }
        assert modules <= {"alembic", "sqlalchemy"}, file.name
