"""What happens to people besides talking: a film seen to its end, a beacon near by, an account linked."""

from __future__ import annotations

from aiohttp import web

from simulator.checks.shapes import matching, one_of, record, text
from simulator.control.asking import Asking, Sorry, told
from simulator.state.people import Person

_WATCHED = record({"message": matching(r"[0-9]{1,20}")}, ("message",))
_BEACON = record(
    {
        "hwid": matching(r"[0-9a-f]{10}", "must be ten hexadecimal digits"),
        "type": one_of("enter", "banner", "stay"),
        "dm": matching(r"(?:[0-9a-f]{2}){1,13}", "must be bytes in hexadecimal digits"),
    },
    ("hwid",),
)
_LINK = record({"linkToken": text(1_000), "nonce": text(255)}, ("linkToken", "nonce"))

SHORTEST_NONCE = 10


async def watched(asking: Asking) -> web.Response:
    """A film of the bot's was seen to its end; the bot hears of it if it gave the film a trackingId."""
    person = asking.person()
    bubble = person.bubble((await asking.json(_WATCHED))["message"])
    if bubble is None or bubble.sent_by != "bot" or bubble.message["type"] != "video":
        raise Sorry(404, "The bot has sent no such film.")
    tracked = bubble.message.get("trackingId")
    if tracked is not None:
        asking.channel.phones.happened("videoPlayComplete", person, videoPlayComplete={"trackingId": tracked})
    return told({"told": tracked is not None})


async def beacon(asking: Asking) -> web.Response:
    person = _friend(asking)
    wanted = await asking.json(_BEACON)
    near = {"hwid": wanted["hwid"], "type": wanted.get("type", "enter")}
    asking.channel.phones.happened(
        "beacon", person, beacon=near | {k: wanted[k] for k in ("dm",) if k in wanted}
    )
    return told({})


async def link(asking: Asking) -> web.Response:
    """The person comes back from the bot's own log-in with its nonce, as to LINE's dialog."""
    person, wanted = _friend(asking), await asking.json(_LINK)
    if len(wanted["nonce"]) < SHORTEST_NONCE:
        raise Sorry(400, f"nonce has {SHORTEST_NONCE} to 255 characters.")
    owner = asking.world.link_tokens.take(wanted["linkToken"])
    if owner is None:
        raise Sorry(410, "The link token is unknown, used or older than ten minutes; the bot hears nothing.")
    if owner != person.id:
        asking.channel.phones.link_failed(wanted["nonce"])
        return told({"result": "failed"})
    linked = {"result": "ok", "nonce": wanted["nonce"]}
    asking.channel.phones.happened("accountLink", person, link=linked)
    return told({"result": "ok"})


def _friend(asking: Asking) -> Person:
    person = asking.person()
    if not person.linkable:
        raise Sorry(409, "Only friends who have not blocked the bot can do this.")
    return person
