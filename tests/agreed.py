"""What stories about announcements start from: somebody writes one, somebody else agrees, and it goes out."""

from datetime import datetime
from typing import Any

from phone import TestTown
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.acting import By
from models.announcements import Announcement, Time, locked, shown_in
from models.approving import approve, submit
from models.audiences import Audience
from models.contents import Content
from models.drafting import draft
from models.limits import Limits
from models.sends import Send
from outreach.announcements import tend
from outreach.expanding import expand
from views.announcements import bodies

# Nobody waits for the minute in which one can think again.
AT_ONCE = Limits(undo=0.0, canary_wait=0.0)
A_MINUTE_TO_UNDO = Limits()
KITA, MINAMI, NISHI = By.staff("北"), By.staff("南"), By.staff("西")
EVERYBODY = Audience(everyone=True)


def written(
    db: Session, now: datetime, words: str | Content = "水が止まります。", **more: Any
) -> Announcement:
    """A draft of the office's, to everybody unless told otherwise."""
    content = words if isinstance(words, Content) else Content.of_words(words)
    audience = more.pop("audience", EVERYBODY)
    return draft(db, more.pop("by", KITA), more.pop("title", ""), content, audience, now, **more)


def approved(
    db: Session, now: datetime, words: str | Content = "水が止まります。", **more: Any
) -> Announcement:
    """Written by one and agreed to by as many others as it takes."""
    one = written(db, now, words, **more)
    agreed(db, one, now, more.get("by", KITA))
    return one


def agreed(db: Session, one: Announcement, now: datetime, by: By = KITA) -> None:
    faces = bodies(one, shown_in(db, one), now)
    submit(db, one, by, faces, now)
    for other in (MINAMI, NISHI)[: 2 if one.urgent else 1]:
        approve(db, one, other, one.fingerprint, faces, now)
    db.flush()


def goes_out(town: TestTown, limits: Limits = AT_ONCE) -> int:
    """What the worker does when a second has passed."""
    seen_to = tend(town.database, town.clock, limits)
    expand(town.database, town.clock, limits)
    town.work()
    return seen_to


def sends(db: Session) -> list[Send]:
    return list(db.scalars(select(Send).order_by(Send.id)))


def times(db: Session) -> list[Time]:
    return list(db.scalars(select(Time).order_by(Time.id).execution_options(populate_existing=True)))


def as_it_is(db: Session, one: Announcement) -> Announcement:
    return locked(db, one.id)
