"""What people do in the chat: words, taps, stickers, places, pictures, and taking them back."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from simulator.checks import actions
from simulator.checks.shapes import Check, array, matching, number, record, text, whole
from simulator.control.asking import Asking, Sorry, told
from simulator.pictures import look
from simulator.state.people import Bubble, Person

# LINE takes pictures of this size from a phone.
LARGEST_PHOTO = 10_000_000

MOST_WORDS = 5_000

_message_id = matching(r"[0-9]{1,20}")
_number_id = matching(r"[0-9]{1,12}")
_EMOJI = record(
    {"index": whole(0), "length": whole(1), "productId": text(100), "emojiId": text(100)},
    ("index", "length", "productId", "emojiId"),
)
_SAY = record(
    {"text": text(MOST_WORDS), "quote": _message_id, "emojis": array(_EMOJI, 0, MOST_WORDS)}, ("text",)
)
_MOMENT = record({"date": text(10), "time": text(5), "datetime": text(16)})
ACT_FIELDS: dict[str, Check] = {"action": actions.anywhere, "params": _MOMENT, "bubble": _message_id}
_ACT = record(ACT_FIELDS, ("action",))
STICKER_FIELDS: dict[str, Check] = {
    "packageId": _number_id,
    "stickerId": _number_id,
    "stickerResourceType": text(40),
    "keywords": array(text(100), 0, 15),
    "text": text(100),
}
_STICKER = record(STICKER_FIELDS, ("packageId", "stickerId"))
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
    bubble = asking.channel.phones.say(person, said["text"], quote, said.get("emojis"))
    return told(bubble.public(), 201)


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
            phones.postback(person, action["data"], picked(action, params), None)
        case "richmenuswitch":
            phones.switch_menu(person, action["richMenuAliasId"], action["data"])
        case _:
            return "nothing"
    return str(action["type"])


def picked(action: dict[str, Any], params: dict[str, str]) -> dict[str, str]:
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
    package, number_id = sent.pop("packageId"), sent.pop("stickerId")
    bubble = asking.channel.phones.sticker(person, package, number_id, **sent)
    return told(bubble.public(), 201)


async def pin(asking: Asking) -> web.Response:
    person = asking.person()
    place = await asking.json(_PIN)
    bubble = asking.channel.phones.pin(
        person, place["latitude"], place["longitude"], place.get("title"), place.get("address")
    )
    return told(bubble.public(), 201)


async def photo(asking: Asking) -> web.Response:
    """Several sent at once carry the same `set`, with their `index` from 1 and the `total`."""
    person = asking.person()
    kind, content = await taken(asking)
    together: dict[str, Any] | None = None
    if name := asking.request.query.get("set"):
        index = asking.number("index", 1, 100)
        together = {"id": name[:100], "index": index, "total": asking.number("total", index, 100)}
    return told(asking.channel.phones.photo(person, kind, content, together).public(), 201)


async def taken(asking: Asking) -> tuple[str, bytes]:
    """The photo in the body, and what kind of picture it is."""
    content = await asking.request.read()
    picture = look(content)
    if picture is None:
        raise Sorry(415, "A photo is a PNG or a JPEG.")
    if len(content) > LARGEST_PHOTO:
        raise Sorry(413, "A photo has at most 10 MB.")
    return picture.content_type, content


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
