"""The icons of the menus, one small function each; a menu.toml names them."""

from collections.abc import Callable
from functools import cache
from math import cos, pi, sin

from PIL import Image

from richmenus.pen import WEIGHT, Pen, Point, arc, curve

ICONS: dict[str, Callable[[Pen], None]] = {}


def icon(draw: Callable[[Pen], None]) -> Callable[[Pen], None]:
    """Put a drawing into the list under its function's name."""
    ICONS[draw.__name__] = draw
    return draw


@cache
def icon_mask(name: str, size: int) -> Image.Image:
    """Where the colour of icon `name` goes, in a square of `size` pixels."""
    pen = Pen(size)
    ICONS[name](pen)
    return pen.drawn()


@icon
def magnifier(pen: Pen) -> None:
    pen.circle((42, 42), 29)
    pen.line((67, 67), (87, 87), weight=WEIGHT * 1.7)


@icon
def star(pen: Pen) -> None:
    tips = [_around((50, 53), 41, -pi / 2 + turn * 2 * pi / 5) for turn in range(5)]
    dents = [_around((50, 53), 20.5, -pi / 2 + (turn + 0.5) * 2 * pi / 5) for turn in range(5)]
    pen.line(*[point for pair in zip(tips, dents, strict=True) for point in pair], closed=True)


@icon
def my_calendar(pen: Pen) -> None:
    _calendar(pen)
    pen.line((33, 64), (45, 75), (68, 52), weight=WEIGHT * 1.2)


@icon
def today(pen: Pen) -> None:
    _calendar(pen)
    pen.dot((50, 64), 14)


@icon
def weekend(pen: Pen) -> None:
    _calendar(pen)
    for column in (28, 41):
        for row in (55, 73):
            pen.dot((column, row), 3.6)
    for row in (55, 73):
        pen.slab((53, row - 7), (64, row + 7), 3)
        pen.slab((68, row - 7), (79, row + 7), 3)


@icon
def house(pen: Pen) -> None:
    pen.line((8, 50), (50, 12), (92, 50))
    pen.line((20, 42), (20, 88), (80, 88), (80, 42))
    _heart(pen, (50, 66), 15)


@icon
def bell(pen: Pen) -> None:
    pen.line((50, 10), (50, 16))
    pen.line(
        (14, 74), *curve((14, 74), (27, 64), (24, 52), (24, 43)), *arc((50, 43), 26, 180, 360),
        *curve((76, 43), (76, 52), (73, 64), (86, 74)), closed=True,
    )  # fmt: skip
    pen.arc((50, 79), 11, 10, 170)


@icon
def ask_a_person(pen: Pen) -> None:
    pen.circle((24.5, 57), 12.5)
    pen.line((5, 95), *arc((24.5, 95), 19.5, 180, 360))
    pen.box((44, 5), (95, 55), 13)
    pen.fill((55, 56), (54, 67), (65, 56))
    _question(pen, (69.5, 21), 8)


@icon
def question(pen: Pen) -> None:
    pen.circle((50, 50), 40)
    _question(pen, (50, 39), 13)


@icon
def pin(pen: Pen) -> None:
    pen.line(
        (50, 92), *curve((50, 92), (40, 76), (20, 62), (20, 40)), *arc((50, 40), 30, 180, 360),
        *curve((80, 40), (80, 62), (60, 76), (50, 92)), closed=True,
    )  # fmt: skip
    pen.circle((50, 40), 11)


@icon
def kinds(pen: Pen) -> None:
    pen.circle((28, 29), 17)
    pen.box((57, 13), (89, 45), 5)
    pen.line((28, 56), (46, 87), (10, 87), closed=True)
    _heart(pen, (73, 73), 18)


@icon
def shelter(pen: Pen) -> None:
    """Somebody running through a door under a roof."""
    pen.line((58, 23), (75, 8), (95, 25))
    pen.line((88, 20), (88, 92), (65, 92))
    pen.dot((43, 33), 9)
    pen.line((38, 51), (32, 67), weight=WEIGHT * 1.9)
    pen.line((39, 50), (53, 58), (65, 51))
    pen.line((36, 49), (21, 49), (13, 62))
    pen.line((33, 68), (49, 76), (46, 93), weight=WEIGHT * 1.2)
    pen.line((31, 69), (23, 85), (7, 85), weight=WEIGHT * 1.2)


@icon
def gear(pen: Pen) -> None:
    rim: list[Point] = []
    for tooth in range(8):
        middle = tooth * pi / 4
        for turn, radius in ((-0.27, 31), (-0.19, 41), (0.19, 41), (0.27, 31)):
            rim.append(_around((50, 50), radius, middle + turn))
    pen.line(*rim, closed=True)
    pen.circle((50, 50), 12)


@icon
def group(pen: Pen) -> None:
    """Three people: an organisation."""
    for centre in (17, 83):
        pen.circle((centre, 37), 9.5)
    pen.line((5, 80), *arc((22, 74), 17, 180, 275))
    pen.line(*arc((78, 74), 17, 265, 360), (95, 80))
    pen.circle((50, 33), 14)
    pen.line((24, 90), *arc((50, 86), 26, 180, 360), (76, 90), closed=True)


@icon
def back(pen: Pen) -> None:
    pen.line((34, 14), (12, 36), (34, 58))
    pen.line((14, 36), (60, 36), *arc((60, 61), 25, 270, 450), (30, 86))


def _calendar(pen: Pen) -> None:
    pen.box((12, 18), (88, 90), 10)
    pen.line((12, 38), (88, 38))
    for ring in (33, 67):
        pen.line((ring, 9), (ring, 24))


def _heart(pen: Pen, centre: Point, size: float) -> None:
    x, y = centre
    pen.line(
        *curve((x, y + size * 0.9), (x - size * 1.5, y), (x - size, y - size * 1.3), (x, y - size * 0.4)),
        *curve((x, y - size * 0.4), (x + size, y - size * 1.3), (x + size * 1.5, y), (x, y + size * 0.9)),
        closed=True,
    )


def _question(pen: Pen, centre: Point, size: float) -> None:
    x, y = centre
    stem = curve(
        (x + size * 0.77, y + size * 0.64), (x + size * 0.3, y + size), (x, y + size), (x, y + size * 1.5)
    )
    pen.line(*arc((x, y), size, 190, 400), *stem)
    pen.dot((x, y + size * 1.5 + WEIGHT * 1.5), WEIGHT * 0.62)


def _around(centre: Point, radius: float, angle: float) -> Point:
    return centre[0] + radius * cos(angle), centre[1] + radius * sin(angle)
