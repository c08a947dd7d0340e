"""Coupons: made, listed, looked up and closed."""

from __future__ import annotations

from aiohttp import web

from simulator.api import pages
from simulator.api.call import Call, answer
from simulator.api.refusals import gone, invalid_parameter, not_found
from simulator.checks.coupons import COUPON
from simulator.state.coupons import Coupon

STATES = frozenset({"DRAFT", "RUNNING", "CLOSED"})


async def create(call: Call) -> web.Response:
    coupon = call.world.coupons.add(call.json(COUPON), call.world.clock.now())
    call.world.version += 1
    return answer({"couponId": coupon.id})


async def listing(call: Call) -> web.Response:
    """Page by page, the newest first."""
    states = {state for given in call.request.query.getall("status", []) for state in given.split(",")}
    if not states <= STATES:
        raise invalid_parameter("status")
    limit, first = call.count("limit", default=20, most=100), pages.start(call)
    shelf = call.world.coupons.shelf
    found = [it for it in reversed(shelf) if not states or shelf[it].status in states]
    if first:
        found = found[found.index(first) :] if first in found else []
    told = pages.page(call, "items", found, limit)
    return answer({**told, "items": [shelf[it].summary() for it in told["items"]]})


async def get(call: Call) -> web.Response:
    return answer(_known(call).line())


async def close(call: Call) -> web.Response:
    """For good; what is closed cannot be closed again."""
    coupon = _known(call)
    if coupon.closed:
        raise gone()
    coupon.closed = True
    call.world.version += 1
    return answer()


def _known(call: Call) -> Coupon:
    coupon = call.world.coupons.shelf.get(call.path("couponId"))
    if coupon is None:
        raise not_found()
    return coupon
