"""Messages made of pictures and sound: image, video, audio and imagemap."""

from __future__ import annotations

from typing import Any

from simulator.checks import addresses
from simulator.checks.common import ALT_TEXT, COMMON
from simulator.checks.counting import graphemes
from simulator.checks.shapes import FINE, Problems, anything, array, by_type, record, text, whole, wrong

IMAGEMAP_WIDTH = 1_040
MOST_IMAGEMAP_ACTIONS = 50

# Letters, digits and the signs LINE names.
_TRACKING = r"[a-zA-Z0-9\-.=,+*()%$&;:@{}!?<>\[\]]+"

IMAGE = record(
    {**COMMON, "originalContentUrl": addresses.media, "previewImageUrl": addresses.media},
    ("originalContentUrl", "previewImageUrl"),
)

VIDEO = record(
    {
        **COMMON,
        "originalContentUrl": addresses.media,
        "previewImageUrl": addresses.media,
        "trackingId": text(100, pattern=_TRACKING),
    },
    ("originalContentUrl", "previewImageUrl"),
)

AUDIO = record(
    {**COMMON, "originalContentUrl": addresses.media, "duration": whole(1, 2**63 - 1)},
    ("originalContentUrl", "duration"),
)


def _width_is_1040(size: dict[str, Any]) -> Problems:
    return FINE if size["width"] == IMAGEMAP_WIDTH else wrong(f"must be {IMAGEMAP_WIDTH}", "width")


_area = record(
    {"x": whole(0), "y": whole(0), "width": whole(1), "height": whole(1)}, ("x", "y", "width", "height")
)

_action = {"type": anything, "area": _area, "label": text(100, count=graphemes)}

_map_action = by_type(
    {
        "uri": record({**_action, "linkUri": addresses.link}, ("area", "linkUri")),
        "message": record({**_action, "text": text(400)}, ("area", "text")),
        "clipboard": record({**_action, "clipboardText": text(1_000)}, ("area", "clipboardText")),
    }
)

IMAGEMAP = record(
    {
        **COMMON,
        "baseUrl": addresses.media,
        "altText": ALT_TEXT,
        "baseSize": record({"width": whole(1), "height": whole(1)}, ("width", "height"), (_width_is_1040,)),
        "actions": array(_map_action, 0, MOST_IMAGEMAP_ACTIONS),
        "video": record(
            {
                "originalContentUrl": addresses.media,
                "previewImageUrl": addresses.media,
                "area": _area,
                "externalLink": record({"linkUri": addresses.link, "label": text(30)}, ("linkUri", "label")),
            },
            ("originalContentUrl", "previewImageUrl", "area"),
        ),
    },
    ("baseUrl", "altText", "baseSize", "actions"),
)
