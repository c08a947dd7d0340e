"""People: who they are, and their friendship with the bot."""

from __future__ import annotations

from aiohttp import web

from simulator import names
from simulator.checks.shapes import flag, matching, one_of, record, text
from simulator.control.asking import Asking, Sorry, told
from simulator.phones import stranger
from simulator.state.people import LETTER_SIZES

_SETTINGS = {
    "name": text(100),
    "language": matching(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", "must be a BCP 47 language such as ja"),
    "letter_size": one_of(*LETTER_SIZES),
    "pc": flag,
}
_NEW = record({**_SETTINGS, "id": matching(names.USER_ID.pattern), "friend": flag}, ("name",))
_CHANGE = record(_SETTINGS)


async def add(asking: Asking) -> web.Response:
    settings = await asking.json(_NEW)
    if settings.get("id") in asking.world.people:
        raise Sorry(409, "There is somebody with this id already.")
    person = stranger(**{"friend": True, **settings})
    asking.channel.phones.arrive(person)
    return told(asking.world.whole(person), 201)


async def change(asking: Asking) -> web.Response:
    person = asking.person()
    for name, value in (await asking.json(_CHANGE)).items():
        setattr(person, name, value)
    asking.world.changed(person)
    return told(asking.world.whole(person))


async def follow(asking: Asking) -> web.Response:
    person = asking.person()
    asking.channel.phones.follow(person)
    return told(asking.world.whole(person))


async def block(asking: Asking) -> web.Response:
    person = asking.person()
    if not person.friend:
        raise Sorry(409, "Only a friend can be blocked here.")
    asking.channel.phones.block(person)
    return told(asking.world.whole(person))


async def unblock(asking: Asking) -> web.Response:
    person = asking.person()
    if not person.blocked:
        raise Sorry(409, "This person has not blocked the bot.")
    asking.channel.phones.follow(person)
    return told(asking.world.whole(person))
