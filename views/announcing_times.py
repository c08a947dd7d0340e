"""Announcing, the time: when something is to leave, chosen and changed by whoever wrote it."""

from datetime import datetime

from locales import _, clock, day
from models.announcing import Standing
from models.limits import Limits
from views.tap import Tap


class ChooseTime(Tap, name="announce.time"):
    """Say when it is to leave; also another time than the one that was chosen."""

    announcement: int


def ask_when(chosen: datetime | None, limits: Limits) -> str:
    """The question when it is to leave."""
    lines = [_("When is it to be sent? Pick a time, or write it, such as “tomorrow 9:00”.")]
    if chosen is not None:
        lines.insert(0, _("So far: {day} {time}.", day=day(chosen), time=clock(chosen)))
    if limits.quiet_from != limits.quiet_until:
        lines.append(_("It can be between {first}:00 and {last}:00.",
                       first=limits.quiet_until, last=limits.quiet_from))  # fmt: skip
    return "\n".join(lines)


def label(standing: Standing) -> str:
    return _("Set a time") if standing.planned is None else _("Another time")


def when(standing: Standing) -> list[str]:
    """When it is to leave, for whoever has to judge it before."""
    if standing.planned is None:
        return []
    on, at = day(standing.planned), clock(standing.planned)
    if standing.missed:
        return [
            _("It was to leave on {day} at {time}. That has passed: it needs another time.", day=on, time=at)
        ]
    lines = [_("It is to leave on {day} at {time}.", day=on, time=at)]
    if standing.other_month:
        lines.append(_("Below, “this month” is the month in which it leaves."))
    return lines


def leaves(at: datetime) -> str:
    return _("It leaves on {day} at {time}.", day=day(at), time=clock(at))
