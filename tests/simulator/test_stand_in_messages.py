"""Messages but Flex: what LINE takes, and what it refuses, at which property and with which words."""

from __future__ import annotations

from typing import Any

import pytest
from boxed import Json
from objects import (
    GRAPHEME,
    OPEN,
    POSTBACK,
    SAY,
    SWITCH,
    URL,
    as_expected,
    buttons,
    column,
    imagemap,
    problems,
    quick,
    template,
    text,
    told,
)

ACCEPTED = {
    "text": text(),
    "the longest text": text(text="あ" * 5_000),
    "null is as good as absent": text(quickReply=None, sender=None),
    "emoji": text(text="$よ", emojis=[{"index": 0, "productId": "p", "emojiId": "1"}]),
    "emoji behind a surrogate pair": text(
        text="🍎$", emojis=[{"index": 2, "productId": "p", "emojiId": "1"}]
    ),
    "another sender": text(sender={"name": "Online 相談", "iconUrl": URL}),
    "textV2": {
        "type": "textV2",
        "text": "{{よてい}} {who}さん{smile}",
        "substitution": {
            "who": {"type": "mention", "mentionee": {"type": "all"}},
            "smile": {"type": "emoji", "productId": "p", "emojiId": "1"},
        },
    },
    "sticker": {"type": "sticker", "packageId": "446", "stickerId": "1988"},
    "image": {"type": "image", "originalContentUrl": URL, "previewImageUrl": URL},
    "video": {"type": "video", "originalContentUrl": URL, "previewImageUrl": URL, "trackingId": "film-1"},
    "audio": {"type": "audio", "originalContentUrl": URL, "duration": 60_000},
    "location": {"type": "location", "title": "川原", "address": "1-2", "latitude": 36.5, "longitude": -138},
    "coupon": {"type": "coupon", "couponId": "c", "deliveryTag": "a_1"},
    "imagemap": imagemap(),
    "imagemap with a film": imagemap(
        actions=[],
        video={
            "originalContentUrl": URL,
            "previewImageUrl": URL,
            "area": {"x": 0, "y": 0, "width": 1040, "height": 585},
            "externalLink": {"linkUri": "https://town.example/", "label": "くわしく"},
        },
    ),
    "quick replies": quick(
        SAY,
        POSTBACK,
        OPEN,
        {"type": "camera", "label": "写真をとる"},
        {"type": "cameraRoll", "label": "写真をえらぶ"},
        {"type": "location", "label": "場所を送る"},
        {"type": "clipboard", "label": "写す", "clipboardText": "a" * 1_000},
        {"type": "datetimepicker", "label": "日", "data": "d", "mode": "date", "initial": "2100-12-31"},
    ),
    "buttons": buttons(
        title="草刈り",
        thumbnailImageUrl=URL,
        imageAspectRatio="square",
        imageSize="contain",
        imageBackgroundColor="#FFFFFF",
        defaultAction=OPEN,
    ),
    "buttons with a long text alone": buttons(text="あ" * 160),
    "graphemes where readers count": buttons(
        title=GRAPHEME * 40, text=GRAPHEME * 60, actions=[{**SAY, "label": GRAPHEME * 20}]
    ),
    "confirm": template("confirm", text="行きますか", actions=[SAY, POSTBACK]),
    "carousel": template("carousel", columns=[column(title="a"), column(title="b")]),
    "image carousel": template(
        "image_carousel", columns=[{"imageUrl": URL, "action": {**OPEN, "label": ""}}]
    ),
    "fill in": buttons(
        actions=[{**POSTBACK, "inputOption": "openKeyboard", "fillInText": "名前:", "displayText": "書く"}]
    ),
}


