"""Fates: the last look at a row before a try. Once LINE may have it, who gets it is settled."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from delivery.verdicts import KEY_LIFE
from models.among import among
from models.limits import Limits
from models.outbox import Kind, Lane, Outgoing, State
from models.residents import RELUCTANT, Resident
from models.sends import Send

# A row of the outbox as a claim reads it.
Claimed = Any
HOUR = 3600.0
# People who became friends since a send began, that are looked through for its own.
NEWCOMERS = 1_000


class Fates:
    """The last look before LINE may have it: still friends, still wanted, not too late, not far too many."""

    def __init__(self, db: Session, rows: Sequence[Claimed], now: float, limits: Limits) -> None:
        self.stay: dict[int, tuple[State, str]] = {}
        self._own: set[int] = set()
        self._recipients: dict[int, tuple[str, ...]] = {}
        self._keys: dict[int, str] = {}
        for row in rows:
            if row.recipients is not None or row.kind == Kind.MULTICAST:
                self._recipients[row.id] = names = _names(row.recipients)
                if not names:
                    self.stay[row.id] = State.DEAD, "its recipients cannot be read"
        ours = [row for row in rows if row.kind != Kind.REPLY and row.id not in self.stay]
        for row in ours:
            if row.first_try is not None and now - row.first_try > KEY_LIFE:
                self._too_old(row)
            if row.not_after is not None and row.not_after < now:
                late = (
                    (State.UNCERTAIN, "too late to ask again") if row.tries else (State.CANCELLED, "too late")
                )
                self.stay[row.id] = late
        # Of a multicast that was tried nobody is taken off: its key is for the same bytes only.
        open_ones = [row for row in ours if not row.tries or row.id not in self._recipients]
        self._look_at_people(db, [row for row in open_ones if row.id not in self.stay], now)
        if limits.most_an_hour:
            untried = [row for row in ours if row.first_try is None]
            self._look_for_floods(db, untried, now, limits.most_an_hour)
        for key, retry_key in self._keys.items():
            renewed = {"retry_key": retry_key, "first_try": None}
            db.execute(update(Outgoing).where(Outgoing.id == key).values(renewed))

    def people(self, row: Claimed) -> tuple[str, ...]:
        return self._recipients.get(row.id, ())

    def retry_key(self, row: Claimed) -> str:
        return self._keys.get(row.id) or str(row.retry_key)

    def age(self, row: Claimed, now: float) -> float:
        """Seconds since its key was first used."""
        return 0.0 if row.id in self._keys else float(now - (row.first_try or now))

    def by_fate(self) -> dict[tuple[State, str], list[int]]:
        found = defaultdict(list)
        for key, fate in self.stay.items():
            found[fate].append(key)
        return found

    def _too_old(self, row: Claimed) -> None:
        if row.tries:
            self.stay[row.id] = State.UNCERTAIN, "the retry key is too old to ask again"
        else:
            # LINE is known to have refused it each time, such as for want of messages in a month.
            self._keys[row.id] = str(uuid4())

    def _look_at_people(self, db: Session, rows: Sequence[Claimed], now: float) -> None:
        if not rows:
            return
        moment = datetime.fromtimestamp(now, UTC)
        names = {name for row in rows for name in (self.people(row) or (row.to,))}
        oldest = min((row.send_id for row in rows if row.send_id is not None), default=None)
        found = select(Resident.line_id, Resident.follows, Resident.came_after, Resident.paused_until)
        theirs = found.where(among(db, Resident.line_id, names))
        odd: dict[str, Claimed] = {row.line_id: row for row in db.execute(theirs.where(RELUCTANT))}
        if oldest is not None:
            # Mostly nobody: quicker found from the newest on than by looking thousands of names up.
            newest = found.where(Resident.came_after >= oldest).order_by(Resident.came_after.desc())
            later = db.execute(newest.limit(NEWCOMERS + 1)).all()
            if len(later) > NEWCOMERS:
                later = db.execute(theirs.where(Resident.came_after >= oldest)).all()
            odd |= {row.line_id: row for row in later if row.line_id in names}
        if not odd:
            return
        sends = {row.send_id for row in rows if row.send_id is not None}
        self._own = set(db.scalars(select(Send.id).where(Send.id.in_(sends), Send.own)))
        for row in rows:
            if row.tries:
                # The same bytes go out again; LINE shows them to nobody who has blocked us.
                if row.to in odd and self._came_after(odd[row.to], row):
                    self.stay.setdefault(row.id, (State.UNCERTAIN, "left and came back after a try"))
            elif row.id in self._recipients:
                self._strike(db, row, odd, moment)
            elif row.to in odd and (why := self._objects(odd[row.to], row, moment)):
                self.stay.setdefault(row.id, (State.CANCELLED, why))

    def _strike(self, db: Session, row: Claimed, odd: dict[str, Claimed], moment: datetime) -> None:
        """Take those off a multicast who do not want it any more, before it is frozen by its first try."""
        everybody = self.people(row)
        kept = tuple(
            name for name in everybody if name not in odd or not self._objects(odd[name], row, moment)
        )
        if not kept:
            self.stay.setdefault(row.id, (State.CANCELLED, "no friends any more"))
        elif len(kept) < len(everybody) and row.id not in self.stay:
            self._recipients[row.id] = kept
            # A key is for the same bytes only, and LINE may have seen this one when it refused them.
            self._keys[row.id] = str(uuid4())
            frozen = json.dumps(kept, separators=(",", ":"))
            mine = update(Outgoing).where(Outgoing.id == row.id)
            db.execute(mine.values(recipients=frozen, units=len(kept)))
            gone = len(everybody) - len(kept)
            db.execute(update(Send).where(Send.id == row.send_id).values(skipped=Send.skipped + gone))

    def _objects(self, person: Claimed, row: Claimed, moment: datetime) -> str | None:
        """Why this person is not to get it any more; None when they still are."""
        if not person.follows:
            return "no friend any more"
        if row.send_id is None or row.kind == Kind.MENU:
            return None
        if self._came_after(person, row):
            return "came back later"
        paused = person.paused_until is not None and person.paused_until > moment
        return "paused" if paused and row.lane == Lane.BULK and row.send_id not in self._own else None

    def _came_after(self, person: Claimed, row: Claimed) -> bool:
        """Whether they left and came back after the people of the send were frozen."""
        return row.send_id is not None and bool(person.came_after >= row.send_id)

    def _look_for_floods(self, db: Session, rows: Sequence[Claimed], now: float, most: int) -> None:
        pushes = [row for row in rows if row.kind == Kind.PUSH and row.id not in self.stay]
        had: Counter[str] = Counter()
        if not pushes:
            return
        recent = select(Outgoing.to, func.count()).where(
            text("kind = 'push'"),
            among(db, Outgoing.to, {row.to for row in pushes}),
            Outgoing.first_try > now - HOUR,
        )
        for name, count in db.execute(recent.group_by(Outgoing.to)):
            had[name] += count
        for row in pushes:
            had[row.to] += 1
            if had[row.to] > most:
                self.stay[row.id] = State.HELD, f"more than {most} pushes to one person within an hour"


def _names(recipients: str | None) -> tuple[str, ...]:
    try:
        found = json.loads(recipients or "")
    except ValueError:
        return ()
    return tuple(map(str, found)) if isinstance(found, list) else ()
