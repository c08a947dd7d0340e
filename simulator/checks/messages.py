"""All message objects by their type, and the list of them in a request."""

from __future__ import annotations

from simulator.checks import flex, media, templates, words
from simulator.checks.remembered import remembered
from simulator.checks.shapes import array, by_type

MOST_MESSAGES = 5

MESSAGE = by_type(
    {
        "text": words.TEXT,
        "textV2": words.TEXT_V2,
        "sticker": words.STICKER,
        "image": media.IMAGE,
        "video": media.VIDEO,
        "audio": media.AUDIO,
        "location": words.LOCATION,
        "imagemap": media.IMAGEMAP,
        "template": templates.TEMPLATE,
        "flex": flex.FLEX,
        "coupon": words.COUPON,
    },
    missing="May not be empty",
)

MESSAGES = remembered(array(MESSAGE, 1, MOST_MESSAGES))
