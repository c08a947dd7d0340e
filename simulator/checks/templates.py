"""Template messages: buttons, confirm, carousel and image carousel."""

from __future__ import annotations

from typing import Any

from simulator.checks import actions, addresses
from simulator.checks.common import ALT_TEXT, COMMON
from simulator.checks.counting import graphemes
from simulator.checks.shapes import (
    FINE,
    Problem,
    Problems,
    anything,
    array,
    between,
    by_type,
    matching,
    one_of,
    record,
    text,
    wrong,
)

MOST_COLUMNS = 10
SHORT_TEXT = 60
"""Of a text that stands beside a picture or under a title."""

_COLOUR = matching(r"#[0-9A-Fa-f]{6}", "invalid color")
_title = text(40, count=graphemes)
_ratio = one_of("rectangle", "square")
_fitting = one_of("cover", "contain")


def _text_fits(part: dict[str, Any]) -> Problems:
    crowded = part.get("thumbnailImageUrl") is not None or part.get("title") is not None
    if crowded and graphemes(part["text"]) > SHORT_TEXT:
        return wrong(between(0, SHORT_TEXT), "text")
    return FINE


def _columns_agree(template: dict[str, Any]) -> Problems:
    """Every column has as many actions as the first, and a picture and a title if the first has."""
    first, *others = template["columns"]
    found: list[Problem] = []
    for index, column in enumerate(others, start=1):
        if len(column["actions"]) != len(first["actions"]):
            found.append(
                Problem(
                    "must have the same number of actions as the other columns", f"columns[{index}].actions"
                )
            )
        for name in ("thumbnailImageUrl", "title"):
            if (column.get(name) is None) != (first.get(name) is None):
                found.append(
                    Problem("must be specified in all columns or in none", f"columns[{index}].{name}")
                )
    return found


_column = record(
    {
        "thumbnailImageUrl": addresses.media,
        "imageBackgroundColor": _COLOUR,
        "title": _title,
        "text": text(120, count=graphemes),
        "defaultAction": actions.in_template,
        "actions": array(actions.in_template, 1, 3),
    },
    ("text", "actions"),
    (_text_fits,),
)

_template = by_type(
    {
        "buttons": record(
            {
                "type": anything,
                "thumbnailImageUrl": addresses.media,
                "imageAspectRatio": _ratio,
                "imageSize": _fitting,
                "imageBackgroundColor": _COLOUR,
                "title": _title,
                "text": text(160, count=graphemes),
                "defaultAction": actions.in_template,
                "actions": array(actions.in_template, 1, 4),
            },
            ("text", "actions"),
            (_text_fits,),
        ),
        "confirm": record(
            {
                "type": anything,
                "text": text(240, count=graphemes),
                "actions": array(actions.in_template, 2, 2),
            },
            ("text", "actions"),
        ),
        "carousel": record(
            {
                "type": anything,
                "columns": array(_column, 1, MOST_COLUMNS),
                "imageAspectRatio": _ratio,
                "imageSize": _fitting,
            },
            ("columns",),
            (_columns_agree,),
        ),
        "image_carousel": record(
            {
                "type": anything,
                "columns": array(
                    record(
                        {"imageUrl": addresses.media, "action": actions.in_image_carousel},
                        ("imageUrl", "action"),
                    ),
                    1,
                    MOST_COLUMNS,
                ),
            },
            ("columns",),
        ),
    }
)

TEMPLATE = record({**COMMON, "altText": ALT_TEXT, "template": _template}, ("altText", "template"))
