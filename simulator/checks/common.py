"""What every message may carry: quick replies and another sender."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from simulator.checks import actions, addresses
from simulator.checks.shapes import FINE, Check, Problems, anything, array, one_of, record, text, wrong

MOST_QUICK_REPLIES = 13
ALT_TEXT = text(1_500)

# Names that would pass for LINE itself are not allowed; "Online" is a word of its own.
_LINE = re.compile(r"(?<![a-z])line(?![a-z])")

_name_length = text(20)


def _sender_name(value: Any) -> Problems:
    if problems := _name_length(value):
        return problems
    plain = unicodedata.normalize("NFKC", value).casefold()
    return wrong("The name is not allowed") if _LINE.search(plain) else FINE


quick_reply = record(
    {
        "items": array(
            record(
                {"type": one_of("action"), "imageUrl": addresses.media, "action": actions.in_quick_reply},
                ("action",),
            ),
            1,
            MOST_QUICK_REPLIES,
        )
    },
    ("items",),
)

sender = record({"name": _sender_name, "iconUrl": addresses.media})

COMMON: dict[str, Check] = {"type": anything, "quickReply": quick_reply, "sender": sender}
