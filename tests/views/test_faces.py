"""Three nets under every face the bot can show: LINE's rules, the SDK's own types, and its words as they stand.

The words are kept in `words/` beside this file; after a meant change run `make faces` and read the difference."""

import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from linebot.v3.messaging import FlexMessage, LocationMessage, TextMessage

from commands.gallery import Face, faces
from locales import LOCALES
from models.town import Town
from simulator.checks.messages import MESSAGES
from views import Json

KEPT = Path(__file__).parent / "words"
SDK = {"flex": FlexMessage, "text": TextMessage, "location": LocationMessage}
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.fixture(scope="module")
def shown() -> list[Face]:
    town = Town("つなぐ町", "つなぐ町 地域づくり窓口", "0000-00-0000", "https://town.example")
    return list(faces(town, lambda: NOW))


def test_every_face_keeps_lines_rules(shown: list[Face]) -> None:
    wrong = [(face.name, face.locale, face.letter_size, MESSAGES(face.messages)) for face in shown]
    assert not [one for one in wrong if one[-1]]


def test_every_face_survives_the_sdk(shown: list[Face]) -> None:
    """A misspelt key would be dropped by the SDK without a word, and show here."""
    for face in shown:
        for message in face.messages:
            again = SDK[message["type"]].from_dict(message).to_dict()
            assert again == message, (face.name, face.locale)


def test_every_face_has_a_way_on(shown: list[Face]) -> None:
    """Quick replies to go back, out and to a person stand under everything that answers a resident."""
    for face in shown:
        if "→" in face.name or face.name.startswith(("refusal.", "bug.")):
            continue
        offered = {item["action"].get("data") for item in face.messages[-1]["quickReply"]["items"]}
        assert "open/1?entry=person" in offered, face.name
        assert offered & {"stop/1", "open/1?entry=start"}, face.name


def test_cards_are_legible_and_few(shown: list[Face]) -> None:
    for face in shown:
        for message in face.messages:
            if message["type"] != "flex":
                continue
            assert len(message["contents"].get("contents", [0])) <= 10, face.name
            for text in parts(message["contents"], "text"):
                small = {"xxs", "xs", "sm"} | ({"md"} if face.letter_size == "large" else set())
                assert text.get("size") not in small and text.get("scaling") is True, (face.name, text)
            for button in parts(message["contents"], "button"):
                assert button.get("scaling") is True, face.name
        for bubble in bubbles(face.messages):
            primary = [one for one in parts(bubble, "button") if one.get("style") == "primary"]
            choices = face.name.partition(" ")[0] in MENUS_OF_BUTTONS
            assert choices or len(primary) <= 1, f"{face.name}: {len(primary)} primary buttons on a card"


# Cards that are nothing but a list of choices.
MENUS_OF_BUTTONS = {
    "entry.topics", "entry.living", "entry.news", "arrive.topics", "arrive.topic", "settings.letters",
    "news.follow", "news.unfollow", "news.pause", "news.resume", "news.delivery", "news.mute", "news.unmute",
    "settings.ask_district",
}  # fmt: skip


def parts(part: Any, kind: str) -> Iterator[Json]:
    if isinstance(part, dict):
        if part.get("type") == kind:
            yield part
        for value in part.values():
            yield from parts(value, kind)
    elif isinstance(part, list):
        for value in part:
            yield from parts(value, kind)


def bubbles(messages: list[Json]) -> Iterator[Json]:
    for message in messages:
        yield from parts(message.get("contents"), "bubble")


@pytest.mark.parametrize("size", ["normal", "large"])
@pytest.mark.parametrize("locale", LOCALES)
def test_its_words_are_as_they_were_read(shown: list[Face], locale: str, size: str) -> None:
    said = "".join(readable(face) for face in shown if (face.locale, face.letter_size) == (locale, size))
    path = KEPT / f"{locale}-{size}.txt"
    if os.environ.get("TSUNAGU_KEEP_FACES"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(said, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == said


def readable(face: Face) -> str:
    lines = [f"== {face.name}"]
    for message in face.messages:
        lines += [f"   {line}" for words in reading(message) for line in words.splitlines()]
    # A check-in code is drawn by lot.
    return re.sub(r"(コード|Check-in code)([^\n0-9]*)\d{4}\b", r"\1\g<2>0000", "\n".join(lines)) + "\n"


def reading(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for name in ("text", "label", "title", "address"):
            if isinstance(part.get(name), str):
                yield part[name]
        for value in part.values():
            if isinstance(value, dict | list):
                yield from reading(value)
    elif isinstance(part, list):
        for value in part:
            yield from reading(value)
