"""Channel access tokens: issued, verified, listed and revoked, in their three kinds."""

from __future__ import annotations

import secrets
from math import ceil

from aiohttp import web

from simulator.api.assertions import claims_of, life_of
from simulator.api.call import Call, answer
from simulator.api.forms import fields_of
from simulator.api.refusals import Refused, TokenRefused
from simulator.state.passes import LONGEST_LIFE, MOST_TOKENS, STATELESS_LIFE, Pass

_BY_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

# The token of the command line has no end; LINE tells of such a one that it lives very long.
VERY_LONG = 3_138_007_490


async def issue_short_lived(call: Call) -> web.Response:
    """With a thirty-first token the oldest one is no longer valid."""
    form = _form(call)
    _check_grant(form)
    _check_secret(call, form)
    passes = call.world.passes
    for oldest in passes.living("short")[: 1 - MOST_TOKENS]:
        passes.revoke(oldest)
    return _issued(call, *passes.issue("short", LONGEST_LIFE))


async def issue_by_assertion(call: Call) -> web.Response:
    form = _form(call)
    _check_grant(form)
    life = life_of(_claims(call, form))
    passes = call.world.passes
    if len(passes.living("assertion")) >= MOST_TOKENS:
        raise Refused(400, "The maximum number of access tokens has already been issued")
    return _issued(call, *passes.issue("assertion", life * 1000))


async def issue_stateless(call: Call) -> web.Response:
    form = _form(call)
    _check_grant(form)
    if "client_assertion" in form:
        _claims(call, form)
    elif not _knows_secret(call, form):
        raise TokenRefused("invalid_request", "Invalid 'client_credentials'.")
    return _issued(call, *call.world.passes.issue("stateless", STATELESS_LIFE))


async def verify(call: Call) -> web.Response:
    """Of short-lived and of long-lived tokens."""
    token = _form(call).get("access_token", "")
    if _is(token, call.channel.access_token):
        return answer({"client_id": call.channel.id, "expires_in": VERY_LONG, "scope": "P CM"})
    if not token:
        raise TokenRefused("invalid_request", "access_token in invalid format")
    return _verified(call, token, "short", "P CM", "access_token invalid")


async def verify_by_assertion(call: Call) -> web.Response:
    token = call.request.query.get("access_token", "")
    if not token:
        raise TokenRefused("invalid_request", "The access token not JWS")
    return _verified(call, token, "assertion", "profile chat_message.write", "The access token expired")


async def key_ids(call: Call) -> web.Response:
    _claims(call, dict(call.request.query))
    return answer({"kids": call.world.passes.key_ids()})


async def revoke(call: Call) -> web.Response:
    """Of an unknown token nothing is said."""
    token = _form(call).get("access_token")
    if not token:
        raise TokenRefused("invalid_request")
    _drop(call, token)
    return web.Response()


async def revoke_by_assertion(call: Call) -> web.Response:
    form = _form(call)
    _check_secret(call, form)
    if not form.get("access_token"):
        raise TokenRefused("invalid_request", "The access token not JWS")
    _drop(call, form["access_token"])
    return web.Response()


def _drop(call: Call, token: str) -> None:
    known = call.world.passes.valid(token)
    # Nobody can take a stateless token back.
    if known and known.kind != "stateless":
        call.world.passes.revoke(token)
        call.world.version += 1


def _form(call: Call) -> dict[str, str]:
    if call.request.content_type != "application/x-www-form-urlencoded":
        raise TokenRefused("invalid_request", "the content type must be application/x-www-form-urlencoded")
    return fields_of(call.body)


def _check_grant(form: dict[str, str]) -> None:
    if form.get("grant_type") != "client_credentials":
        raise TokenRefused("unsupported_grant_type", "unsupported grant_type")


def _check_secret(call: Call, form: dict[str, str]) -> None:
    given = form.get("client_id"), form.get("client_secret")
    if not all(given):
        raise TokenRefused("invalid_request", "some parameters missed or invalid")
    if not _is(str(given[0]), call.channel.id):
        raise TokenRefused("invalid_client", "invalid client_id")
    if not _is(str(given[1]), call.channel.secret):
        raise TokenRefused("invalid_client", "invalid client_secret")


def _knows_secret(call: Call, form: dict[str, str]) -> bool:
    own = _is(form.get("client_id", ""), call.channel.id)
    return own and _is(form.get("client_secret", ""), call.channel.secret)


def _claims(call: Call, form: dict[str, str]) -> dict[str, object]:
    if form.get("client_assertion_type") != _BY_ASSERTION:
        raise TokenRefused("invalid_request", "invalid client_assertion_type")
    given = form.get("client_assertion", "")
    return claims_of(given, call.world.passes.keys, call.channel.id, call.world.clock.now())


def _issued(call: Call, token: str, known: Pass) -> web.Response:
    call.world.version += 1
    # Its whole life: the millisecond that may have gone by since is no second.
    whole = ceil((known.until - call.world.clock.now()) / 1000)
    told = {"access_token": token, "token_type": "Bearer", "expires_in": whole}
    return answer(told | ({"key_id": known.key_id} if known.key_id else {}))


def _verified(call: Call, token: str, kind: str, scope: str, otherwise: str) -> web.Response:
    known = call.world.passes.valid(token)
    if known is None or known.kind != kind:
        raise TokenRefused("invalid_request", otherwise)
    left = (known.until - call.world.clock.now()) // 1000
    return answer({"client_id": call.channel.id, "expires_in": left, "scope": scope})


def _is(given: str, expected: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "replace"), expected.encode())
