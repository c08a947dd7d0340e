"""Messages made of words: text, text with substitutions, stickers, places and coupons."""

from __future__ import annotations

import re
from typing import Any

from simulator.checks.common import COMMON
from simulator.checks.shapes import (
    FINE,
    Problem,
    Problems,
    anything,
    array,
    by_type,
    matching,
    number,
    record,
    text,
    unreadable,
    whole,
    wrong,
)

MOST_WORDS = 5_000
MOST_EMOJIS = 20
MOST_MENTIONS = 20
MOST_SUBSTITUTIONS = 100

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_KEY = re.compile(r"[0-9a-zA-Z_]{1,20}")

_EMOJI_ID = {"productId": text(100), "emojiId": text(100)}

# The sticker packages bots may send, each with its first and last sticker.
SENDABLE_STICKERS = {
    446: (1988, 2027),
    789: (10855, 10894),
    1070: (17839, 17878),
    6136: (10551376, 10551399),
    6325: (10979904, 10979927),
    6359: (11069848, 11069871),
    6362: (11087920, 11087943),
    6370: (11088016, 11088039),
    6632: (11825374, 11825397),
    8515: (16581242, 16581265),
    8522: (16581266, 16581289),
    8525: (16581290, 16581313),
    11537: (52002734, 52002773),
    11538: (51626494, 51626533),
    11539: (52114110, 52114149),
}


def _emojis_stand_at_dollars(message: dict[str, Any]) -> Problems:
    emojis = message.get("emojis")
    if not emojis:
        return FINE
    # Positions are counted in UTF-16 code units, two bytes each.
    units = message["text"].encode("utf-16-le", "surrogatepass")
    found: list[Problem] = []
    seen: set[int] = set()
    for place, emoji in enumerate(emojis):
        index = emoji["index"]
        if units[2 * index : 2 * index + 2] != b"$\x00" or index in seen:
            found.append(Problem("must point at a $ in the text", f"emojis[{place}].index"))
        seen.add(index)
    return found


def _placeholders_are_filled(message: dict[str, Any]) -> Problems:
    filled = message.get("substitution") or {}
    for match in _PLACEHOLDER.finditer(message["text"]):
        if match[0] in ("{{", "}}"):
            continue
        key = match[1]
        if key is None:
            return (Problem("braces must be paired or doubled", "text", inside=True),)
        if not _KEY.fullmatch(key):
            told = f"The key '{key[:50]}' enclosed in '{{}}' does not match the pattern '^[a-zA-Z0-9_]{{1,20}}$'."
            return (Problem(told, "text", inside=True),)
        if filled.get(key) is None:
            return (Problem(f"no substitution for {{{key}}}", "text", inside=True),)
    return FINE


_substitute = by_type(
    {
        "mention": record(
            {
                "type": anything,
                "mentionee": by_type(
                    {
                        "user": record({"type": anything, "userId": matching(r"U[0-9a-f]{32}")}, ("userId",)),
                        "all": record({"type": anything}),
                    }
                ),
            },
            ("mentionee",),
        ),
        "emoji": record({"type": anything, **_EMOJI_ID}, ("productId", "emojiId")),
    }
)


def _substitution(value: Any) -> Problems:
    if not isinstance(value, dict):
        return unreadable("an object")
    if len(value) > MOST_SUBSTITUTIONS:
        return wrong(f"Size must be between 0 and {MOST_SUBSTITUTIONS}")
    found: list[Problem] = []
    for key, thing in value.items():
        if not _KEY.fullmatch(key):
            found.append(Problem("invalid key", key[:50]))
        else:
            found += [problem.under(key) for problem in _substitute(thing)]
    kinds = [thing["type"] for thing in value.values() if isinstance(thing, dict)] if not found else []
    for kind, most in (("mention", MOST_MENTIONS), ("emoji", MOST_EMOJIS)):
        if kinds.count(kind) > most:
            found.append(Problem(f"at most {most} of type {kind}"))
    return found


def _sticker_is_sendable(message: dict[str, Any]) -> Problems:
    first, last = SENDABLE_STICKERS.get(int(message["packageId"]), (1, 0))
    if not first <= int(message["stickerId"]) <= last:
        return wrong("invalid stickerId: not a sticker bots may send", "stickerId")
    return FINE


TEXT = record(
    {
        **COMMON,
        "text": text(MOST_WORDS),
        "emojis": array(
            record({"index": whole(0), **_EMOJI_ID}, ("index", "productId", "emojiId")), 0, MOST_EMOJIS
        ),
        "quoteToken": text(1_000),
    },
    ("text",),
    (_emojis_stand_at_dollars,),
)

TEXT_V2 = record(
    {
        **COMMON,
        "text": text(MOST_WORDS),
        "substitution": _substitution,
        "quoteToken": text(1_000),
    },
    ("text",),
    (_placeholders_are_filled,),
)

STICKER = record(
    {
        **COMMON,
        "packageId": matching(r"[0-9]{1,12}"),
        "stickerId": matching(r"[0-9]{1,12}"),
        "quoteToken": text(1_000),
    },
    ("packageId", "stickerId"),
    (_sticker_is_sendable,),
)

LOCATION = record(
    {
        **COMMON,
        "title": text(100),
        "address": text(100),
        "latitude": number(-90, 90),
        "longitude": number(-180, 180),
    },
    ("title", "address", "latitude", "longitude"),
)

COUPON = record(
    {**COMMON, "couponId": text(1_000), "deliveryTag": matching(r"[a-zA-Z0-9_]{1,30}")}, ("couponId",)
)
