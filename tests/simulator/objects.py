"""LINE's objects as tests write them, and what the tables have against them."""

from __future__ import annotations

from typing import Any

from boxed import Json

from simulator.checks.messages import MESSAGES

URL = "https://town.example/picture.png"
GRAPHEME = "👨‍👩‍👧‍👦"
"""One character to a reader, eleven UTF-16 code units."""

SAY = {"type": "message", "label": "はい", "text": "はい"}
POSTBACK = {"type": "postback", "label": "はい", "data": "yes"}
OPEN = {"type": "uri", "label": "見る", "uri": "https://town.example/"}
SWITCH = {"type": "richmenuswitch", "richMenuAliasId": "everyday", "data": "tab"}


def problems(*messages: Any) -> dict[str, str]:
    """What is wrong by property; a wrong JSON type counts as 'type'."""
    return {
        problem.path: "type" if problem.unreadable else problem.message
        for problem in MESSAGES(list(messages))
    }


def text(**more: Any) -> Json:
    return {"type": "text", "text": "こんにちは", **more}


def quick(*actions: Json) -> Json:
    return text(quickReply={"items": [{"type": "action", "action": action} for action in actions]})


def template(kind: str, **more: Any) -> Json:
    return {"type": "template", "altText": "選んでください", "template": {"type": kind, **more}}


def buttons(**more: Any) -> Json:
    return template("buttons", **{"text": "どうしますか", "actions": [SAY], **more})


def column(**more: Any) -> Json:
    return {"text": "草刈り", "actions": [SAY, POSTBACK], **more}


def flex(contents: Any, **more: Any) -> Json:
    return {"type": "flex", "altText": "草刈りの案内", "contents": contents, **more}


def bubble(*components: Any, **more: Any) -> Json:
    return {"type": "bubble", "body": box(*components), **more}


def box(*components: Any, **more: Any) -> Json:
    return {"type": "box", "layout": "vertical", "contents": list(components), **more}


def words(**more: Any) -> Json:
    return {"type": "text", "text": "川原", **more}


def imagemap(**more: Any) -> Json:
    area = {"x": 0, "y": 0, "width": 520, "height": 520}
    return {
        "type": "imagemap",
        "baseUrl": "https://town.example/map",
        "altText": "避難所の地図",
        "baseSize": {"width": 1040, "height": 1040},
        "actions": [{"type": "uri", "linkUri": "https://town.example/", "area": area}],
        **more,
    }


VIDEO_HERO = {
    "type": "video",
    "url": "https://town.example/film.mp4",
    "previewUrl": URL,
    "altContent": {"type": "image", "url": URL},
}
GRADIENT = {"type": "linearGradient", "angle": "359.9deg", "startColor": "#FFFFFF", "endColor": "#00000080"}


def told(message: Any) -> dict[str, str]:
    """What is wrong with a message that stands second in its request, by property of the message."""
    return {
        path.removeprefix("[1]").removeprefix("."): words for path, words in problems(text(), message).items()
    }


def as_expected(found: dict[str, str], expected: dict[str, str]) -> bool:
    """Lists of allowed values are long: their beginning is enough."""
    return found.keys() == expected.keys() and all(
        found[path].startswith(expected[path]) for path in expected
    )


TYPES = [
    *("text", "textV2", "sticker", "image", "video", "audio", "location", "coupon", "imagemap", "template"),
    *("flex", "bubble", "carousel", "box", "button", "icon", "span", "separator", "filler", "buttons"),
    *("confirm", "image_carousel", "postback", "message", "uri", "datetimepicker", "clipboard", "mention"),
    *("emoji", "user", "all", "linearGradient", "action", "camera", "richmenuswitch"),
]
KEYS = [
    *("type", "text", "emojis", "index", "substitution", "mentionee", "userId", "quoteToken", "altText"),
    *("contents", "layout", "body", "hero", "header", "footer", "styles", "size", "aspectRatio", "angle"),
    *("background", "template", "columns", "actions", "title", "thumbnailImageUrl", "baseSize", "video"),
    *("area", "packageId", "stickerId", "quickReply", "items", "sender", "name", "iconUrl", "position"),
]
ACTION_KEYS = ["action", "label", "data", "mode", "initial", "min", "max", "uri", "altUri", "clipboardText"]
