"""Coupons: made, listed, looked up and closed."""

from __future__ import annotations

from aiohttp import web

from simulator.api import pages
from simulator.api.call import Call, answer
from simulator.api.refusals import one_error
from simulator.checks.coupons import COUPON
from simulator.state.coupons import Coupon

STATES = ("DRAFT", "RUNNING", "CLOSED")

MOST_COUPONS = 5_000
MOST_LISTED = 100


async def create(call: Call) -> web.Response:
    wanted, now, shelf = call.json(COUPON), call.world.clock.now(), call.world.coupons.shelf
    if wanted["endTimestamp"] * 1000 <= now:
        raise one_error("must be in the future", "endTimestamp")
    if sum(it.status(now) == "RUNNING" for it in shelf.values()) >= MOST_COUPONS:
        raise one_error("You have too many coupons created.", "")
    coupon = call.world.coupons.add(wanted, now)
    call.world.version += 1
    return answer({"couponId": coupon.id})


async def listing(call: Call) -> web.Response:
    """Page by page, the newest first."""
    states = {state for given in call.request.query.getall("status", []) for state in given.split(",")}
    if not states <= set(STATES):
        raise one_error(f"Must be one of the following values: [{','.join(STATES)}]", "status")
    limit, first = _limit(call), pages.start(call)
    shelf, now = call.world.coupons.shelf, call.world.clock.now()
    found = [it for it in reversed(shelf) if not states or shelf[it].status(now) in states]
    if first:
        found = found[found.index(first) :] if first in found else []
    told = pages.page(call, "items", found, limit)
    return answer({**told, "items": [shelf[it].summary() for it in told["items"]]})


async def get(call: Call) -> web.Response:
    return answer(_known(call).line(call.world.clock.now()))


async def close(call: Call) -> web.Response:
    """For good; what is closed cannot be closed again."""
    coupon = _known(call)
    if coupon.closed:
        raise one_error("The coupon has already been closed.", "", 410)
    coupon.closed = True
    call.world.version += 1
    return answer()


def _known(call: Call) -> Coupon:
    coupon = call.world.coupons.shelf.get(call.path("couponId"))
    if coupon is None:
        raise one_error("coupon not found", "", 404)
    return coupon


def _limit(call: Call) -> int:
    given = call.request.query.get("limit", "20")
    if not (given.isascii() and given.isdigit() and len(given) < 10 and int(given) >= 1):
        raise one_error("Must be greater than or equal to 1", "limit")
    if int(given) > MOST_LISTED:
        raise one_error(f"Must be less than or equal to {MOST_LISTED}", "limit")
    return int(given)
