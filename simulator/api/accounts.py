"""What a bot may ask about itself, its month and its webhook."""

from __future__ import annotations

import re
from typing import Any

from aiohttp import web

from simulator.api import pages
from simulator.api.call import Call, answer
from simulator.api.days import day_in
from simulator.api.refusals import Refused, not_found
from simulator.checks.shapes import anything, record
from simulator.clock import iso

LONGEST_ENDPOINT = 500

# Before this day LINE did not count what was sent.
FIRST_COUNTED = "20180331"

# LINE takes HTTPS only; here a bot on the same machine may be reached without it.
_ENDPOINT = re.compile(
    r"https://[^\s/?#]+[^\s#]*|http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?(/[^\s#]*)?"
)


_SET = record({"endpoint": anything}, ("endpoint",))
_TEST = record({"endpoint": anything})


def _endpoint(value: Any) -> str:
    fine = isinstance(value, str) and len(value) <= LONGEST_ENDPOINT and _ENDPOINT.fullmatch(value)
    if not fine:
        raise Refused(400, "Invalid webhook endpoint URL")
    return str(value)


async def info(call: Call) -> web.Response:
    bot = call.world.bot
    return answer(
        {
            "userId": bot.user_id,
            "basicId": bot.basic_id,
            "displayName": bot.name,
            "chatMode": "bot",
            "markAsReadMode": "auto",
        }
    )


async def quota(call: Call) -> web.Response:
    return answer(call.world.quota.line())


async def consumption(call: Call) -> web.Response:
    call.world.quota.turn_page()
    return answer({"totalUsage": call.world.quota.used})


async def delivered(call: Call) -> web.Response:
    """How many messages went out on a day; LINE has counted only days that are over."""
    date = day_in(call, "date")
    if date < FIRST_COUNTED:
        return answer({"status": "out_of_service"})
    if date >= call.world.clock.date():
        return answer({"status": "unready"})
    return answer(
        {"status": "ready", "success": call.world.statistics.sent.get(date, {}).get(call.path("way"), 0)}
    )


async def units(call: Call) -> web.Response:
    return answer({"numOfCustomAggregationUnits": len(call.world.units())})


async def unit_names(call: Call) -> web.Response:
    limit = call.count("limit", default=100, most=100)
    first = pages.start(call)
    rest = sorted(name for name in call.world.units() if name >= first)
    return answer(pages.page(call, "customAggregationUnits", rest, limit))


async def endpoint(call: Call) -> web.Response:
    if call.world.webhook is None:
        raise _no_endpoint()
    return answer({"endpoint": call.world.webhook, "active": True})


async def set_endpoint(call: Call) -> web.Response:
    call.world.webhook = _endpoint(call.json(_SET)["endpoint"])
    call.world.version += 1
    return answer()


async def test_endpoint(call: Call) -> web.Response:
    """A delivery without events, and what became of it."""
    body = call.json(_TEST) if call.body else {}
    given = body.get("endpoint")
    url = call.world.webhook if given is None else _endpoint(given)
    if url is None:
        raise _no_endpoint()
    at = call.world.clock.now()
    outcome = await call.channel.delivery.send([], url=url)
    return answer(
        {
            "success": outcome.accepted,
            "timestamp": iso(at),
            "statusCode": outcome.status or 0,
            "reason": outcome.reason,
            "detail": str(outcome.status or outcome.body),
        }
    )


def _no_endpoint() -> Refused:
    return not_found("Webhook endpoint not found")
