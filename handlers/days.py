"""Days: somebody names a day, a week or a month, and sees what takes place then."""

from datetime import timedelta

from bot.days import Days, days_named
from bot.questions import TOKYO
from bot.router import Router
from bot.turn import Turn
from views.activities import Browse, How
from views.tap import Open, Tap

router = Router()


@router.event("day")
def on_that_day(turn: Turn) -> Tap | None:
    return _shown(turn, days_named(turn.words, turn.now))


@router.event("day_within")
def about_that_day(turn: Turn) -> Tap | None:
    """A long sentence of which only the day was understood: 今度の日曜日に子どもと一緒に行けるところ."""
    return _shown(turn, days_named(turn.words, turn.now, within=True))


def _shown(turn: Turn, days: Days | None) -> Tap | None:
    if days is None:
        return None
    today = turn.now.astimezone(TOKYO).date()
    for entry, ahead in (("today", 0), ("tomorrow", 1)):
        if days == Days.one(today + timedelta(days=ahead)):
            return Open(entry)
    return Browse(How.DAYS, str(days))
