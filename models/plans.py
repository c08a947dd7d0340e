"""Plans: what a resident joined, waits for or was offered, and what is only kept in mind."""

from datetime import datetime
from functools import cache

from sqlalchemy import BindParameter, Select, bindparam, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from models.activities import Activity
from models.base import Instant
from models.interests import Interest
from models.registrations import LIVE, Registration
from models.residents import Resident

# Nobody has more than a few dozen.
MOST = 50

WHOSE: BindParameter[int] = bindparam("resident")
NOW: BindParameter[datetime] = bindparam("now", type_=Instant())


def live_for(db: Session, resident: Resident, now: datetime) -> list[Registration | Interest]:
    """The places that are still ahead, soonest first; then what is kept in mind without a place."""
    given = {"resident": resident.id, "now": now}
    return [*db.scalars(_joined(), given).unique(), *db.scalars(_kept(), given).unique()]


# Built once: everybody asks for their plans, and building a question takes longer than answering it.
@cache
def _joined() -> Select[Registration]:
    ahead = or_(Activity.ends_at.is_(None), Activity.ends_at > NOW)
    return (
        select(Registration)
        .join(Registration.activity)
        .where(Registration.resident_id == WHOSE, Registration.state.in_(LIVE), ahead)
        .order_by(Activity.starts_at, Registration.id)
        .options(contains_eager(Registration.activity).options(joinedload(Activity.occurrences)))
        .limit(MOST)
    )


@cache
def _kept() -> Select[Interest]:
    joined = select(Registration.activity_id).where(
        Registration.resident_id == WHOSE, Registration.state.in_(LIVE)
    )
    return (
        select(Interest)
        .join(Interest.activity)
        .where(Interest.resident_id == WHOSE, Activity.ends_at > NOW, Interest.activity_id.not_in(joined))
        .order_by(Activity.starts_at, Interest.id)
        .options(contains_eager(Interest.activity).options(joinedload(Activity.occurrences)))
        .limit(MOST)
    )
