"""The finished pictures: small PNG files that remember the words they were drawn from, checked before use."""

import hashlib
import json
from dataclasses import asdict
from io import BytesIO

from PIL import Image, ImageChops, PngImagePlugin, UnidentifiedImageError

from richmenus.colours import INK, PAPER, Colour, palette
from richmenus.layout import HEIGHT, WIDTH
from richmenus.menu import Menu, MenuMistake

MOST_BYTES = 1_000_000  # LINE says 1 MB
STAMP = "tsunagu-drawn-from"
STEPS = 12  # shades between two colours: what smooth edges are made of


def png(picture: Image.Image, menu: Menu, locale: str, hue: int) -> bytes:
    """The picture in few colours, with a stamp of what it was drawn from."""
    information = PngImagePlugin.PngInfo()
    information.add_text(STAMP, stamp(menu, locale, hue))
    file = BytesIO()
    few_colours(picture, hue).save(file, "PNG", optimize=True, pnginfo=information)
    return file.getvalue()


def few_colours(picture: Image.Image, hue: int) -> Image.Image:
    """The picture in the colours of the town and no others."""
    return picture.quantize(palette=_paints(hue), dither=Image.Dither.NONE)


def stamp(menu: Menu, locale: str, hue: int) -> str:
    """A hash of everything that shows in the picture: words of one language, icons, places, colours."""
    shown = {
        "grid": [menu.columns, menu.rows],
        "letters": menu.letters,
        "tabs": [[tab.menu == menu.name, tab.label[locale]] for tab in menu.tabs],
        "areas": [
            {**asdict(area), "label": area.label[locale], "entry": None, "menu": None} for area in menu.areas
        ],
        "hue": hue,
    }
    return hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def differ(one: bytes, other: bytes) -> bool:
    """Whether two pictures show something else. Machines pack the same picture into different bytes, and a
    picture packed anew would be uploaded anew."""
    if one == other:
        return False
    try:
        with Image.open(BytesIO(one)) as first, Image.open(BytesIO(other)) as second:
            if (first.size, first.info.get(STAMP)) != (second.size, second.info.get(STAMP)):
                return True
            return ImageChops.difference(first.convert("RGB"), second.convert("RGB")).getbbox() is not None
    except (UnidentifiedImageError, OSError):
        return True


def checked(data: bytes, menu: Menu, locale: str, hue: int) -> str:
    """The content type of a picture that LINE will take and that shows what menu.toml says.

    A picture without our stamp was made by hand and is taken as it is. Raises MenuMistake."""
    where = f"{menu.name}: the picture in {locale}"
    if len(data) > MOST_BYTES:
        raise MenuMistake(f"{where} has {len(data):,} bytes; LINE takes {MOST_BYTES:,}")
    try:
        # Opening reads the header only: a picture that would fill the memory is never unpacked.
        with Image.open(BytesIO(data), formats=["PNG", "JPEG"]) as picture:
            size, kind, text = picture.size, picture.format, dict(getattr(picture, "text", {}))
            frames = int(getattr(picture, "n_frames", 1))
            if size == (WIDTH, HEIGHT) and frames == 1:
                picture.load()  # raises for a file that was cut off
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as odd:
        raise MenuMistake(f"{where} is neither PNG nor JPEG, or damaged, or enormous") from odd
    if size != (WIDTH, HEIGHT) or frames != 1:
        raise MenuMistake(f"{where} should be one still picture of {WIDTH} by {HEIGHT}, but is {size}")
    if text.get(STAMP, stamp(menu, locale, hue)) != stamp(menu, locale, hue):
        raise MenuMistake(
            f"{where} was drawn from other words or colours: run `flask menus draw` and look at it"
        )
    return "image/png" if kind == "PNG" else "image/jpeg"


def _paints(hue: int) -> Image.Image:
    """The colours in use, exactly, and the steps between each two that meet."""
    colours = palette(hue)
    meetings: list[tuple[Colour, Colour]] = [
        (PAPER, INK), (PAPER, colours.town), (PAPER, colours.edge),
        (colours.ground, colours.edge), (colours.ground, colours.town),
    ]  # fmt: skip
    paints = {
        tuple(round(a + (b - a) * step / STEPS) for a, b in zip(one, other, strict=True))
        for one, other in meetings
        for step in range(STEPS + 1)
    }
    flat = [part for paint in sorted(paints) for part in paint]
    sheet = Image.new("P", (1, 1))
    sheet.putpalette(flat)
    return sheet
