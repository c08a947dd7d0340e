"""What LINE has against an audience: each reason has a name of its own, told in the details."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from simulator import names
from simulator.api.call import Call, Json
from simulator.api.refusals import Refused
from simulator.checks.counting import utf16
from simulator.clock import DAY
from simulator.state.audiences import MOST_AUDIENCES
from simulator.state.sends import Send

LONGEST_NAME = 120
LONGEST_UPLOAD_DESCRIPTION = 300

# What people did with messages older than this cannot be made an audience of.
OLDEST_REQUEST = 60 * DAY

# LINE's words beside its names, where they are known; elsewhere the name stands for both.
_WORDS = {
    "AUDIENCE_GROUP_NAME_SIZE_OVER": "size over audienceGroupName",
    "AUDIENCE_GROUP_NOT_FOUND": "audience group not found",
}
_BAD_ID = "UPLOAD_AUDIENCE_GROUP_INVALID_AUDIENCE_ID_FORMAT"


def refused(reason: str, place: str | None = None, words: str | None = None) -> Refused:
    details = {"message": reason} | ({"property": place} if place else {})
    return Refused(400, words or _WORDS.get(reason, reason), details=[details])


def check_name(name: Any) -> str:
    if not isinstance(name, str) or not name.strip():
        raise refused("AUDIENCE_GROUP_NAME_EMPTY")
    if any(unicodedata.category(character) == "Cc" for character in name):
        raise refused("AUDIENCE_GROUP_NAME_WRONG")
    if utf16(name) > LONGEST_NAME:
        raise refused("AUDIENCE_GROUP_NAME_SIZE_OVER")
    return name


def check_upload(body: Json, ids: Sequence[str], most: int, *, ifa: bool, place: str = "audiences") -> None:
    """One malformed id refuses the request; advertising ids have forms of their own."""
    if utf16(body.get("uploadDescription") or "") > LONGEST_UPLOAD_DESCRIPTION:
        raise refused("AUDIENCE_GROUP_UPLOAD_DESCRIPTION_SIZE_OVER")
    if len(ids) > most:
        raise refused("UPLOAD_AUDIENCE_GROUP_TOO_MANY_AUDIENCE_IDS", place)
    if not ifa and not all(names.USER_ID.fullmatch(one) for one in ids):
        raise refused(_BAD_ID, place, "Invalid audience id format" if place == "audiences" else None)


def check_room(call: Call, description: str) -> None:
    if call.world.audiences.named(description):
        raise refused("AUDIENCE_GROUP_NAME_DUPLICATE")
    if len(call.world.audiences.shelf) >= MOST_AUDIENCES:
        raise refused("AUDIENCE_GROUP_COUNT_MAX_OVER")


def check_request(call: Call, kind: str, request_id: str, address: str | None) -> Send:
    """The broadcast or narrowcast an audience is to be made of."""
    send = call.world.sends.get(request_id)
    if send is None or send.way not in ("broadcast", "narrowcast"):
        raise refused("REQUEST_NOT_FOUND")
    if call.world.clock.now() - send.at > OLDEST_REQUEST:
        raise refused("TOO_OLD_MESSAGES")
    for other in call.world.audiences.shelf.values():
        if (other.kind, other.request_id, other.click_url) == (kind, request_id, address):
            raise refused("AUDIENCE_GROUP_REQUESTID_DUPLICATE")
    return send


def whole_number(call: Call, name: str, default: int | None, most: int | None = None) -> int:
    """A number in the query of a list of audiences; refused in words these calls have to themselves."""
    given = call.request.query.get(name)
    if given is None and default is not None:
        return default
    if given is None or not (given.isascii() and given.isdigit() and len(given) < 10):
        raise refused("INVALID_PARAMETER", name, f"{name}: must be a number")
    if int(given) < 1:
        raise refused("TOO_LOW", None, f"{name}: must be greater than or equal to 1")
    if most is not None and int(given) > most:
        raise refused("TOO_HIGH", None, f"{name}: must be less than or equal to {most}")
    return int(given)
