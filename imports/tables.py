"""The two tables that open data goes into, and what an import may do to their rows."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Row,
    RowMapping,
    Select,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session

from imports.drafts import Draft, Time
from models.base import Instant

Values = dict[str, Any]
OWN = "import"  # where an import keeps its own in a row's `extra`
GONE = "gone"  # and what it leaves there when it takes the row off the list


class KnownRow(NamedTuple):
    id: int
    source_key: str
    key: str
    described: str
    code: str
    standing: bool


@dataclass(slots=True)
class Stored:
    """A row as it is in the table now."""

    id: int
    name: str
    where: str
    values: Values
    times: tuple[Time, ...] = ()


@dataclass(slots=True)
class Change:
    """What is to be done to a row: its new values by column, with `times` when those change."""

    row: Stored
    after: Values = field(default_factory=dict)
    times: tuple[Time, ...] | None = None
    back: bool = False  # it had been taken off the list

    @property
    def before(self) -> Values:
        """The same columns as they were, fit for JSON."""
        old = {name: plain(self.row.values[name]) for name in self.after}
        if self.times is not None:
            old["times"] = [[plain(one) for one in time] for time in self.row.times]
        return old


class Target(ABC):
    """One of the tables. Everything goes through whole batches and plain statements."""

    name: ClassVar[str]
    table: ClassVar[Table]
    named: ClassVar[str]  # the columns of a row's name and its place
    placed: ClassVar[str]

    @abstractmethod
    def known(self, db: Session, source_id: int, now: datetime) -> Iterator[KnownRow]:
        """All rows of a source."""

    @abstractmethod
    def hide(self, db: Session, ids: Collection[int], now: datetime) -> dict[int, Values]:
        """Take rows off the list; what they were before, by id."""

    @abstractmethod
    def remove(self, db: Session, ids: Collection[int], now: datetime) -> set[int]:
        """Delete rows, or hide those that somebody has made their own; which were hidden."""

    @abstractmethod
    def shown_again(self, values: Values) -> Values:
        """What a row needs to be on the list again; nothing when it is or when staff took it off."""

    def load(self, db: Session, ids: Collection[int]) -> dict[int, Stored]:
        return {row["id"]: self._stored(row) for row in in_parts(db, self._rows(), self.table.c.id, ids)}

    def difference(self, draft: Draft, row: Stored) -> Change | None:
        """What the draft says otherwise, or None when it says the same."""
        change = Change(row)
        wanted = self._kept(draft.values, row.values)
        for name, value in wanted.items():
            if name != "extra" and value != row.values[name]:
                change.after[name] = value
        shown = self.shown_again(row.values)
        change.back = bool(shown)
        extra = {key: value for key, value in (row.values["extra"] or {}).items() if key != GONE or not shown}
        extra[OWN] = wanted["extra"]
        if extra != row.values["extra"]:
            change.after["extra"] = extra
        change.after |= shown
        if draft.times != row.times:
            change.times = draft.times
        return change if change.after or change.times is not None else None

    def insert(
        self, db: Session, source_id: int, drafts: list[tuple[Draft, str]], now: datetime
    ) -> list[int]:
        """New rows under their keys; their ids in the same order."""
        rows = [self._new(draft, now) | {"source_id": source_id, "source_key": key} for draft, key in drafts]
        newest = db.scalar(select(func.max(self.table.c.id))) or 0
        # One row at a time, in one go: a single statement of a thousand rows costs PostgreSQL's driver more.
        db.connection().execute(insert(self.table), rows)
        # Found by their ids: to find a thousand keys, PostgreSQL may hold each row of the source against each of them.
        made = select(self.table.c.source_key, self.table.c.id).where(
            self.table.c.id > newest, self.table.c.source_id == source_id
        )
        ids: dict[str, int] = {row.source_key: row.id for row in db.connection().execute(made)}
        return [ids[key] for _draft, key in drafts]

    def change(self, db: Session, changes: Iterable[Change]) -> None:
        """Give rows their new values, those with the same columns in one statement."""
        alike: dict[tuple[str, ...], list[Values]] = {}
        for one in changes:
            if one.after:
                row = {"row": one.row.id} | {f"new_{name}": value for name, value in one.after.items()}
                alike.setdefault(tuple(one.after), []).append(row)
        for names, rows in alike.items():
            new: Values = {name: bindparam(f"new_{name}") for name in names}
            one_row = update(self.table).where(self.table.c.id == bindparam("row")).values(new)
            db.connection().execute(one_row, rows)

    def restore(self, db: Session, befores: Mapping[int, Values]) -> None:
        """Give rows back what they had before; rows that are no more are left."""
        there = self.load(db, befores)
        back = []
        for row_id in befores.keys() & there.keys():
            old = {name: self.typed(name, value) for name, value in befores[row_id].items()}
            times = tuple(map(_time, old.pop("times"))) if "times" in old else None
            back.append(self.restored(there[row_id], old, times))
        self.change(db, back)

    def restored(self, row: Stored, old: Values, times: tuple[Time, ...] | None) -> Change:
        return Change(row, old, times)

    def typed(self, column: str, value: Any) -> Any:
        """What JSON kept, as the column holds it."""
        instant = column in self.table.c and isinstance(self.table.c[column].type, Instant)
        return datetime.fromisoformat(value) if instant and value is not None else value

    def _rows(self) -> Select[Any]:
        return select(self.table)

    def _known(
        self, db: Session, source_id: int, *columns: ColumnElement[Any]
    ) -> Iterator[tuple[str, str, str, Row[Any]]]:
        """Key, description and code of each row, and the row itself with `columns`."""
        own = self.table.c.extra[OWN]
        rows = select(
            self.table.c.id,
            self.table.c.source_key,
            *(own[part].as_string().label(part) for part in ("key", "described", "code")),
            *columns,
        ).where(self.table.c.source_id == source_id)
        for row in db.connection().execute(rows.execution_options(yield_per=2000)):
            yield row.key or row.source_key, row.described or row.source_key, row.code or "", row

    def _stored(self, row: RowMapping) -> Stored:
        return Stored(row["id"], row[self.named], row[self.placed], dict(row))

    def _kept(self, new: Values, old: Values) -> Values:
        """The new values without those that the office has made its own."""
        return new

    def _new(self, draft: Draft, now: datetime) -> Values:
        return draft.values | {"extra": {OWN: draft.values["extra"]}}

    def _delete(self, db: Session, ids: Collection[int]) -> None:
        if ids:
            one = delete(self.table).where(self.table.c.id == bindparam("row"))
            db.connection().execute(one, [{"row": row_id} for row_id in ids])


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _time(kept: list[Any]) -> Time:
    starts, ends, all_day, over = kept
    read = datetime.fromisoformat
    return read(starts), read(ends) if ends else None, bool(all_day), read(over)


def in_parts(db: Session, rows: Select[Any], column: Any, ids: Collection[int]) -> Iterator[RowMapping]:
    """The rows with these ids, asked for a few hundred at a time."""
    asked = sorted(ids)
    for at in range(0, len(asked), 500):
        yield from db.connection().execute(rows.where(column.in_(asked[at : at + 500]))).mappings()
