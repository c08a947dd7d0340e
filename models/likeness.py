"""Likeness: how well what somebody remembers fits what was told, without a dictionary."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from math import log
from typing import NamedTuple

import regex
from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.orm import Session

from locales import fold
from models.activities import Activity
from models.sounds import otherwise, sounded

# Of 100: how near a title has to be when nothing holds the words, and of 1: how much of a word's pairs of letters.
NEARLY = 75
MOST_OF_IT = 0.6
_SEPARATE = regex.compile(
    r"[\s|]+|(?<=\p{Han})[のとはがをにでへ]|(?<=[\p{Latin}\d])[のとはがをにでへ](?=[\p{Han}\p{Latin}])"
)
# Kanji alone may be the first ones of longer words.
_SHORT = regex.compile(r"\p{Han}{2,4}")
_GAP = r"[^\s|]{0,4}?"
_NAMES = regex.compile(r"\p{Han}[\p{Han}ぁ-ん]?\p{Han}?[ぁ-ん]?")


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that was said; either `send_id` or, for words to one person alone, `row_id`."""

    title: str
    at: datetime
    kind: str
    send_id: int | None = None
    row_id: int | None = None


class Candidate(NamedTuple):
    told: Told
    title: str
    search: str


def terms_of(db: Session, words: str) -> dict[str, float]:
    """What to look for and how much each weighs: the words together, each alone, and what sounds so."""
    whole = fold(words)
    terms = {whole: 1.5}
    for said, weight in ((words, 1.0), *((other, 0.8) for other in sorted(otherwise(whole)))):
        for part in (said, *_SEPARATE.split(said)):
            if shape := fold(part):
                terms.setdefault(shape, weight)
    for term in list(terms):
        for other in otherwise(term):
            terms.setdefault(other, 0.8)
    if regex.fullmatch(r"[ぁ-んー]{3,}", whole):
        # くさかり: no list of readings is at hand but that of the activities.
        sounds = select(Activity.title).where(
            Activity.kana != "", Activity.search.contains(whole, autoescape=True)
        )
        for title in db.scalars(sounds.limit(20)):
            for name in _NAMES.findall(fold(title)):
                if len(name) >= 2:
                    terms.setdefault(name, 0.5)
    return {
        term: weight for term, weight in terms.items() if len(term) >= 2 or regex.fullmatch(r"\p{Han}", term)
    }


def ranked(candidates: list[Candidate], terms: dict[str, float]) -> Iterator[Candidate]:
    """The best first, the newer of equals first; rare words count more than those that stand everywhere."""
    scores = [0.0] * len(candidates)
    for term, weight in terms.items():
        parts = [_held(term, candidate) for candidate in candidates]
        holding = sum(part >= 1.0 for part in parts)
        rare = log((len(candidates) + 1) / (holding + 0.5)) + 0.1
        for place, part in enumerate(parts):
            scores[place] += weight * len(term) * rare * part
    found = [place for place, score in enumerate(scores) if score > 0]
    if not found:
        titles = {place: sounded(candidate.title) for place, candidate in enumerate(candidates)}
        whole = sounded(max(terms, key=len, default=""))
        if len(whole) >= 3:
            near = process.extract(whole, titles, scorer=fuzz.partial_ratio, score_cutoff=NEARLY, limit=10)
            for _title, score, place in near:
                if len(titles[place]) >= len(whole):
                    scores[place] = score
                    found.append(place)
    found.sort(key=lambda place: (scores[place], candidates[place].told.at), reverse=True)
    yield from (candidates[place] for place in found)


def _held(term: str, candidate: Candidate) -> float:
    """How much of a term a text holds: most in its title, all of it, or most of its pairs of letters."""
    if term in candidate.title:
        return 2.0
    if term in candidate.search:
        return 1.0
    if _SHORT.fullmatch(term) and regex.search(_GAP.join(term), candidate.title):
        return 0.7  # 国保, 書道展
    pairs = {term[place : place + 2] for place in range(len(term) - 1)}
    if len(pairs) < 2:
        return 0.0
    share = sum(pair in candidate.search for pair in pairs) / len(pairs)
    return share / 2 if share >= MOST_OF_IT else 0.0
