"""Days in the query, as LINE's statistics write them: yyyyMMdd in Japan."""

from __future__ import annotations

import re
from datetime import date, datetime

from simulator.api.call import Call
from simulator.api.refusals import invalid_parameter
from simulator.clock import JST

Day = str

_DAY = re.compile(r"[0-9]{8}")


def day_of(at: int) -> Day:
    return datetime.fromtimestamp(at / 1000, JST).strftime("%Y%m%d")


def ago(call: Call, milliseconds: int) -> Day:
    return day_of(call.world.clock.now() - milliseconds)


def day_in(call: Call, name: str) -> Day:
    given = call.request.query.get(name, "")
    _read(name, given)
    return given


def span_in(call: Call, *, most: int) -> tuple[Day, Day]:
    """`from` and `to`, the last so many days after the first at most."""
    first, last = day_in(call, "from"), day_in(call, "to")
    if not 0 <= (_read("to", last) - _read("from", first)).days <= most:
        raise invalid_parameter("to")
    return first, last


def _read(name: str, given: str) -> date:
    if not _DAY.fullmatch(given):
        raise invalid_parameter(name)
    try:
        return datetime.strptime(given, "%Y%m%d").date()  # a day in Japan, whatever the hour
    except ValueError:
        raise invalid_parameter(name) from None
