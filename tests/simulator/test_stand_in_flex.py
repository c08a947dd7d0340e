"""Flex messages: what LINE takes, and what it refuses, at which property and with which words."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from boxed import Json
from objects import (
    GRADIENT,
    OPEN,
    POSTBACK,
    SAY,
    URL,
    VIDEO_HERO,
    as_expected,
    box,
    bubble,
    flex,
    problems,
    told,
    words,
)

ACCEPTED = {
    "a bubble of everything": flex(
        {
            "type": "bubble",
            "size": "giga",
            "direction": "rtl",
            "header": box(words(size="10.5px", lineSpacing="4px", maxLines=0, adjustMode="shrink-to-fit")),
            "hero": VIDEO_HERO,
            "body": box(
                words(
                    action={**OPEN, "label": None, "altUri": {"desktop": "https://town.example/pc"}},
                    offsetTop="-4px",
                    wrap=True,
                    scaling=True,
                ),
                {"type": "text", "contents": [{"type": "span", "text": "a", "decoration": "underline"}]},
                {"type": "image", "url": URL, "size": "full", "aspectRatio": "20:13", "aspectMode": "cover"},
                {"type": "separator", "margin": "xxl", "color": "#112233"},
                {"type": "filler", "flex": 2},
                {
                    "type": "button",
                    "action": {**POSTBACK, "label": "あ" * 40},
                    "style": "primary",
                    "scaling": True,
                },
                box(
                    {"type": "icon", "url": URL, "size": "4xl", "aspectRatio": "1:3"},
                    words(margin="1px"),
                    layout="baseline",
                ),
                box(background=GRADIENT, width="50%", height="40px", position="absolute", offsetEnd="0px"),
                paddingAll="5%",
                spacing="md",
                cornerRadius="xxl",
                borderWidth="semi-bold",
                justifyContent="space-evenly",
                alignItems="flex-end",
            ),
            "footer": box(),
            "styles": {
                "footer": {"separator": True, "separatorColor": "#112233", "backgroundColor": "#00000000"}
            },
            "action": {"type": "message", "text": "草刈り"},
        }
    ),
    "a carousel of bubbles": flex({"type": "carousel", "contents": [bubble(words(), size="kilo")] * 12}),
}


@pytest.mark.parametrize("message", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_line_takes_the_flex(message: Json) -> None:
    assert problems(message) == {}


NEEDED = "May not be empty"
FLEX_NEEDED = "must be specified"
ODD = "invalid property"
LONG_LABEL = {**SAY, "label": "あ" * 21}

REFUSED: dict[str, tuple[Any, dict[str, str]]] = {
    "flex without words": (
        {"type": "flex", "contents": bubble(words())},
        {"altText": NEEDED},
    ),
    "flex with too many words": (
        flex(bubble(words()), altText="あ" * 1_501),
        {"altText": "Length must be between 0 and 1500"},
    ),
    "an empty bubble": (flex({"type": "bubble"}), {"contents": "At least one block must be specified"}),
    "a body that is no box": (
        flex({"type": "bubble", "body": words()}),
        {"contents.body.type": "Must be one of the following values: [box]"},
    ),
    "a nested mistake": (
        flex(bubble(words(), words(text=""))),
        {"contents.body.contents[1].text": "must be non-empty text"},
    ),
    "a misspelt property": (
        flex(bubble(words(colour="#000000"))),
        {"contents.body.contents[0].colour": "unknown field"},
    ),
    "a box of no layout": (
        flex({"type": "bubble", "body": {"type": "box", "contents": []}}),
        {"contents.body.layout": FLEX_NEEDED},
    ),
    "a text of nothing": (
        flex(bubble({"type": "text", "contents": []})),
        {"contents.body.contents[0].text": FLEX_NEEDED},
    ),
    "an icon beside boxes": (
        flex(bubble({"type": "icon", "url": URL})),
        {"contents.body.contents[0].type": "Must be one of the following values: "},
    ),
    "a span in a box": (
        flex(bubble({"type": "span", "text": "a"})),
        {"contents.body.contents[0].type": "Must be one of the following values: "},
    ),
    "a button in a baseline box": (
        flex(bubble(box({"type": "button", "action": SAY}, layout="baseline"))),
        {"contents.body.contents[0].contents[0].type": "Must be one of the following values: "},
    ),
    "gravity in a baseline box": (
        flex(bubble(box(words(gravity="center", offsetBottom="1px"), layout="baseline"))),
        {
            "contents.body.contents[0].contents[0].gravity": "unknown field",
            "contents.body.contents[0].contents[0].offsetBottom": "unknown field",
        },
    ),
    "a button without words": (
        flex(bubble({"type": "button", "action": {"type": "message", "text": "a"}})),
        {"contents.body.contents[0].action.label": NEEDED},
    ),
    "a film in a small bubble": (
        flex({"type": "bubble", "size": "micro", "hero": VIDEO_HERO}),
        {"contents.hero": "a video needs a bubble of size kilo, mega or giga"},
    ),
    "a film in a carousel": (
        flex({"type": "carousel", "contents": [{"type": "bubble", "hero": VIDEO_HERO}]}),
        {"contents.contents[0].hero": "a video cannot stand in a carousel"},
    ),
    "a film in a body": (
        flex(bubble(VIDEO_HERO)),
        {"contents.body.contents[0].type": "Must be one of the following values: "},
    ),
    "bubbles of two sizes": (
        flex({"type": "carousel", "contents": [bubble(words()), bubble(words(), size="kilo")]}),
        {"contents.contents[1].size": "all bubbles must have the same size"},
    ),
    "thirteen bubbles": (
        flex({"type": "carousel", "contents": [bubble(words())] * 13}),
        {"contents.contents": "Size must be between 1 and 12"},
    ),
    "a first component out of its place": (
        flex(bubble(words(position="absolute"))),
        {"contents.body.contents[0].position": "must not be absolute in the first component of a block"},
    ),
    "a bubble over 30 KB": (
        flex(bubble(*[words(text="あ" * 1_000)] * 11)),
        {"contents": "The JSON data is larger than 30 KB"},
    ),
    "a carousel over 50 KB": (
        flex({"type": "carousel", "contents": [bubble(words(text="あ" * 2_000))] * 9}),
        {"contents": "The JSON data is larger than 50 KB"},
    ),
    "a bubble over 30 KB in a carousel": (
        flex({"type": "carousel", "contents": [bubble(words()), bubble(words(text="あ" * 10_000))]}),
        {"contents.contents[1]": "The JSON data is larger than 30 KB"},
    ),
}


@pytest.mark.parametrize(("message", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_line_refuses_the_flex(message: Any, expected: dict[str, str]) -> None:
    found = told(message)

    assert as_expected(found, expected), found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("size", "16"),
        ("size", "huge"),
        ("color", "red"),
        ("color", "#FFF"),
        ("flex", -1),
        ("flex", 1.5),
        ("margin", "-1px"),
        ("margin", "1em"),
        ("weight", "heavy"),
        ("align", "left"),
        ("wrap", "true"),
        ("lineSpacing", "1%"),
        ("maxLines", -1),
        ("adjustMode", "shrink"),
        ("position", "fixed"),
        ("offsetTop", "a"),
        ("scaling", 1),
    ],
)
def test_a_text_component_refuses(name: str, value: Any) -> None:
    assert set(problems(flex(bubble(words(**{name: value}))))) == {f"[0].contents.body.contents[0].{name}"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("spacing", "1%"),
        ("width", "md"),
        ("height", "10"),
        ("paddingTop", "-1px"),
        ("borderWidth", "thin"),
        ("cornerRadius", "50%"),
        ("justifyContent", "left"),
        ("alignItems", "stretch"),
        ("backgroundColor", "transparent"),
        ("background", {**GRADIENT, "angle": "360deg"}),
        ("background", {**GRADIENT, "centerPosition": "101%"}),
        ("background", {"type": "radialGradient"}),
    ],
)
def test_a_box_refuses(name: str, value: Any) -> None:
    [path] = problems(flex(bubble(box(**{name: value}))))

    assert path.startswith(f"[0].contents.body.contents[0].{name}")


@pytest.mark.parametrize("ratio", ["1:4", "0:1", "1", "1:100001", "a:b", "1:-1", ":"])
def test_an_image_refuses_a_ratio_of(ratio: str) -> None:
    image = {"type": "image", "url": URL, "aspectRatio": ratio}

    assert problems(flex(bubble(image))) == {"[0].contents.body.contents[0].aspectRatio": ODD}


def test_a_bubble_of_exactly_30_kb_is_taken() -> None:
    fitting = bubble(words(text="a"))
    space = 30_000 - len(json.dumps(fitting, ensure_ascii=False, separators=(",", ":")).encode())
    fitting["body"]["contents"][0]["text"] += "a" * space
    over = copy.deepcopy(fitting)
    over["body"]["contents"][0]["text"] += "a"

    assert problems(flex(fitting)) == {}
    assert problems(flex(over)) == {"[0].contents": "The JSON data is larger than 30 KB"}
