"""My plans: what I joined, wait for and keep in mind, and each of them in full."""

from sqlalchemy.orm import selectinload

from bot.router import Router
from bot.turn import Reply, Turn
from locales import lazy
from models.activities import Activity
from models.interests import Interest
from models.registrations import Registration
from views import plans as faces
from views.joining import ShowPlan
from views.plans import PAGE, MorePlans

router = Router()
MOST = 50


@router.entry("mine", lazy("My plans"))
def mine(turn: Turn) -> Reply:
    return _board(turn, 0)


@router.tap(MorePlans, place=True)
def more(turn: Turn, tap: MorePlans) -> Reply:
    return _board(turn, max(0, tap.offset))


@router.tap(ShowPlan, place=True)
def show(turn: Turn, tap: ShowPlan) -> Reply:
    found = Registration.own(turn.db, turn.resident, tap.registration)
    return faces.plan(found, turn.now, found.ahead(turn.db), turn.town.calendar(found.activity_id))


def _board(turn: Turn, offset: int) -> Reply:
    times = selectinload(Activity.occurrences)
    plans = Registration.live_for(turn.resident, turn.now).options(
        selectinload(Registration.activity).options(times)
    )
    kept = Interest.live_for(turn.resident, turn.now).options(selectinload(Interest.activity).options(times))
    # The plans first, then what is only kept; nobody has more than a few dozen.
    everything = [*turn.db.scalars(plans.limit(MOST)), *turn.db.scalars(kept.limit(MOST))]
    if not everything:
        return faces.empty()
    following = MorePlans(offset + PAGE) if len(everything) > offset + PAGE else None
    return faces.board(everything[offset : offset + PAGE], turn.now, following)
