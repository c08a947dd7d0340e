"""Rich menus: their object, and the picture that goes with it."""

from __future__ import annotations

from typing import Any

from simulator.checks import actions
from simulator.checks.counting import graphemes
from simulator.checks.shapes import FINE, Problems, array, flag, record, text, whole, wrong

LEAST_WIDTH, MOST_WIDTH = 800, 2_500
LEAST_HEIGHT = 250
LEAST_RATIO = 1.45
MOST_AREAS = 20


def size_is_allowed(width: int, height: int) -> bool:
    """The same rule for the object's size and for the picture's."""
    return LEAST_WIDTH <= width <= MOST_WIDTH and height >= LEAST_HEIGHT and width / height >= LEAST_RATIO


def _size(size: dict[str, Any]) -> Problems:
    if size_is_allowed(size["width"], size["height"]):
        return FINE
    return wrong("the width divided by the height must be 1.45 or more")


_bounds = record(
    {"x": whole(0), "y": whole(0), "width": whole(1), "height": whole(1)}, ("x", "y", "width", "height")
)

RICH_MENU = record(
    {
        "size": record(
            {"width": whole(LEAST_WIDTH, MOST_WIDTH), "height": whole(LEAST_HEIGHT)},
            ("width", "height"),
            (_size,),
        ),
        "selected": flag,
        "name": text(300, count=graphemes),
        "chatBarText": text(14, count=graphemes),
        "areas": array(
            record({"bounds": _bounds, "action": actions.in_rich_menu}, ("bounds", "action")), 0, MOST_AREAS
        ),
    },
    ("size", "selected", "name", "chatBarText", "areas"),
    missing="must be specified",
)
