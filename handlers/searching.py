"""Searching: free words that are no keyword are looked for in activities and in living information."""

import re

from rapidfuzz import fuzz, process
from sqlalchemy import Select, func, select

from bot import ear
from bot.gist import common, names
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
from views.tap import Open, Tap

router = Router()
MOST = 60  # characters that are looked for
LEAST_NEARLY, MOST_NEARLY = 4, 20  # characters: in fewer a slip makes another word, more are a sentence
NUMBERED = re.compile(r"[\dー]+(?:番地?|人|名)?")
# These stand in every other text, and nobody looks for them.
NOTHING = {
    "さん",
    "さま",
    "ました",
    "ます",
    "です",
    "あの",
    "その",
    "これ",
    "それ",
    "あれ",
    "ここ",
    "どれ",
    "やつ",
    "から",
    "まで",
}
_EDGES = re.compile("^[のはがをにでともや]+|[のはがをにでともや]+$")
NEARLY = 75  # of 100: one slip in four letters
MOST_TITLES, MOST_GUESSES = 500, 3


@router.event("words")
def search(turn: Turn) -> Tap | None:
    """The list that holds what was typed; None when nothing does, or a number of no button was sent."""
    words = turn.words[:MOST]
    shape = fold(words)
    if plain_number(words) is not None or not _sought(words):
        return None
    # The topics have names too.
    for topic in Topic:
        if fold(topic.label) == shape:
            return Browse(How.TOPIC, topic.value)
    # As it was typed, then without 「はどこですか」 and the like, then without 「に参加したい」.
    bare = readings(words)[-1]
    beyond = [intent.rest for intent in ear.hear(words, turn.conversation.expecting, spoken())[:1]]
    for wanted in dict.fromkeys((words, bare, *map(_trimmed, beyond))):
        if _sought(wanted) and (found := _found(turn, wanted)):
            turn.conversation.searched = wanted
            return found
    # At last another word for a topic: 料理を習いたい.
    meant = _topic(bare)
    return Browse(How.TOPIC, meant.value) if meant else None


@router.event("gist")
def gist(turn: Turn) -> Tap | None:
    """The first thing a long sentence names that there is: 草刈り of 「草刈りに行きたいけど、まだ空いてますか」."""
    for name in names(turn.words):
        if (meant := _topic(fold(name))) is not None:
            return Browse(How.TOPIC, meant.value)
        if _sought(name) and (found := _found(turn, name)):
            turn.conversation.searched = name
            return found
    return None


@router.event("nearly")
def nearly(turn: Turn) -> Reply | None:
    """Activities that are called nearly so, when nothing else was understood: くさきり for くさかり."""
    shape = readings(turn.words[:MOST])[-1]
    if len(shape) < LEAST_NEARLY:
        return None
    named = Activity.upcoming(turn.now).with_only_columns(Activity.id, Activity.title, Activity.kana)
    rows = turn.db.execute(named.limit(MOST_TITLES)).all()
    titles = {row.id: row.title for row in rows}
    sounds = {row.id: fold(row.kana or row.title) for row in rows}
    if len(shape) > MOST_NEARLY:
        ranked = sorted(sounds, key=lambda key: -common(shape, sounds[key]))[:MOST_GUESSES]
        heard = [(titles[key], Show(key)) for key in ranked if common(shape, sounds[key])]
        return prompts.meant(turn.words, heard) if heard else None
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


def _sought(words: str) -> bool:
    """Whether there is something in it to look for, and not only さん, の or a number."""
    shape = fold(words)
    return len(shape) >= 2 and not NUMBERED.fullmatch(shape) and shape not in NOTHING


def _trimmed(rest: str) -> str:
    """What a sentence said beyond a keyword, without the particles at both ends: の天気."""
    return _EDGES.sub("", rest) if len(rest) > 2 else rest


def _topic(shape: str) -> Topic | None:
    """The topic that is called so, or that this is another word for."""
    labels = ((topic, fold(topic.label)) for topic in Topic)
    return next(
        (topic for topic, label in labels if shape == label or shape in button_words().get(label, ())), None
    )


def _found(turn: Turn, words: str) -> Tap | None:
    expected = turn.conversation.expecting
    if expected in set(PlaceKind):
        # They were asked for a place or a name: this kind comes before everything else.
        kind = PlaceKind(expected)
        if kind is PlaceKind.EVACUATION and _only_by_danger(turn, words):
            return Open(kind.value)
        if _count(turn, Place.matching(words).where(Place.kind == kind)):
            return Look(Way.WORDS, kind)
    activities, places = _counts(turn, words)
    if not activities and places and _only_by_danger(turn, words):
        return Open(
            PlaceKind.EVACUATION.value
        )  # 大雨 stands on a card to say that the place is no shelter from it
    if activities and places and turn.resident.id is not None:
        return Results()
    if activities:
        return Browse(How.WORDS)  # in a group, which has no memory for a choice, they come first
    return Look(Way.WORDS) if places else None


def _only_by_danger(turn: Turn, words: str) -> bool:
    """Whether nothing but shelters has the words, and none of them in its name or address."""
    told = (Place.kind, Place.name, Place.kana, Place.address, Place.district)
    rows = turn.db.execute(Place.matching(words).with_only_columns(*told)).all()
    shape = fold(words)
    return bool(rows) and all(
        row.kind == PlaceKind.EVACUATION and not any(shape in fold(one or "") for one in row[1:])
        for row in rows
    )


def _counts(turn: Turn, words: str) -> tuple[int, int]:
    return _count(turn, Activity.matching(words, turn.now)), _count(turn, Place.matching(words))


def _count(turn: Turn, rows: Select[Activity] | Select[Place]) -> int:
    return turn.db.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
