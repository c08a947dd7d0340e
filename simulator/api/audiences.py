"""Audiences: made of uploaded ids or of what people did, looked up, renamed and deleted."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from aiohttp import web

from simulator import names
from simulator.api.call import Call, Json, answer
from simulator.api.forms import parts_of
from simulator.api.refusals import Refused, invalid_parameter, too_fast
from simulator.checks import addresses
from simulator.checks.shapes import FINE, Check, Problems, array, flag, record, text, whole, wrong
from simulator.clock import DAY
from simulator.state.audiences import MOST_AUDIENCES, MOST_JOBS_SHOWN, Audience, Job

MOST_IDS = 10_000
MOST_IDS_IN_FILE = 1_500_000
MOST_UNDER_WAY = 10
LONGEST_NAME = 120

# What people did with messages older than this cannot be made an audience of.
OLDEST_REQUEST = 60 * DAY

_name_length = text(LONGEST_NAME)


def _name(value: Any) -> Problems:
    if problems := _name_length(value):
        return problems
    if any(unicodedata.category(character) == "Cc" for character in value):
        return wrong("control characters are not allowed")
    return FINE


_number = whole(1, 2**63 - 1)
_upload_description = text(300, least=0)
_people = array(record({"id": text(100)}, ("id",)), 0, MOST_IDS)

UPLOAD = record(
    {
        "description": _name,
        "isIfaAudience": flag,
        "uploadDescription": _upload_description,
        "audiences": _people,
    },
    ("description",),
)
ADD = record(
    {"audienceGroupId": _number, "uploadDescription": _upload_description, "audiences": _people},
    ("audienceGroupId", "audiences"),
)
CLICK = record(
    {"description": _name, "requestId": text(100), "clickUrl": addresses.link}, ("description", "requestId")
)
SEEN = record({"description": _name, "requestId": text(100)}, ("description", "requestId"))
RENAME = record({"description": _name}, ("description",))
_FILE: dict[str, Check] = {
    "description": _name,
    "uploadDescription": _upload_description,
    "isIfaAudience": flag,
    "audienceGroupId": _number,
}


async def upload(call: Call) -> web.Response:
    body = call.json(UPLOAD)
    given = body.get("audiences")
    ids = [one["id"] for one in given] if given else []
    return _made(call, _new_upload(call, body, ids))


async def add(call: Call) -> web.Response:
    body = call.json(ADD)
    audience = _known(call, body["audienceGroupId"], 400)
    _enrol(call, audience, [one["id"] for one in body["audiences"]], body.get("uploadDescription") or "")
    return answer(status=202)


async def upload_file(call: Call) -> web.Response:
    fields, ids = await _form(call)
    if problems := record(_FILE, ("description",))(fields):
        raise Refused(400, problems[0].message)
    return _made(call, _new_upload(call, fields, ids))


async def add_file(call: Call) -> web.Response:
    fields, ids = await _form(call)
    if problems := record(_FILE, ("audienceGroupId",))(fields):
        raise Refused(400, problems[0].message)
    audience = _known(call, fields["audienceGroupId"], 400)
    _enrol(call, audience, ids, fields.get("uploadDescription") or "")
    return answer(status=202)


async def clicked(call: Call) -> web.Response:
    body = call.json(CLICK)
    return _made(call, _of_request(call, "CLICK", body, body.get("clickUrl")))


async def seen(call: Call) -> web.Response:
    return _made(call, _of_request(call, "IMP", call.json(SEEN), None))


async def rename(call: Call) -> web.Response:
    audience = _known(call, _number_in_path(call), 400)
    wanted = call.json(RENAME)["description"]
    other = call.world.audiences.named(wanted)
    if other not in (None, audience):
        raise Refused(400, "DUPLICATED_DESCRIPTION")
    audience.description = wanted
    call.world.version += 1
    return answer()


async def delete(call: Call) -> web.Response:
    audience = _known(call, _number_in_path(call), 400)
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
    if "page" not in query:
        raise invalid_parameter("page")
    page, size = call.count("page", 1, 10**8), call.count("size", 20, 40)
    status, part = query.get("status"), query.get("description", "").casefold()
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
    audience, now = _known(call, _number_in_path(call), 400), call.world.clock.now()
    jobs = audience.jobs[-MOST_JOBS_SHOWN:] if audience.kind == "UPLOAD" else []
    return {"audienceGroup": audience.line(now), "jobs": [job.line(audience.id, now) for job in jobs]}


def _made(call: Call, audience: Audience) -> web.Response:
    call.world.version += 1
    told = audience.made()
    if audience.kind == "IMP":
        # The description of this answer names fewer properties than the others have.
        told = {name: told[name] for name in _SEEN_TOLD}
    else:
        told["expireTimestamp"] = audience.expires()
    return answer(told, 202)


_SEEN_TOLD = ("audienceGroupId", "type", "description", "created", "requestId")


def _new_upload(call: Call, body: Json, ids: list[str]) -> Audience:
    _check_room(call, body["description"])
    now, ifa = call.world.clock.now(), bool(body.get("isIfaAudience"))
    _check_ids(ids, ifa=ifa)
    audience = call.world.audiences.add("UPLOAD", body["description"], now, ifa=ifa)
    if ids:
        _enrol(call, audience, ids, body.get("uploadDescription") or "")
    return audience


def _of_request(call: Call, kind: str, body: Json, address: str | None) -> Audience:
    now = call.world.clock.now()
    send = call.world.sends.get(body["requestId"])
    if send is None or send.way not in ("broadcast", "narrowcast") or now - send.at > OLDEST_REQUEST:
        raise Refused(400, "REQUEST_NOT_FOUND")
    _check_room(call, body["description"])
    people = send.who_opened(address) if kind == "CLICK" else send.who_saw
    audience = call.world.audiences.add(
        kind, body["description"], now, request_id=send.request_id, click_url=address
    )
    audience.jobs.append(Job(call.world.audiences.number(), now, "", sorted(people)))
    return audience


def _check_room(call: Call, description: str) -> None:
    if call.world.audiences.named(description):
        raise Refused(400, "DUPLICATED_DESCRIPTION")
    if len(call.world.audiences.shelf) >= MOST_AUDIENCES:
        raise Refused(400, "TOO_MANY_AUDIENCE_GROUPS")


def _check_ids(ids: Iterable[str], *, ifa: bool) -> None:
    """One malformed id refuses the request; advertising ids have forms of their own."""
    if not ifa and not all(names.USER_ID.fullmatch(one) for one in ids):
        raise Refused(400, "INVALID_AUDIENCE_ID_FORMAT")


def _enrol(call: Call, audience: Audience, ids: Sequence[str], description: str) -> None:
    """Ids of nobody are dropped in silence."""
    now = call.world.clock.now()
    if audience.kind != "UPLOAD":
        raise Refused(400, "WRONG_AUDIENCE_GROUP_TYPE")
    if audience.under_way(now) >= MOST_UNDER_WAY:
        raise too_fast()
    _check_ids(ids, ifa=audience.ifa)
    known = dict.fromkeys(one for one in ids if one in call.world.people)
    audience.jobs.append(Job(call.world.audiences.number(), now, description, list(known)))
    call.world.version += 1


def _known(call: Call, number: int, status: int) -> Audience:
    audience = call.world.audiences.shelf.get(number)
    if audience is None:
        raise Refused(status, "AUDIENCE_GROUP_NOT_FOUND")
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
    if parts is None or "file" not in parts:
        raise Refused(400, "The file must be specified")
    try:
        told = {name: part.decode() for name, part in parts.items()}
    except UnicodeDecodeError:
        raise Refused(400, "The file must be text in UTF-8") from None
    ids = [line.strip() for line in told.pop("file").splitlines() if line.strip()]
    if len(ids) > MOST_IDS_IN_FILE:
        raise Refused(400, "TOO_MANY_IDS")
    fields: Json = dict(told)
    if "isIfaAudience" in fields:
        fields["isIfaAudience"] = fields["isIfaAudience"] == "true"
    number = told.get("audienceGroupId")
    if number is not None:
        fields["audienceGroupId"] = int(number) if number.isascii() and number.isdigit() else 0
    return fields, ids
