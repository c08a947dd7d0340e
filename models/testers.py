"""Testers: residents who have agreed to see announcements before everybody else, as a trial."""

from datetime import datetime

from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from locales import lazy
from models.acting import By
from models.announcements import Announcement, note
from models.approving import Bodies
from models.base import Base
from models.outbox import Outgoing
from models.refusals import Refusal
from models.residents import Resident


class NoTesters(Refusal):
    message = lazy("Nobody is named as a tester yet.")


class Tester(Base):
    __tablename__ = "testers"

    resident_id: Mapped[int] = mapped_column(ForeignKey("residents.id", ondelete="CASCADE"), primary_key=True)
    since: Mapped[datetime]


def testers() -> Select[Resident]:
    """Those who can be reached."""
    named = select(Resident).join(Tester, Tester.resident_id == Resident.id)
    return named.where(Resident.follows).order_by(Resident.id)


def name_tester(db: Session, resident: Resident, now: datetime) -> None:
    """Naming twice is naming once."""
    if db.get(Tester, resident.id) is None:
        db.add(Tester(resident_id=resident.id, since=now))


def drop_tester(db: Session, resident: Resident) -> None:
    if (found := db.get(Tester, resident.id)) is not None:
        db.delete(found)


def try_out(db: Session, one: Announcement, by: By, bodies: Bodies, now: datetime) -> int:
    """Show it to the testers, marked as a test; it is no send and counts in no figure. Raises NoTesters."""
    people = db.scalars(testers()).all()
    if not people:
        raise NoTesters
    for resident in people:
        said = bodies[f"{resident.locale}.{resident.letter_size}"]
        db.add(Outgoing.push(resident.line_id, said, f"test {one.subject}", now))
    note(db, by, "announcement.test", one, now)
    return len(people)
