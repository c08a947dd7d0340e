"""Reply, push, multicast and broadcast: what is sent, to whom it gets through, and what it costs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aiohttp import web

from simulator import names
from simulator.api.call import Call, Json, answer
from simulator.api.refusals import Refused, invalid_parameter, invalid_property, month_is_over
from simulator.checks.messages import MESSAGES
from simulator.checks.shapes import anything, array, flag, matching, record, text
from simulator.state.people import Person

MOST_RECIPIENTS = 500

# What people can quote, and so has a quoteToken once it is sent.
QUOTABLE = frozenset({"text", "textV2", "sticker", "image", "video"})

_BODY = {"messages": MESSAGES, "notificationDisabled": flag}
_UNITS = array(matching(names.UNIT_NAME.pattern), 0, 1)

REPLY = record({**_BODY, "replyToken": text(1_000)}, ("replyToken", "messages"))
PUSH = record({**_BODY, "to": text(1_000), "customAggregationUnits": _UNITS}, ("to", "messages"))
MULTICAST = record(
    {**_BODY, "to": array(anything, 1, MOST_RECIPIENTS), "customAggregationUnits": _UNITS}, ("to", "messages")
)
BROADCAST = record(_BODY, ("messages",))
VALIDATE = record({"messages": MESSAGES}, ("messages",))

# Names beyond this many in a month are dropped in silence.
MOST_UNITS = 1_000


async def reply(call: Call) -> web.Response:
    body = call.json(REPLY)
    token = call.channel.tokens.find(body["replyToken"])
    person = call.world.people.get(token.chat) if token else None
    if token is None or person is None:
        raise Refused(400, "Invalid reply token")
    _check_chat(call, body["messages"], person.id)
    token.used = True
    sent = _sent(call, body["messages"], person.id)
    if not person.blocked:
        call.world.say(person, body["messages"], [message["id"] for message in sent])
    call.world.count("reply", 1)
    return answer({"sentMessages": sent})


async def push(call: Call) -> web.Response:
    key = _retry_key(call)
    body = call.json(PUSH)
    if not names.CHAT_ID.fullmatch(body["to"]):
        raise invalid_property("to")
    person = call.world.people.get(body["to"])
    if person is None:
        raise Refused(400, "Failed to send messages")
    _check_chat(call, body["messages"], person.id)
    recipients = _within_quota(call, [person])
    sent = _sent(call, body["messages"], person.id)
    if recipients:
        call.world.say(person, body["messages"], [message["id"] for message in sent])
    _book(call, "push", body, len(recipients), key, sent)
    return answer({"sentMessages": sent})


async def multicast(call: Call) -> web.Response:
    key = _retry_key(call)
    body = call.json(MULTICAST)
    people = []
    for index, user_id in enumerate(body["to"]):
        if not isinstance(user_id, str) or not names.USER_ID.fullmatch(user_id):
            raise invalid_property(f"to[{index}]")
        if person := call.world.people.get(user_id):
            people.append(person)
        elif call.channel.unknown_in_multicast == "refuse":
            raise invalid_property(f"to[{index}]")
    return _send_to_many(call, "multicast", body, key, people)


async def broadcast(call: Call) -> web.Response:
    key = _retry_key(call)
    body = call.json(BROADCAST)
    friends = [person for person in call.world.people.values() if person.linkable]
    return _send_to_many(call, "broadcast", body, key, friends)


async def validate(call: Call) -> web.Response:
    call.json(VALIDATE)
    return answer()


def _send_to_many(
    call: Call, way: str, body: Json, key: str | None, people: Iterable[Person]
) -> web.Response:
    _check_chat(call, body["messages"], None)
    recipients = _within_quota(call, {person.id: person for person in people}.values())
    ids = [call.world.message_id() for _ in body["messages"]]
    for person in recipients:
        call.world.say(person, body["messages"], ids)
    _book(call, way, body, len(recipients), key, None)
    return answer()


def _retry_key(call: Call) -> str | None:
    """The key of this request; one that was accepted before ends here with what it was told then."""
    key = call.request.headers.get("X-Line-Retry-Key")
    if key is None:
        return None
    if not names.RETRY_KEY.fullmatch(key):
        raise invalid_parameter("X-Line-Retry-Key")
    if accepted := call.channel.retries.find(key):
        raise Refused(
            409,
            "The retry key is already accepted",
            headers={"x-line-accepted-request-id": accepted.request_id},
            **accepted.again(),
        )
    return key


def _within_quota(call: Call, people: Iterable[Person]) -> list[Person]:
    """Those it gets through to; only they are counted, and nobody gets anything beyond the month's limit."""
    now = call.world.clock.now()
    recipients = [person for person in people if person.reachable(now)]
    if not call.world.quota.allows(len(recipients)):
        raise month_is_over()
    return recipients


def _check_chat(call: Call, messages: list[Json], chat: str | None) -> None:
    """Quotes stay in their chat, and people are mentioned in groups only."""
    marks = call.world.marks
    for index, message in enumerate(messages):
        token = message.get("quoteToken")
        if token is not None:
            quoted = marks.read("quote", token) if chat else None
            if quoted is None or quoted.chat != chat:
                raise _detail("Invalid quote token", f"messages[{index}].quoteToken")
        substitutes: dict[str, Any] = message.get("substitution") or {}
        for name, substitute in substitutes.items():
            if substitute["type"] == "mention":
                raise _detail(
                    "mentions are for groups and rooms only", f"messages[{index}].substitution.{name}"
                )


def _detail(message: str, path: str) -> Refused:
    return Refused(400, "The request body has 1 error(s)", details=[{"message": message, "property": path}])


def _sent(call: Call, messages: list[Json], chat: str) -> list[dict[str, str]]:
    sent = []
    for message in messages:
        told = {"id": call.world.message_id()}
        if message["type"] in QUOTABLE:
            told["quoteToken"] = call.world.marks.token("quote", chat, told["id"])
        sent.append(told)
    return sent


def _book(
    call: Call, way: str, body: Json, recipients: int, key: str | None, sent: list[dict[str, str]] | None
) -> None:
    """The request is accepted: its key, its cost and its statistics."""
    if key:
        call.channel.retries.keep(key, call.request_id, sent)
    call.world.spend(recipients)
    call.world.count(way, recipients)
    units = call.world.units()
    for unit in body.get("customAggregationUnits") or ():
        if unit not in units and len(units) < MOST_UNITS:
            units.append(unit)
