"""Why: what the three choices under every push do: say why it came, offer less of its kind, and a rest."""

from bot.router import Router
from bot.turn import Reply, Turn
from locales import lazy
from models.reasons import last_told, told
from views import reasons as faces
from views.why import AskRest, Less, Why

router = Router()


@router.entry("why", lazy("Why did I get it?"), place=False)
def why_the_last(turn: Turn) -> Reply:
    return why(turn, Why(last_told(turn.db, turn.resident, turn.now)))


@router.entry("less", lazy("Less like this"), place=False)
def less_like_the_last(turn: Turn) -> Reply:
    return less(turn, Less(last_told(turn.db, turn.resident, turn.now)))


@router.entry("rest", lazy("A rest from news"), place=False)
def ask_rest(turn: Turn) -> Reply:
    return faces.for_how_long()


@router.tap(Why)
def why(turn: Turn, tap: Why) -> Reply:
    return faces.because(told(turn.db, turn.resident, tap.key))


@router.tap(Less)
def less(turn: Turn, tap: Less) -> Reply:
    return faces.less(told(turn.db, turn.resident, tap.key), turn.resident)


@router.tap(AskRest)
def rest(turn: Turn, tap: AskRest) -> Reply:
    return faces.for_how_long()
