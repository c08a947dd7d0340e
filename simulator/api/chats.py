"""What a bot may do with one person: profile, pictures, loading dots, reading, links."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from simulator import names
from simulator.api import pages
from simulator.api.call import Call, answer
from simulator.api.refusals import (
    Refused,
    gone,
    invalid_parameter,
    no_content,
    not_available,
    not_found,
    one_error,
)
from simulator.checks.shapes import Problem, Problems, matching, record, text, unreadable
from simulator.pictures import FILM
from simulator.state.world import KEPT_FOR, PREPARED_AFTER

DEFAULT_LOADING = 20

PREPARED = ("video/", "audio/")


def _loading_seconds(value: Any) -> Problems:
    if not isinstance(value, int) or isinstance(value, bool):
        return unreadable("an integer")
    told = [] if 5 <= value <= 60 else [Problem("Must be between 5 and 60")]
    return told if value % 5 == 0 else [*told, Problem("must be a multiple of five")]


_LOADING = record({"chatId": text(100), "loadingSeconds": _loading_seconds}, ("chatId",))
_NO_USER = "Only user id is acceptable, please confirm if there are any group/room ids or illegal ids."
_READ = record({"markAsReadToken": text(1_000)}, ("markAsReadToken",))
_READ_CHAT = record({"chat": record({"userId": matching(names.USER_ID.pattern)}, ("userId",))}, ("chat",))


async def profile(call: Call) -> web.Response:
    person = call.person()
    if person is None or not person.known():
        raise not_found()
    status = {"statusMessage": person.status} if person.status else {}
    return answer({**person.face(), **status, "language": person.language})


async def followers(call: Call) -> web.Response:
    """Friends page by page."""
    if not call.world.verified:
        raise not_available()
    limit = call.count("limit", default=300, most=1_000)
    first = pages.start(call)
    friends = sorted(
        person.id for person in call.world.people.values() if person.linkable and person.id >= first
    )
    return answer(pages.page(call, "userIds", friends, limit))


async def content(call: Call) -> web.Response:
    """What somebody sent: 202 while it is prepared, 410 when its time is over."""
    content_type = _sent(call)
    if _in_preparation(call, content_type):
        return web.Response(status=202)
    kept = call.world.files.get(call.path("messageId"))
    if kept is None:
        raise no_content()
    return web.Response(body=kept, content_type=content_type)


async def preview(call: Call) -> web.Response:
    """Of pictures and films. Nothing is made smaller here; a film's picture is one of ours."""
    content_type = _sent(call)
    if content_type.startswith("image/"):
        return await content(call)
    if not content_type.startswith("video/"):
        raise Refused(400, "The content can not be previewed")
    if _in_preparation(call, content_type):
        return web.Response(status=202)
    return web.Response(body=FILM, content_type="image/png")


async def transcoding(call: Call) -> web.Response:
    """Films and sound are prepared for a while; of anything else there is nothing to tell."""
    content_type = _sent(call)
    if not content_type.startswith(PREPARED):
        raise Refused(400, "Transcoding status doesn't support this type of content")
    prepared = not _in_preparation(call, content_type)
    return answer({"status": "succeeded" if prepared else "processing"})


def _sent(call: Call) -> str:
    """The content type of what is asked for, if it is still kept."""
    message_id = call.path("messageId")
    if not (message_id.isascii() and message_id.isdigit()):
        raise invalid_parameter("messageId")
    if message_id in call.world.taken_back:
        raise gone()
    content_type = call.world.photos.get(message_id)
    if content_type is None:
        raise no_content()
    if call.world.clock.now() - call.world.sent_at.get(message_id, 0) > KEPT_FOR:
        raise gone()
    return content_type


def _in_preparation(call: Call, content_type: str) -> bool:
    if not content_type.startswith(PREPARED):
        return False
    return call.world.clock.now() - call.world.sent_at[call.path("messageId")] < PREPARED_AFTER


async def loading(call: Call) -> web.Response:
    body = call.json(_LOADING)
    person = call.world.people.get(body["chatId"])
    if person is None:
        raise one_error(_NO_USER, "chatId")
    if not person.pc and person.linkable:
        seconds = body.get("loadingSeconds")
        call.world.feed.publish(
            "loading", person=person.id, seconds=DEFAULT_LOADING if seconds is None else seconds
        )
    return answer(status=202)


async def mark_read(call: Call) -> web.Response:
    marked = call.world.marks.read("read", call.json(_READ)["markAsReadToken"])
    group = call.world.groups.get(marked.chat) if marked else None
    if marked and group and group.mark_read(marked.message_id):
        call.world.group_changed(group)
    if group:
        return answer()
    person = call.world.people.get(marked.chat) if marked else None
    if marked is None or person is None:
        raise Refused(
            400, "Invalid markAsReadToken. Tokens must be used by the bot that received them via Webhook."
        )
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
    person = call.person()
    if person is None:
        raise not_found()
    return answer({"linkToken": call.world.link_tokens.issue(person.id)})


def _read_upto(call: Call, user_id: str, at: int) -> None:
    if call.world.people[user_id].mark_read(at):
        call.world.version += 1
        call.world.feed.publish("read", person=user_id, upto=at)
