"""Profiles: what people may say about themselves so that fewer things reach them, and when the night is theirs."""

from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.activities import Activity, ActivityState
from models.residents import Resident

MOST_DISTRICTS = 40


class AgeBand(StrEnum):
    """As rough as it can be and still be of use."""

    YOUNG = "0-19"
    ADULT = "20-39"
    MIDDLE = "40-64"
    OLDER = "65-74"
    OLDEST = "75-"


class Night(StrEnum):
    """Between which hours nothing is to come: the town's own, some others to choose from, or never mind."""

    USUAL = "usual"
    EARLY = "20-7"
    MIDDLE = "21-8"
    LATE = "22-9"
    LONG = "20-9"
    NONE = "none"

    @property
    def hours(self) -> tuple[int, int] | None:
        """None: the town's own. Twice the same hour: none at all."""
        if self is Night.USUAL:
            return None
        if self is Night.NONE:
            return 0, 0
        first, last = map(int, self.value.split("-"))
        return first, last

    @classmethod
    def of(cls, resident: Resident) -> "Night":
        if resident.quiet_from is None or resident.quiet_until is None:
            return cls.USUAL
        hours = resident.quiet_from, resident.quiet_until
        return next((one for one in cls if one.hours == hours), cls.USUAL)


def choose_night(resident: Resident, night: Night) -> None:
    resident.quiet_from, resident.quiet_until = night.hours or (None, None)


def districts(db: Session) -> list[str]:
    """The town's districts, as far as anything ever took place in them."""
    shown = Activity.district.is_not(None), Activity.state != ActivityState.HIDDEN
    names = select(Activity.district).where(*shown).distinct().order_by(Activity.district)
    return [name for name in db.scalars(names.limit(MOST_DISTRICTS)) if name]
