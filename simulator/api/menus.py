"""Rich menus: made, pictured, shown to everybody or to one person, and taken down."""

from __future__ import annotations

from aiohttp import web

from simulator import names
from simulator.api.call import Call, Json, answer
from simulator.api.refusals import Refused, not_found
from simulator.checks.rich_menus import RICH_MENU, size_is_allowed
from simulator.checks.shapes import matching, record, text
from simulator.pictures import look
from simulator.state.menus import MOST_ALIASES, MOST_MENUS, Menu

# LINE writes 1 MB; taken as a million, what fits here fits there.
LARGEST_IMAGE = 1_000_000

_ALIAS = record(
    {"richMenuAliasId": matching(names.ALIAS_ID.pattern), "richMenuId": text(100)},
    ("richMenuAliasId", "richMenuId"),
)
_ALIAS_CHANGE = record({"richMenuId": text(100)}, ("richMenuId",))


def _known(call: Call, menu_id: str) -> Menu:
    menu = call.world.menus.shelf.get(menu_id)
    if menu is None:
        raise not_found("richmenu not found")
    return menu


def usable(call: Call, menu_id: str) -> Menu:
    """A menu that can be shown: it exists and has its picture."""
    menu = _known(call, menu_id)
    if menu.image is None:
        raise Refused(400, "must upload richmenu image before applying it to user")
    return menu


async def create(call: Call) -> web.Response:
    body = call.json(RICH_MENU)
    if len(call.world.menus.shelf) >= MOST_MENUS:
        raise Refused(400, f"the number of richmenus must not exceed {MOST_MENUS}")
    menu = Menu(names.rich_menu_id(), body)
    call.world.menus.shelf[menu.id] = menu
    call.world.version += 1
    return answer({"richMenuId": menu.id})


async def validate(call: Call) -> web.Response:
    call.json(RICH_MENU)
    return answer()


async def get(call: Call) -> web.Response:
    return answer(_known(call, call.path("richMenuId")).line())


async def listing(call: Call) -> web.Response:
    return answer({"richmenus": [menu.line() for menu in call.world.menus.shelf.values()]})


async def delete(call: Call) -> web.Response:
    """The menu goes, and with it what people and everybody were linked to; aliases stay behind."""
    menu = _known(call, call.path("richMenuId"))
    menus = call.world.menus
    del menus.shelf[menu.id]
    call.world.files.drop(menu.id)
    if menus.default == menu.id:
        menus.default = None
    for person in call.world.people.values():
        if person.menu == menu.id:
            person.menu = None
    call.world.menus_changed()
    return answer()


async def upload(call: Call) -> web.Response:
    menu = _known(call, call.path("richMenuId"))
    if call.request.content_type not in ("image/jpeg", "image/png"):
        raise Refused(415, "Unsupported Media Type")
    if menu.image is not None:
        raise Refused(400, "An image has already been uploaded to the richmenu")
    if len(call.body) > LARGEST_IMAGE:
        raise Refused(400, "The image must be 1 MB or less")
    picture = look(call.body)
    if picture is None or picture.content_type != call.request.content_type:
        raise Refused(400, "The image is not a JPEG or PNG of the given Content-Type")
    if not size_is_allowed(picture.width, picture.height):
        raise Refused(400, f"The image size {picture.width}x{picture.height} is not allowed")
    call.world.files.put(menu.id, call.body)
    menu.image = picture.content_type
    call.world.version += 1
    return answer()


async def download(call: Call) -> web.Response:
    menu = _known(call, call.path("richMenuId"))
    content = call.world.files.get(menu.id) if menu.image else None
    if content is None or menu.image is None:
        raise not_found("image not found")
    return web.Response(body=content, content_type=menu.image)


async def set_default(call: Call) -> web.Response:
    call.world.menus.default = usable(call, call.path("richMenuId")).id
    call.world.menus_changed()
    return answer()


async def get_default(call: Call) -> web.Response:
    if call.world.menus.default is None:
        raise not_found("no default richmenu")
    return answer({"richMenuId": call.world.menus.default})


async def clear_default(call: Call) -> web.Response:
    if call.world.menus.default is not None:
        call.world.menus.default = None
        call.world.menus_changed()
    return answer()


async def link(call: Call) -> web.Response:
    """At once, and instead of a former one; without effect for people who are no friends."""
    person = call.person()
    menu = usable(call, call.path("richMenuId"))
    if person is None:
        raise not_found()
    if person.linkable and person.menu != menu.id:
        person.menu = menu.id
        call.world.changed(person)
    return answer()


async def get_linked(call: Call) -> web.Response:
    person = call.person()
    if person is None or person.menu is None:
        raise not_found("the user has no richmenu")
    return answer({"richMenuId": person.menu})


async def unlink(call: Call) -> web.Response:
    person = call.person()
    if person is None:
        raise not_found()
    if person.linkable and person.menu is not None:
        person.menu = None
        call.world.changed(person)
    return answer()


async def create_alias(call: Call) -> web.Response:
    body = call.json(_ALIAS)
    aliases = call.world.menus.aliases
    if body["richMenuAliasId"] in aliases:
        raise Refused(400, "conflict richmenu alias id")
    if len(aliases) >= MOST_ALIASES:
        raise Refused(400, f"the number of richmenu aliases must not exceed {MOST_ALIASES}")
    aliases[body["richMenuAliasId"]] = usable(call, body["richMenuId"]).id
    call.world.version += 1
    return answer()


async def update_alias(call: Call) -> web.Response:
    alias = _known_alias(call)
    call.world.menus.aliases[alias] = usable(call, call.json(_ALIAS_CHANGE)["richMenuId"]).id
    call.world.version += 1
    return answer()


async def get_alias(call: Call) -> web.Response:
    return answer(_alias(call, _known_alias(call)))


async def list_aliases(call: Call) -> web.Response:
    return answer({"aliases": [_alias(call, alias) for alias in call.world.menus.aliases]})


async def delete_alias(call: Call) -> web.Response:
    del call.world.menus.aliases[_known_alias(call)]
    call.world.version += 1
    return answer()


def _known_alias(call: Call) -> str:
    alias = call.path("richMenuAliasId")
    if alias not in call.world.menus.aliases:
        raise not_found("richmenu alias not found")
    return alias


def _alias(call: Call, alias: str) -> Json:
    return {"richMenuAliasId": alias, "richMenuId": call.world.menus.aliases[alias]}
