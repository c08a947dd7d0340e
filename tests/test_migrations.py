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
from sqlalchemy import inspect

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


def tables(database: Database) -> set[str]:
    with database.reading() as db:
        return set(inspect(db.connection()).get_table_names()) - {"alembic_version"}


def test_it_goes_up_and_down_step_by_step(database: Database) -> None:
    script = ScriptDirectory.from_config(config(database.engine))
    revisions = [one.revision for one in script.walk_revisions()][::-1]
    before = []
    for revision in revisions:
        before.append(tables(database))
        upgrade(database, revision)
        assert tables(database) > before[-1]
    for revision, then in zip(reversed(revisions), reversed(before), strict=True):
        command.downgrade(config(database.engine), "-1")
        assert tables(database) == then, revision
    upgrade(database)
    assert tables(database) == set(Base.metadata.tables)


def test_it_ends_where_the_models_are(database: Database) -> None:
    upgrade(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_going_up_again_changes_nothing(database: Database) -> None:
    upgrade(database)
    upgrade(database)
    assert tables(database) == set(Base.metadata.tables)


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
