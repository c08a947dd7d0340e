"""What a fault does to a call and to its answer."""

from __future__ import annotations

import asyncio

from aiohttp import web

from simulator.api.faults import Fault
from simulator.api.refusals import (
    Refused,
    broken,
    month_is_over,
    not_available,
    too_fast,
    unauthorized,
)

# A silent LINE: longer than any client waits.
SILENCE = 600.0

BEFORE = frozenset({Fault.ERROR_BEFORE, Fault.SILENCE_BEFORE, Fault.RESET_BEFORE})
SILENT = frozenset({Fault.SILENCE_BEFORE, Fault.SILENCE_AFTER})
LOST = SILENT | {Fault.RESET_BEFORE, Fault.RESET_AFTER}

_REFUSALS = {
    Fault.TOO_FAST: too_fast,
    Fault.MONTH_OVER: month_is_over,
    Fault.UNAUTHORIZED: unauthorized,
    Fault.FORBIDDEN: not_available,
}


def stop(fault: Fault | None) -> None:
    """Raises for a call that gets no farther than the door."""
    if fault in BEFORE:
        raise broken()
    if fault in _REFUSALS:
        raise _REFUSALS[fault]()


def refused() -> Refused:
    return Refused(400, "Failed to send messages")


def spoiled(fault: Fault | None, response: web.Response) -> web.Response:
    """The answer of an accepted call as the fault leaves it."""
    match fault:
        case Fault.ERROR_AFTER:
            raise broken()
        case Fault.ODD_OBJECT:
            return _with(response, b"{}")
        case Fault.ODD_EMPTY:
            return _with(response, b"")
        case Fault.ODD_HTML:
            return _with(response, b"<!DOCTYPE html><html><body>Hello</body></html>", "text/html")
        case Fault.ODD_CUT:
            body = response.body if isinstance(response.body, bytes) else b"{}"
            return _with(response, body[: max(1, len(body) // 2)])
        case _:
            return response


def _with(response: web.Response, body: bytes, content_type: str = "application/json") -> web.Response:
    return web.Response(status=response.status, body=body, content_type=content_type)


async def lose(request: web.Request, fault: Fault) -> None:
    if fault in SILENT:
        await asyncio.sleep(SILENCE)
    if request.transport:
        request.transport.abort()
