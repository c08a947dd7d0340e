"""Group chats and rooms: made, filled, talked in, and left."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from simulator import names
from simulator.checks.counting import utf16
from simulator.checks.shapes import array, flag, matching, one_of, record, text, whole
from simulator.control.asking import Asking, Sorry, told
from simulator.control.phone import MOST_WORDS
from simulator.state.groups import Group
from simulator.state.people import Bubble, Person

MOST_MEMBERS = 500
MOST_GROUPS = 1_000
MOST_MENTIONS = 20

_user_id = matching(names.USER_ID.pattern)
_message_id = matching(r"[0-9]{1,20}")
_members = array(_user_id, 0, MOST_MEMBERS)
_NEW = record(
    {
        "name": text(100),
        "id": matching(r"[CR][0-9a-f]{32}"),
        "kind": one_of("group", "room"),
        "members": _members,
        "bot": flag,
    },
    ("name",),
)
_MEMBERS = record({"add": _members, "remove": _members})
_MENTION = record({"index": whole(0), "length": whole(1), "who": text(40)}, ("index", "length", "who"))
_SAY = record(
    {
        "person": _user_id,
        "text": text(MOST_WORDS),
        "to": text(40),
        "mentions": array(_MENTION, 0, MOST_MENTIONS),
        "quote": _message_id,
    },
    ("person", "text"),
)
_EDIT = record({"message": _message_id, "text": text(MOST_WORDS)}, ("message", "text"))
_UNSEND = record({"message": _message_id}, ("message",))


async def listed(asking: Asking) -> web.Response:
    return told({"groups": [group.public() for group in asking.world.groups.values()]})


async def make(asking: Asking) -> web.Response:
    """With the bot in it, unless told otherwise."""
    wanted = await asking.json(_NEW)
    if len(asking.world.groups) >= MOST_GROUPS:
        raise Sorry(409, f"There are {MOST_GROUPS} groups already.")
    people = _people(asking, wanted.get("members", []))
    rooms, ids, kind = asking.channel.rooms, [person.id for person in people], wanted.get("kind", "group")
    if (own := wanted.get("id")) is None:
        group = rooms.make(wanted["name"], ids, kind)
    elif own in asking.world.groups or own[0] != ("C" if kind == "group" else "R"):
        raise Sorry(409, "This id is taken, or does not begin with C for a group and R for a room.")
    else:
        group = asking.world.groups[own] = Group(own, kind, wanted["name"], ids)
        asking.world.group_changed(group)
    if wanted.get("bot", True):
        rooms.invite(group)
    return told(group.public(), 201)


async def invite(asking: Asking) -> web.Response:
    group = group_of(asking)
    asking.channel.rooms.invite(group)
    return told(group.public())


async def remove_bot(asking: Asking) -> web.Response:
    group = group_of(asking)
    asking.channel.rooms.remove_bot(group)
    return told(group.public())


async def members(asking: Asking) -> web.Response:
    group, wanted = group_of(asking), await asking.json(_MEMBERS)
    coming, going = _people(asking, wanted.get("add", [])), _people(asking, wanted.get("remove", []))
    if len({*group.members, *(person.id for person in coming)}) > MOST_MEMBERS:
        raise Sorry(409, f"A group has at most {MOST_MEMBERS} members.")
    asking.channel.rooms.add(group, coming)
    asking.channel.rooms.take_out(group, going)
    return told(group.public())


async def say(asking: Asking) -> web.Response:
    """`to` puts a mention in front of the words: of the bot, of all, or of a member."""
    group, said = group_of(asking), await asking.json(_SAY)
    person = member_of(asking, group, said["person"])
    words = said["text"]
    mentions = [(one["index"], one["length"], one["who"]) for one in said.get("mentions", [])]
    if who := said.get("to"):
        called = f"@{_name(asking, group, who)}"
        if len(called) + 1 + len(words) > MOST_WORDS:
            raise Sorry(400, "With the mention these are too many words.")
        words = f"{called} {words}"
        shift = utf16(called) + 1
        mentions = [(0, shift - 1, who), *((at + shift, length, whom) for at, length, whom in mentions)]
    for index, length, whom in mentions:
        _name(asking, group, whom)
        if index + length > utf16(words):
            raise Sorry(400, "A mention stands outside of the words.")
    quote = said.get("quote")
    if quote and not group.bubble(quote):
        raise Sorry(404, "The quoted message is not in this chat.")
    return told(asking.channel.rooms.say(group, person, words, mentions, quote).public(), 201)


async def edit(asking: Asking) -> web.Response:
    group, wanted = group_of(asking), await asking.json(_EDIT)
    bubble = _own(group, wanted["message"])
    if bubble.message["type"] != "text":
        raise Sorry(409, "Only words can be edited.")
    asking.channel.rooms.edit(group, bubble, wanted["text"])
    return told(bubble.public())


async def unsend(asking: Asking) -> web.Response:
    group = group_of(asking)
    bubble = _own(group, (await asking.json(_UNSEND))["message"])
    asking.channel.rooms.unsend(group, bubble)
    return told(bubble.public())


def group_of(asking: Asking) -> Group:
    group = asking.world.groups.get(asking.request.match_info["gid"])
    if group is None:
        raise Sorry(404, "There is no group with this id.")
    return group


def _people(asking: Asking, ids: list[str]) -> list[Person]:
    people = [asking.world.people.get(one) for one in dict.fromkeys(ids)]
    if None in people:
        raise Sorry(404, "There is nobody with one of these ids.")
    return [person for person in people if person]


def member_of(asking: Asking, group: Group, uid: str) -> Person:
    person: Person | None = asking.world.people.get(uid)
    if person is None or uid not in group.members:
        raise Sorry(404, "This person is not in the group.")
    return person


def _name(asking: Asking, group: Group, who: str) -> str:
    if who == "all":
        return "All"
    if who == "bot":
        return asking.world.bot.name
    return member_of(asking, group, who).name


def _own(group: Group, message_id: str) -> Bubble:
    bubble: Any = group.bubble(message_id)
    if bubble is None or bubble.sent_by != "person" or bubble.unsent:
        raise Sorry(404, "No member has said this.")
    found: Bubble = bubble
    return found
