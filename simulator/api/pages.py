"""Lists that come page by page: the token that says where the next page begins holds for a day."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from simulator.api.call import Call
from simulator.api.refusals import Refused
from simulator.clock import DAY


def start(call: Call) -> str:
    """What the page asked for begins with; empty for the first one."""
    given = call.request.query.get("start", "")
    if not given:
        return ""
    try:
        at, begin = base64.b64decode(given, altchars=b"-_", validate=True).decode("ascii").split(" ")
        age = call.world.clock.now() - int(at)
    except (binascii.Error, ValueError):
        raise _invalid() from None
    if not 0 <= age <= DAY:
        raise _invalid()
    return begin


def page(call: Call, name: str, rest: Sequence[str], limit: int) -> dict[str, Any]:
    """The next so many, and with what the page after them is asked for."""
    told: dict[str, Any] = {name: list(rest[:limit])}
    if len(rest) > limit:
        written = f"{call.world.clock.now()} {rest[limit]}"
        told["next"] = base64.b64encode(written.encode(), altchars=b"-_").decode()
    return told


def _invalid() -> Refused:
    return Refused(400, "Invalid start param")
