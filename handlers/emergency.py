"""Emergency: what cannot wait for a menu, and somebody to listen to whoever cannot go on."""

from bot.router import Router
from bot.turn import Reply, Turn
from locales import lazy
from views import emergency as faces

router = Router()


@router.entry("emergency", lazy("When it cannot wait"), public=True)
def cannot_wait(turn: Turn) -> Reply:
    return faces.now()


@router.entry("listening", lazy("Somebody who listens"))
def somebody_listens(turn: Turn) -> Reply:
    return faces.listens()
