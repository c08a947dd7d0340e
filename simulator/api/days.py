"""Days in the query, as LINE's statistics write them: yyyyMMdd in Japan."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

from simulator.api.call import Call
from simulator.api.refusals import Refused, invalid_parameter
from simulator.clock import JST

Day = str

_DAY = re.compile(r"[0-9]{8}")


def day_of(at: int) -> Day:
    return datetime.fromtimestamp(at / 1000, JST).strftime("%Y%m%d")


def ago(call: Call, milliseconds: int) -> Day:
    return day_of(call.world.clock.now() - milliseconds)


def day_in(call: Call, name: str, otherwise: Callable[[], Refused] | None = None) -> Day:
    """A day, or LINE's refusal: not every call has the same one."""
    given = call.request.query.get(name, "")
    try:
        fine = bool(_DAY.fullmatch(given) and _read(given))
    except ValueError:
        fine = False
    if not fine:
        raise otherwise() if otherwise else invalid_parameter(name)
    return given


def bad_day() -> Refused:
    return Refused(400, "Bad Request")


def days_between(first: Day, last: Day) -> int:
    return (_read(last) - _read(first)).days


def three_years_ago(call: Call) -> date:
    today = _read(call.world.clock.date())
    # The 29th of February has a year of its own.
    return date(today.year - 3, today.month, min(today.day, 28) if today.month == 2 else today.day)


def _read(day: Day) -> date:
    return datetime.strptime(day, "%Y%m%d").date()  # a day in Japan, whatever the hour
