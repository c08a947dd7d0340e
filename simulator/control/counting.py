"""What came of it all: effects and doubles, load and overruns, reply tokens that live, keys of the channel."""

from __future__ import annotations

from aiohttp import web

from simulator.api.assertions import usable_key
from simulator.checks.shapes import anything, record
from simulator.control.asking import Asking, Sorry, told

MOST_SHOWN = 10_000

_KEY = record({"key": anything}, ("key",))


async def effects(asking: Asking) -> web.Response:
    """How often what arrived at whom; `least=2` shows only what came twice."""
    counted = asking.world.effects.public(
        asking.request.query.get("person"),
        least=asking.number("least", 1, 10**9),
        limit=asking.number("limit", 1_000, MOST_SHOWN),
    )
    return told({**counted, "endpoints": asking.channel.load.public()})


async def tokens(asking: Asking) -> web.Response:
    """Reply tokens that can still be used."""
    now = asking.world.clock.now()
    living = [
        {"token": token, "chat": it.chat, "left_ms": it.until - now}
        for token, it in asking.world.reply_tokens.items()
        if not it.used and it.until >= now
    ]
    return told({"tokens": living[-MOST_SHOWN:]})


async def register_key(asking: Asking) -> web.Response:
    """The public half of the key that a bot signs its assertions with, as one enters it at LINE."""
    key = (await asking.json(_KEY))["key"]
    if not isinstance(key, dict) or not usable_key(key):
        raise Sorry(400, "key must be an RSA public key of 2,048 bits or more, as a JWK.")
    return told({"kid": asking.world.passes.register(key)}, 201)
