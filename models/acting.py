"""Acting: who writes, approves or stops something: a resident for an organisation, or somebody of the office."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from locales import fold
from models.organisations import Representative
from models.refusals import Gone
from models.residents import Resident


@dataclass(frozen=True, slots=True)
class By:
    """Who acts: a resident who speaks for an organisation, or somebody of the office by name."""

    key: str
    name: str
    resident_id: int | None = None

    @classmethod
    def staff(cls, name: str) -> "By":
        # However it is typed: Ｔａｎａｋａ and tanaka are one person, who may not approve her own words.
        return cls(f"staff:{fold(name)}"[:100], name)

    @classmethod
    def resident(cls, resident: Resident) -> "By":
        return cls(f"resident:{resident.id}", resident.display_name or "―", resident.id)

    @property
    def is_staff(self) -> bool:
        return self.resident_id is None

    @property
    def actor(self) -> str:
        """As the audit log writes it; residents' names have no place there."""
        return f"staff {self.name}" if self.is_staff else f"residents:{self.resident_id}"


def must_be_theirs(db: Session, by: By, organisation_id: int | None) -> None:
    """Raise Gone for a resident who does not speak for the organisation; what is the town's own is for its staff."""
    if by.is_staff:
        return
    resident = db.get(Resident, by.resident_id)
    if resident is None or organisation_id is None:
        raise Gone
    if not Representative.speaks_for(db, resident, organisation_id):
        raise Gone
