"""My plans: what I joined, wait for and keep in mind, and each of them in full."""

from bot.router import Router
from bot.turn import Reply, Turn
from locales import lazy
from models.plans import live_for
from models.registrations import Registration
from views import plans as faces
from views.joining import ShowPlan
from views.plans import PAGE, MorePlans

router = Router()


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
    everything = live_for(turn.db, turn.resident, turn.now)
    if not everything:
        return faces.empty()
    following = MorePlans(offset + PAGE) if len(everything) > offset + PAGE else None
    return faces.board(everything[offset : offset + PAGE], turn.now, following)
