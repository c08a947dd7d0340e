"""Flex messages: bubbles, carousels of bubbles, and the rules that look at a whole bubble."""

from __future__ import annotations

import json
from typing import Any

from simulator.checks import actions
from simulator.checks.common import ALT_TEXT, COMMON
from simulator.checks.flex_parts import BOX, IMAGE, MISSING, VIDEO, not_absolute
from simulator.checks.flex_values import COLOUR
from simulator.checks.shapes import (
    FINE,
    Check,
    Problem,
    Problems,
    anything,
    array,
    by_type,
    flag,
    one_of,
    record,
    wrong,
)

# LINE writes 30 KB and 50 KB; taken as thousands, what fits here fits there.
LARGEST_BUBBLE = 30_000
LARGEST_CAROUSEL = 50_000
MOST_BUBBLES = 12
MOST_ANIMATED = 10

_BLOCKS = ("header", "hero", "body", "footer")
_DEFAULT_SIZE = "mega"
_FILM_SIZES = ("kilo", "mega", "giga")

_block_style = record({"backgroundColor": COLOUR, "separator": flag, "separatorColor": COLOUR})


# What was parsed from JSON cannot go round in circles, and not looking for them halves the time.
_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def size_in_bytes(value: Any) -> int:
    """The JSON in UTF-8 without spaces."""
    return len(_compact.encode(value).encode("utf-8", "surrogatepass"))


def _has_a_block(bubble: dict[str, Any]) -> Problems:
    if any(bubble.get(name) is not None for name in _BLOCKS):
        return FINE
    return wrong("At least one block must be specified")


def _blocks_begin_in_place(bubble: dict[str, Any]) -> Problems:
    found: list[Problem] = []
    for name in _BLOCKS:
        if block := bubble.get(name):
            found += not_absolute(name, block)
    return found


def _film_has_room(bubble: dict[str, Any]) -> Problems:
    hero = bubble.get("hero") or {}
    if hero.get("type") == "video" and (bubble.get("size") or _DEFAULT_SIZE) not in _FILM_SIZES:
        return wrong("a video needs a bubble of size kilo, mega or giga", "hero")
    return FINE


def _animated(part: Any) -> int:
    """How many pictures move, however deep they stand."""
    if isinstance(part, list):
        return sum(_animated(one) for one in part)
    if not isinstance(part, dict):
        return 0
    moves = part.get("type") == "image" and part.get("animated") is True
    return moves + sum(_animated(part[name]) for name in (*_BLOCKS, "contents", "altContent") if name in part)


def _few_pictures_move(message: dict[str, Any]) -> Problems:
    if _animated(message["contents"]) > MOST_ANIMATED:
        return wrong(f"at most {MOST_ANIMATED} images can be animated", "contents")
    return FINE


def _json_is_small_enough(message: dict[str, Any]) -> Problems:
    contents = message["contents"]
    size = size_in_bytes(contents)
    if contents["type"] == "bubble":
        return FINE if size <= LARGEST_BUBBLE else wrong("The JSON data is larger than 30 KB", "contents")
    if size > LARGEST_CAROUSEL:
        return wrong("The JSON data is larger than 50 KB", "contents")
    # No bubble is larger than the carousel it stands in.
    bubbles = contents["contents"] if size > LARGEST_BUBBLE else ()
    return [
        Problem("The JSON data is larger than 30 KB", f"contents.contents[{index}]")
        for index, bubble in enumerate(bubbles)
        if size_in_bytes(bubble) > LARGEST_BUBBLE
    ]


def _bubbles_are_alike(carousel: dict[str, Any]) -> Problems:
    """One size for all, and no films."""
    found: list[Problem] = []
    sizes = [bubble.get("size") or _DEFAULT_SIZE for bubble in carousel["contents"]]
    for index, bubble in enumerate(carousel["contents"]):
        if sizes[index] != sizes[0]:
            found.append(Problem("all bubbles must have the same size", f"contents[{index}].size"))
        if (bubble.get("hero") or {}).get("type") == "video":
            found.append(Problem("a video cannot stand in a carousel", f"contents[{index}].hero"))
    return found


BUBBLE: Check = record(
    {
        "type": anything,
        "size": one_of("nano", "micro", "deca", "hecto", "kilo", "mega", "giga"),
        "direction": one_of("ltr", "rtl"),
        "header": BOX,
        "hero": by_type({"box": BOX, "image": IMAGE, "video": VIDEO}),
        "body": BOX,
        "footer": BOX,
        "styles": record(dict.fromkeys(_BLOCKS, _block_style)),
        "action": actions.in_flex,
    },
    (),
    (_has_a_block, _blocks_begin_in_place, _film_has_room),
    missing=MISSING,
)

CAROUSEL = record(
    {"type": anything, "contents": array(by_type({"bubble": BUBBLE}), 1, MOST_BUBBLES)},
    ("contents",),
    (_bubbles_are_alike,),
    missing=MISSING,
)

FLEX = record(
    {**COMMON, "altText": ALT_TEXT, "contents": by_type({"bubble": BUBBLE, "carousel": CAROUSEL})},
    ("altText", "contents"),
    (_json_is_small_enough, _few_pictures_move),
)
