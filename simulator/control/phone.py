"""What people do in the chat: words, taps, stickers, places, pictures, and taking them back."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from simulator.checks import actions
from simulator.checks.shapes import matching, number, record, text
from simulator.control.asking import Asking, Sorry, told
from simulator.pictures import look
from simulator.state.people import Bubble, Person

# LINE takes pictures of this size from a phone.
LARGEST_PHOTO = 10_000_000

MOST_WORDS = 5_000

_message_id = matching(r"[0-9]{1,20}")
_SAY = record({"text": text(MOST_WORDS), "quote": _message_id}, ("text",))
_MOMENT = record({"date": text(10), "time": text(5), "datetime": text(16)})
_ACT = record({"action": actions.anywhere, "params": _MOMENT, "bubble": _message_id}, ("action",))
_number_id = matching(r"[0-9]{1,12}")
_STICKER = record({"packageId": _number_id, "stickerId": _number_id}, ("packageId", "stickerId"))
_PIN = record(
    {
        "title": text(100, least=0),
        "address": text(100, least=0),
        "latitude": number(-90, 90),
        "longitude": number(-180, 180),
    },
    ("latitude", "longitude"),
)
_LOOK = record({"message": _message_id})
_UNSEND = record({"message": _message_id}, ("message",))


async def say(asking: Asking) -> web.Response:
    person = asking.person()
    said = await asking.json(_SAY)
    quote = said.get("quote")
    if quote and not person.bubble(quote):
        raise Sorry(404, "The quoted message is not in this chat.")
    return told(asking.channel.phones.say(person, said["text"], quote).public(), 201)


async def act(asking: Asking) -> web.Response:
    """Does what a phone does when something is tapped, and tells what that was."""
    person = asking.person()
    tapped = await asking.json(_ACT)
    asking.channel.phones.touched(person, tapped["action"], tapped.get("bubble"))
    return told({"did": _do(asking, person, tapped["action"], tapped.get("params") or {})})


def _do(asking: Asking, person: Person, action: dict[str, Any], params: dict[str, str]) -> str:
    phones = asking.channel.phones
    match action["type"]:
        case "message":
            phones.say(person, action["text"])
        case "postback":
            # `text` is the old way: it stands in the chat and is a message as well.
            if words := action.get("text"):
                phones.say(person, words)
            phones.postback(person, action["data"], None, action.get("displayText"))
        case "datetimepicker":
            phones.postback(person, action["data"], _picked(action, params), None)
        case "richmenuswitch":
            phones.switch_menu(person, action["richMenuAliasId"], action["data"])
        case _:
            return "nothing"
    return str(action["type"])


def _picked(action: dict[str, Any], params: dict[str, str]) -> dict[str, str]:
    """What was chosen in the picker: the one value of its mode, within its bounds."""
    mode = action["mode"]
    given = params.get(mode)
    at = actions.moment(mode, given) if given and len(params) == 1 else None
    if at is None:
        raise Sorry(400, f"params must hold {mode}, and nothing else, as LINE writes it.")
    least, most = (actions.moment(mode, action.get(name) or "") for name in ("min", "max"))
    if (least and at < least) or (most and at > most):
        raise Sorry(400, "The picker offers nothing before its min or after its max.")
    return {mode: at.strftime(actions.FORMATS[mode])}


async def sticker(asking: Asking) -> web.Response:
    person = asking.person()
    sent = await asking.json(_STICKER)
    bubble = asking.channel.phones.sticker(person, sent["packageId"], sent["stickerId"])
    return told(bubble.public(), 201)


async def pin(asking: Asking) -> web.Response:
    person = asking.person()
    place = await asking.json(_PIN)
    bubble = asking.channel.phones.pin(
        person, place["latitude"], place["longitude"], place.get("title"), place.get("address")
    )
    return told(bubble.public(), 201)


async def photo(asking: Asking) -> web.Response:
    person = asking.person()
    content = await asking.request.read()
    picture = look(content)
    if picture is None:
        raise Sorry(415, "A photo is a PNG or a JPEG.")
    if len(content) > LARGEST_PHOTO:
        raise Sorry(413, "A photo has at most 10 MB.")
    return told(asking.channel.phones.photo(person, picture.content_type, content).public(), 201)


async def look_at(asking: Asking) -> web.Response:
    """A message of the bot's was on the screen, or without one the menu: LINE counts that."""
    person, seen = asking.person(), (await asking.json(_LOOK)).get("message")
    if seen is None:
        asking.channel.phones.menu_shown(person)
    elif person.bubble(seen):
        asking.channel.phones.looked(person, seen)
    else:
        raise Sorry(404, "This message is not in this chat.")
    return told({})


async def unsend(asking: Asking) -> web.Response:
    person = asking.person()
    bubble = person.bubble((await asking.json(_UNSEND))["message"])
    if bubble is None or not _can_be_unsent(bubble):
        raise Sorry(404, "This person has no such message to take back.")
    asking.channel.phones.unsend(person, bubble)
    return told(bubble.public())


def _can_be_unsent(bubble: Bubble) -> bool:
    return bubble.sent_by == "person" and not bubble.unsent
