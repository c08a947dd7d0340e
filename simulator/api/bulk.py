"""Rich menus for many people at once: accepted at once, done a little later, with progress to ask for."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

from aiohttp import web

from simulator import names
from simulator.api.call import Call, Json, answer
from simulator.api.menus import MENU_ID, pictured, unknown_menu
from simulator.api.refusals import invalid_parameter, invalid_property, not_found, one_error
from simulator.checks.shapes import Problem, Problems, array, by_type, matching, record, text, wrong
from simulator.state.batches import Batch
from simulator.state.people import Person

MOST_PEOPLE = 500
MOST_OPERATIONS = 1_000

# LINE speaks of seconds; what was accepted takes effect after this many.
LATER = 1.0

_user_ids = array(text(100), 1, MOST_PEOPLE)
_LINK = record({"richMenuId": MENU_ID, "userIds": _user_ids}, ("richMenuId", "userIds"))
_UNLINK = record({"userIds": _user_ids}, ("userIds",))


def _operations_agree(body: Json) -> Problems:
    """Each menu is left once, and leaving all menus stands alone."""
    operations = body["operations"]
    if len(operations) > 1 and any(operation["type"] == "unlinkAll" for operation in operations):
        return wrong("'unlinkAll' type can't be combined with other type", "operations[].type")
    times = Counter(operation["from"] for operation in operations if "from" in operation)
    return [
        Problem(f"from richmenu ({menu}) is duplicated", "operations[].from")
        for menu, count in times.items()
        if count > 1
    ]


_BATCH = record(
    {
        "operations": array(
            by_type(
                {
                    "link": record({"type": text(20), "from": MENU_ID, "to": MENU_ID}, ("from", "to")),
                    "unlink": record({"type": text(20), "from": MENU_ID}, ("from",)),
                    "unlinkAll": record({"type": text(20)}),
                }
            ),
            1,
            MOST_OPERATIONS,
        ),
        "resumeRequestKey": matching(r"[0-9a-zA-Z_-]{1,100}"),
    },
    ("operations",),
    (_operations_agree,),
)


async def batch(call: Call) -> web.Response:
    body, now, known = _checked(call), call.world.clock.now(), call.world.batches
    key = body.get("resumeRequestKey")
    begun = known.resumed(key, now)
    work = begun or Batch(now)
    known.add(work, call.request_id, key)
    if begun is None:
        wanted = _wanted(body["operations"])

        def effect() -> None:
            # A reset in between has forgotten it.
            if known.holds(work):
                _relink(call, wanted)
                work.completed_at = call.world.clock.now()

        _later(effect)
    return answer(status=202)


async def progress(call: Call) -> web.Response:
    request_id = call.request.query.get("requestId", "")
    if not request_id:
        raise invalid_parameter("requestId")
    found = call.world.batches.find(request_id, call.world.clock.now())
    if found is None:
        raise not_found()
    return answer(found.line())


async def link_many(call: Call) -> web.Response:
    body = call.json(_LINK)
    people = _people(call, body["userIds"])
    known = call.world.menus.shelf.get(body["richMenuId"])
    if known is None:
        raise unknown_menu()
    menu = pictured(known)
    _later(lambda: _give(call, people, menu.id))
    return answer(status=202)


async def unlink_many(call: Call) -> web.Response:
    people = _people(call, call.json(_UNLINK)["userIds"])
    _later(lambda: _give(call, people, None))
    return answer(status=202)


async def validate_batch(call: Call) -> web.Response:
    _checked(call)
    return answer()


def _checked(call: Call) -> Json:
    body, shelf = call.json(_BATCH), call.world.menus.shelf
    for index, operation in enumerate(body["operations"]):
        for end in ("from", "to"):
            menu = operation.get(end)
            if menu is not None and menu not in shelf:
                raise one_error(f"Richmenu ({menu}) is not found", f"operations[{index}].{end}", 404)
        if (menu := operation.get("to")) is not None and shelf[menu].image is None:
            told = f"'to' richmenu ({menu}) must have image but it doesn't"
            raise one_error(told, f"operations[{index}].to")
    return body


def _people(call: Call, user_ids: list[str]) -> list[Person]:
    """One malformed id refuses the request; ids of nobody are passed over."""
    for index, user_id in enumerate(user_ids):
        if not names.USER_ID.fullmatch(user_id):
            raise invalid_property(f"'userIds[{index}]'")
    return [call.world.people[user_id] for user_id in user_ids if user_id in call.world.people]


def _wanted(operations: list[dict[str, Any]]) -> Callable[[str], str | None]:
    """Where each menu leads. The operations do not see each other: everybody moves once."""
    moves: dict[str, str | None] = {
        operation["from"]: operation.get("to") for operation in operations if "from" in operation
    }
    everything = any(operation["type"] == "unlinkAll" for operation in operations)
    return lambda menu: None if everything else moves.get(menu, menu)


def _relink(call: Call, wanted: Callable[[str], str | None]) -> None:
    for person in call.world.people.values():
        if person.menu is not None and person.linkable:
            _give(call, [person], wanted(person.menu))


def _give(call: Call, people: list[Person], menu_id: str | None) -> None:
    if menu_id is not None and menu_id not in call.world.menus.shelf:
        return
    for person in people:
        still_here = call.world.people.get(person.id) is person
        if still_here and person.linkable and person.menu != menu_id:
            person.menu = menu_id
            call.world.changed(person)


def _later(effect: Callable[[], None]) -> None:
    asyncio.get_running_loop().call_later(LATER, effect)
