"""What a source has brought before, and which of it a new draft is the same thing as."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from rapidfuzz import fuzz
from sqlalchemy.orm import Session

from imports.drafts import Draft
from imports.gathered import Gathered
from imports.keys import alike
from imports.tables import Stored, Target

AKIN = 50.0  # per cent of a name's letters


@dataclass
class Known:
    """All rows of a source by what they are known by. Only hashes are held: a source may have 100,000 rows."""

    by_key: dict[int, int] = field(default_factory=dict)
    by_description: dict[int, int] = field(default_factory=dict)
    twice: set[int] = field(default_factory=set)  # descriptions that fit several rows
    descriptions: dict[int, int] = field(default_factory=dict)  # of each row
    own_keys: set[int] = field(default_factory=set)
    standing: set[int] = field(default_factory=set)  # what residents can find now
    codes: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, db: Session, target: Target, source_id: int | None, now: datetime) -> "Known":
        found = cls()
        for row in target.known(db, source_id, now) if source_id is not None else ():
            shape = hash(row.described)
            found.own_keys.add(hash(row.source_key))
            found.descriptions[row.id] = shape
            # A row that was taken off the list gives way to one that stands.
            if row.standing or hash(row.key) not in found.by_key:
                found.by_key[hash(row.key)] = row.id
            if shape in found.by_description:
                found.twice.add(shape)
            if row.standing or shape not in found.by_description:
                found.by_description[shape] = row.id
            if row.standing:
                found.standing.add(row.id)
            if row.code:
                found.codes.add(row.code)
        return found

    def free_key(self, draft: Draft) -> str:
        """A key for a new row that no other row of its source has."""
        key, number = draft.key, 1
        while hash(key) in self.own_keys:
            key = draft.described if number == 1 else f"{draft.described}-{number}"
            number += 1
        self.own_keys.add(hash(key))
        return key


class Matching:
    """One walk through the drafts; no row is given to two of them."""

    def __init__(self, known: Known, gathered: Gathered) -> None:
        self.known, self.gathered = known, gathered
        self.seen: set[int] = set()

    def match(
        self, db: Session, target: Target, drafts: Iterable[Draft]
    ) -> list[tuple[Draft, Stored | None]]:
        """Each draft with the row it is the same thing as. What has its name and place is; a number alone
        is not: towns number their lists anew."""
        pairs = [
            (draft, self._described_alike(draft), self.known.by_key.get(hash(draft.key))) for draft in drafts
        ]
        wanted = {found for _draft, *both in pairs for found in both if found is not None}
        stored = target.load(db, wanted)
        return [(draft, self._chosen(draft, same, numbered, stored)) for draft, same, numbered in pairs]

    def _described_alike(self, draft: Draft) -> int | None:
        shape = hash(draft.described)
        if shape in self.gathered.twice or shape in self.known.twice:
            return None
        return self.known.by_description.get(shape)

    def _chosen(
        self, draft: Draft, same: int | None, numbered: int | None, stored: Mapping[int, Stored]
    ) -> Stored | None:
        by_description = self._free(same, stored)
        by_number = self._free(numbered, stored)
        found = by_description or (by_number if by_number and self._still_it(draft, by_number) else None)
        if found is None:
            return None
        self.seen.add(found.id)
        return found

    def _free(self, row_id: int | None, stored: Mapping[int, Stored]) -> Stored | None:
        return None if row_id is None or row_id in self.seen else stored.get(row_id)

    def _still_it(self, draft: Draft, row: Stored) -> bool:
        shape = self.known.descriptions[row.id]
        if shape == hash(draft.described):
            return True
        # The file has the row elsewhere, under another number: this one is something else.
        return shape not in self.gathered.described and akin(draft, row)

    def gone(self) -> list[int]:
        return sorted(self.known.standing - self.seen)


def akin(draft: Draft, row: Stored) -> bool:
    """Whether a row with the same number may be the same thing under a corrected name or in a new place."""
    new, old = alike(draft.name), alike(row.name)
    if new in old or old in new:
        return True
    return alike(draft.where)[:100] == alike(row.where)[:100] and fuzz.ratio(new, old) >= AKIN
