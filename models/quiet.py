"""Quiet hours: the part of the day in which nothing leaves by itself, the town's and each resident's own."""

from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from models.limits import Limits

TOKYO = ZoneInfo("Asia/Tokyo")


class Sleeper(Protocol):
    """A resident, or as much of one as was read."""

    @property
    def quiet_from(self) -> int | None: ...
    @property
    def quiet_until(self) -> int | None: ...


def quiet_hours(resident: Sleeper | None, limits: Limits) -> tuple[int, int]:
    """From which hour until which, in Japan; twice the same hour means that there are none."""
    if resident is None or resident.quiet_from is None or resident.quiet_until is None:
        return limits.quiet_from, limits.quiet_until
    return resident.quiet_from, resident.quiet_until


def is_quiet(moment: datetime, resident: Sleeper | None, limits: Limits) -> bool:
    """Whether nothing may leave by itself at this moment. Quiet hours may span midnight."""
    first, last = quiet_hours(resident, limits)
    hour = moment.astimezone(TOKYO).hour
    return first <= hour < last if first <= last else hour >= first or hour < last


def opens_at(now: datetime, resident: Sleeper | None, limits: Limits) -> datetime:
    """The next moment at which something may leave: now itself, or the end of the quiet hours."""
    if not is_quiet(now, resident, limits):
        return now
    here = now.astimezone(TOKYO)
    last = quiet_hours(resident, limits)[1]
    opening = here.replace(hour=last % 24, minute=0, second=0, microsecond=0)
    return opening if opening > here else opening + timedelta(days=1)
