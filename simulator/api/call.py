"""One request to LINE as its handler sees it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from aiohttp import web

from simulator import names
from simulator.api.refusals import (
    Refused,
    invalid_body,
    invalid_parameter,
    not_available,
    not_found,
    wrong_type,
)
from simulator.channel import Channel
from simulator.checks.shapes import Check
from simulator.state.people import Person
from simulator.state.world import World

Json = dict[str, Any]

JSON_TYPE = "application/json"


@dataclass(slots=True)
class Call:
    channel: Channel
    request: web.Request
    request_id: str
    body: bytes

    @property
    def world(self) -> World:
        return self.channel.world

    def path(self, name: str) -> str:
        return self.request.match_info[name]

    def json(self, table: Check) -> Json:
        """The body, if it is called JSON (or nothing) and the table has nothing against it."""
        if self.request.headers.get("Content-Type") and self.request.content_type != JSON_TYPE:
            raise wrong_type(self.request.content_type)
        body = parse(self.body)
        try:
            problems = table(body)
        except RecursionError:
            raise _unparsable() from None
        if problems:
            raise invalid_body(problems)
        return body

    def person(self, name: str = "userId") -> Person | None:
        """The person named in the path; malformed ids are refused, unknown ones are None."""
        user_id = self.path(name)
        if not names.USER_ID.fullmatch(user_id):
            raise invalid_parameter(name)
        return self.world.people.get(user_id)

    def count(self, name: str, default: int, most: int) -> int:
        """A number in the query, such as `limit`."""
        given = self.request.query.get(name)
        if given is None:
            return default
        if not (given.isascii() and given.isdigit() and len(given) < 10 and 1 <= int(given) <= most):
            raise invalid_parameter(name)
        return int(given)


Handler = Callable[[Call], Awaitable[web.Response]]


def answer(body: Json | None = None, status: int = 200) -> web.Response:
    return web.json_response({} if body is None else body, status=status)


def parse(body: bytes) -> Json:
    try:
        value = json.loads(body.decode(), parse_constant=_no_such_number)
    except (ValueError, RecursionError):
        raise _unparsable() from None
    if not isinstance(value, dict):
        raise _unparsable()
    return value


def _no_such_number(word: str) -> NoReturn:
    """Python reads NaN and Infinity, JSON does not know them."""
    raise ValueError(word)


def _unparsable() -> Refused:
    return Refused(400, "The request body could not be parsed as JSON (line: -, column: -)")


async def unavailable(_call: Call) -> web.Response:
    """A path for accounts with a contract that this one does not have."""
    raise not_available()


async def unknown(_call: Call) -> web.Response:
    """Any path LINE does not have."""
    raise not_found()
