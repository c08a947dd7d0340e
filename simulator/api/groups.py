"""What a bot may ask about a group or room it is in, and how it leaves."""

from __future__ import annotations

import re

from aiohttp import web

from simulator.api import pages
from simulator.api.call import Call, answer
from simulator.api.refusals import invalid_parameter, not_available, not_found
from simulator.state.groups import Group

MOST_MEMBERS = 100

_FORMS = {"groupId": re.compile(r"C[0-9a-f]{32}"), "roomId": re.compile(r"R[0-9a-f]{32}")}


async def summary(call: Call) -> web.Response:
    group = _here(call)
    return answer({"groupId": group.id, "groupName": group.name})


async def count(call: Call) -> web.Response:
    """Without the bot."""
    return answer({"count": len(_here(call).members)})


async def member_ids(call: Call) -> web.Response:
    """Page by page."""
    if not call.world.verified:
        raise not_available()
    group, first = _here(call), pages.start(call)
    rest = sorted(member for member in group.members if member >= first)
    return answer(pages.page(call, "memberIds", rest, MOST_MEMBERS))


async def member(call: Call) -> web.Response:
    """Members can be looked up whether they are friends or not."""
    person = call.person()
    if person is None or person.id not in _here(call).members:
        raise not_found()
    return answer(person.face())


async def leave(call: Call) -> web.Response:
    """The bot goes, and hears of it as of any other leaving."""
    call.channel.rooms.remove_bot(_here(call))
    return answer()


def _here(call: Call) -> Group:
    """The group or room in the path, if the bot is in it."""
    name = next(name for name in _FORMS if name in call.request.match_info)
    chat = call.path(name)
    if not _FORMS[name].fullmatch(chat):
        raise invalid_parameter(name)
    group = call.world.groups.get(chat)
    if group is None or not group.bot:
        raise not_found()
    return group
