"""Menus: one folder each, whose menu.toml says what an area shows and does, beside its pictures."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from locales import LOCALES
from richmenus.drawing import draw_all
from richmenus.layout import HEIGHT, WIDTH, Box, area_box, tab_box
from richmenus.lettering import NoFont, TooLong
from richmenus.menu import FOLDER, Area, Menu, MenuMistake, read_menus
from richmenus.pictures import checked
from views.tap import MenuTab, Open

__all__ = [
    "FOLDER",
    "FinishedMenu",
    "Menu",
    "MenuMistake",
    "NoFont",
    "TooLong",
    "draw_all",
    "entries",
    "finished",
    "read_menus",
    "rich_menu",
]

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FinishedMenu:
    """One menu in one language, ready for LINE."""

    name: str  # `everyday.ja`
    shown: Json  # LINE's rich menu object; whoever publishes gives it its final `name`
    picture: bytes
    picture_type: str
    fingerprint: str
    # Names of all menus people can switch to from this one, itself included.
    reaches: tuple[str, ...]


def finished(menus: Sequence[Menu], hue: int, folder: Path = FOLDER) -> tuple[FinishedMenu, ...]:
    """Every menu in every language. Raises MenuMistake for pictures that are missing, old or unfit."""
    made: list[FinishedMenu] = []
    wrong: list[str] = []
    for menu in menus:
        for locale in LOCALES:
            try:
                made.append(_finished(menu, _reached(menu, menus), locale, hue, folder))
            except MenuMistake as mistake:
                wrong += mistake.sentences
    if wrong:
        raise MenuMistake(*wrong)
    return tuple(made)


def rich_menu(menu: Menu, locale: str) -> Json:
    """LINE's rich menu object."""
    tabs = [_area(tab_box(menu, tab.menu), _switch(tab.menu, locale, tab.label[locale])) for tab in menu.tabs]
    return {
        "size": {"width": WIDTH, "height": HEIGHT},
        "selected": True,
        "name": f"{menu.name}.{locale}",
        "chatBarText": menu.chat_bar[locale],
        "areas": tabs + [_area(area_box(menu, area), _action(area, locale)) for area in menu.areas],
    }


def entries(menus: Iterable[Menu]) -> set[str]:
    """Every entry that some area opens."""
    return {area.entry for menu in menus for area in menu.areas if area.entry}


def alias_of(menu: str, locale: str) -> str:
    """What areas that switch call a menu: LINE takes small letters, digits, `_` and `-`, 32 at most."""
    return f"{menu}-{locale}".lower()


def _finished(menu: Menu, reached: set[str], locale: str, hue: int, folder: Path) -> FinishedMenu:
    file = folder / menu.name / f"{locale}.png"
    if not file.is_file():
        raise MenuMistake(f"{menu.name}: there is no picture in {locale}: run `flask menus draw`")
    picture = file.read_bytes()
    picture_type = checked(picture, menu, locale, hue)
    shown = rich_menu(menu, locale)
    return FinishedMenu(
        name=f"{menu.name}.{locale}",
        shown=shown,
        picture=picture,
        picture_type=picture_type,
        fingerprint=hashlib.sha256(_canonical(shown) + b"\0" + picture).hexdigest(),
        reaches=tuple(sorted(f"{name}.{locale}" for name in reached)),
    )


def _reached(menu: Menu, menus: Sequence[Menu]) -> set[str]:
    """The menus one can switch to from this one, by tabs and areas, over any number of steps."""
    by_name = {one.name: one for one in menus}
    found, ahead = {menu.name}, [menu]
    while ahead:
        one = ahead.pop()
        for name in {*one.together, *(area.menu for area in one.areas if area.menu)} - found:
            found.add(name)
            ahead.append(by_name[name])
    return found


def _area(box: Box, action: Json) -> Json:
    return {"bounds": {"x": box.x, "y": box.y, "width": box.width, "height": box.height}, "action": action}


def _action(area: Area, locale: str) -> Json:
    label = area.label[locale]
    if area.menu:
        return _switch(area.menu, locale, label)
    # The label is read aloud to people who cannot see the picture; displayText shows what was pressed.
    return {
        "type": "postback",
        "label": label,
        "data": Open(area.entry).pack(),
        "displayText": label,
        # The open menu covers most of a small screen, and with it the answer.
        "inputOption": "closeRichMenu",
    }


def _switch(menu: str, locale: str, label: str) -> Json:
    return {
        "type": "richmenuswitch",
        "label": label,
        "richMenuAliasId": alias_of(menu, locale),
        "data": MenuTab(to=menu).pack(),
    }


def _canonical(shown: Json) -> bytes:
    return json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()
