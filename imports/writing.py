"""A gathered list goes into the tables: first compared, then written batch by batch, all of it on record."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from time import sleep

from sqlalchemy.orm import Session

from imports.activity_rows import Activities
from imports.drafts import Draft
from imports.gathered import BATCH, Gathered
from imports.known import Known, Matching
from imports.place_rows import Places
from imports.runs import Asked, NotDone, alone, begin, finish, keep, state_terms
from imports.tables import Change, Stored, Target
from locales import _
from models import audit
from models.database import Database
from models.imports import Did, ImportRun

TARGETS: dict[str, Target] = {one.name: one for one in (Activities(), Places())}
# Between two batches everybody else may write: a webhook has two seconds to be stored.
PAUSE = 0.02  # seconds
MOST_GONE = 0.3  # of what the source had, before somebody is asked
SAMPLES = 5
ACTOR = "command line"


@dataclass
class Findings:
    """What a list changes, counted and with a few examples by name."""

    new: int = 0
    changed: int = 0
    back: int = 0  # of the changed ones, those that had been gone
    same: int = 0
    gone: int = 0
    standing: int = 0  # what the source had before
    codes_before: set[str] = field(default_factory=set)
    new_names: list[str] = field(default_factory=list)
    changed_names: list[tuple[str, list[str]]] = field(default_factory=list)
    gone_names: list[str] = field(default_factory=list)

    @property
    def too_many_gone(self) -> bool:
        return self.gone > MOST_GONE * self.standing

    @property
    def anything(self) -> bool:
        return bool(self.new or self.changed or self.gone)


@dataclass
class Batch:
    """One batch, sorted by what is to be done."""

    new: list[Draft] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    same: int = 0

    def count_into(self, found: Findings) -> None:
        found.new += len(self.new)
        found.changed += len(self.changes)
        found.back += sum(change.back for change in self.changes)
        found.same += self.same
        found.new_names += [draft.name for draft in self.new[: SAMPLES - len(found.new_names)]]
        found.changed_names += [
            (one.row.name, _columns(one)) for one in self.changes[: SAMPLES - len(found.changed_names)]
        ]


def look(database: Database, gathered: Gathered, asked: Asked, now: datetime) -> Findings:
    """What the list would change. Writes nothing."""
    target = TARGETS[gathered.table]
    found = Findings()
    with database.reading() as db:
        matching = _matching(db, target, gathered, asked, now)
        for drafts in gathered.batches():
            _sorted(matching.match(db, target, drafts), target).count_into(found)
            if not matching.known.descriptions:  # the source's first list: all of it is new
                found.new = gathered.drafts
                break
        _count_gone(db, target, matching, found)
    return found


def write(
    database: Database,
    gathered: Gathered,
    asked: Asked,
    now: datetime,
    *,
    yes_gone: bool = False,
    pause: float = PAUSE,
) -> tuple[int, Findings]:
    """Write the list; the number of the run and what it did. Raises NotDone, and then nothing is written."""
    with alone(database):
        found = look(database, gathered, asked, now)
        if found.too_many_gone and not yes_gone:
            raise NotDone(_gone_sentence(gathered, found))
        return _written(database, gathered, asked, now, pause), found


def _written(database: Database, gathered: Gathered, asked: Asked, now: datetime, pause: float) -> int:
    target = TARGETS[gathered.table]
    with database.writing() as db:
        run = begin(db, asked, gathered, now)
    with database.reading() as db:
        matching = _matching(db, target, gathered, asked, now)
    for drafts in gathered.batches():
        with database.writing() as db:
            _write_batch(
                db, run, target, _sorted(matching.match(db, target, drafts), target), matching.known, now
            )
        sleep(pause)
    for ids in _parts(matching.gone()):
        with database.writing() as db:
            keep(db, run.id, target.name, Did.GONE, target.hide(db, ids, now).items())
        sleep(pause)
    with database.writing() as db:
        run = db.get_one(ImportRun, run.id)
        finish(db, run, gathered)
        state_terms(db, run, asked, changed=bool(run.new or run.changed or run.gone))
        audit.record(db, ACTOR, "import", f"import_runs:{run.id} {asked.name} {asked.list_name}", now)
        return run.id


def _write_batch(
    db: Session, run: ImportRun, target: Target, batch: Batch, known: Known, now: datetime
) -> None:
    if batch.new:
        ids = target.insert(db, run.source_id, [(draft, known.free_key(draft)) for draft in batch.new], now)
        keep(db, run.id, target.name, Did.NEW, [(row_id, None) for row_id in ids])
    if batch.changes:
        target.change(db, batch.changes)
        keep(db, run.id, target.name, Did.CHANGED, [(one.row.id, one.before) for one in batch.changes])


def _sorted(pairs: list[tuple[Draft, Stored | None]], target: Target) -> Batch:
    batch = Batch()
    for draft, row in pairs:
        if row is None:
            batch.new.append(draft)
        elif change := target.difference(draft, row):
            batch.changes.append(change)
        else:
            batch.same += 1
    return batch


def _matching(db: Session, target: Target, gathered: Gathered, asked: Asked, now: datetime) -> Matching:
    source = asked.source(db)
    return Matching(Known.of(db, target, source.id if source else None, now), gathered)


def _count_gone(db: Session, target: Target, matching: Matching, found: Findings) -> None:
    gone = matching.gone()
    found.gone, found.standing = len(gone), len(matching.known.standing)
    found.codes_before = matching.known.codes
    found.gone_names = [row.name for row in target.load(db, gone[:SAMPLES]).values()]


def _columns(change: Change) -> list[str]:
    """The columns that say something else, without those that only follow from them."""
    derived = {"search", "extra", "version", "starts_at", "ends_at"}
    return [name for name in change.after if name not in derived] + ["times"] * (change.times is not None)


def _parts(ids: list[int]) -> Iterator[list[int]]:
    return (ids[at : at + BATCH] for at in range(0, len(ids), BATCH))


def _gone_sentence(gathered: Gathered, found: Findings) -> str:
    if not gathered.drafts:
        return _(
            "The list is empty, but {standing} entries are known from this source. Nothing was written. "
            "Please check the file; if all of them really are gone, run it again with --yes-gone.",
            standing=found.standing,
        )
    return _(
        "{gone} of the {standing} entries known from this source are missing in the file. Nothing was "
        "written. If this is a different list, give it its own name with --list; if they really are gone, "
        "run it again with --yes-gone.",
        gone=found.gone,
        standing=found.standing,
    )
