"""The pictures of the menus, drawn from the same menu.toml that says what an area does."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from locales import LOCALES
from richmenus.colours import INK, PAPER, Colour, Palette, palette
from richmenus.icons import icon_mask
from richmenus.layout import HEIGHT, POINT, WIDTH, Box, area_box, tab_box
from richmenus.lettering import word_mask
from richmenus.menu import FOLDER, Area, Menu
from richmenus.pictures import differ, png

GAP = 14  # between a choice's edge and its card
MARGIN = 32  # between the card and its words
ROUND = 56
EDGE = 8
SMOOTH = 4  # round corners are drawn so many times larger
TAB_TOP = 44  # how far the strip shows above the tab one is on


def draw_all(menus: Sequence[Menu], hue: int, folder: Path = FOLDER) -> list[Path]:
    """Draw every picture whose words, places or colours have changed, and say which those were.

    Raises NoFont when the face is missing and TooLong for a word that does not fit."""
    # All are drawn before any is written: a word too long leaves the folder as it was.
    made = {
        folder / menu.name / f"{locale}.png": png(draw(menu, locale, hue), menu, locale, hue)
        for menu in menus
        for locale in LOCALES
    }
    changed = [path for path, data in made.items() if not path.exists() or differ(path.read_bytes(), data)]
    for path in changed:
        path.write_bytes(made[path])
    return changed


def draw(menu: Menu, locale: str, hue: int) -> Image.Image:
    """One menu in one language."""
    colours = palette(hue)
    sheet = Image.new("RGB", (WIDTH, HEIGHT), colours.ground)
    size = letter_size(menu)
    if menu.tabs:
        _strip(sheet, menu, locale, size, colours)
    for area in menu.areas:
        _card(sheet, area_box(menu, area), area, locale, size, colours)
    return sheet


def letter_size(menu: Menu) -> int:
    """The letters' height in the picture's pixels."""
    return round(menu.letters * POINT)


def word_room(box: Box) -> int:
    """How wide a word may be in a choice without an icon beside it."""
    return box.width - 2 * (GAP + MARGIN)


def _strip(sheet: Image.Image, menu: Menu, locale: str, size: int, colours: Palette) -> None:
    """Tabs differ in shape: the one we are on is a tongue of the sheet below, the others are buttons."""
    strip = Box(0, 0, WIDTH, tab_box(menu, menu.name).bottom)
    sheet.paste(colours.town, (strip.x, strip.y, strip.right, strip.bottom))
    for tab in menu.tabs:
        box = tab_box(menu, tab.menu)
        if tab.menu == menu.name:
            left, right = box.x + GAP * (box.x > 0), box.right - GAP * (box.right < WIDTH)
            tongue = Box(left, TAB_TOP, right - left, box.height - TAB_TOP)
            _feet(sheet, tongue, colours)
            # Longer than the strip, so that its lower corners lie outside and it has none.
            _slab(sheet, Box(tongue.x, tongue.y, tongue.width, tongue.height + ROUND), colours.ground, strip)
            ink, middle = colours.town, tongue.y + tongue.height // 2
        else:
            button = Box(box.x + 60, 38, box.width - 120, box.height - 76)
            _slab(sheet, button, PAPER, radius=button.height // 2)
            _slab(sheet, button.inset(EDGE), colours.town, radius=button.height // 2 - EDGE)
            ink, middle = PAPER, button.y + button.height // 2
        word = word_mask(tab.label[locale], size, box.width - 240)
        sheet.paste(ink, (box.x + (box.width - word.width) // 2, middle - size // 2), word)


def _feet(sheet: Image.Image, tongue: Box, colours: Palette) -> None:
    """The tongue widens where it meets the sheet."""
    for x, hollow in ((tongue.x - ROUND, tongue.x - 2 * ROUND), (tongue.right, tongue.right)):
        if not 0 <= x < WIDTH:
            continue
        square = Box(x, tongue.bottom - ROUND, ROUND, ROUND)
        sheet.paste(colours.ground, (square.x, square.y, square.right, square.bottom))
        _slab(sheet, Box(hollow, tongue.bottom - 2 * ROUND, 2 * ROUND, 2 * ROUND), colours.town, square)


def _card(sheet: Image.Image, box: Box, area: Area, locale: str, size: int, colours: Palette) -> None:
    card = box.inset(GAP)
    _slab(sheet, card, colours.town if area.strong else colours.edge)
    if not area.strong:
        _slab(sheet, card.inset(EDGE), PAPER, radius=ROUND - EDGE)
    shape, ink = (PAPER, PAPER) if area.strong else (colours.town, INK)
    words = area.label[locale]
    if box.width < 2 * box.height:
        icon = min(round(card.height * 0.5), round(card.width * 0.5))
        word = word_mask(words, size, word_room(box))
        between = round((card.height - icon - size) * 0.24)
        top = card.y + (card.height - icon - between - size) // 2
        sheet.paste(shape, (card.x + (card.width - icon) // 2, top), icon_mask(area.icon, icon))
        sheet.paste(ink, (card.x + (card.width - word.width) // 2, top + icon + between), word)
    else:
        icon = round(card.height * (0.54 if box.width < WIDTH else 0.64))
        word = word_mask(words, size, card.width - icon - 5 * MARGIN)
        # Icons of one column stand below each other, so the words begin at one edge as well.
        spare = 0 if box.width < WIDTH else (card.width - icon - word.width) // 2 - 3 * MARGIN
        left = card.x + 2 * MARGIN + spare
        begin = left + icon + 2 * MARGIN
        sheet.paste(shape, (left, card.y + (card.height - icon) // 2), icon_mask(area.icon, icon))
        sheet.paste(ink, (begin, card.y + (card.height - size) // 2), word)


def _slab(
    sheet: Image.Image, box: Box, colour: Colour, within: Box | None = None, *, radius: int = ROUND
) -> None:
    """A filled rectangle with round corners; only what lies in `within` is drawn."""
    mask = _round_mask(box.width, box.height, radius)
    if within is not None:
        left, top = max(0, within.x - box.x), max(0, within.y - box.y)
        right, bottom = min(box.right, within.right) - box.x, min(box.bottom, within.bottom) - box.y
        mask = mask.crop((left, top, right, bottom))
        sheet.paste(colour, (box.x + left, box.y + top), mask)
    else:
        sheet.paste(colour, (box.x, box.y), mask)


def _round_mask(width: int, height: int, radius: int) -> Image.Image:
    """White with round corners; only those are drawn large and made small, the rest has nothing to smooth."""
    side = 2 * radius
    ball = Image.new("L", (side * SMOOTH, side * SMOOTH), 0)
    ImageDraw.Draw(ball).ellipse((0, 0, side * SMOOTH - 1, side * SMOOTH - 1), fill=255)
    ball = ball.resize((side, side), Image.Resampling.BOX)
    mask = Image.new("L", (width, height), 255)
    for left, x in ((0, 0), (radius, width - radius)):
        for top, y in ((0, 0), (radius, height - radius)):
            mask.paste(ball.crop((left, top, left + radius, top + radius)), (x, y))
    return mask
