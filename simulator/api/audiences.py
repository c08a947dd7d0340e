"""Audiences: made of uploaded ids or of what people did, looked up, renamed and deleted."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from aiohttp import web

from simulator.api.audience_rules import (
    check_name,
    check_request,
    check_room,
    check_upload,
    refused,
    whole_number,
)
from simulator.api.call import Call, Json, answer
from simulator.api.forms import parts_of
from simulator.api.refusals import Refused, invalid_parameter, too_fast, wrong_type
from simulator.checks import addresses
from simulator.checks.shapes import Check, anything, array, flag, record, text, whole
from simulator.state.audiences import MOST_JOBS_SHOWN, STATES, Audience, Job

MOST_IDS = 10_000
MOST_IDS_IN_FILE = 1_500_000
MOST_UNDER_WAY = 10

_number = whole(1, 2**63 - 1)
_any_words = text(2**31, least=0)
# How many there are, and what the names are like, is told in words of their own.
_people = array(record({"id": text(100)}, ("id",)), 0, 2**31)
_named: dict[str, Check] = {"description": anything}

UPLOAD = record(
    {**_named, "isIfaAudience": flag, "uploadDescription": _any_words, "audiences": _people},
)
ADD = record(
    {"audienceGroupId": _number, "uploadDescription": _any_words, "audiences": _people},
    ("audienceGroupId", "audiences"),
)
CLICK = record({**_named, "requestId": text(100), "clickUrl": addresses.any_link}, ("requestId",))
SEEN = record({**_named, "requestId": text(100)}, ("requestId",))
RENAME = record(_named)
_FILE: dict[str, Check] = {
    **_named,
    "uploadDescription": _any_words,
    "isIfaAudience": flag,
    "audienceGroupId": _number,
}


async def upload(call: Call) -> web.Response:
    body = call.json(UPLOAD)
    given = body.get("audiences")
    ids = [one["id"] for one in given] if given else []
    check_name(body.get("description"))
    check_upload(body, ids, MOST_IDS, ifa=bool(body.get("isIfaAudience")))
    return _made(call, _new_upload(call, body, ids))


async def add(call: Call) -> web.Response:
    body = call.json(ADD)
    audience = _known(call, body["audienceGroupId"])
    ids = [one["id"] for one in body["audiences"]]
    check_upload(body, ids, MOST_IDS, ifa=audience.ifa)
    _extend(call, audience, body, ids, "audiences")
    return answer(status=202)


async def upload_file(call: Call) -> web.Response:
    fields, ids = await _form(call)
    _check_fields(fields)
    check_name(fields.get("description"))
    check_upload(fields, ids, MOST_IDS_IN_FILE, ifa=bool(fields.get("isIfaAudience")), place="file")
    if not ids:
        raise refused("UPLOAD_AUDIENCE_GROUP_NO_VALID_AUDIENCE_IDS", "file")
    return _made(call, _new_upload(call, fields, ids))


async def add_file(call: Call) -> web.Response:
    fields, ids = await _form(call)
    _check_fields(fields, "audienceGroupId")
    audience = _known(call, fields["audienceGroupId"])
    check_upload(fields, ids, MOST_IDS_IN_FILE, ifa=audience.ifa, place="file")
    _extend(call, audience, fields, ids, "file")
    return answer(status=202)


def _check_fields(fields: Json, *needed: str) -> None:
    if problems := record(_FILE, needed)(fields):
        raise Refused(400, problems[0].message)


async def clicked(call: Call) -> web.Response:
    body = call.json(CLICK)
    return _made(call, _of_request(call, "CLICK", body, body.get("clickUrl")))


async def seen(call: Call) -> web.Response:
    return _made(call, _of_request(call, "IMP", call.json(SEEN), None))


async def rename(call: Call) -> web.Response:
    audience = _known(call, _number_in_path(call))
    wanted = check_name(call.json(RENAME).get("description"))
    if call.world.audiences.named(wanted) not in (None, audience):
        raise refused("AUDIENCE_GROUP_NAME_DUPLICATE")
    audience.description = wanted
    call.world.version += 1
    return answer()


async def delete(call: Call) -> web.Response:
    audience = _known(call, _number_in_path(call))
    del call.world.audiences.shelf[audience.id]
    call.world.version += 1
    return answer()


async def get(call: Call) -> web.Response:
    return answer(_whole(call))


async def get_shared(call: Call) -> web.Response:
    """One of the business manager's; here that is the channel itself."""
    return answer({**_whole(call), "owner": {"serviceType": "msg", "id": "", "name": call.world.bot.name}})


