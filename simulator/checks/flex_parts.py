"""The components of Flex, as tables: what each may carry, and what may stand inside it."""

from __future__ import annotations

from typing import Any

from simulator.checks import actions, addresses
from simulator.checks import flex_values as values
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
    unreadable,
    whole,
    wrong,
)

MISSING = "must be specified"

# No box holds more than fits into the largest message, so this only stops nonsense early.
_MOST_CHILDREN = 5_000


def _text_or_spans(component: dict[str, Any]) -> Problems:
    if component.get("text") is None and not component.get("contents"):
        return wrong(MISSING, "text")
    return FINE


_PLACED: dict[str, Check] = {
    "margin": values.SPACE,
    "position": one_of("relative", "absolute"),
    "offsetTop": values.OFFSET,
    "offsetBottom": values.OFFSET,
    "offsetStart": values.OFFSET,
    "offsetEnd": values.OFFSET,
}
# In a baseline box the line of writing decides the height.
_PLACED_ON_BASELINE = {name: check for name, check in _PLACED.items() if name != "offsetBottom"}

_span = by_type(
    {
        "span": record(
            {
                "type": anything,
                "text": values.SOME_TEXT,
                "size": values.FONT_SIZE,
                "color": values.COLOUR,
                "weight": values.WEIGHT,
                "style": values.STYLE,
                "decoration": values.DECORATION,
            },
            ("text",),
            missing=MISSING,
        )
    }
)

_WRITING: dict[str, Check] = {
    "type": anything,
    "text": values.SOME_TEXT,
    "contents": array(_span, 0, _MOST_CHILDREN),
    "flex": values.FLEX,
    "size": values.FONT_SIZE,
    "align": values.ALIGN,
    "color": values.COLOUR,
    "weight": values.WEIGHT,
    "style": values.STYLE,
    "decoration": values.DECORATION,
    "wrap": flag,
    "lineSpacing": values.LINE_SPACING,
    "maxLines": whole(0),
    "action": actions.in_flex,
    "adjustMode": one_of("shrink-to-fit"),
    "scaling": flag,
}

IMAGE = record(
    {
        "type": anything,
        "url": addresses.media,
        "flex": values.FLEX,
        **_PLACED,
        "align": values.ALIGN,
        "gravity": values.GRAVITY,
        "size": values.IMAGE_SIZE,
        "aspectRatio": values.ASPECT_RATIO,
        "aspectMode": one_of("fit", "cover"),
        "backgroundColor": values.COLOUR,
        "action": actions.in_flex,
        "animated": flag,
    },
    ("url",),
    missing=MISSING,
)

_button = record(
    {
        "type": anything,
        "flex": values.FLEX,
        "color": values.COLOUR,
        "style": one_of("primary", "secondary", "link"),
        "action": actions.in_flex_button,
        "gravity": values.GRAVITY,
        **_PLACED,
        "height": one_of("md", "sm"),
        "adjustMode": one_of("shrink-to-fit"),
        "scaling": flag,
    },
    ("action",),
    missing=MISSING,
)

_icon = record(
    {
        "type": anything,
        "url": addresses.media,
        "size": values.FONT_SIZE,
        "aspectRatio": values.ASPECT_RATIO,
        **_PLACED_ON_BASELINE,
        "scaling": flag,
    },
    ("url",),
    missing=MISSING,
)

_text = record({**_WRITING, **_PLACED, "gravity": values.GRAVITY}, (), (_text_or_spans,), missing=MISSING)
_baseline_text = record({**_WRITING, **_PLACED_ON_BASELINE}, (), (_text_or_spans,), missing=MISSING)
_separator = record({"type": anything, "margin": values.SPACE, "color": values.COLOUR})
_filler = record({"type": anything, "flex": values.FLEX})

_background = by_type(
    {
        "linearGradient": record(
            {
                "type": anything,
                "angle": values.ANGLE,
                "startColor": values.COLOUR,
                "endColor": values.COLOUR,
                "centerColor": values.COLOUR,
                "centerPosition": values.PERCENT,
            },
            ("angle", "startColor", "endColor"),
            missing=MISSING,
        )
    }
)


def _any_box(value: Any) -> Problems:
    """A box, whose layout decides what may stand in it."""
    if not isinstance(value, dict):
        return unreadable("an object")
    if value.get("type") != "box":
        return wrong("Must be one of the following values: [box]", "type")
    layout = value.get("layout")
    return (_baseline_box if layout == "baseline" else _stacking_box)(value)


BOX: Check = _any_box


def _box(children: Check) -> Check:
    return record(
        {
            "type": anything,
            "layout": one_of("horizontal", "vertical", "baseline"),
            "contents": array(children, 0, _MOST_CHILDREN),
            "flex": values.FLEX,
            "spacing": values.SPACE,
            **_PLACED,
            "width": values.EXTENT,
            "maxWidth": values.EXTENT,
            "height": values.EXTENT,
            "maxHeight": values.EXTENT,
            "backgroundColor": values.COLOUR,
            "borderColor": values.COLOUR,
            "borderWidth": values.BORDER_WIDTH,
            "cornerRadius": values.SPACE,
            "paddingAll": values.PADDING,
            "paddingTop": values.PADDING,
            "paddingBottom": values.PADDING,
            "paddingStart": values.PADDING,
            "paddingEnd": values.PADDING,
            "action": actions.in_flex,
            "justifyContent": one_of(
                "center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly"
            ),
            "alignItems": one_of("center", "flex-start", "flex-end"),
            "background": _background,
        },
        ("layout", "contents"),
        missing=MISSING,
    )


_stacking_box = _box(
    by_type(
        {
            "box": BOX,
            "button": _button,
            "image": IMAGE,
            "text": _text,
            "separator": _separator,
            "filler": _filler,
        }
    )
)
_baseline_box = _box(by_type({"icon": _icon, "text": _baseline_text, "filler": _filler}))


VIDEO = record(
    {
        "type": anything,
        "url": addresses.media,
        "previewUrl": addresses.media,
        "altContent": by_type({"box": BOX, "image": IMAGE}),
        "aspectRatio": values.ASPECT_RATIO,
        "action": actions.in_flex_video,
    },
    ("url", "previewUrl", "altContent"),
    missing=MISSING,
)


def not_absolute(path: str, component: dict[str, Any]) -> list[Problem]:
    """The first thing in a block has nothing it could be placed against."""
    first = next(iter(component.get("contents") or []), None) if component.get("type") == "box" else None
    found = []
    for where, part in ((path, component), (f"{path}.contents[0]", first)):
        if part and part.get("position") == "absolute":
            found.append(
                Problem("must not be absolute in the first component of a block", f"{where}.position")
            )
    return found
