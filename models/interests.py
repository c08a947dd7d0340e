"""Interests: 気になる, kept with one tap and no form."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.activities import Activity
from models.base import Base
from models.database import insert_new
from models.residents import Resident


class Interest(Base):
    """Somebody wants to remember an activity, and consents to be told about it."""

    __tablename__ = "interests"
    __table_args__ = (UniqueConstraint("resident_id", "activity_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("residents.id", ondelete="CASCADE"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    since: Mapped[datetime]

    activity: Mapped[Activity] = relationship(lazy="joined", innerjoin=True)

    @classmethod
    def keep(cls, db: Session, resident: Resident, activity: Activity, now: datetime) -> None:
        """Pressing twice is pressing once."""
        insert_new(db, cls, [{"resident_id": resident.id, "activity_id": activity.id, "since": now}])

    @classmethod
    def drop(cls, db: Session, resident: Resident, activity: Activity) -> None:
        db.execute(delete(cls).where(cls.resident_id == resident.id, cls.activity_id == activity.id))

    @classmethod
    def kept(cls, db: Session, resident: Resident, activity: Activity) -> bool:
        found = select(cls.id).where(cls.resident_id == resident.id, cls.activity_id == activity.id)
        return db.scalar(found) is not None
