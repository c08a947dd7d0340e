"""What members do in a group besides writing: stickers, photos and taps."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from simulator import names
from simulator.checks.shapes import Check, matching, record
from simulator.control.asking import Asking, told
from simulator.control.phone import ACT_FIELDS, STICKER_FIELDS, picked, taken
from simulator.control.rooms import group_of, member_of

_who: dict[str, Check] = {"person": matching(names.USER_ID.pattern)}
_STICKER = record({**_who, **STICKER_FIELDS}, ("person", "packageId", "stickerId"))
_ACT = record({**_who, **ACT_FIELDS}, ("person", "action"))


async def sticker(asking: Asking) -> web.Response:
    group, sent = group_of(asking), await asking.json(_STICKER)
    person = member_of(asking, group, sent.pop("person"))
    package, number = sent.pop("packageId"), sent.pop("stickerId")
    return told(asking.channel.rooms.sticker(group, person, package, number, **sent).public(), 201)


async def photo(asking: Asking) -> web.Response:
    """The picture is the body, the member is in the address."""
    group = group_of(asking)
    person = member_of(asking, group, asking.request.query.get("person", ""))
    return told(asking.channel.rooms.photo(group, person, *await taken(asking)).public(), 201)


async def act(asking: Asking) -> web.Response:
    """A tap on something in the group: it has no rich menu, so menus cannot be switched there."""
    group, tapped = group_of(asking), await asking.json(_ACT)
    person = member_of(asking, group, tapped["person"])
    action: dict[str, Any] = tapped["action"]
    rooms = asking.channel.rooms
    match action["type"]:
        case "message":
            rooms.say(group, person, action["text"])
        case "postback":
            if words := action.get("text"):
                rooms.say(group, person, words)
            rooms.postback(group, person, action["data"], None, action.get("displayText"))
        case "datetimepicker":
            rooms.postback(group, person, action["data"], picked(action, tapped.get("params") or {}), None)
        case _:
            return told({"did": "nothing"})
    return told({"did": action["type"]})
