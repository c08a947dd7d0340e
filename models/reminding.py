"""When to remind: the moments before something begins, the quiet hours spared, and until when the words are right."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from models.activities import Occurrence
from models.limits import Limits
from models.quiet import TOKYO, is_quiet, opens_at
from models.registrations import Registration
from models.residents import Resident

EVENING, MORNING = 18, 8  # hours in Japan
# A week ahead is not exact: later than this, the one on the day before will do.
WEEK_MAY_BE_LATE = timedelta(days=1)
# Of times closer to each other than this, only the first is announced: days in a row are one thing.
IN_A_ROW = timedelta(hours=36)


class Ahead(StrEnum):
    """How long before."""

    WEEK = "week"
    DAY = "day"
    MORNING = "morning"


class Wish(StrEnum):
    """Which reminders somebody wants of all they join."""

    ALL = "all"
    DAY = "day"
    NONE = "none"


def due_at(ahead: Ahead, one: Occurrence, resident: Resident | None, limits: Limits) -> datetime | None:
    """When to remind of a time, outside the quiet hours; None: there is no such moment."""
    wanted = wanted_at(ahead, one)
    if ahead is Ahead.MORNING:
        due = opens_at(wanted, resident, limits)
        return due if due < expires_at(ahead, one) else None
    earlier = (wanted - timedelta(hours=back) for back in range(EVENING + 1))
    return next((due for due in earlier if not is_quiet(due, resident, limits)), None)


def wanted_at(ahead: Ahead, one: Occurrence) -> datetime:
    """At six in the evening a week or a day before; at eight in the morning, or two hours before if that is earlier."""
    starts = one.starts_at.astimezone(TOKYO)
    if ahead is Ahead.MORNING:
        at_eight = starts.replace(hour=MORNING, minute=0, second=0, microsecond=0)
        return at_eight if one.all_day else min(at_eight, starts - timedelta(hours=2))
    before = starts - timedelta(days=7 if ahead is Ahead.WEEK else 1)
    return before.replace(hour=EVENING, minute=0, second=0, microsecond=0)


def expires_at(ahead: Ahead, one: Occurrence) -> datetime:
    """From when on its words would be wrong, or the next reminder says them."""
    starts = one.starts_at.astimezone(TOKYO)
    midnight = starts.replace(hour=0, minute=0, second=0, microsecond=0)
    if ahead is Ahead.WEEK:
        return midnight - timedelta(days=1)
    if ahead is Ahead.DAY:
        return midnight
    return midnight + timedelta(hours=12) if one.all_day else starts


def is_due(ahead: Ahead, one: Occurrence, mine: Registration, now: datetime, limits: Limits) -> bool:
    """Whether this is the moment. What was joined after it, or is too late by now, is left out."""
    due, expires = due_at(ahead, one, mine.resident, limits), expires_at(ahead, one)
    if due is None or mine.changed_at > due or not due <= now < expires:
        return False
    if ahead is Ahead.MORNING:
        return (now - due).total_seconds() <= limits.grace
    # What could leave only in the morning is left to the next one.
    return opens_at(now, mine.resident, limits) < expires and (
        ahead is Ahead.DAY or now < due + WEEK_MAY_BE_LATE
    )


def starts_a_row(ahead: Ahead, one: Occurrence, starts: Sequence[datetime]) -> bool:
    """Whether no other of these times lies shortly before it."""
    apart = timedelta(days=7) if ahead is Ahead.WEEK else IN_A_ROW
    return not any(one.starts_at - apart <= other < one.starts_at for other in starts)


def is_wanted(ahead: Ahead, plan: frozenset[Ahead], wish: Wish) -> bool:
    """What the organiser planned, as far as this person wants it."""
    return ahead in plan and (wish is Wish.ALL or (wish is Wish.DAY and ahead is Ahead.DAY))
