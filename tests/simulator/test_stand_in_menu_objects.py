"""Rich menu objects and their pictures: what LINE takes, and what it refuses."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from boxed import Json, StandIn, png
from objects import GRAPHEME, SAY, SWITCH

from simulator.checks.rich_menus import RICH_MENU


def test_a_picture_is_uploaded_once(stand_in: StandIn) -> None:
    menu, picture = stand_in.menu(picture=False), png(800, 540)
    assert stand_in.line("GET", f"/v2/bot/richmenu/{menu}/content").status == 404

    assert stand_in.upload(menu, picture).status == 200
    answer = stand_in.line("GET", f"/v2/bot/richmenu/{menu}/content")
    assert (answer.headers["Content-Type"], answer.content) == ("image/png", picture)
    again = stand_in.upload(menu, picture)
    assert (again.status, again.message) == (400, "An image has already been uploaded to the richmenu")


def jpeg(width: int, height: int) -> bytes:
    """The segments a JPEG begins with; nobody here looks further."""
    frame = struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\0" * 9
    return b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0" + frame + b"\xff\xd9"


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (jpeg(2500, 1686), "image/jpeg", 200),
        (png(800, 550), "image/png", 200),
        (png(800, 552), "image/png", 400),
        (png(799, 500), "image/png", 400),
        (png(2501, 1000), "image/png", 400),
        (png(800, 249), "image/png", 400),
        (png(800, 540), "image/jpeg", 400),
        (png(800, 540)[:100], "image/png", 400),
        (b"", "image/png", 400),
        (b"<svg/>", "image/svg+xml", 415),
        (png(800, 540), "application/octet-stream", 415),
        (png(800, 540) + b"\0" * 1_000_000, "image/png", 400),
        (jpeg(2500, 1686)[:6], "image/jpeg", 400),
        (jpeg(2500, 1686)[:-2], "image/jpeg", 400),
    ],
)
def test_a_picture_is_looked_at(stand_in: StandIn, content: bytes, content_type: str, status: int) -> None:
    menu = stand_in.menu(picture=False)

    assert stand_in.upload(menu, content, content_type).status == status


def area(action: Json = SAY, **bounds: int) -> Json:
    return {"bounds": {"x": 0, "y": 0, "width": 1, "height": 1, **bounds}, "action": action}


def rich_menu(**changes: Any) -> Json:
    size = {"width": 2500, "height": 1686}
    return {
        "size": size,
        "selected": True,
        "name": "a",
        "chatBarText": "メニュー",
        "areas": [area()],
        **changes,
    }


@pytest.mark.parametrize(
    "menu",
    [
        rich_menu(),
        rich_menu(size={"width": 800, "height": 250}),
        rich_menu(size={"width": 2500, "height": 1724}),
        rich_menu(name=GRAPHEME * 300, chatBarText=GRAPHEME * 14),
        rich_menu(areas=[area(SWITCH), area({"type": "message", "text": "a"})]),
        rich_menu(areas=[area()] * 20),
    ],
)
def test_line_takes_the_rich_menu(menu: Json) -> None:
    assert not RICH_MENU(menu)


@pytest.mark.parametrize(
    ("menu", "path"),
    [
        (rich_menu(size={"width": 799, "height": 250}), "size.width"),
        (rich_menu(size={"width": 2501, "height": 1000}), "size.width"),
        (rich_menu(size={"width": 800, "height": 249}), "size.height"),
        (rich_menu(size={"width": 2500, "height": 1725}), "size"),
        (rich_menu(name="a" * 301), "name"),
        (rich_menu(chatBarText="あ" * 15), "chatBarText"),
        (rich_menu(selected="yes"), "selected"),
        (rich_menu(areas=None), "areas"),
        (rich_menu(areas=[area()] * 21), "areas"),
        (rich_menu(areas=[area(width=0)]), "areas[0].bounds.width"),
        (rich_menu(areas=[area(x=-1)]), "areas[0].bounds.x"),
        (rich_menu(areas=[area({"type": "camera", "label": "a"})]), "areas[0].action.type"),
        (
            rich_menu(areas=[area({**SWITCH, "richMenuAliasId": "Every Day"})]),
            "areas[0].action.richMenuAliasId",
        ),
    ],
)
def test_line_refuses_the_rich_menu(menu: Json, path: str) -> None:
    assert [problem.path for problem in RICH_MENU(menu)] == [path]
