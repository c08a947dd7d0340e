"""Narrowcasts: to audiences and by what LINE guesses of people, accepted at once and sent a little later."""

from __future__ import annotations

import asyncio

from aiohttp import web

from simulator.api.aiming import FEWEST_PEOPLE, FILTER, RECIPIENT, Aim, aimed_at, matches
from simulator.api.call import Call, Json, answer
from simulator.api.refusals import Refused, invalid_parameter, month_is_over, not_found
from simulator.api.sending import check_chat, retry_key
from simulator.checks.messages import MESSAGES
from simulator.checks.shapes import flag, record, whole
from simulator.state.narrowcasts import SENT_AFTER, Narrowcast
from simulator.state.people import Person

# With fewer people whose attributes LINE knows, nobody may be aimed at by them.
FEWEST_DESCRIBED = 100


_LIMIT = record({"max": whole(1), "upToRemainingQuota": flag, "forbidPartialDelivery": flag})

NARROWCAST = record(
    {
        "messages": MESSAGES,
        "notificationDisabled": flag,
        "recipient": RECIPIENT,
        "filter": record({"demographic": FILTER}),
        "limit": _LIMIT,
    },
    ("messages",),
)


async def narrowcast(call: Call) -> web.Response:
    key = retry_key(call)
    body = call.json(NARROWCAST)
    check_chat(call, body["messages"], None)
    limit: Json = body.get("limit") or {}
    if limit.get("forbidPartialDelivery") and not limit.get("upToRemainingQuota"):
        raise Refused(400, "The option forbidPartialDelivery must be used with upToRemainingQuota.")
    aim = aimed_at(call, body.get("recipient"))
    wanted = (body.get("filter") or {}).get("demographic")
    friends = [person for person in call.world.people.values() if person.linkable]
    if wanted is not None and sum(person.described for person in friends) < FEWEST_DESCRIBED:
        raise Refused(403, "Your account does not have enough friends")
    reserved = _reserved(call, len(friends), limit)
    recipients = [
        person
        for person in friends
        if (aim.people is None or person.id in aim.people)
        and (wanted is None or matches(person, wanted, call.world.clock.now()))
    ]
    error = _failure(aim, wanted, recipients, reserved, limit)
    _accept(call, body, key, [person.id for person in recipients[:reserved]], reserved, error)
    return answer(status=202)


async def progress(call: Call) -> web.Response:
    request_id = call.request.query.get("requestId", "")
    if not request_id:
        raise invalid_parameter("requestId")
    now = call.world.clock.now()
    found = call.world.narrowcasts.find(request_id, now)
    if found is None:
        raise not_found()
    return answer(found.line(now))


def _reserved(call: Call, reach: int, limit: Json) -> int:
    """How much of the month is kept back: everybody it might go to, or less if less is asked for."""
    wanted = min(reach, limit.get("max") or reach)
    quota = call.world.quota
    quota.turn_page()
    if limit.get("upToRemainingQuota") and quota.left is not None and quota.left:
        return min(wanted, quota.left)
    if not quota.allows(wanted):
        raise month_is_over()
    return wanted


def _failure(
    aim: Aim, wanted: Json | None, recipients: list[Person], reserved: int, limit: Json
) -> int | None:
    """LINE's number for why an accepted narrowcast will not be sent."""
    if aim.too_small:
        return 4
    uploaded_only = aim.uploaded_only and wanted is None
    if not recipients or (len(recipients) < FEWEST_PEOPLE and not uploaded_only):
        return 2
    largest = limit.get("max") or len(recipients)
    if limit.get("forbidPartialDelivery") and min(len(recipients), largest) > reserved:
        return 5
    return None


def _accept(
    call: Call, body: Json, key: str | None, recipients: list[str], reserved: int, error: int | None
) -> None:
    world, now = call.world, call.world.clock.now()
    if key:
        call.channel.retries.keep(key, call.request_id, None)
    messages = body["messages"]
    world.narrowcasts.add(Narrowcast(call.request_id, now, messages, recipients, reserved, key, error))
    world.sends.begin(
        messages,
        (),
        request_id=call.request_id,
        way="narrowcast",
        at=now,
        unit=None,
        ids=[world.message_id() for _ in messages],
    )
    world.effects.accepted["narrowcast"] += 1
    world.reserve()
    asyncio.get_running_loop().call_later(SENT_AFTER / 1000 + 0.05, world.settle)
