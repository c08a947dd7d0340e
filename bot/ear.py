"""The ear: from what somebody typed, where they stand and their language, to what they want.

One function, `hear`, is the whole surface: a better ear takes its place and nothing else changes."""

from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from locales import keywords, readings

# Under this the bot asks instead of acting; entries only ever show something, so a fair guess may act.
SURE = 0.8
LIKELY = 0.6
MOST_GUESSES = 3
MOST_HEARD = 60  # characters: what is longer is no keyword with a slip, and matching it would only cost


@dataclass(frozen=True, slots=True)
class Intent:
    """`entry` is what the words ask for, `rest` what they said beyond its keyword."""

    entry: str
    confidence: float
    rest: str = ""


def hear(words: str, expecting: str | None, locale: str) -> list[Intent]:
    """What the words may mean, the likeliest first; empty when they mean nothing to us.

    `expecting` is the entry whose question was asked last, `locale` the language being spoken."""
    shapes = readings(words)
    known = keywords()
    for shape in shapes:
        if entry := known.get(shape):
            return [Intent(entry, 1.0)]
    bare = shapes[-1]
    if not 2 <= len(bare) <= MOST_HEARD:
        return []
    guesses: dict[str, Intent] = {}
    for keyword, entry in known.items():
        if len(keyword) >= 2 and keyword in bare:
            rest = bare.replace(keyword, "", 1)
            _keep(guesses, Intent(entry, 0.6 + 0.35 * len(keyword) / len(bare), rest))
    for keyword, score, _index in process.extract(
        bare, _words(), scorer=fuzz.ratio, score_cutoff=66, limit=6
    ):
        # A slip in a short word changes it more than one in a long word.
        if len(keyword) >= 3:
            _keep(guesses, Intent(known[keyword], 0.95 * score / 100))
    ranked = sorted(guesses.values(), key=lambda intent: -intent.confidence)
    return ranked[:MOST_GUESSES]


@cache
def _words() -> list[str]:
    return list(keywords())


def _keep(guesses: dict[str, Intent], intent: Intent) -> None:
    if intent.entry not in guesses or guesses[intent.entry].confidence < intent.confidence:
        guesses[intent.entry] = intent
