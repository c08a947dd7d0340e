"""Seats: how many places of an activity are held, counted on its own row and guarded there.

Three guards stand one behind the other: `locked` lets one at a time decide, the condition in `hold` takes
nothing that is not there, and the table's check refuses whatever would get past both."""

from typing import Any

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from locales import lazy
from models.activities import Activity
from models.refusals import Gone, Refusal


class Full(Refusal):
    message = lazy("It is full just now.")


class TooFewLeft(Refusal):
    message = lazy("Only {left} places are left.")


def locked(db: Session, activity_id: int) -> Activity:
    """The activity, with everybody else who wants its seats waiting behind us. Raises Gone."""
    only_it = {"of": Activity}
    found = db.get(Activity, activity_id, with_for_update=only_it, populate_existing=True)
    if found is None:
        raise Gone
    return found


def hold(db: Session, activity: Activity, seats: int) -> None:
    """Take `seats` places. Raises Full or TooFewLeft."""
    fits = or_(Activity.capacity.is_(None), Activity.taken + seats <= Activity.capacity)
    done: Any = db.execute(
        update(Activity).where(Activity.id == activity.id, fits).values(taken=Activity.taken + seats)
    )
    if not done.rowcount:
        left = activity.left or 0
        raise TooFewLeft(left=left) if left else Full()
    db.refresh(activity, ["taken"])


def can_ever_fit(activity: Activity, party: int) -> None:
    """Raise TooFewLeft for a party larger than the room: it would stand at the head of the list for ever."""
    if activity.capacity is not None and party > activity.capacity:
        raise TooFewLeft(left=activity.capacity)


def release(db: Session, activity: Activity, seats: int) -> None:
    db.execute(update(Activity).where(Activity.id == activity.id).values(taken=Activity.taken - seats))
    db.refresh(activity, ["taken"])
