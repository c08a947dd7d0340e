"""The door every call to LINE goes through: token, rate, size, request id, faults and the wire log."""

from __future__ import annotations

import asyncio
import hmac
import re
import time
from collections.abc import Awaitable, Callable

from aiohttp import web

from simulator import names
from simulator.api import spoiling
from simulator.api.call import Call, Handler
from simulator.api.faults import Fault
from simulator.api.refusals import Refused, not_allowed, not_found, too_fast, too_large, unauthorized
from simulator.channel import Channel
from simulator.state.wire import readable

# LINE writes 2 MB; taken as millions, what fits here fits there.
LARGEST_REQUEST = 2_000_000

# The calls that may carry a retry key.
RETRIABLE = frozenset(f"/v2/bot/message/{way}" for way in ("push", "multicast", "narrowcast", "broadcast"))

# Audiences by file are the one thing that may be larger: a million ids and a half.
BY_FILE = "/v2/bot/audienceGroup/upload/byFile"
LARGEST_FILE = 60_000_000

# Whoever has no token yet asks for one here.
TOKENS = ("/v2/oauth/", "/oauth2/")

# Stands for every path LINE does not have.
ANY_PATH = "/{path:.*}"

# The paths it has, each with the method they are called by.
WAYS: web.AppKey[list[tuple[str, re.Pattern[str]]]] = web.AppKey("ways")


def guard(
    channel: Channel, method: str, template: str, handler: Handler
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The handler behind the door, for aiohttp."""
    world = channel.world

    async def enter(request: web.Request) -> web.StreamResponse:
        at, began = world.clock.now(), time.perf_counter()
        call = Call(channel, request, names.request_id(), b"")
        if world.narrowcasts.unfinished:
            world.settle()
        endpoint = f"{method} {template}"
        channel.load.begins(endpoint, began)
        fault = channel.faults.draw(method, template)
        try:
            _check(call, method, template, fault)
            call.body = await _read(request, LARGEST_FILE if template == BY_FILE else LARGEST_REQUEST)
            if channel.faults.refuses(method, template, call.body):
                raise spoiling.refused()
            response = await handler(call)
            channel.load.accepted(endpoint)
            response = spoiling.spoiled(fault, response)
        except Refused as refused:
            response = web.json_response(refused.body, status=refused.status, headers=refused.headers)
        response.headers["x-line-request-id"] = call.request_id
        lost = fault in spoiling.LOST
        world.wire.count(endpoint, None if lost else response.status)
        _note(call, at, (time.perf_counter() - began) * 1000, None if lost else response)
        if pause := channel.faults.pause(method, template):
            await asyncio.sleep(pause / 1000)
        if fault and lost:
            await spoiling.lose(request, fault)
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
        path = call.request.path
        others = sorted(way for way, form in call.request.app[WAYS] if form.fullmatch(path))
        raise not_allowed(others) if others else not_found()
    if not (template.startswith(TOKENS) or _known(call)):
        raise unauthorized()
    if not call.channel.rates.allow(method, template):
        call.channel.load.overrun(f"{method} {template}")
        raise too_fast()
    largest = LARGEST_FILE if template == BY_FILE else LARGEST_REQUEST
    if (call.request.content_length or 0) > largest:
        raise too_large()
    if template not in RETRIABLE and "X-Line-Retry-Key" in call.request.headers:
        raise Refused(400, "The X-Line-Retry-Key header is not supported by this endpoint")
    spoiling.stop(fault)


def _known(call: Call) -> bool:
    """The token of the command line, or one that was issued and still holds."""
    given = call.request.headers.get("Authorization", "")
    expected = f"Bearer {call.channel.access_token}"
    if hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode()):
        return True
    return given.startswith("Bearer ") and call.world.passes.valid(given.removeprefix("Bearer ")) is not None


async def _read(request: web.Request, largest: int) -> bytes:
    try:
        if largest == LARGEST_REQUEST:
            body = await request.read()
        else:
            body = await _read_on(request, largest)
    except web.HTTPRequestEntityTooLarge:
        raise too_large() from None
    except web.RequestPayloadError:
        raise Refused(400, "The request body could not be read") from None
    if len(body) > largest:
        raise too_large()
    return body


async def _read_on(request: web.Request, largest: int) -> bytes:
    """More than the server takes otherwise."""
    body = bytearray()
    async for piece in request.content.iter_any():
        body += piece
        if len(body) > largest:
            raise too_large()
    return bytes(body)
