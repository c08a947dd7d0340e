"""Mutes: organisations whose news somebody wants no more of; what they joined there is not touched by it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Select, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.database import insert_new
from models.organisations import Organisation
from models.residents import Resident


class Mute(Base):
    __tablename__ = "mutes"

    resident_id: Mapped[int] = mapped_column(ForeignKey("residents.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    since: Mapped[datetime]


def mute(db: Session, resident: Resident, organisation: Organisation, now: datetime) -> None:
    """No more news of this organisation; pressing twice is pressing once."""
    row = {"resident_id": resident.id, "organisation_id": organisation.id, "since": now}
    insert_new(db, Mute, [row])


def unmute(db: Session, resident: Resident, organisation_id: int) -> None:
    db.execute(delete(Mute).where(Mute.resident_id == resident.id, Mute.organisation_id == organisation_id))


def muted_by(resident: Resident) -> Select[Organisation]:
    """The organisations somebody wants no news of."""
    return (
        select(Organisation)
        .join(Mute, Mute.organisation_id == Organisation.id)
        .where(Mute.resident_id == resident.id)
        .order_by(Organisation.id)
    )


def who_muted(organisation_id: int) -> Select[int]:
    """The ids of those who want no news of an organisation: its news leaves them out."""
    return select(Mute.resident_id).where(Mute.organisation_id == organisation_id)
