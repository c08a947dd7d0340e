"""Entitlements: what an organisation may announce, to how many people, and whether somebody looks first."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from locales import lazy
from models.activities import Activity
from models.audiences import Audience
from models.audit import record
from models.base import Base
from models.contents import Content
from models.organisations import Organisation
from models.refusals import Refusal
from models.sends import Send

TOKYO = ZoneInfo("Asia/Tokyo")
# What holds until staff say otherwise.
USUAL_MONTHLY = 500


class NotEntitled(Refusal):
    message = lazy(
        "Your organisation can announce to those who joined its own activities, wait for them or kept them. "
        "For other people please ask the office."
    )


class AllowanceUsedUp(Refusal):
    message = lazy(
        "This goes to {people} people, but your organisation has {left} of {monthly} messages left this month. "
        "Please ask the office."
    )


class Entitlement(Base):
    """One row for each organisation that staff decided about."""

    __tablename__ = "entitlements"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True
    )
    topics: Mapped[list[str]] = mapped_column(JSON, default=list)
    # People addressed in a month of Japan.
    monthly: Mapped[int] = mapped_column(default=USUAL_MONTHLY)
    needs_approval: Mapped[bool] = mapped_column(default=True)
    changed_at: Mapped[datetime]


def entitlement(db: Session, organisation_id: int) -> Entitlement | None:
    """What staff decided; None: what is usual holds."""
    return db.get(Entitlement, organisation_id, populate_existing=True)


def entitle(
    db: Session,
    organisation: Organisation,
    actor: str,
    now: datetime,
    *,
    topics: list[str] | None = None,
    monthly: int | None = None,
    needs_approval: bool | None = None,
) -> Entitlement:
    """Change what is named, and leave the rest as it was."""
    found = db.get(Entitlement, organisation.id)
    if found is None:
        found = Entitlement(organisation_id=organisation.id, topics=[], changed_at=now)
        found.monthly, found.needs_approval = USUAL_MONTHLY, True
        db.add(found)
    if topics is not None:
        found.topics = sorted(topics)
    if monthly is not None:
        found.monthly = monthly
    if needs_approval is not None:
        found.needs_approval = needs_approval
    found.changed_at = now
    db.flush()
    record(db, actor, "organisation.entitle", f"organisations:{organisation.id} {organisation.name}", now)
    return found


def needs_approval(db: Session, organisation_id: int) -> bool:
    found = entitlement(db, organisation_id)
    return found.needs_approval if found is not None else True


def may_announce(db: Session, organisation_id: int, audience: Audience, content: Content) -> None:
    """Raise NotEntitled for people or cards an organisation has nothing to do with.

    Kinds of an audience are bound by AND, so one kind within its rights is enough."""
    shown = content.activities()
    if shown and not _all_own(db, organisation_id, shown):
        raise NotEntitled
    if audience.got is not None:
        found = db.get(Send, audience.got)
        if found is None or found.organisation_id != organisation_id:
            raise NotEntitled
        return
    if audience.activities and _all_own(db, organisation_id, audience.activities):
        return
    if audience.members and set(audience.members) == {organisation_id}:
        return
    allowed = entitlement(db, organisation_id)
    if audience.topics and allowed is not None and set(audience.topics) <= set(allowed.topics):
        return
    raise NotEntitled


def within_allowance(db: Session, organisation_id: int, people: int, now: datetime) -> None:
    """Raise AllowanceUsedUp when so many more are too many for this month."""
    # The organisation's row is the lock: two sends at once do not both use the same rest.
    db.execute(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update())
    monthly, used = allowance(db, organisation_id, now)
    if people > monthly - used:
        raise AllowanceUsedUp(people=people, left=max(0, monthly - used), monthly=monthly)


def allowance(db: Session, organisation_id: int, now: datetime) -> tuple[int, int]:
    """How many people an organisation may address in this month, and how many it has."""
    found = entitlement(db, organisation_id)
    here = now.astimezone(TOKYO)
    first = here.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    theirs = Send.organisation_id == organisation_id, Send.kind == "announcement", Send.made_at >= first
    used = db.scalar(select(func.sum(Send.total)).where(*theirs, ~Send.drill)) or 0
    return (found.monthly if found is not None else USUAL_MONTHLY), int(used)


def _all_own(db: Session, organisation_id: int, activities: tuple[int, ...]) -> bool:
    own = Activity.id.in_(activities), Activity.organisation_id == organisation_id
    return db.scalar(select(func.count()).select_from(Activity).where(*own)) == len(set(activities))
