"""Runs: one import or undo at a time, each on record, so that what broke off is taken up or taken back."""

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import exists, func, insert, select, text
from sqlalchemy.orm import Session, aliased

from imports.gathered import Gathered
from imports.tables import Values
from locales import _
from models.database import Database
from models.imports import Did, ImportChange, ImportRun, Source

# Stands in a run's `rows` from its beginning to its end; a run that broke off keeps it.
UNDER_WAY = -1
LOCK = 7_315_201  # any number that no other advisory lock of this database has


class NotDone(Exception):
    """An import or undo that is not carried out; the sentence says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Asked:
    """What the clerk says of a list: whose it is, which of its lists, and under what terms."""

    name: str
    list_name: str
    licence: str = ""
    url: str = ""
    as_of: date | None = None

    def source(self, db: Session) -> Source | None:
        found = select(Source).where(Source.name == self.name, Source.list_name == self.list_name)
        return db.scalars(found).one_or_none()


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """Nobody else imports or undoes inside the block. Raises NotDone when somebody does already."""
    busy = NotDone(_("Another import is running just now. Please wait until it has ended, then try again."))
    if database.embedded:
        file = Path(str(database.url.database))
        with file.with_name(file.name + ".import").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise busy from None
            yield
        return
    with database.engine.connect() as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}):
            raise busy
        connection.commit()  # the lock is the connection's, not the transaction's
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
            connection.commit()


def begin(db: Session, asked: Asked, gathered: Gathered, now: datetime) -> ImportRun:
    """A new run of the source, or the one that broke off."""
    source = asked.source(db)
    if source is None:
        source = Source(name=asked.name, list_name=asked.list_name, licence="", url="")
        db.add(source)
        db.flush()
    broken = select(ImportRun).where(
        ImportRun.source_id == source.id, ImportRun.rows == UNDER_WAY, ImportRun.undone_at.is_(None)
    )
    run = db.scalars(broken).first() or ImportRun(source_id=source.id, problems=[])
    run.file_name, run.encoding = gathered.file_name[:200], gathered.encoding
    run.made_at, run.rows = now, UNDER_WAY
    db.add(run)
    db.flush()
    return run


def state_terms(db: Session, run: ImportRun, asked: Asked, changed: bool) -> None:
    """Write down licence, address and date. An old date does not stay on new data."""
    source = db.get_one(Source, run.source_id)
    as_of = asked.as_of or (None if changed else source.as_of)
    new = {"licence": (asked.licence or source.licence)[:60], "url": (asked.url or source.url)[:1000]}
    if (source.licence, source.url, source.as_of) == (new["licence"], new["url"], as_of):
        return
    before = {
        "licence": source.licence,
        "url": source.url,
        "as_of": source.as_of.isoformat() if source.as_of else None,
    }
    keep(db, run.id, "sources", Did.CHANGED, [(source.id, before)])
    source.licence, source.url, source.as_of = new["licence"], new["url"], as_of


def keep(db: Session, run_id: int, table: str, did: Did, rows: Iterable[tuple[int, Values | None]]) -> None:
    """Write down what the run did to rows, and how they were before."""
    made = [
        {"run_id": run_id, "table": table, "row_id": row_id, "did": did, "before": before}
        for row_id, before in rows
    ]
    if made:
        db.connection().execute(insert(ImportChange.__table__), made)  # type: ignore[arg-type]  # a Table


def finish(db: Session, run: ImportRun, gathered: Gathered) -> None:
    """Count what the run did, also before it broke off, and close it."""
    counts = (
        select(ImportChange.did, func.count(ImportChange.row_id.distinct()).label("rows"))
        .where(ImportChange.run_id == run.id, ImportChange.table != "sources")
        .group_by(ImportChange.did)
    )
    done: dict[str, int] = {row.did: row.rows for row in db.execute(counts)}
    run.new, run.changed, run.gone = (done.get(did, 0) for did in (Did.NEW, Did.CHANGED, Did.GONE))
    run.rows = gathered.rows
    run.problems = [one.kept() for one in gathered.remarked.all()]


def run_to_undo(db: Session, run_id: int) -> ImportRun:
    """The run, if it can be taken back now. Raises NotDone."""
    run = db.get(ImportRun, run_id) if 0 < run_id < 2**31 else None
    if run is None:
        raise NotDone(
            _("There is no import number {number}. `flask imports list` shows them all.", number=run_id)
        )
    if run.undone_at is not None:
        raise NotDone(_("Import number {number} has been undone already.", number=run_id))
    later = aliased(ImportRun)
    did_something = exists().where(ImportChange.run_id == later.id)
    after = select(later.id).where(
        later.source_id == run.source_id, later.id > run.id, later.undone_at.is_(None), did_something
    )
    newest = db.scalars(after.order_by(later.id.desc())).first()
    if newest is not None:
        raise NotDone(
            _(
                "Import number {later} came after this one and must be undone first: `flask imports undo {later}`.",
                later=newest,
            )
        )
    return run
