"""Announcing for an organisation: about what and to whom its representatives may, and how each one stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models.acting import By
from models.activities import Activity
from models.announcements import Announcement, Held, State, Time, TimeState, sends_of, shown_in, times_of
from models.approving import approvers
from models.audiences import Audience, Part, names
from models.budget import Budget, budget, month_of
from models.contents import Card, Content, Picture, Words
from models.crowds import Reach, reach
from models.entitlements import allowance, entitlement, needs_approval
from models.limits import Limits
from models.organisations import Representative
from models.pictures import PictureState, states
from models.quiet import opens_at
from models.residents import Resident
from models.schedules import Rule
from models.sends import Progress, progress
from models.topics import Topic

# Choices of one question: more do not fit beneath a message of LINE's.
MOST_ABOUT = 8
UNAPPROVED = (State.DRAFT, State.REFUSED, State.WAITING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One announcement, as the representative who looks at it may see it."""

    one: Announcement
    # The activities of its cards, and what those are called that it is for.
    shown: Mapping[int, Activity]
    names: Mapping[str, str]
    # How its own pictures stand, by their addresses.
    pictures: Mapping[str, PictureState]
    reach: Reach
    budget: Budget
    # Of the organisation's own share: a month's messages, and what is left of them.
    monthly: int
    left: int
    # They wrote at it, so that somebody else has to look at it.
    mine: bool
    # Somebody has to look at it, and whether another representative could.
    looked_at: bool
    others: bool
    # When it leaves; None: within a minute.
    leaves: datetime | None = None
    # The one time that was chosen for it, and whether that has passed without anybody's agreeing to it.
    planned: datetime | None = None
    missed: bool = False
    # It counts for another month than this one.
    other_month: bool = False
    held: Held | None = None
    progress: Progress | None = None

    @property
    def can_go(self) -> bool:
        """Whether there is anybody to tell, messages enough to tell them, and still time."""
        if self.missed:
            return False
        meant = self.reach.count + self.reach.left_out_weekly
        own = self.one.corrects_id is not None or self.reach.count <= self.left
        return bool(meant) and not self.budget.short_of(self.reach.count) and own


def standing(db: Session, one: Announcement, resident: Resident, now: datetime, limits: Limits) -> Standing:
    """As it stands at this moment. Only for what an organisation announces."""
    assert one.organisation_id is not None
    times = times_of(db, one)
    waits = next((time for time in times if time.state == TimeState.WAITING), None)
    opens = opens_at(max(waits.due, now), None, limits) if waits is not None else now
    planned = one.schedule.at
    # What is sent next month takes nothing of this one.
    then = max(planned or now, now)
    monthly, used = allowance(db, one.organisation_id, then)
    begun = next(iter(sends_of(db, one)), None)
    return Standing(
        one=one,
        shown=shown_in(db, one),
        names=names(db, one.audience),
        pictures=states(db, one.content),
        reach=reach(db, one.audience, now, limits, organisation_id=one.organisation_id, urgent=one.urgent),
        budget=budget(db, limits, then),
        monthly=monthly,
        left=max(0, monthly - used),
        mine=By.resident(resident).key in one.writers,
        looked_at=needs_approval(db, one.organisation_id),
        others=bool(approvers(db, one)),
        leaves=opens if opens > now else None,
        planned=planned,
        missed=planned is not None and planned <= now and one.state in UNAPPROVED,
        other_month=month_of(then) != month_of(now),
        held=next((time.why for time in times if time.state == TimeState.HELD), None),
        progress=progress(db, begun) if begun is not None else None,
    )


def about_what(db: Session, organisation_id: int, now: datetime) -> list[Activity]:
    """The next activities of an organisation, the soonest first."""
    ours = Activity.upcoming(now).where(Activity.organisation_id == organisation_id)
    return list(db.scalars(ours.limit(MOST_ABOUT)))


def for_whom(db: Session, organisation_id: int, activity_id: int | None) -> dict[str, Audience]:
    """The audiences an organisation may choose from, by the name of the choice."""
    found = {}
    if activity_id is not None:
        here = (activity_id,)
        found["joined"] = Audience(activities=here, parts=(Part.JOINED,))
        found["waiting"] = Audience(activities=here, parts=(Part.JOINED, Part.WAITING))
        found["kept"] = Audience(activities=here, parts=(Part.JOINED, Part.WAITING, Part.INTERESTED))
    found["members"] = Audience(members=(organisation_id,))
    allowed = entitlement(db, organisation_id)
    chosen = allowed.topics if allowed is not None else []
    for topic in Topic:
        if topic in chosen and len(found) < MOST_ABOUT:
            found[f"topic.{topic.value}"] = Audience(topics=(topic.value,))
    return found


def content_of(
    words: str, locale: str, activity_id: int | None, audience: Audience, pictures: Sequence[Picture] = ()
) -> Content:
    """The words, the pictures, and the card of the activity for those who have not joined it yet."""
    said = [Words({locale: words})] if words else []
    if activity_id is None or audience.is_own:
        return Content((*said, *pictures))
    return Content((*said, *pictures, Card(activity_id)))


def rewritten(one: Announcement, words: str, locale: str) -> Content:
    """The same with other words."""
    rest = [part for part in one.content.parts if not isinstance(part, Words)]
    return Content((Words({locale: words}), *rest))


def announced(resident: Resident) -> Select[Announcement]:
    """All of the organisations somebody speaks for, what waits for a look first, then the newest."""
    theirs = select(Representative.organisation_id).where(Representative.resident_id == resident.id)
    waits = (Announcement.state == State.WAITING).desc()

    return (
        select(Announcement)
        .where(Announcement.organisation_id.in_(theirs), Announcement.state != State.WITHDRAWN)
        .order_by(waits, Announcement.id.desc())
    )


def held_among(db: Session, found: Sequence[Announcement]) -> set[int]:
    """Those whose time came without their leaving, so that somebody has to look."""
    waits = Time.announcement_id.in_([one.id for one in found]), Time.state == TimeState.HELD
    return set(db.scalars(select(Time.announcement_id).where(*waits)))


def leaving(db: Session, found: Sequence[Announcement]) -> dict[int, datetime]:
    """When those leave that wait for a time of their own, by their ids."""
    own = [one.id for one in found if one.state == State.SCHEDULED and one.schedule.rule is not Rule.AT_ONCE]
    waits = Time.announcement_id.in_(own), Time.state == TimeState.WAITING
    return {time.announcement_id: time.due for time in db.scalars(select(Time).where(*waits))} if own else {}
