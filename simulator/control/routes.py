"""The stand-in's own paths and who answers them."""

from __future__ import annotations

from aiohttp import web

from simulator.control import (
    contents,
    counting,
    dials,
    files,
    happenings,
    memberships,
    people,
    phone,
    room_phones,
    rooms,
    troubles,
    watching,
)
from simulator.control.asking import Answerer, Sorry, answering

_PERSON = "/_stand-in/people/{uid}"
_GROUP = "/_stand-in/groups/{gid}"

TABLE: list[tuple[str, str, Answerer]] = [
    ("GET", "/_stand-in/state", watching.state),
    ("GET", "/_stand-in/events", watching.events),
    ("GET", "/_stand-in/wire", watching.wire),
    ("GET", "/_stand-in/counts", watching.counts),
    ("GET", "/_stand-in/effects", counting.effects),
    ("GET", "/_stand-in/tokens", counting.tokens),
    ("POST", "/_stand-in/keys", counting.register_key),
    ("GET", "/_stand-in/faults", troubles.shown),
    ("PUT", "/_stand-in/faults", troubles.choose),
    ("DELETE", "/_stand-in/faults", troubles.end),
    ("GET", "/_stand-in/clock", troubles.clock),
    ("POST", "/_stand-in/clock", troubles.turn_clock),
    ("GET", "/_stand-in/groups", rooms.listed),
    ("POST", "/_stand-in/groups", rooms.make),
    ("POST", f"{_GROUP}/invite", rooms.invite),
    ("POST", f"{_GROUP}/remove-bot", rooms.remove_bot),
    ("POST", f"{_GROUP}/members", rooms.members),
    ("POST", f"{_GROUP}/say", rooms.say),
    ("POST", f"{_GROUP}/sticker", room_phones.sticker),
    ("POST", f"{_GROUP}/photo", room_phones.photo),
    ("POST", f"{_GROUP}/act", room_phones.act),
    ("POST", f"{_GROUP}/edit", rooms.edit),
    ("POST", f"{_GROUP}/unsend", rooms.unsend),
    ("POST", "/_stand-in/memberships", memberships.make),
    ("GET", "/_stand-in/contents", contents.listed),
    ("PATCH", "/_stand-in/contents/{messageId}", contents.settle),
    ("POST", "/_stand-in/webhooks", dials.webhooks),
    ("POST", "/_stand-in/deliver", dials.deliver),
    ("GET", "/_stand-in/dials", dials.shown),
    ("PATCH", "/_stand-in/dials", dials.turn),
    ("POST", "/_stand-in/reset", dials.reset),
    ("GET", "/_stand-in/gallery", watching.gallery),
    ("GET", "/_stand-in/people", people.listed),
    ("POST", "/_stand-in/people", people.add),
    ("PATCH", _PERSON, people.change),
    ("POST", f"{_PERSON}/follow", people.follow),
    ("POST", f"{_PERSON}/block", people.block),
    ("POST", f"{_PERSON}/unblock", people.unblock),
    ("POST", f"{_PERSON}/say", phone.say),
    ("POST", f"{_PERSON}/act", phone.act),
    ("POST", f"{_PERSON}/sticker", phone.sticker),
    ("POST", f"{_PERSON}/pin", phone.pin),
    ("POST", f"{_PERSON}/photo", phone.photo),
    ("POST", f"{_PERSON}/film", contents.film),
    ("POST", f"{_PERSON}/sound", contents.sound),
    ("POST", f"{_PERSON}/file", contents.paper),
    ("POST", f"{_PERSON}/look", phone.look_at),
    ("POST", f"{_PERSON}/unsend", phone.unsend),
    ("POST", f"{_PERSON}/membership", memberships.step),
    ("POST", f"{_PERSON}/watched", happenings.watched),
    ("POST", f"{_PERSON}/beacon", happenings.beacon),
    ("POST", f"{_PERSON}/link", happenings.link),
    ("GET", "/_stand-in/content/{messageId}", files.photo),
    ("GET", "/_stand-in/menu-image/{richMenuId}", files.menu_image),
    ("GET", "/", files.phone_page),
    ("GET", "/gallery", files.gallery_page),
]


async def _unknown(_asking: object) -> web.StreamResponse:
    raise Sorry(404, "The stand-in has no such call.")


def add_control(app: web.Application) -> None:
    for method, template, answerer in TABLE:
        app.router.add_route(method, template, answering(answerer))
    app.router.add_route("*", "/_stand-in/{path:.*}", answering(_unknown))
    if files.PAGES.is_dir():
        app.router.add_static("/page/", files.PAGES)