async def listing(call: Call) -> web.Response:
    query, now = call.request.query, call.world.clock.now()
    page, size = whole_number(call, "page", None), whole_number(call, "size", 20, 40)
    status, part = query.get("status"), query.get("description", "").casefold()
    if status is not None and status not in STATES:
        raise invalid_parameter("status")
    route = query.get("createRoute", "MESSAGING_API")
    found = [
        audience
        for audience in reversed(call.world.audiences.shelf.values())
        if route == "MESSAGING_API"
        and part in audience.description.casefold()
        and status in (None, audience.status(now))
    ]
    begin = (page - 1) * size
    return answer(
        {
            "audienceGroups": [audience.line(now) for audience in found[begin : begin + size]],
            "hasNextPage": begin + size < len(found),
            "totalCount": len(found),
            "readWriteAudienceGroupTotalCount": len(found),
            "page": page,
            "size": size,
        }
    )


def _whole(call: Call) -> Json:
    audience, now = _known(call, _number_in_path(call)), call.world.clock.now()
    jobs = audience.jobs[-MOST_JOBS_SHOWN:] if audience.kind == "UPLOAD" else []
    return {"audienceGroup": audience.line(now), "jobs": [job.line(audience.id, now) for job in jobs]}


def _made(call: Call, audience: Audience) -> web.Response:
    call.world.version += 1
    return answer(audience.made(), 202)


def _new_upload(call: Call, body: Json, ids: list[str]) -> Audience:
    check_room(call, body["description"])
    now, ifa = call.world.clock.now(), bool(body.get("isIfaAudience"))
    audience = call.world.audiences.add("UPLOAD", body["description"], now, ifa=ifa)
    if ids:
        _enrol(call, audience, ids, body.get("uploadDescription") or "")
    return audience


def _of_request(call: Call, kind: str, body: Json, address: str | None) -> Audience:
    check_name(body.get("description"))
    now, send = call.world.clock.now(), check_request(call, kind, body["requestId"], address)
    check_room(call, body["description"])
    people = send.who_opened(address) if kind == "CLICK" else send.who_saw
    audience = call.world.audiences.add(
        kind, body["description"], now, request_id=send.request_id, click_url=address
    )
    audience.jobs.append(Job(call.world.audiences.number(), now, "", sorted(people)))
    return audience


def _extend(call: Call, audience: Audience, body: Json, ids: list[str], place: str) -> None:
    """More people for an audience that is there."""
    if audience.status(call.world.clock.now()) == "EXPIRED":
        raise refused("AUDIENCE_GROUP_CAN_NOT_UPLOAD_STATUS_EXPIRED")
    if audience.kind != "UPLOAD":
        raise refused("WRONG_AUDIENCE_GROUP_TYPE")
    if not ids:
        raise refused("UPLOAD_AUDIENCE_GROUP_NO_VALID_AUDIENCE_IDS", place)
    _enrol(call, audience, ids, body.get("uploadDescription") or "")


def _enrol(call: Call, audience: Audience, ids: Sequence[str], description: str) -> None:
    """Ids of nobody are dropped in silence."""
    now = call.world.clock.now()
    if audience.under_way(now) >= MOST_UNDER_WAY:
        raise too_fast()
    known = dict.fromkeys(one for one in ids if one in call.world.people)
    audience.jobs.append(Job(call.world.audiences.number(), now, description, list(known)))
    call.world.version += 1


def _known(call: Call, number: int) -> Audience:
    audience = call.world.audiences.shelf.get(number)
    if audience is None:
        raise refused("AUDIENCE_GROUP_NOT_FOUND")
    return audience


def _number_in_path(call: Call) -> int:
    given = call.path("audienceGroupId")
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise invalid_parameter("audienceGroupId")
    return int(given)


async def _form(call: Call) -> tuple[Json, list[str]]:
    """The fields of an upload by file, and the ids in the file, one a line."""
    # A million lines take a while; others are served meanwhile.
    return await asyncio.to_thread(_read_form, call.request.headers.get("Content-Type", ""), call.body)


def _read_form(content_type: str, body: bytes) -> tuple[Json, list[str]]:
    parts = parts_of(content_type, body)
    if parts is None:
        raise wrong_type(content_type.partition(";")[0].strip())
    if "file" not in parts:
        raise Refused(400, "The file must be specified")
    try:
        told = {name: part.decode() for name, part in parts.items()}
    except UnicodeDecodeError:
        raise Refused(400, "The file must be text in UTF-8") from None
    ids = [line.strip() for line in told.pop("file").splitlines() if line.strip()]
    fields: Json = dict(told)
    if "isIfaAudience" in fields:
        fields["isIfaAudience"] = fields["isIfaAudience"] == "true"
    number = told.get("audienceGroupId")
    if number is not None:
        fields["audienceGroupId"] = int(number) if number.isascii() and number.isdigit() else 0
    return fields, ids
