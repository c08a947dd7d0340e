"""People: who they are, and their friendship with the bot."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from simulator import names
from simulator.checks import addresses
from simulator.checks.shapes import flag, matching, one_of, record, text, whole
from simulator.control.asking import Asking, Sorry, told
from simulator.phones import stranger
from simulator.state.people import LETTER_SIZES, Person

# A town in one call.
MOST_AT_ONCE = 100_000
MOST_LISTED = 1_000

# How people stand to the bot: strangers are here and unknown to it; whoever wrote may be answered for a week.
STANDINGS = ("friend", "blocked", "written", "stranger")

_SETTINGS = {
    "name": text(100),
    "language": matching(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", "must be a BCP 47 language such as ja"),
    "letter_size": one_of(*LETTER_SIZES),
    "pc": flag,
    "gender": one_of("male", "female"),
    "age": whole(0, 120),
    "area": matching(r"[a-z]{2}_[0-9]{2}"),
    "app": one_of("ios", "android"),
    "picture": addresses.media,
    "status": text(500, least=0),
}
_NEW = record(
    {
        **_SETTINGS,
        "id": matching(names.USER_ID.pattern),
        "friend": flag,
        "as": one_of(*STANDINGS),
        "count": whole(1, MOST_AT_ONCE),
        "tell": flag,
    },
    ("name",),
)
_CHANGE = record(_SETTINGS)


async def add(asking: Asking) -> web.Response:
    """Somebody, or `count` people at once, of whom the bot is told only if asked for."""
    settings = await asking.json(_NEW)
    count, tell = settings.pop("count", None), settings.pop("tell", None)
    standing = settings.pop("as", "friend" if settings.pop("friend", True) else "stranger")
    if count is None:
        if settings.get("id") in asking.world.people:
            raise Sorry(409, "There is somebody with this id already.")
        person = stranger(**settings)
        _come(asking, person, standing, tell=tell is not False)
        asking.world.changed(person)
        return told(asking.world.whole(person), 201)
    if "id" in settings:
        raise Sorry(400, "Many people cannot have one id.")
    name = settings.pop("name")
    crowd = [stranger(name=f"{name} {number}", **settings) for number in range(1, count + 1)]
    for person in crowd:
        _come(asking, person, standing, tell=tell is True)
    asking.world.feed.publish("reset")
    return told({"ids": [person.id for person in crowd]}, 201)


def _come(asking: Asking, person: Person, standing: str, *, tell: bool) -> None:
    world = asking.world
    if tell and standing in ("friend", "blocked"):
        person.friend = True
        asking.channel.phones.arrive(person)
        if standing == "blocked":
            asking.channel.phones.block(person)
        return
    world.people[person.id] = person
    world.version += 1
    person.friend = standing in ("friend", "blocked")
    if person.friend:
        world.joined(person)
    if standing == "blocked":
        person.blocked = True
        world.left(person)
    if standing == "written":
        person.wrote_at = world.clock.now()


async def listed(asking: Asking) -> web.Response:
    """Page by page, without their chats; `find` looks into the names, `as` at how they stand to the bot."""
    query = asking.request.query
    find, standing = query.get("find", "").casefold(), query.get("as")
    found = [
        person
        for person in asking.world.people.values()
        if find in person.name.casefold() and standing in (None, _standing(person))
    ]
    start, limit = asking.number("start", 0, 10**9), asking.number("limit", 100, MOST_LISTED)
    shown: list[dict[str, Any]] = [
        {**asking.world.profile(person), "as": _standing(person)} for person in found[start : start + limit]
    ]
    return told({"total": len(found), "people": shown})


def _standing(person: Person) -> str:
    if person.blocked:
        return "blocked"
    if person.friend:
        return "friend"
    return "written" if person.wrote_at is not None else "stranger"


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
