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
from simulator.state.groups import Group
from simulator.state.people import Person

MOST_RECIPIENTS = 500

# What people can quote, and so has a quoteToken once it is sent.
QUOTABLE = frozenset({"text", "textV2", "sticker", "image", "video", "template", "flex"})

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
    chat = _chat(call, token.chat) if token else None
    if token is None or chat is None:
        raise Refused(400, "Invalid reply token")
    check_chat(call, body["messages"], chat)
    token.used = True
    sent = _sent(call, body["messages"], chat.id)
    ids = [message["id"] for message in sent]
    if isinstance(chat, Group):
        call.world.say_to_group(chat, body["messages"], ids)
    elif not chat.blocked:
        call.world.say(chat, body["messages"], ids)
    call.world.effects.note("reply", None, body["messages"], [chat.id])
    call.world.count("reply", 1)
    return answer({"sentMessages": sent})


async def push(call: Call) -> web.Response:
    key = retry_key(call)
    body = call.json(PUSH)
    if not names.CHAT_ID.fullmatch(body["to"]):
        raise invalid_property("to")
    chat = _chat(call, body["to"])
    if chat is None:
        raise Refused(400, "Failed to send messages")
    check_chat(call, body["messages"], chat)
    if isinstance(chat, Group):
        return _push_to_group(call, body, key, chat)
    recipients = _within_quota(call, [chat])
    sent = _sent(call, body["messages"], chat.id)
    ids = [message["id"] for message in sent]
    if recipients:
        call.world.say(chat, body["messages"], ids)
    reached = [person.id for person in recipients]
    call.world.effects.note("push", key, body["messages"], reached)
    _book(call, "push", body, reached, ids, key, sent)
    return answer({"sentMessages": sent})


def _push_to_group(call: Call, body: Json, key: str | None, group: Group) -> web.Response:
    """One message in the group, paid for once for each member."""
    if not call.world.quota.allows(len(group.members)):
        raise month_is_over()
    sent = _sent(call, body["messages"], group.id)
    ids = [message["id"] for message in sent]
    call.world.say_to_group(group, body["messages"], ids)
    call.world.effects.note("push", key, body["messages"], [group.id])
    _book(call, "push", body, list(group.members), ids, key, sent)
    return answer({"sentMessages": sent})


async def multicast(call: Call) -> web.Response:
    key = retry_key(call)
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
    key = retry_key(call)
    body = call.json(BROADCAST)
    friends = [person for person in call.world.people.values() if person.linkable]
    return _send_to_many(call, "broadcast", body, key, friends)


async def validate(call: Call) -> web.Response:
    """The objects only: whether a quote or a mention fits its chat is seen when it is sent."""
    call.json(VALIDATE)
    return answer()


async def validate_for_many(call: Call) -> web.Response:
    """To many people nothing is quoted and nobody mentioned, whoever they are."""
    check_chat(call, call.json(VALIDATE)["messages"], None)
    return answer()


def _send_to_many(
    call: Call, way: str, body: Json, key: str | None, people: Iterable[Person]
) -> web.Response:
    check_chat(call, body["messages"], None)
    recipients = _within_quota(call, {person.id: person for person in people}.values())
    ids = [call.world.message_id() for _ in body["messages"]]
    for person in recipients:
        call.world.say(person, body["messages"], ids)
    reached = [person.id for person in recipients]
    call.world.effects.note(way, key, body["messages"], reached)
    _book(call, way, body, reached, ids, key, None)
    return answer()


def _chat(call: Call, chat: str) -> Person | Group | None:
    """A person, or a group or room the bot is in."""
    if person := call.world.people.get(chat):
        return person
    group = call.world.groups.get(chat)
    return group if group and group.bot else None


def retry_key(call: Call) -> str | None:
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


def check_chat(call: Call, messages: list[Json], chat: Person | Group | None) -> None:
    """Quotes stay in their chat; members are mentioned in groups, and films tracked outside of them."""
    marks = call.world.marks
    for index, message in enumerate(messages):
        token = message.get("quoteToken")
        if token is not None:
            quoted = marks.read("quote", token) if chat else None
            if chat is None or quoted is None or quoted.chat != chat.id:
                raise _detail("Invalid quote token", f"messages[{index}].quoteToken")
        substitutes: dict[str, Any] = message.get("substitution") or {}
        for name, substitute in substitutes.items():
            if substitute["type"] != "mention":
                continue
            where = f"messages[{index}].substitution.{name}"
            if not isinstance(chat, Group):
                raise _detail("mentions are for groups and rooms only", where)
            mentioned = substitute["mentionee"]
            if mentioned["type"] == "user" and mentioned["userId"] not in chat.members:
                raise _detail("the mentioned user is not in the chat", f"{where}.mentionee.userId")
        if isinstance(chat, Group) and message.get("trackingId") is not None:
            raise _detail("trackingId cannot be used in groups and rooms", f"messages[{index}].trackingId")


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
    call: Call,
    way: str,
    body: Json,
    reached: list[str],
    ids: list[str],
    key: str | None,
    sent: list[dict[str, str]] | None,
) -> None:
    """The request is accepted: its key, its cost and its statistics."""
    world = call.world
    if key:
        call.channel.retries.keep(key, call.request_id, sent)
    world.spend(len(reached))
    world.count(way, len(reached))
    unit = _unit(call, body)
    # LINE keeps no statistics of a push or multicast without a unit.
    if unit or way == "broadcast":
        world.sends.begin(
            body["messages"],
            reached,
            request_id=call.request_id,
            way=way,
            at=world.clock.now(),
            unit=unit,
            ids=ids,
        )


def _unit(call: Call, body: Json) -> str | None:
    """The unit the request counts to; with too many names in a month it counts to none."""
    given: list[str] = body.get("customAggregationUnits") or []
    if not given:
        return None
    unit, units = given[0], call.world.units()
    if unit not in units:
        if len(units) >= MOST_UNITS:
            return None
        units.append(unit)
    return unit
