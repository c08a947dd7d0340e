"""What LINE finds only inside a message: one message at a time, with a path into it."""

from __future__ import annotations

from typing import Any

import pytest
from boxed import Json, StandIn
from objects import OPEN, SAY, SWITCH, box, bubble, buttons, flex, template, text, told, words

VALIDATE = "/v2/bot/message/validate/push"


def refused(stand_in: StandIn, *messages: Any) -> Json:
    answer = stand_in.line("POST", VALIDATE, {"messages": list(messages)})
    assert answer.status == 400, answer.content
    return answer.json


def inside(*details: tuple[str, str], number: int = 0) -> Json:
    return {
        "message": f"A message (messages[{number}]) in the request body is invalid",
        "details": [{"message": message, "property": place} for message, place in details],
    }


FLEX: dict[str, tuple[Any, tuple[str, str]]] = {
    "a picture in plain HTTP": (
        {"type": "bubble", "hero": {"type": "image", "url": "http://town.example/a.png"}},
        ("invalid uri scheme", "/hero/url"),
    ),
    "a picture without an address": (
        {"type": "bubble", "hero": {"type": "image"}},
        ("must be specified", "/hero/url"),
    ),
    "a component LINE no longer has": (
        bubble(words(), {"type": "spacer"}),
        ("invalid property", "/body/contents/1"),
    ),
    "a container of another kind": ({"type": "flex"}, ("invalid property", "/type")),
    "a style with a type": (bubble(words(), styles={"type": "bubble"}), ("unknown field", "/styles/type")),
    "words that are none": (bubble(words(text="")), ("must be non-empty text", "/body/contents/0/text")),
    "a size LINE does not know": (bubble(words(size="huge")), ("invalid property", "/body/contents/0/size")),
    "a weight LINE does not know": (bubble(words(weight=7)), ("invalid property", "/body/contents/0/weight")),
    "a label too long": (
        bubble({"type": "button", "action": {**SAY, "label": "a" * 41}}),
        ("invalid property", "/body/contents/0/action/label"),
    ),
    "a button without a label": (
        bubble({"type": "button", "action": {"type": "message", "text": "a"}}),
        ("must be specified", "/body/contents/0/action/label"),
    ),
    "a place in a carousel": (
        {"type": "carousel", "contents": [bubble(words()), bubble(words(action={"type": "uri"}))]},
        ("must be specified", "/contents/1/body/contents/0/action/uri"),
    ),
}


@pytest.mark.parametrize(("contents", "detail"), FLEX.values(), ids=FLEX)
def test_flex_is_told_of_by_path(stand_in: StandIn, contents: Any, detail: tuple[str, str]) -> None:
    assert refused(stand_in, flex(contents)) == inside(detail)


TEMPLATES: dict[str, tuple[Json, tuple[str, str]]] = {
    "a long title": (
        buttons(title="a" * 41, text="a"),
        ("must not be longer than 40 characters", "template/title"),
    ),
    "a long address": (
        buttons(actions=[{**OPEN, "uri": "https://town.example/" + "a" * 1_000}]),
        ("size must be between 0 and 1000", "template/actions/0/uri"),
    ),
    "an empty label": (
        buttons(actions=[{**SAY, "label": ""}]),
        ("must be non-empty text", "template/actions/0/label"),
    ),
    "no text": (template("confirm", actions=[SAY, SAY]), ("must be specified", "template/text")),
}


@pytest.mark.parametrize(("message", "detail"), TEMPLATES.values(), ids=TEMPLATES)
def test_templates_are_told_of_by_path(stand_in: StandIn, message: Json, detail: tuple[str, str]) -> None:
    assert refused(stand_in, message) == inside(detail)


def test_braces_are_told_of_with_their_key(stand_in: StandIn) -> None:
    told = "The key '!owe' enclosed in '{}' does not match the pattern '^[a-zA-Z0-9_]{1,20}$'."
    assert refused(stand_in, {"type": "textV2", "text": "a {!owe}"}) == inside((told, "text"))


def test_the_request_comes_first_and_then_one_message_at_a_time(stand_in: StandIn) -> None:
    odd = flex(bubble(words(text=""), words(size="huge")))
    missing = refused(stand_in, odd, {"type": "template"}, text(text=""))
    assert missing["message"] == "The request body has 3 error(s)"
    assert [detail["property"] for detail in missing["details"]] == [
        "messages[1].altText",
        "messages[1].template",
        "messages[2].text",
    ]
    assert refused(stand_in, text(), odd, odd) == inside(
        ("must be non-empty text", "/body/contents/0/text"),
        ("invalid property", "/body/contents/1/size"),
        number=1,
    )


def test_a_rich_menu_has_one_word_for_addresses(stand_in: StandIn) -> None:
    area = {
        "bounds": {"x": 0, "y": 0, "width": 1, "height": 1},
        "action": {"type": "uri", "uri": "ftp://town.example/"},
    }
    menu = {
        "size": {"width": 800, "height": 540},
        "selected": True,
        "name": "a",
        "chatBarText": "a",
        "areas": [area, {**area, "action": SWITCH}],
    }
    answer = stand_in.line("POST", "/v2/bot/richmenu/validate", menu)

    assert answer.details == {"areas[0].action.uri": "invalid uri"}


def test_a_telephone_may_be_what_opens_on_a_pc() -> None:
    for scheme in ("tel:0123456789", "line://nv/location", "https://town.example/"):
        assert told(flex(bubble(words(action={**OPEN, "altUri": {"desktop": scheme}})))) == {}


def test_ten_pictures_move_and_no_more() -> None:
    moving = {"type": "image", "url": "https://town.example/a.png", "animated": True}
    assert told(flex(bubble(*[moving] * 9, box(moving)))) == {}
    assert told(flex(bubble(*[moving] * 10, box(moving)))) == {
        "contents": "at most 10 images can be animated"
    }


@pytest.mark.parametrize(
    ("given", "fine"), [("a-1.=,+*()%$&;:@{}!?<>[]", True), ("film 1", False), ("映画", False)]
)
def test_films_are_tracked_by_letters_digits_and_signs(given: str, fine: bool) -> None:
    film = "https://town.example/a.mp4"
    message = {"type": "video", "originalContentUrl": film, "previewImageUrl": film, "trackingId": given}
    assert (told(message) == {}) is fine


def test_to_many_people_nobody_is_mentioned(stand_in: StandIn) -> None:
    """LINE sees that before it is sent, whereas who is in a group it does not look at."""
    who = {"type": "mention", "mentionee": {"type": "all"}}
    body = {"messages": [{"type": "textV2", "text": "{a}さん", "substitution": {"a": who}}]}
    statuses = {
        way: stand_in.line("POST", f"/v2/bot/message/validate/{way}", body).status
        for way in ("reply", "push", "multicast", "narrowcast", "broadcast")
    }

    assert statuses == {"reply": 200, "push": 200, "multicast": 400, "narrowcast": 400, "broadcast": 400}


def test_templates_and_flex_can_be_quoted(stand_in: StandIn) -> None:
    hana = stand_in.person()
    place = {"type": "location", "title": "a", "address": "b", "latitude": 1, "longitude": 2}
    sent = stand_in.push(hana, buttons(), flex(bubble(words())), place).json["sentMessages"]

    assert ["quoteToken" in one for one in sent] == [True, True, False]
    assert stand_in.push(hana, text(quoteToken=sent[1]["quoteToken"])).status == 200
