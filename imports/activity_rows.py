"""Activities and their times, as an import writes them; whoever signed up or saved one keeps it."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import cast

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

from imports.drafts import Draft, Time, in_order
from imports.tables import GONE, Change, KnownRow, Stored, Target, Values, in_parts
from models.activities import Activity, ActivityState, Occurrence, SignUp
from models.interests import Interest
from models.notes import Note
from models.registrations import Registration
from models.reminders import withdraw

TIMES = cast(Table, Occurrence.__table__)
# Where sign-up is taken here, the office has set these by hand.
OFFICES = ("sign_up", "sign_up_text", "capacity", "capacity_text", "closes_at")
# A calendar has to take these anew.
IN_CALENDARS = ("place", "address", "latitude", "longitude")


class Activities(Target):
    name = "activities"
    table = cast(Table, Activity.__table__)
    named = "title"
    placed = "place"

    def known(self, db: Session, source_id: int, now: datetime) -> Iterator[KnownRow]:
        """What is over is no longer on any list, and has not gone for that."""
        columns = (self.table.c.state, self.table.c.ends_at)
        for key, described, code, row in self._known(db, source_id, *columns):
            standing = row.state != ActivityState.HIDDEN and (row.ends_at is None or row.ends_at > now)
            yield KnownRow(row.id, row.source_key, key, described, code, standing)

    def load(self, db: Session, ids: Collection[int]) -> dict[int, Stored]:
        found = super().load(db, ids)
        times: dict[int, list[Time]] = {}
        for one in in_parts(db, select(TIMES), TIMES.c.activity_id, found):
            time = (one["starts_at"], one["ends_at"], one["all_day"], one["over_at"])
            times.setdefault(one["activity_id"], []).append(time)
        for row_id, row_times in times.items():
            found[row_id].times = in_order(row_times)
        return found

    def difference(self, draft: Draft, row: Stored) -> Change | None:
        change = super().difference(draft, row)
        if change is not None:
            _tell_calendars(change)
        return change

    def insert(
        self, db: Session, source_id: int, drafts: list[tuple[Draft, str]], now: datetime
    ) -> list[int]:
        ids = super().insert(db, source_id, drafts, now)
        _add_times(db, ((row_id, draft.times) for row_id, (draft, _key) in zip(ids, drafts, strict=True)))
        return ids

    def change(self, db: Session, changes: Iterable[Change]) -> None:
        changes = list(changes)
        super().change(db, changes)
        retimed = [(one.row.id, one.times) for one in changes if one.times is not None]
        for row_id, _times in retimed:
            db.connection().execute(delete(TIMES).where(TIMES.c.activity_id == row_id))
        _add_times(db, retimed)
        # What is on its way to those who joined speaks of the old time, or of something called off.
        withdraw(db, [one.row.id for one in changes if {"version", "state"} & one.after.keys()])

    def restored(self, row: Stored, old: Values, times: tuple[Time, ...] | None) -> Change:
        """As it was, but for its version: what calendars took in between is newer, and this newer still."""
        old.pop("version", None)
        change = Change(row, old, times)
        _tell_calendars(change)
        return change

    def hide(self, db: Session, ids: Collection[int], now: datetime) -> dict[int, Values]:
        changes = [
            Change(
                row,
                {"state": ActivityState.HIDDEN, "extra": row.values["extra"] | {GONE: row.values["state"]}},
            )
            for row in self.load(db, ids).values()
            if row.values["state"] != ActivityState.HIDDEN
        ]
        self.change(db, changes)
        return {one.row.id: one.before for one in changes}

    def remove(self, db: Session, ids: Collection[int], now: datetime) -> set[int]:
        kept = {
            one["activity_id"]
            for table in (Registration, Interest, Note)
            for one in in_parts(db, select(table.activity_id), table.activity_id, ids)
        }
        self.hide(db, kept, now)
        self._delete(db, set(ids) - kept)
        return kept

    def shown_again(self, values: Values) -> Values:
        was = (values["extra"] or {}).get(GONE)
        return {"state": was} if was and values["state"] == ActivityState.HIDDEN else {}

    def _kept(self, new: Values, old: Values) -> Values:
        wanted = new | {"topic": old["topic"] or new["topic"]}
        if old["sign_up"] == SignUp.HERE:
            wanted |= {name: old[name] for name in OFFICES}
        return wanted

    def _new(self, draft: Draft, now: datetime) -> Values:
        fixed = {"taken": 0, "party_most": 4, "version": 0, "why_closed": "", "language": "ja"}
        return super()._new(draft, now) | fixed | {"state": ActivityState.OPEN, "made_at": now}


def _tell_calendars(change: Change) -> None:
    if change.times is not None or any(name in change.after for name in IN_CALENDARS):
        change.after["version"] = change.row.values["version"] + 1


def _add_times(db: Session, rows: Iterable[tuple[int, tuple[Time, ...]]]) -> None:
    made = [
        {"activity_id": row_id, "starts_at": starts, "ends_at": ends, "all_day": all_day, "over_at": over}
        for row_id, times in rows
        for starts, ends, all_day, over in times
    ]
    if made:
        db.connection().execute(insert(TIMES), made)
