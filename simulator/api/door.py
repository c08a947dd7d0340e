"""The door every call to LINE goes through: token, rate, size, request id, faults and the wire log."""

from __future__ import annotations

import asyncio
import hmac
import random
import time
from collections.abc import Awaitable, Callable

from aiohttp import web

from simulator import names
from simulator.api.call import Call, Handler
from simulator.api.faults import Fault
from simulator.api.refusals import Refused, broken, not_found, too_fast, too_large, unauthorized
from simulator.channel import Channel
from simulator.state.wire import readable

# LINE writes 2 MB; taken as millions, what fits here fits there.
LARGEST_REQUEST = 2_000_000

# The calls that may carry a retry key, and the only ones that faults are drawn for besides reply.
RETRIABLE = frozenset(f"/v2/bot/message/{way}" for way in ("push", "multicast", "narrowcast", "broadcast"))
SENDING = RETRIABLE | {"/v2/bot/message/reply"}

# Stands for every path LINE does not have.
ANY_PATH = "/{path:.*}"

# A silent LINE: longer than any client waits.
SILENCE = 600.0


def guard(
    channel: Channel, method: str, template: str, handler: Handler
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The handler behind the door, for aiohttp."""
    world = channel.world

    async def enter(request: web.Request) -> web.StreamResponse:
        at, began = world.clock.now(), time.perf_counter()
        call = Call(channel, request, names.request_id(), b"")
        fault = channel.faults.draw() if template in SENDING else None
        try:
            _check(call, method, template, fault)
            call.body = await _read(request)
            response = await handler(call)
            if fault is Fault.ERROR_AFTER:
                raise broken()
        except Refused as refused:
            response = web.json_response(refused.body, status=refused.status, headers=refused.headers)
        response.headers["x-line-request-id"] = call.request_id
        lost = fault in (Fault.SILENCE, Fault.RESET)
        world.wire.count(f"{method} {template}", None if lost else response.status)
        _note(call, at, (time.perf_counter() - began) * 1000, None if lost else response)
        if lost:
            await _lose(request, fault)
        return response

    return enter


def _note(call: Call, at: int, ms: float, response: web.Response | None) -> None:
    """The wire log's entry; an answer that gets lost is none."""
    body = response.body if response else None
    entry = call.world.wire.note(
        at=at,
        direction="from_bot",
        method=call.request.method,
        path=call.request.path_qs,
        status=response.status if response else None,
        ms=ms,
        request=readable(call.body, call.request.content_type),
        response=readable(body, response.content_type) if response and isinstance(body, bytes) else "",
        quota_left=call.world.quota.left,
        request_id=call.request_id,
    )
    call.world.feed.publish("wire", entry=entry.public())


def _check(call: Call, method: str, template: str, fault: Fault | None) -> None:
    if template == ANY_PATH:
        raise not_found()
    given = call.request.headers.get("Authorization", "")
    expected = f"Bearer {call.channel.access_token}"
    if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode()):
        raise unauthorized()
    if fault is Fault.TOO_FAST or not call.channel.rates.allow(method, template):
        raise too_fast()
    if (call.request.content_length or 0) > LARGEST_REQUEST:
        raise too_large()
    if template not in RETRIABLE and "X-Line-Retry-Key" in call.request.headers:
        raise Refused(400, "The X-Line-Retry-Key header is not supported by this endpoint")
    # Chance for a test's sake, nothing secret.
    unheard = fault in (Fault.SILENCE, Fault.RESET) and random.random() < 0.5  # noqa: S311
    if fault is Fault.ERROR_BEFORE or unheard:
        raise broken()


async def _read(request: web.Request) -> bytes:
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise too_large() from None
    except web.RequestPayloadError:
        raise Refused(400, "The request body could not be read") from None
    if len(body) > LARGEST_REQUEST:
        raise too_large()
    return body


async def _lose(request: web.Request, fault: Fault | None) -> None:
    if fault is Fault.SILENCE:
        await asyncio.sleep(SILENCE)
    if request.transport:
        request.transport.abort()
