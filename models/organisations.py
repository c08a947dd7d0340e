"""Organisations: who offers activities, who speaks for them, and the one-time codes that make it so."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Select, String, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from locales import lazy
from models.base import Base
from models.refusals import Refusal
from models.residents import Resident

CODE_LIFE = timedelta(days=14)
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is read as another
TRIES_AN_HOUR = 5


class TooManyTries(Refusal):
    message = lazy("That was too many tries. Please wait an hour, or ask the office.")


class Organisation(Base):
    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    about: Mapped[str] = mapped_column(String(500), default="")
    phone: Mapped[str | None] = mapped_column(String(40))
    made_at: Mapped[datetime]

    @classmethod
    def of(cls, resident: Resident) -> Select["Organisation"]:
        """Those a resident speaks for."""
        return (
            select(cls)
            .join(Representative, Representative.organisation_id == cls.id)
            .where(Representative.resident_id == resident.id)
            .order_by(cls.id)
        )


class Representative(Base):
    __tablename__ = "representatives"
    __table_args__ = (UniqueConstraint("resident_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("residents.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id", ondelete="CASCADE"), index=True
    )
    since: Mapped[datetime]

    @classmethod
    def speaks_for(cls, db: Session, resident: Resident, organisation_id: int | None) -> bool:
        found = select(cls.id).where(cls.resident_id == resident.id, cls.organisation_id == organisation_id)
        return db.scalar(found) is not None


class OneTimeCode(Base):
    """Handed out by staff on paper or by telephone; only its hash is kept."""

    __tablename__ = "one_time_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    hashed: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("residents.id", ondelete="SET NULL"))

    organisation: Mapped[Organisation] = relationship()

    @classmethod
    def issue(cls, db: Session, organisation: Organisation, now: datetime) -> str:
        """A new code such as `K7RM-2QXD-9H`: fifty bits, so that guessing five times an hour is hopeless."""
        code = "".join(secrets.choice(CODE_LETTERS) for _letter in range(10))
        db.add(cls(organisation_id=organisation.id, hashed=_hashed(code), expires_at=now + CODE_LIFE))
        return f"{code[:4]}-{code[4:8]}-{code[8:]}"

    @classmethod
    def redeem(cls, db: Session, resident: Resident, code: str, now: datetime) -> Organisation | None:
        """Make the resident a representative; None for a code that does not work. Raises TooManyTries."""
        tried = select(func.count()).where(
            CodeTry.resident_id == resident.id, CodeTry.at > now - timedelta(hours=1)
        )
        if (db.scalar(tried) or 0) >= TRIES_AN_HOUR:
            raise TooManyTries
        db.add(CodeTry(resident_id=resident.id, at=now))
        # One UPDATE decides, so that two presses at once cannot both win.
        won = db.execute(
            update(cls)
            .where(cls.hashed == _hashed(code), cls.used_at.is_(None), cls.expires_at > now)
            .values(used_at=now, used_by_id=resident.id)
            .returning(cls.organisation_id)
        ).scalar_one_or_none()
        if won is None:
            return None
        if not Representative.speaks_for(db, resident, won):
            db.add(Representative(resident_id=resident.id, organisation_id=won, since=now))
        return db.get_one(Organisation, won)


class CodeTry(Base):
    """A code that was typed, right or wrong: counted to make guessing hopeless."""

    __tablename__ = "code_tries"

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("residents.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]


def _hashed(code: str) -> str:
    bare = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(bare.encode("utf-8", "surrogatepass")).hexdigest()
