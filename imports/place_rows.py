"""Living information, as an import writes it."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import cast

from sqlalchemy import Table
from sqlalchemy.orm import Session

from imports.drafts import Draft
from imports.tables import Change, KnownRow, Target, Values
from models.livelihood import Place


class Places(Target):
    name = "places"
    table = cast(Table, Place.__table__)
    named = "name"
    placed = "address"

    def known(self, db: Session, source_id: int, now: datetime) -> Iterator[KnownRow]:
        for key, described, code, row in self._known(db, source_id, self.table.c.gone_at):
            yield KnownRow(row.id, row.source_key, key, described, code, row.gone_at is None)

    def hide(self, db: Session, ids: Collection[int], now: datetime) -> dict[int, Values]:
        changes = [
            Change(row, {"gone_at": now})
            for row in self.load(db, ids).values()
            if row.values["gone_at"] is None
        ]
        self.change(db, changes)
        return {one.row.id: one.before for one in changes}

    def remove(self, db: Session, ids: Collection[int], now: datetime) -> set[int]:
        self._delete(db, ids)
        return set()

    def shown_again(self, values: Values) -> Values:
        return {"gone_at": None} if values["gone_at"] is not None else {}

    def _new(self, draft: Draft, now: datetime) -> Values:
        return super()._new(draft, now) | {"language": "ja"}
