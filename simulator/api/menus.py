"""Rich menus: made, pictured, shown to everybody or to one person, and taken down."""

from __future__ import annotations

from aiohttp import web

from simulator import names
from simulator.api.call import Call, Json, answer
from simulator.api.refusals import Refused, invalid_parameter, not_found, wrong_type
from simulator.checks.rich_menus import RICH_MENU, size_is_allowed
from simulator.checks.shapes import matching, record
from simulator.pictures import look
from simulator.state.menus import MOST_ALIASES, MOST_MENUS, Menu

# LINE writes 1 MB; taken as a million, what fits here fits there.
LARGEST_IMAGE = 1_000_000

MENU_ID = matching(names.RICH_MENU_ID.pattern, "invalid richMenuId")

_ALIAS = record(
    {"richMenuAliasId": matching(names.ALIAS_ID.pattern), "richMenuId": MENU_ID},
    ("richMenuAliasId", "richMenuId"),
)
_ALIAS_CHANGE = record({"richMenuId": MENU_ID}, ("richMenuId",))


def unknown_menu(status: int = 404) -> Refused:
    """What LINE says where a body names the menu; where the path does, it is merely not found."""
    return Refused(status, "richmenu not found", details=())


def _known(call: Call) -> Menu:
    menu = call.world.menus.shelf.get(call.path("richMenuId"))
    if menu is None:
        raise not_found()
    return menu


def pictured(menu: Menu) -> Menu:
    """A menu that can be shown: it has its picture."""
    if menu.image is None:
        raise Refused(400, "must upload richmenu image before applying it to user", details=())
    return menu


def _for_alias(call: Call, menu_id: str) -> Menu:
    """To an alias, a menu without a picture is as good as none."""
    menu = call.world.menus.shelf.get(menu_id)
    if menu is None or menu.image is None:
        raise unknown_menu(400)
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
    return answer(_known(call).line())


async def listing(call: Call) -> web.Response:
    return answer({"richmenus": [menu.line() for menu in call.world.menus.shelf.values()]})


async def delete(call: Call) -> web.Response:
    """The menu goes, and with it what people and everybody were linked to; aliases stay behind."""
    menu = _known(call)
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
    menu = _known(call)
    if call.request.content_type not in ("image/jpeg", "image/png"):
        raise wrong_type(call.request.content_type)
    if menu.image is not None:
        raise Refused(400, "An image has already been uploaded to the richmenu")
    if len(call.body) > LARGEST_IMAGE:
        raise _not_allowed()
    picture = look(call.body)
    if picture is None or picture.content_type != call.request.content_type:
        raise Refused(400, "The image is not a JPEG or PNG of the given Content-Type")
    if not size_is_allowed(picture.width, picture.height):
        raise _not_allowed()
    call.world.files.put(menu.id, call.body)
    menu.image = picture.content_type
    call.world.version += 1
    return answer()


def _not_allowed() -> Refused:
    return Refused(400, "The image size is not allowed for richmenu")


async def download(call: Call) -> web.Response:
    menu = _known(call)
    content = call.world.files.get(menu.id) if menu.image else None
    if content is None or menu.image is None:
        raise not_found()
    return web.Response(body=content, content_type=menu.image)


async def set_default(call: Call) -> web.Response:
    call.world.menus.default = pictured(_known(call)).id
    call.world.menus_changed()
    return answer()


async def get_default(call: Call) -> web.Response:
    if call.world.menus.default is None:
        raise Refused(404, "no default richmenu", details=())
    return answer({"richMenuId": call.world.menus.default})


async def clear_default(call: Call) -> web.Response:
    if call.world.menus.default is not None:
        call.world.menus.default = None
        call.world.menus_changed()
    return answer()


async def link(call: Call) -> web.Response:
    """At once, and instead of a former one; without effect for whoever is no friend, or nobody at all."""
    person = call.person()
    menu = pictured(_known(call))
    if person and person.linkable and person.menu != menu.id:
        person.menu = menu.id
        call.world.changed(person)
    return answer()


async def get_linked(call: Call) -> web.Response:
    person = call.person()
    if person is None or person.menu is None:
        raise Refused(404, "the user has no richmenu", details=())
    return answer({"richMenuId": person.menu})


async def unlink(call: Call) -> web.Response:
    person = call.person()
    if person and person.linkable and person.menu is not None:
        person.menu = None
        call.world.changed(person)
    return answer()


async def create_alias(call: Call) -> web.Response:
    body = call.json(_ALIAS)
    aliases = call.world.menus.aliases
    if body["richMenuAliasId"] in aliases:
        raise Refused(400, "conflict richmenu alias id", details=())
    if len(aliases) >= MOST_ALIASES:
        raise Refused(400, f"the number of richmenu aliases must not exceed {MOST_ALIASES}")
    aliases[body["richMenuAliasId"]] = _for_alias(call, body["richMenuId"]).id
    call.world.version += 1
    return answer()


async def update_alias(call: Call) -> web.Response:
    alias = _known_alias(call)
    call.world.menus.aliases[alias] = _for_alias(call, call.json(_ALIAS_CHANGE)["richMenuId"]).id
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
    if not names.ALIAS_ID.fullmatch(alias):
        raise invalid_parameter("richMenuAliasId")
    if alias not in call.world.menus.aliases:
        raise Refused(404, "richmenu alias not found", details=())
    return alias


def _alias(call: Call, alias: str) -> Json:
    return {"richMenuAliasId": alias, "richMenuId": call.world.menus.aliases[alias]}
