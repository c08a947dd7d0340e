"""What people send besides words: films, sound and files, and how far LINE is with them."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from simulator.checks.shapes import one_of, record
from simulator.control.asking import Asking, Sorry, told
from simulator.state.world import KEPT_FOR, PREPARED_AFTER

LARGEST = 10_000_000
LONGEST_NAME = 200
LONGEST_PLAY = 24 * 3_600_000

# How long ago a thing in each state was sent.
_AGES = {"processing": 0, "ready": PREPARED_AFTER, "gone": KEPT_FOR + 1}
_STATE = record({"state": one_of(*_AGES)}, ("state",))


async def film(asking: Asking) -> web.Response:
    return told((await _played(asking, "video")).public(), 201)


async def sound(asking: Asking) -> web.Response:
    return told((await _played(asking, "audio")).public(), 201)


async def _played(asking: Asking, kind: str) -> Any:
    person, content = asking.person(), await _content(asking)
    phones = asking.channel.phones
    send, default = (phones.film, "video/mp4") if kind == "video" else (phones.sound, "audio/mp4")
    given = asking.request.content_type
    content_type = given if given.startswith(f"{kind}/") else default
    return send(person, content_type, content, asking.number("duration", 1_000, LONGEST_PLAY))


async def paper(asking: Asking) -> web.Response:
    person, content = asking.person(), await _content(asking)
    name = asking.request.query.get("name", "file.bin")
    if not 0 < len(name) <= LONGEST_NAME:
        raise Sorry(400, f"name has 1 to {LONGEST_NAME} characters.")
    bubble = asking.channel.phones.paper(person, name, asking.request.content_type, content)
    return told(bubble.public(), 201)


async def _content(asking: Asking) -> bytes:
    content = await asking.request.read()
    if not content:
        raise Sorry(400, "The body is the content, and must not be empty.")
    if len(content) > LARGEST:
        raise Sorry(413, "At most 10 MB can be sent.")
    return content


async def listed(asking: Asking) -> web.Response:
    return told({"contents": [_shown(asking, message) for message in asking.world.photos]})


async def settle(asking: Asking) -> web.Response:
    """Being prepared as from now, ready, or gone as after two weeks."""
    world, message = asking.world, asking.request.match_info["messageId"]
    if message not in world.photos:
        raise Sorry(404, "Nobody has sent this, or it is not kept any more.")
    world.sent_at[message] = world.clock.now() - _AGES[(await asking.json(_STATE))["state"]]
    world.version += 1
    return told(_shown(asking, message))


def _shown(asking: Asking, message: str) -> dict[str, Any]:
    world = asking.world
    kind, age = world.photos[message], world.clock.now() - world.sent_at.get(message, 0)
    waits = kind.startswith(("video/", "audio/")) and age < PREPARED_AFTER
    state = "gone" if age > KEPT_FOR else "processing" if waits else "ready"
    return {"message": message, "type": kind, "state": state}
