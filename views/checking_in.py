"""Checking people in at the door: the code they say, and who they are."""

from locales import _, clock
from models.organising import Attendance
from models.registrations import Registration
from models.residents import Resident
from models.unseen import on_one_line
from views import Json, flex
from views.joining import people
from views.tap import Tap

NAME_MOST = 40


class StartCheckIn(Tap, name="door.open"):
    activity: int


def who(resident: Resident) -> str:
    """The name LINE shows, as far as it can be shown on one line; somebody without one is still somebody."""
    shown = on_one_line(resident.display_name or "")
    if not any(map(str.isprintable, shown)):  # joiners alone show nothing
        return _("Somebody without a name")
    return flex.cut(shown, NAME_MOST)


def progress(counts: Attendance) -> str:
    return _("Checked in: {arrived} of {coming}", arrived=counts.arrived, coming=counts.coming)


def checked_in(one: Registration, counts: Attendance) -> Json:
    words = _("Checked in: {name}, {people}.", name=who(one.resident), people=people(one.party))
    return flex.text(f"{words}\n{progress(counts)}")


def already(one: Registration, counts: Attendance) -> Json:
    at = clock(one.checked_in_at) if one.checked_in_at else ""
    words = _(
        "{name}, {people}: checked in at {time} already.",
        name=who(one.resident),
        people=people(one.party),
        time=at,
    )
    return flex.text(f"{words}\n{progress(counts)}")


def unknown(code: str) -> Json:
    return flex.text(
        _("Nobody who has a place here has the code {code}. Please ask for it once more.", code=code)
    )
