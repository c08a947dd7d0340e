"""What a menu is: its menu.toml read into frozen values, and everything wrong with it said in words.

A label stands in the menu.toml in every language, not in the catalogues: the picture is drawn ahead from this
one file, and a town that wants another word changes it here and draws again."""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from locales import LOCALES
from richmenus.icons import ICONS

FOLDER = Path(__file__).parent

MOST_CHOICES = 6
MOST_LABEL = 20  # LINE's limit for the words that are read aloud
MOST_BAR = 14  # LINE's limit for the words on the bar below the chat
MOST_TABS = 3

Words = Mapping[str, str]


class MenuMistake(ValueError):
    """What is wrong with the menus, one sentence a line."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class Area:
    """One choice: it opens an entry, as the word would, or shows another menu."""

    column: int
    row: int
    columns: int
    rows: int
    label: Words
    icon: str
    entry: str
    menu: str
    strong: bool

    def cells(self) -> set[tuple[int, int]]:
        return {
            (column, row)
            for column in range(self.column, self.column + self.columns)
            for row in range(self.row, self.row + self.rows)
        }


@dataclass(frozen=True, slots=True)
class Tab:
    menu: str
    label: Words


@dataclass(frozen=True, slots=True)
class Menu:
    """One folder: a grid of choices, perhaps below a strip of tabs."""

    name: str
    columns: int
    rows: int
    # Height of the letters in the points of a phone 360 wide; 18 is the least that reads well.
    letters: int
    chat_bar: Words
    # The strip above the choices, this menu among them; empty without one.
    tabs: tuple[Tab, ...]
    areas: tuple[Area, ...]

    @property
    def together(self) -> tuple[str, ...]:
        """The menus one can get to by the strip, this one included."""
        return tuple(tab.menu for tab in self.tabs) or (self.name,)


def read_menus(folder: Path = FOLDER) -> tuple[Menu, ...]:
    """Every menu below `folder`. Raises MenuMistake with all that is wrong, not only the first thing."""
    menus: list[Menu] = []
    wrong: list[str] = []
    for file in sorted(folder.glob("*/menu.toml")):
        try:
            menus.append(menu_from(file.parent.name, file.read_text("utf-8")))
        except MenuMistake as mistake:
            wrong += mistake.sentences
    known = {menu.name for menu in menus}
    for menu in menus:
        pointed = {area.menu for area in menu.areas if area.menu} | set(menu.together)
        wrong += [f"{menu.name}: there is no menu {name!r} to show" for name in sorted(pointed - known)]
        wrong += [
            f"{menu.name} and {other.name} list different tabs"
            for other in menus
            if other.name in menu.together and other.tabs != menu.tabs
        ]
    if wrong:
        raise MenuMistake(*wrong)
    return tuple(menus)


def menu_from(name: str, text: str) -> Menu:
    """One menu from the text of its menu.toml. Raises MenuMistake."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as odd:
        raise MenuMistake(f"{name}: menu.toml cannot be read: {odd}") from odd
    reading = _Reading(name)
    columns, rows = reading.pair(given, "grid", (3, 2))
    areas = tuple(reading.area(number, one) for number, one in enumerate(given.pop("areas", []), 1))
    menu = Menu(
        name=name,
        columns=columns,
        rows=rows,
        letters=reading.number(given, "letters", 20),
        chat_bar=reading.words(given, "chat_bar", MOST_BAR),
        tabs=tuple(reading.tab(number, one) for number, one in enumerate(given.pop("tabs", []), 1)),
        areas=areas,
    )
    reading.nothing_left(given, "the menu")
    reading.wrong += _mistakes(menu)
    if reading.wrong:
        raise MenuMistake(*(f"{name}: {sentence}" for sentence in reading.wrong))
    return menu


def _mistakes(menu: Menu) -> list[str]:
    wrong = []
    if not 1 <= len(menu.areas) <= MOST_CHOICES:
        wrong.append(f"{len(menu.areas)} areas; 1 to {MOST_CHOICES} can be told apart at a glance")
    if menu.letters < 18:
        wrong.append(f"letters = {menu.letters}; 18 is the least that older eyes read on a phone")
    if menu.tabs and (menu.name not in menu.together or not 2 <= len(menu.tabs) <= MOST_TABS):
        wrong.append(f"tabs show 2 to {MOST_TABS} menus, and this one is among them")
    taken: set[tuple[int, int]] = set()
    for area in menu.areas:
        if area.cells() & taken:
            wrong.append(f"the area {area.label.get('en')!r} lies upon another one")
        taken |= area.cells()
    grid = {(column, row) for column in range(1, menu.columns + 1) for row in range(1, menu.rows + 1)}
    wrong += [f"column {column}, row {row} is outside the grid" for column, row in sorted(taken - grid)]
    wrong += [f"nothing stands in column {column}, row {row}" for column, row in sorted(grid - taken)]
    return wrong


class _Reading:
    """Takes values out of one menu.toml and collects what is wrong with them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.wrong: list[str] = []

    def area(self, number: int, given: dict[str, Any]) -> Area:
        column, row = self.pair(given, "cell", (1, 1))
        columns, rows = self.pair(given, "span", (1, 1))
        icon, entry, menu = (str(given.pop(key, "")) for key in ("icon", "entry", "menu"))
        if not icon:
            self.wrong.append(f"area {number} has no icon")
        elif icon not in ICONS:
            self.wrong.append(f"area {number}: there is no icon {icon!r}; there are {', '.join(ICONS)}")
        if bool(entry) == bool(menu):
            self.wrong.append(f"area {number} needs an `entry` to open or a `menu` to show, and not both")
        label, strong = self.words(given, "label", MOST_LABEL), bool(given.pop("strong", False))
        self.nothing_left(given, f"area {number}")
        return Area(column, row, columns, rows, label, icon, entry, menu, strong)

    def tab(self, number: int, given: dict[str, Any]) -> Tab:
        tab = Tab(str(given.pop("menu", "")), self.words(given, "label", MOST_LABEL))
        self.nothing_left(given, f"tab {number}")
        return tab

    def pair(self, given: dict[str, Any], key: str, default: tuple[int, int]) -> tuple[int, int]:
        match given.pop(key, default):
            case [int(first), int(second)] | (int(first), int(second)) if (
                1 <= first <= 6 and 1 <= second <= 6
            ):
                return first, second
            case other:
                self.wrong.append(f"{key} = {other!r} should be two numbers from 1 to 6, as in [1, 2]")
                return default

    def number(self, given: dict[str, Any], key: str, default: int) -> int:
        found = given.pop(key, default)
        if isinstance(found, int) and not isinstance(found, bool):
            return found
        self.wrong.append(f"{key} = {found!r} should be a whole number")
        return default

    def words(self, given: dict[str, Any], key: str, most: int) -> Words:
        """One short text in every language we speak."""
        found = given.pop(key, {})
        found = found if isinstance(found, dict) else {}
        words: dict[str, str] = {}
        for locale in LOCALES:
            text = found.pop(locale, "")
            if not isinstance(text, str) or not text.strip():
                self.wrong.append(f"{key} has no words in {locale}")
            elif len(text) > most:
                self.wrong.append(f"{text!r} is longer than the {most} characters LINE takes")
            elif any(unicodedata.category(letter).startswith("C") for letter in text):
                self.wrong.append(f"{text!r} holds a character that cannot be seen")
            else:
                words[locale] = text
        self.nothing_left(found, key)
        return words

    def nothing_left(self, given: Mapping[str, Any], where: str) -> None:
        self.wrong += [f"{where} has {key!r}, which means nothing here" for key in given]
