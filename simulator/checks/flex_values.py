"""The values of Flex properties: lengths, colours, keywords and ratios, as LINE writes them."""

from __future__ import annotations

import re
from typing import Any

from simulator.checks.shapes import FINE, Check, Problems, matching, one_of, unreadable, whole, wrong

_LENGTH = r"[0-9]{1,6}(?:\.[0-9]{1,6})?"
_SPACES = "none|xs|sm|md|lg|xl|xxl"
_SIZES = "xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl"

COLOUR = matching(r"#[0-9A-Fa-f]{6}(?:[0-9A-Fa-f]{2})?")
SPACE = matching(rf"{_SPACES}|{_LENGTH}px")
PADDING = matching(rf"{_SPACES}|{_LENGTH}(?:px|%)")
OFFSET = matching(rf"{_SPACES}|-?{_LENGTH}(?:px|%)")
EXTENT = matching(rf"{_LENGTH}(?:px|%)")
FONT_SIZE = matching(rf"{_SIZES}|{_LENGTH}px")
WEIGHT = one_of("regular", "bold")
STYLE = one_of("normal", "italic")
DECORATION = one_of("none", "underline", "line-through")
GRAVITY = one_of("top", "bottom", "center")
ALIGN = one_of("start", "end", "center")
FLEX = whole(0)

_RATIO = re.compile(rf"({_LENGTH}):({_LENGTH})")
_ANGLE = re.compile(rf"({_LENGTH})deg")
_PERCENT = re.compile(rf"({_LENGTH})%")


def _ratio(value: Any) -> Problems:
    """Width to height, each from 1 to 100,000, and no higher than three times the width."""
    if not isinstance(value, str):
        return unreadable("a string")
    if not (match := _RATIO.fullmatch(value)):
        return wrong("invalid property")
    width, height = float(match[1]), float(match[2])
    fits = 1 <= width <= 100_000 and 1 <= height <= 100_000 and height <= 3 * width
    return FINE if fits else wrong("invalid property")


def _below(form: re.Pattern[str], most: float, included: bool) -> Check:
    def check(value: Any) -> Problems:
        if not isinstance(value, str):
            return unreadable("a string")
        if not (match := form.fullmatch(value)):
            return wrong("invalid property")
        number = float(match[1])
        return FINE if number < most or (included and number == most) else wrong("invalid property")

    return check


def _words(value: Any) -> Problems:
    if not isinstance(value, str):
        return unreadable("a string")
    return FINE if value else wrong("must be non-empty text")


ASPECT_RATIO: Check = _ratio
SOME_TEXT: Check = _words
ANGLE = _below(_ANGLE, 360, included=False)
PERCENT = _below(_PERCENT, 100, included=True)
IMAGE_SIZE = matching(rf"{_SIZES}|full|{_LENGTH}(?:px|%)")
LINE_SPACING = matching(rf"{_LENGTH}px")
BORDER_WIDTH = matching(rf"none|light|normal|medium|semi-bold|bold|{_LENGTH}px")
