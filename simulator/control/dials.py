"""Trying the bot's patience: how webhooks are delivered, events by hand, quota, rates, clock and faults."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from simulator.api.faults import SIMPLE, Fault
from simulator.checks.shapes import anything, array, flag, number, one_of, record, text, whole
from simulator.clock import DAY
from simulator.control import troubles
from simulator.control.asking import Asking, Sorry, told
from simulator.webhooks.delivery import Manner

FARTHEST_AHEAD = 400 * DAY

# LINE's plans in Japan by their messages a month.
PLANS = {"communication": 200, "light": 5_000, "standard": 30_000, "unlimited": None}

_MANNER = record(
    {
        "mode": record(
            {
                "redeliver": flag,
                "duplicate": flag,
                "shuffle": flag,
                "batch_ms": whole(0, 60_000),
                "standby": flag,
            }
        ),
    },
    ("mode",),
)
_DELIVER = record({"events": array(anything, 0, 10_000), "signature": text(1_000, least=0)}, ("events",))
_DIALS = record(
    {
        "quota": record(
            {
                "plan": one_of(*PLANS),
                "type": one_of("none", "limited"),
                "value": whole(0),
                "used": whole(0),
            }
        ),
        "rates": one_of("on", "off"),
        "unknown_in_multicast": one_of("skip", "refuse"),
        "faults": record({kind.value: number(0, 1) for kind in SIMPLE}),
        "verified": flag,
        "ahead_ms": whole(0, FARTHEST_AHEAD),
    }
)
_RESET = record({"everything": flag})


async def webhooks(asking: Asking) -> web.Response:
    manner = asking.channel.delivery.manner
    for name, value in (await asking.json(_MANNER))["mode"].items():
        setattr(manner, name, value)
    return told({"mode": manner.public()})


async def deliver(asking: Asking) -> web.Response:
    """A body made by hand. Reply tokens in it work, if it is about somebody who is here."""
    made = await asking.json(_DELIVER)
    for event in made["events"]:
        asking.channel.adopt(event)
    try:
        outcome = await asking.channel.delivery.send(made["events"], signature=made.get("signature"))
    except RecursionError:
        raise Sorry(400, "The events are nested too deeply.") from None
    return told({"status": outcome.status, "body": outcome.body, "ms": round(outcome.ms, 1)})


async def shown(asking: Asking) -> web.Response:
    return told(_dials(asking))


async def turn(asking: Asking) -> web.Response:
    wanted = await asking.json(_DIALS)
    channel, world = asking.channel, asking.world
    ahead = wanted.get("ahead_ms", world.clock.ahead)
    if ahead < world.clock.ahead:
        raise Sorry(400, "The clock never goes back.")
    if quota := wanted.get("quota"):
        _set_quota(asking, quota)
    if ahead != world.clock.ahead:
        troubles.move(asking, ahead)
    if "rates" in wanted:
        channel.rates.enforced = wanted["rates"] == "on"
    if "unknown_in_multicast" in wanted:
        channel.unknown_in_multicast = wanted["unknown_in_multicast"]
    for name, chance in wanted.get("faults", {}).items():
        channel.faults.set_chance(Fault(name), chance)
    world.verified = wanted.get("verified", world.verified)
    world.feed.publish("dials", dials=_dials(asking))
    return told(_dials(asking))


def _set_quota(asking: Asking, wanted: dict[str, Any]) -> None:
    quota = asking.world.quota
    quota.turn_page()
    if "plan" in wanted:
        quota.value = PLANS[wanted["plan"]]
    elif wanted.get("type") == "none":
        quota.value = None
    elif wanted.get("value") is not None:
        quota.value = wanted["value"]
    elif wanted.get("type") == "limited" and quota.value is None:
        raise Sorry(400, "A limited quota needs a value.")
    if wanted.get("used") is not None:
        quota.used = wanted["used"]
    asking.world.version += 1
    asking.world.feed.publish("quota", quota=quota.public())


def _dials(asking: Asking) -> dict[str, Any]:
    channel = asking.channel
    return {
        "quota": asking.world.quota.public(),
        "rates": "on" if channel.rates.enforced else "off",
        "unknown_in_multicast": channel.unknown_in_multicast,
        "faults": channel.faults.chances(),
        "verified": asking.world.verified,
        "ahead_ms": asking.world.clock.ahead,
        "mode": channel.delivery.manner.public(),
    }


async def reset(asking: Asking) -> web.Response:
    """An empty town; with `everything` the dials, faults and the clock go back to their beginning, too."""
    if (await asking.json(_RESET)).get("everything"):
        channel, world = asking.channel, asking.world
        world.clock.turn(0)
        world.quota.value, world.verified = channel.began_with.quota, True
        channel.faults.set([])
        channel.rates.enforced, channel.unknown_in_multicast = channel.began_with.rates, "skip"
        channel.delivery.manner = Manner()
    asking.channel.reset()
    return told({})
