"""Approving: an announcement is looked at by somebody who did not write it, and what they saw is what leaves."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from locales import lazy
from models.acting import By, must_be_theirs
from models.announcements import Announcement, State, locked, note, stamp_of
from models.base import Base
from models.database import insert_new
from models.entitlements import may_announce, needs_approval, within_allowance
from models.organisations import Representative
from models.outbox import frozen
from models.pictures import must_be_ready
from models.planning import plan
from models.refusals import Gone, Refusal
from models.residents import Resident

# The messages of each face, such as "ja.normal".
Bodies = Mapping[str, Sequence[dict[str, Any]]]
# Of a fingerprint, as buttons and command lines carry it.
SEEN = 12


class OwnWork(Refusal):
    message = lazy("You wrote this yourself, so somebody else has to look at it.")


class ChangedSince(Refusal):
    message = lazy("This was changed after you saw it. Please look at it once more.")


class NotWaiting(Refusal):
    message = lazy("This does not wait for anybody to look at it.")


class OnlyTheOffice(Refusal):
    message = lazy("Only the office can send something urgent.")


class Approval(Base):
    """Somebody agreed to exactly this."""

    __tablename__ = "approvals"
    __table_args__ = (UniqueConstraint("announcement_id", "seal", "who"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcements.id", ondelete="CASCADE"))
    # The fingerprint of what they saw: an approval is good for nothing else.
    seal: Mapped[str] = mapped_column(String(64))
    who: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]


def submit(
    db: Session, one: Announcement, by: By, bodies: Bodies, now: datetime, *, people: int | None = None
) -> State:
    """Hand it in. Where nobody has to look at it, it is approved. `people`: checked against the allowance.

    Raises NotEntitled, AllowanceUsedUp, OnlyTheOffice, and what is wrong with a plan or a picture."""
    must_be_theirs(db, by, one.organisation_id)
    one = locked(db, one.id)
    if one.state not in (State.DRAFT, State.REFUSED):
        return one.state  # pressed twice
    if one.urgent and not by.is_staff:
        raise OnlyTheOffice
    one.schedule.check(now)
    must_be_ready(db, one.content)
    if not by.is_staff and one.organisation_id is not None:
        may_announce(db, one.organisation_id, one.audience, one.content)
        if people is not None and one.corrects_id is None:
            # A month that has not begun is whole.
            within_allowance(db, one.organisation_id, people, max(now, one.schedule.at or now))
    one.state, one.changed_at, one.why_refused = State.WAITING, now, ""
    note(db, by, "announcement.submit", one, now)
    if not _needed(db, one):
        _approved(db, one, by, bodies, now)
    return one.state


def approve(db: Session, one: Announcement, by: By, seen: str, bodies: Bodies, now: datetime) -> State:
    """Agree to what was `seen`, a fingerprint or its beginning. Pressing twice is pressing once.

    Raises Gone, OwnWork, NotWaiting, ChangedSince."""
    if not may_approve(db, one, by):
        raise Gone
    one = locked(db, one.id)
    if by.key in one.writers:
        raise OwnWork
    seal = one.fingerprint
    if len(seen) < SEEN or not seal.startswith(seen.lower()):
        raise ChangedSince
    if one.state != State.WAITING:
        if _agreed(db, one, seal, by):
            return one.state
        raise NotWaiting
    mark = {"announcement_id": one.id, "seal": seal, "who": by.key, "name": by.name[:100], "at": now}
    if insert_new(db, Approval, [mark]):
        note(db, by, "announcement.approve", one, now)
    if approvals(db, one) >= _needed(db, one):
        _approved(db, one, by, bodies, now)
    return one.state


def refuse(db: Session, one: Announcement, by: By, why: str, now: datetime) -> None:
    """Give it back with a reason. Raises Gone, NotWaiting."""
    if not may_approve(db, one, by):
        raise Gone
    one = locked(db, one.id)
    if one.state != State.WAITING:
        raise NotWaiting
    one.state, one.why_refused, one.changed_at = State.REFUSED, why.strip()[:200], now
    note(db, by, "announcement.refuse", one, now)


def may_approve(db: Session, one: Announcement, by: By) -> bool:
    """Whether somebody is of those who may look at it; that they did not write it is asked later."""
    if by.is_staff:
        return True
    resident = db.get(Resident, by.resident_id)
    theirs = resident is not None and one.organisation_id is not None and not one.urgent
    return theirs and Representative.speaks_for(db, resident, one.organisation_id) if resident else False


def approvals(db: Session, one: Announcement) -> int:
    """How many have agreed to it as it is now."""
    good = Approval.announcement_id == one.id, Approval.seal == one.fingerprint
    return db.scalar(select(func.count()).select_from(Approval).where(*good)) or 0


def approvers(db: Session, one: Announcement) -> list[Resident]:
    """The representatives who could look at it: all but those who wrote it."""
    if one.organisation_id is None or one.urgent:
        return []
    theirs = (
        select(Resident)
        .join(Representative, Representative.resident_id == Resident.id)
        .where(Representative.organisation_id == one.organisation_id, Resident.follows)
        .order_by(Resident.id)
    )
    return [each for each in db.scalars(theirs) if By.resident(each).key not in one.writers]


def waiting_for(resident: Resident) -> Select[Announcement]:
    """What waits at the organisations a resident speaks for; their own work is among it."""
    theirs = select(Representative.organisation_id).where(Representative.resident_id == resident.id)
    waits = Announcement.state == State.WAITING, Announcement.organisation_id.in_(theirs)
    return select(Announcement).where(*waits, ~Announcement.urgent).order_by(Announcement.id)


def _needed(db: Session, one: Announcement) -> int:
    """How many have to agree: two for what overrides everybody's quiet."""
    if one.urgent:
        return 2
    if one.organisation_id is None:
        return 1
    return 1 if needs_approval(db, one.organisation_id) else 0


def _agreed(db: Session, one: Announcement, seal: str, by: By) -> bool:
    mine = Approval.announcement_id == one.id, Approval.seal == seal, Approval.who == by.key
    return db.scalar(select(Approval.id).where(*mine)) is not None


def _approved(db: Session, one: Announcement, by: By, bodies: Bodies, now: datetime) -> None:
    """From here on nothing of it changes, whatever happens to what it was made from."""
    one.bodies = json.dumps(
        {face: json.loads(frozen(messages)) for face, messages in bodies.items()}, ensure_ascii=False
    )
    one.stamp, one.state = stamp_of(db, one), State.APPROVED
    db.flush()
    plan(db, one, by, now)
