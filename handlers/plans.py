"""My plans: what I joined, wait for and keep in mind, and each of them in full."""

from bot.router import Router
from bot.turn import Reply, Turn
from locales import lazy
from models.plans import live_for
from models.registrations import Registration
from views import plans as faces
from views.activities import Show
from views.joining import ShowPlan
from views.plans import PAGE, MorePlans
from views.tap import Open, Tap, unpack

router = Router()


@router.entry("mine", lazy("My plans"))
def mine(turn: Turn) -> Reply:
    return _board(turn, 0)


@router.entry("particulars", lazy("Details"), place=False)
def particulars(turn: Turn) -> Reply | Tap:
    """持ち物は？ いくら？ Of the card one was reading, or else of what one has joined."""
    for packed in reversed(turn.conversation.trail):
        if packed.startswith((f"{Show.name}/", f"{ShowPlan.name}/")):
            return unpack(packed)
    return Open("mine") if live_for(turn.db, turn.resident, turn.now) else faces.which()


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
