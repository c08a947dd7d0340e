"""Searching: free words that are no keyword are looked for in activities and in living information."""

from sqlalchemy import Select, func, select

from bot import ear
from bot.questions import plain_number
from bot.router import Router
from bot.turn import Reply, Turn
from locales import _, button_words, fold, readings, spoken
from models.activities import Activity
from models.livelihood import Place, PlaceKind
from models.topics import Topic
from views import livelihood, searching
from views.activities import Browse, How
from views.livelihood import Look, Way
from views.searching import Results
from views.tap import Tap

router = Router()
MOST = 60  # characters that are looked for


@router.event("words")
def search(turn: Turn) -> Tap | None:
    """The list that holds what was typed; None when nothing does, or a number of no button was sent."""
    words = turn.words[:MOST]
    shape = fold(words)
    if len(shape) < 2 or shape.isdecimal() or plain_number(words) is not None:
        return None
    # The topics have names too.
    for topic in Topic:
        if fold(topic.label) == shape:
            return Browse(How.TOPIC, topic.value)
    # As it was typed, then without 「はどこですか」 and the like, then without 「に参加したい」.
    bare = readings(words)[-1]
    beyond = [intent.rest for intent in ear.hear(words, turn.conversation.expecting, spoken())[:1]]
    for wanted in dict.fromkeys((words, bare, *beyond)):
        if len(fold(wanted)) >= 2 and (found := _found(turn, wanted)):
            turn.conversation.searched = wanted
            return found
    # At last another word for a topic: 料理を習いたい.
    for topic in Topic:
        if bare in button_words().get(fold(topic.label), ()):
            return Browse(How.TOPIC, topic.value)
    return None


@router.tap(Results, place=True, public=True)
def results(turn: Turn, tap: Results) -> Reply:
    words = turn.conversation.searched
    if not words:
        return livelihood.nothing(None, _("Please send the word once more."))
    activities, places = _counts(turn, words)
    return searching.both(words, activities, places)


def _found(turn: Turn, words: str) -> Tap | None:
    expected = turn.conversation.expecting
    if expected in set(PlaceKind):
        # They were asked for a place or a name: this kind comes before everything else.
        kind = PlaceKind(expected)
        if _count(turn, Place.matching(words).where(Place.kind == kind)):
            return Look(Way.WORDS, kind)
    activities, places = _counts(turn, words)
    if activities and places and turn.resident.id is not None:
        return Results()
    if activities:
        return Browse(How.WORDS)  # in a group, which has no memory for a choice, they come first
    return Look(Way.WORDS) if places else None


def _counts(turn: Turn, words: str) -> tuple[int, int]:
    return _count(turn, Activity.matching(words, turn.now)), _count(turn, Place.matching(words))


def _count(turn: Turn, rows: Select[Activity] | Select[Place]) -> int:
    return turn.db.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
