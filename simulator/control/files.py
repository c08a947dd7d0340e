"""Pages and pictures for the browser."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from simulator.control.asking import Asking, Sorry

PAGES = Path(__file__).resolve().parent.parent / "page"

# Pages run only their own scripts; pictures come from wherever a bot's messages point.
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' https: http://127.0.0.1:* http://localhost:* data: blob:; "
    "media-src 'self' https: http://127.0.0.1:* http://localhost:* blob:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


async def photo(asking: Asking) -> web.Response:
    message_id = asking.request.match_info["messageId"]
    content_type = asking.world.photos.get(message_id)
    content = asking.world.files.get(message_id) if content_type else None
    if content is None or content_type is None:
        raise Sorry(404, "There is no such picture (any more).")
    return web.Response(body=content, content_type=content_type)


async def menu_image(asking: Asking) -> web.Response:
    menu = asking.world.menus.shelf.get(asking.request.match_info["richMenuId"])
    content = asking.world.files.get(menu.id) if menu and menu.image else None
    if menu is None or menu.image is None or content is None:
        raise Sorry(404, "There is no such menu picture.")
    return web.Response(body=content, content_type=menu.image, headers={"Cache-Control": "max-age=86400"})


async def phone_page(_asking: Asking) -> web.StreamResponse:
    return _page("index.html")


async def gallery_page(_asking: Asking) -> web.StreamResponse:
    return _page("gallery.html")


def _page(name: str) -> web.StreamResponse:
    path = PAGES / name
    if not path.is_file():
        raise Sorry(404, f"The page {name} is not installed.")
    return web.FileResponse(path, headers={"Cache-Control": "no-cache"})


@web.middleware
async def harden(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Nothing shown in the browser is taken for more than it is."""
    response = await handler(request)
    if not response.prepared and "x-line-request-id" not in response.headers:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response