@pytest.mark.parametrize("message", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_line_takes(message: Json) -> None:
    assert problems(message) == {}


NEEDED = "May not be empty"
ODD = "invalid property"
LONG_LABEL = {**SAY, "label": "あ" * 21}

REFUSED: dict[str, tuple[Any, dict[str, str]]] = {
    "no text": ({"type": "text"}, {"text": NEEDED}),
    "an empty text": (text(text=""), {"text": NEEDED}),
    "a null text": (text(text=None), {"text": NEEDED}),
    "a text too long": (text(text="あ" * 5_001), {"text": "Length must be between 0 and 5000"}),
    "apples count twice": (text(text="🍎" * 2_501), {"text": "Length must be between 0 and 5000"}),
    "a text that is a number": (text(text=7), {"text": "type"}),
    "a property LINE does not know": (text(colour="red"), {"colour": "unknown field"}),
    "a type LINE does not know": ({"type": "telegram"}, {"type": "Must be one of the following values: "}),
    "no type": ({"text": "a"}, {"type": NEEDED}),
    "a type that is a list": ({"type": ["text"]}, {"type": "Must be one of the following values: "}),
    "a message that is a string": ("text", {"": "type"}),
    "an emoji beside the dollar": (
        text(text="a$", emojis=[{"index": 0, "productId": "p", "emojiId": "1"}]),
        {"emojis[0].index": "must point at a $ in the text"},
    ),
    "two emojis at one dollar": (
        text(text="$", emojis=[{"index": 0, "productId": "p", "emojiId": "1"}] * 2),
        {"emojis[1].index": "must point at a $ in the text"},
    ),
    "twenty-one emojis": (
        text(text="$", emojis=[{"index": 0, "productId": "p", "emojiId": "1"}] * 21),
        {"emojis": "Size must be between 0 and 20"},
    ),
    "an open brace": ({"type": "textV2", "text": "a {b"}, {"text": "braces must be paired or doubled"}),
    "a placeholder of nothing": ({"type": "textV2", "text": "a {b}"}, {"text": "no substitution for {b}"}),
    "a key LINE does not take": (
        {"type": "textV2", "text": "a", "substitution": {"a-b": {"type": "emoji"}}},
        {"substitution.a-b": "invalid key"},
    ),
    "twenty-one mentions": (
        {
            "type": "textV2",
            "text": "a",
            "substitution": {f"k{n}": {"type": "mention", "mentionee": {"type": "all"}} for n in range(21)},
        },
        {"substitution": "at most 20 of type mention"},
    ),
    "a sticker bots cannot send": (
        {"type": "sticker", "packageId": "446", "stickerId": "1"},
        {"stickerId": "invalid stickerId: not a sticker bots may send"},
    ),
    "a picture without encryption": (
        {"type": "image", "originalContentUrl": "http://town.example/a.png", "previewImageUrl": URL},
        {"originalContentUrl": "invalid uri scheme"},
    ),
    "a picture nowhere": (
        {"type": "image", "originalContentUrl": "https:///a.png", "previewImageUrl": "写真"},
        {"originalContentUrl": "invalid uri", "previewImageUrl": "invalid uri"},
    ),
    "an address too long": (
        {"type": "image", "originalContentUrl": URL + "a" * 2_000, "previewImageUrl": URL},
        {"originalContentUrl": "Length must be between 0 and 2000"},
    ),
    "a sound of no length": (
        {"type": "audio", "originalContentUrl": URL, "duration": 0},
        {"duration": "Must be between 1 and 9223372036854775807"},
    ),
    "a place off the globe": (
        {"type": "location", "title": "a", "address": "a", "latitude": 91, "longitude": True},
        {"latitude": "Must be between -90 and 90", "longitude": "type"},
    ),
    "a place without an address": (
        {"type": "location", "title": "a", "latitude": 1, "longitude": 1},
        {"address": NEEDED},
    ),
    "an imagemap of another width": (
        imagemap(baseSize={"width": 1000, "height": 1}),
        {"baseSize.width": "must be 1040"},
    ),
    "an imagemap area off the map": (
        imagemap(
            actions=[{"type": "message", "text": "a", "area": {"x": -1, "y": 0, "width": 1, "height": 1}}]
        ),
        {"actions[0].area.x": "Must be between 0 and 2147483647"},
    ),
    "a sender who would be LINE": (
        text(sender={"name": "ＬＩＮＥ 公式"}),
        {"sender.name": "The name is not allowed"},
    ),
    "fourteen quick replies": (quick(*[SAY] * 14), {"quickReply.items": "Size must be between 1 and 13"}),
    "a quick reply without a label": (
        quick({"type": "location"}),
        {"quickReply.items[0].action.label": NEEDED},
    ),
    "a quick reply with a long label": (
        quick(SAY, LONG_LABEL),
        {"quickReply.items[1].action.label": "Length must be between 0 and 20"},
    ),
    "a menu switch in a quick reply": (
        quick(SWITCH),
        {"quickReply.items[0].action.type": "Must be one of the following values: "},
    ),
    "a camera in a template": (
        buttons(actions=[{"type": "camera", "label": "a"}]),
        {"template.actions[0].type": "Must be one of the following values: "},
    ),
    "a desktop address in a quick reply": (
        quick({**OPEN, "altUri": {"desktop": "https://town.example/"}}),
        {"quickReply.items[0].action.altUri": "unknown field"},
    ),
    "both wordings of a postback": (
        buttons(actions=[{**POSTBACK, "displayText": "a", "text": "a"}]),
        {"template.actions[0].displayText": "displayText and text cannot be specified together"},
    ),
    "words to fill in without a keyboard": (
        buttons(actions=[{**POSTBACK, "fillInText": "a"}]),
        {"template.actions[0].fillInText": "must be used with inputOption openKeyboard"},
    ),
    "too much data": (
        buttons(actions=[{**POSTBACK, "data": "a" * 301}]),
        {"template.actions[0].data": "Length must be between 0 and 300"},
    ),
    "a link to a script": (
        buttons(actions=[{**OPEN, "uri": "javascript:alert(1)"}]),
        {"template.actions[0].uri": "invalid uri scheme"},
    ),
    "a date picker the wrong way round": (
        quick(
            {
                "type": "datetimepicker",
                "label": "a",
                "data": "d",
                "mode": "time",
                "min": "10:00",
                "max": "09:00",
            }
        ),
        {"quickReply.items[0].action.max": "must be later than min"},
    ),
    "a time without its nought": (
        quick(
            {
                "type": "datetimepicker",
                "label": "a",
                "data": "d",
                "mode": "time",
                "min": "9:00",
                "max": "9:00",
            }
        ),
        {"quickReply.items[0].action.min": "invalid format"},
    ),
    "a date picker with one choice": (
        quick(
            {
                "type": "datetimepicker",
                "label": "a",
                "data": "d",
                "mode": "time",
                "min": "09:00",
                "max": "09:00",
            }
        ),
        {"quickReply.items[0].action.max": "must be later than min"},
    ),
    "a day that is none": (
        quick({"type": "datetimepicker", "label": "a", "data": "d", "mode": "date", "initial": "2026-02-29"}),
        {"quickReply.items[0].action.initial": "invalid format"},
    ),
    "buttons with a long text under a title": (
        buttons(title="a", text="あ" * 61),
        {"template.text": "Length must be between 0 and 60"},
    ),
    "five buttons": (buttons(actions=[SAY] * 5), {"template.actions": "Size must be between 1 and 4"}),
    "a confirmation with one answer": (
        template("confirm", text="a", actions=[SAY]),
        {"template.actions": "Size must be between 2 and 2"},
    ),
    "columns with different actions": (
        template("carousel", columns=[column(), column(actions=[SAY])]),
        {"template.columns[1].actions": "must have the same number of actions as the other columns"},
    ),
    "columns with and without a title": (
        template("carousel", columns=[column(), column(title="a")]),
        {"template.columns[1].title": "must be specified in all columns or in none"},
    ),
    "an image carousel with long labels": (
        template("image_carousel", columns=[{"imageUrl": URL, "action": {**SAY, "label": "a" * 13}}]),
        {"template.columns[0].action.label": "Length must be between 0 and 12"},
    ),
}


@pytest.mark.parametrize(("message", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_line_refuses(message: Any, expected: dict[str, str]) -> None:
    found = told(message)

    assert as_expected(found, expected), found


def test_a_request_holds_one_to_five_messages() -> None:
    assert problems(*[text()] * 5) == {}
    for count in (0, 6):
        assert problems(*[text()] * count) == {"": "Size must be between 1 and 5"}
