"""What an activity is about, where the town's category or the title leaves no doubt."""

import tomllib
from pathlib import Path

from imports.keys import alike
from imports.memory import remembered
from models.topics import Topic

Words = dict[Topic, tuple[str, ...]]


def _words(where: str) -> Words:
    told = tomllib.loads(Path(__file__).with_name("topics.toml").read_text(encoding="utf-8"))
    return {Topic(topic): tuple(map(alike, words[where])) for topic, words in told.items()}


CATEGORY, TITLE = _words("category"), _words("title")


@remembered
def topic_of(category: str, title: str) -> Topic | None:
    return _only(CATEGORY, alike(category)) or _only(TITLE, alike(title))


def _only(words: Words, text: str) -> Topic | None:
    found = [topic for topic, names in words.items() if any(name in text for name in names)]
    return found[0] if len(found) == 1 else None
