"""What a bot may do with one person: profile, pictures, loading dots, reading, links."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from simulator import names
from simulator.api.call import Call, answer
from simulator.api.refusals import Refused, invalid_parameter, invalid_property, not_found
from simulator.checks.shapes import FINE, Problems, matching, record, text, unreadable, wrong

DEFAULT_LOADING = 20


def _loading_seconds(value: Any) -> Problems:
    if not isinstance(value, int) or isinstance(value, bool):
        return unreadable("an integer")
    if not 5 <= value <= 60:
        return wrong("Must be between 5 and 60")
    return FINE if value % 5 == 0 else wrong("must be a multiple of five")


_LOADING = record({"chatId": text(100), "loadingSeconds": _loading_seconds}, ("chatId",))
_READ = record({"markAsReadToken": text(1_000)}, ("markAsReadToken",))
_READ_CHAT = record({"chat": record({"userId": matching(names.USER_ID.pattern)}, ("userId",))}, ("chat",))


async def profile(call: Call) -> web.Response:
    person = call.person()
    if person is None or not person.known():
        raise not_found()
    return answer({"userId": person.id, "displayName": person.name, "language": person.language})


async def followers(call: Call) -> web.Response:
    """Friends page by page; `next` is where the next page begins."""
    limit = call.count("limit", default=300, most=1_000)
    start = call.request.query.get("start", "")
    if start and not names.USER_ID.fullmatch(start):
        raise Refused(400, "Invalid start param")
    friends = sorted(
        person.id for person in call.world.people.values() if person.linkable and person.id >= start
    )
    page: dict[str, Any] = {"userIds": friends[:limit]}
    if len(friends) > limit:
        page["next"] = friends[limit]
    return answer(page)


async def content(call: Call) -> web.Response:
    message_id = call.path("messageId")
    if not (message_id.isascii() and message_id.isdigit()):
        raise invalid_parameter("messageId")
    kept = call.world.files.get(message_id) if message_id in call.world.photos else None
    if kept is None:
        raise not_found()
    return web.Response(body=kept, content_type=call.world.photos[message_id])


async def transcoding(call: Call) -> web.Response:
    """Pictures need no preparation; films and sound cannot be sent from these phones."""
    if call.path("messageId") not in call.world.photos:
        raise not_found()
    return answer({"status": "succeeded"})


async def loading(call: Call) -> web.Response:
    body = call.json(_LOADING)
    if not names.USER_ID.fullmatch(body["chatId"]):
        raise invalid_property("chatId")
    person = call.world.people.get(body["chatId"])
    if person is None:
        raise not_found()
    if not (person.pc or person.blocked):
        seconds = body.get("loadingSeconds")
        call.world.feed.publish(
            "loading", person=person.id, seconds=DEFAULT_LOADING if seconds is None else seconds
        )
    return answer(status=202)


async def mark_read(call: Call) -> web.Response:
    marked = call.world.marks.read("read", call.json(_READ)["markAsReadToken"])
    person = call.world.people.get(marked.chat) if marked else None
    if marked is None or person is None:
        raise Refused(400, "Invalid markAsReadToken")
    if bubble := person.bubble(marked.message_id):
        _read_upto(call, person.id, bubble.at)
    return answer()


async def mark_chat_read(call: Call) -> web.Response:
    user_id = call.json(_READ_CHAT)["chat"]["userId"]
    if user_id not in call.world.people:
        raise not_found()
    _read_upto(call, user_id, call.world.clock.now())
    return answer()


async def link_token(call: Call) -> web.Response:
    if call.person() is None:
        raise not_found()
    return answer({"linkToken": names.token()})


def _read_upto(call: Call, user_id: str, at: int) -> None:
    if call.world.people[user_id].mark_read(at):
        call.world.version += 1
        call.world.feed.publish("read", person=user_id, upto=at)
