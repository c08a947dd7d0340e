"""A run is taken back: what it changed is as before, what it brought is gone, unless somebody keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from time import sleep

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from imports.gathered import BATCH
from imports.runs import alone, run_to_undo
from imports.tables import Values
from imports.writing import ACTOR, PAUSE, TARGETS
from models import audit
from models.database import Database
from models.imports import Did, ImportChange, ImportRun, Source


@dataclass
class Undone:
    """What was taken back, counted."""

    removed: int = 0
    hidden: int = 0  # somebody had joined or kept them, so they were only taken off the list
    changed_back: int = 0
    shown_again: int = 0


def undo(database: Database, run_id: int, now: datetime, *, pause: float = PAUSE) -> Undone:
    """Take a run back, the last change first. When it breaks off, the same call goes on with the rest.
    Raises NotDone."""
    done = Undone()
    with alone(database):
        with database.reading() as db:
            run_to_undo(db, run_id)
        while _undo_batch(database, run_id, now, done):
            sleep(pause)
        with database.writing() as db:
            run = db.get_one(ImportRun, run_id)
            run.undone_at = now
            audit.record(db, ACTOR, "undo import", f"import_runs:{run_id} {run.file_name}", now)
    return done


def _undo_batch(database: Database, run_id: int, now: datetime, done: Undone) -> bool:
    """A change leaves the record in the transaction that takes it back, so it is never taken back twice."""
    with database.writing() as db:
        newest = select(ImportChange).where(ImportChange.run_id == run_id).order_by(ImportChange.id.desc())
        changes = db.scalars(newest.limit(BATCH)).all()
        for table in dict.fromkeys(change.table for change in changes):
            own = [change for change in changes if change.table == table]
            if table == "sources":
                _restore_sources(db, own)
            else:
                _take_back(db, table, own, now, done)
        ids = [change.id for change in changes]
        if ids:
            db.execute(delete(ImportChange).where(ImportChange.run_id == run_id, ImportChange.id >= min(ids)))
        return bool(ids)


def _take_back(db: Session, table: str, changes: Sequence[ImportChange], now: datetime, done: Undone) -> None:
    target = TARGETS[table]
    befores: dict[int, Values] = {}
    for change in changes:  # the newest first, so that the oldest words remain
        if change.did != Did.NEW:
            befores[change.row_id] = befores.get(change.row_id, {}) | (change.before or {})
    target.restore(db, befores)
    new = {change.row_id for change in changes if change.did == Did.NEW}
    hidden = target.remove(db, new, now)
    done.removed += len(new) - len(hidden)
    done.hidden += len(hidden)
    done.shown_again += sum(change.did == Did.GONE for change in changes)
    done.changed_back += sum(change.did == Did.CHANGED for change in changes)


def _restore_sources(db: Session, changes: Sequence[ImportChange]) -> None:
    for change in changes:
        source, before = db.get_one(Source, change.row_id), change.before or {}
        source.licence, source.url = before["licence"], before["url"]
        source.as_of = date.fromisoformat(before["as_of"]) if before["as_of"] else None
