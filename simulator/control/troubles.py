"""Faults for chosen calls, and the clock: what a bot's patience is tried with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aiohttp import web

from simulator import names
from simulator.api.faults import ALL, ANY, MIXES, MOST_DIALS, WAYS, Dial, Fault
from simulator.api.routes import table
from simulator.checks.shapes import array, flag, matching, number, one_of, record, text, whole
from simulator.clock import DAY, JST
from simulator.control.asking import Asking, Sorry, told

# As far as the clock goes from this computer's, either way.
FARTHEST = 4_000 * DAY

LONGEST_PAUSE = 60_000
MOST_USERS = 10_000

_DIAL = record(
    {
        "kind": one_of(*Fault),
        "endpoint": text(200),
        "chance": number(0, 1),
        "next": whole(1, 1_000_000),
        "ms": whole(0, LONGEST_PAUSE),
        "users": array(matching(names.USER_ID.pattern), 1, MOST_USERS),
    },
    ("kind",),
)
_FAULTS = record(
    {"faults": array(_DIAL, 0, MOST_DIALS), "mix": one_of(*MIXES), "seed": whole(0)},
)
_CLOCK = record(
    {"forward_ms": whole(0, 2**53), "at": text(40), "now": flag},
)


async def shown(asking: Asking) -> web.Response:
    return told(asking.channel.faults.public())


async def choose(asking: Asking) -> web.Response:
    """These faults and no others."""
    wanted = await asking.json(_FAULTS)
    dials = MIXES[wanted["mix"]]() if "mix" in wanted else []
    dials += [_dial(given) for given in wanted.get("faults", [])]
    asking.channel.faults.set(dials, wanted.get("seed"))
    return _changed(asking)


async def end(asking: Asking) -> web.Response:
    asking.channel.faults.set([])
    return _changed(asking)


def _changed(asking: Asking) -> web.Response:
    asking.world.feed.publish("faults", faults=asking.channel.faults.public()["faults"])
    return told(asking.channel.faults.public())


def _dial(given: dict[str, Any]) -> Dial:
    known = {ANY, ALL, *WAYS, *(f"{method} {template}" for method, template, _handler in table())}
    if given.get("endpoint", ANY) not in known:
        raise Sorry(400, f"endpoint must be {ANY}, {ALL}, {', '.join(WAYS)}, or such as GET /v2/bot/info.")
    if "chance" in given and "next" in given:
        raise Sorry(400, "A fault has a chance or a number of next calls, not both.")
    if (given["kind"] == Fault.REFUSED) != ("users" in given):
        raise Sorry(400, "users go with the kind refused, and only with it.")
    return Dial(**{**given, "kind": Fault(given["kind"])})


async def clock(asking: Asking) -> web.Response:
    return told(_time(asking))


async def turn_clock(asking: Asking) -> web.Response:
    """Forwards, to a moment, or back to this computer's time."""
    wanted = await asking.json(_CLOCK)
    if len(wanted) != 1 or wanted.get("now") is False:
        raise Sorry(400, "Give one of forward_ms, at, and now: true.")
    own = asking.world.clock
    ahead = own.ahead + wanted.get("forward_ms", 0) if "now" not in wanted else 0
    if "at" in wanted:
        ahead = own.ahead + _moment(wanted["at"]) - own.now()
    if abs(ahead) > FARTHEST:
        raise Sorry(400, "The clock goes no farther than eleven years from now.")
    move(asking, ahead)
    return told(_time(asking))


def move(asking: Asking, ahead: int) -> None:
    channel, world = asking.channel, asking.world
    if ahead < world.clock.ahead:
        # A bucket filled later than now would never fill again.
        channel.rates.refill()
    world.clock.turn(ahead)
    world.settle()
    world.feed.publish("clock", now=world.clock.now(), ahead=ahead)
    world.feed.publish("quota", quota=world.quota.public())


def _moment(written: str) -> int:
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise Sorry(400, "at must be a moment such as 2026-08-01T09:00:00+09:00.") from None
    try:
        return int((at if at.tzinfo else at.replace(tzinfo=JST)).timestamp() * 1000)
    except OverflowError:
        raise Sorry(400, "The clock does not go that far.") from None


def _time(asking: Asking) -> dict[str, Any]:
    own = asking.world.clock
    now = own.now()
    return {"now": now, "ahead_ms": own.ahead, "japan": datetime.fromtimestamp(now / 1000, JST).isoformat()}
