"""What a control call says, checked; a wrong one is told so in a sentence."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from simulator.channel import CHANNEL, Channel
from simulator.checks.shapes import Check
from simulator.state.people import Person
from simulator.state.world import World

Json = dict[str, Any]


class Sorry(Exception):
    """The call cannot be done; the sentence says why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(frozen=True, slots=True)
class Asking:
    request: web.Request

    @property
    def channel(self) -> Channel:
        return self.request.app[CHANNEL]

    @property
    def world(self) -> World:
        return self.channel.world

    def person(self) -> Person:
        person = self.world.people.get(self.request.match_info["uid"])
        if person is None:
            raise Sorry(404, "There is nobody with this id.")
        return person

    def number(self, name: str, default: int, most: int) -> int:
        given = self.request.query.get(name)
        if given is None:
            return default
        if not (given.isascii() and given.isdigit() and len(given) < 16):
            raise Sorry(400, f"{name} must be a number from 0.")
        return min(int(given), most)

    async def json(self, table: Check) -> Json:
        """The body, an empty one being an empty object, with nothing the table does not know."""
        raw = await self.request.read()
        try:
            body = json.loads(raw.decode()) if raw.strip() else {}
            problems = table(body)
        except RecursionError:
            raise Sorry(400, "The body is nested too deeply.") from None
        except ValueError:
            raise Sorry(400, "The body is not JSON in UTF-8.") from None
        if problems:
            told = "; ".join(f"{problem.path or 'the body'}: {problem.message}" for problem in problems[:5])
            raise Sorry(400, told)
        return _given(body)


def _given(value: Json) -> Json:
    """Without what is null, which is as good as absent; lists stay as they are."""
    return {
        name: _given(part) if isinstance(part, dict) else part
        for name, part in value.items()
        if part is not None
    }


Answerer = Callable[[Asking], Awaitable[web.StreamResponse]]


def told(body: Json, status: int = 200) -> web.Response:
    return web.json_response(body, status=status)


def answering(answerer: Answerer) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The answerer for aiohttp, with its refusals as JSON."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            _at_home(request)
            _same_origin(request)
            return await answerer(Asking(request))
        except Sorry as sorry:
            return told({"message": sorry.message}, sorry.status)
        except web.HTTPRequestEntityTooLarge:
            return told({"message": "The body is too large."}, 413)
        except web.RequestPayloadError:
            return told({"message": "The body could not be read."}, 400)

    return answer


def _at_home(request: web.Request) -> None:
    """A name that another site has pointed at this machine is not ours."""
    host = request.url.host or ""
    try:
        inside = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        inside = False
    if not inside:
        raise Sorry(403, "The stand-in's own calls are for this machine only: use http://127.0.0.1.")


def _same_origin(request: web.Request) -> None:
    """Pages of other sites, open in the same browser, may not touch the town."""
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.host:
        raise Sorry(403, "Calls from pages of another site are refused.")
