"""Searching: free words that are no keyword are looked for in activities and in living information."""

from rapidfuzz import fuzz, process
from sqlalchemy import Select, func, select

from bot import ear
from bot.questions import plain_number
from bot.router import Router
from bot.turn import Reply, Turn
from locales import _, button_words, fold, readings, spoken
from models.activities import Activity
from models.livelihood import Place, PlaceKind
from models.topics import Topic
from views import livelihood, prompts, searching
from views.activities import Browse, How, Show
from views.livelihood import Look, Way
from views.searching import Results
from views.tap import Tap

router = Router()
MOST = 60  # characters that are looked for
LEAST_NEARLY, MOST_NEARLY = 4, 20  # characters: in fewer a slip makes another word, more are a sentence
NEARLY = 75  # of 100: one slip in four letters
MOST_TITLES, MOST_GUESSES = 500, 3


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


@router.event("nearly")
def nearly(turn: Turn) -> Reply | None:
    """Activities that are called nearly so, when nothing else was understood: くさきり for くさかり."""
    shape = readings(turn.words[:MOST])[-1]
    if not LEAST_NEARLY <= len(shape) <= MOST_NEARLY:
        return None
    named = Activity.upcoming(turn.now).with_only_columns(Activity.id, Activity.title, Activity.kana)
    rows = turn.db.execute(named.limit(MOST_TITLES)).all()
    titles = {row.id: row.title for row in rows}
    sounds = {row.id: fold(row.kana or row.title) for row in rows}
    best = process.extract(shape, sounds, scorer=fuzz.partial_ratio, score_cutoff=NEARLY, limit=MOST_GUESSES)
    guesses = [(titles[key], Show(key)) for sound, _score, key in best if len(sound) >= len(shape)]
    return prompts.meant(turn.words, guesses) if guesses else None


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
