"""The pen icons are drawn with: strokes of one weight with round ends, on a board of 100 by 100."""

from collections.abc import Callable
from itertools import pairwise
from math import cos, radians, sin

from PIL import Image, ImageDraw

Point = tuple[float, float]

BOARD = 100
WEIGHT = 7.0  # of every stroke: icons of one menu are one family
FINER = 4  # how many times larger a shape is drawn before it is made small and smooth


class Pen:
    """Draws on a mask: white is where the icon's colour goes. `rub` takes away again, for shapes in front."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._scale = size * FINER / BOARD
        self._mask = Image.new("L", (size * FINER, size * FINER), 0)
        self._draw = ImageDraw.Draw(self._mask)
        self._ink = 255

    def drawn(self) -> Image.Image:
        """The finished mask, smooth and in the size that was asked for."""
        return self._mask.resize((self._size, self._size), Image.Resampling.LANCZOS)

    def rub(self, shape: Callable[["Pen"], None]) -> None:
        """Draw `shape` as a hole."""
        self._ink = 0
        shape(self)
        self._ink = 255

    def line(self, *points: Point, closed: bool = False, weight: float = WEIGHT) -> None:
        path = [*points, points[0]] if closed else points
        width = round(weight * self._scale)
        for start, end in pairwise(path):
            self._draw.line([self._at(start), self._at(end)], fill=self._ink, width=width)
        for point in path:
            # In whole pixels like the line itself, so that joints do not show.
            self.dot(point, width / 2 / self._scale)

    def dot(self, centre: Point, radius: float) -> None:
        x, y = centre
        box = [self._at((x - radius, y - radius)), self._at((x + radius, y + radius))]
        self._draw.ellipse(box, fill=self._ink)

    def circle(self, centre: Point, radius: float, *, weight: float = WEIGHT) -> None:
        self.arc(centre, radius, 0, 360, weight=weight)

    def arc(self, centre: Point, radius: float, start: float, end: float, *, weight: float = WEIGHT) -> None:
        """Part of a circle from angle to angle; 0 points right, 90 down."""
        self.line(*arc(centre, radius, start, end), weight=weight)

    def fill(self, *points: Point) -> None:
        """A filled shape whose corners are as round as the ends of a stroke."""
        self._draw.polygon([self._at(point) for point in points], fill=self._ink)
        self.line(*points, closed=True, weight=WEIGHT * 0.7)

    def box(self, left_top: Point, right_bottom: Point, radius: float) -> None:
        """The outline of a rectangle with round corners."""
        self.line(*rounded(left_top, right_bottom, radius), closed=True)

    def slab(self, left_top: Point, right_bottom: Point, radius: float) -> None:
        """A filled rectangle with round corners."""
        self._draw.polygon(
            [self._at(point) for point in rounded(left_top, right_bottom, radius)], fill=self._ink
        )

    def _at(self, point: Point) -> Point:
        return point[0] * self._scale, point[1] * self._scale


def arc(centre: Point, radius: float, start: float, end: float) -> list[Point]:
    """Points along part of a circle, close enough together to look round."""
    steps = max(6, round(abs(end - start) / 3))
    angles = [radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return [(centre[0] + radius * cos(angle), centre[1] + radius * sin(angle)) for angle in angles]


def rounded(left_top: Point, right_bottom: Point, radius: float) -> list[Point]:
    """A rectangle's outline with round corners, clockwise."""
    (left, top), (right, bottom) = left_top, right_bottom
    return [
        *arc((right - radius, top + radius), radius, 270, 360),
        *arc((right - radius, bottom - radius), radius, 0, 90),
        *arc((left + radius, bottom - radius), radius, 90, 180),
        *arc((left + radius, top + radius), radius, 180, 270),
    ]


def curve(start: Point, bend: Point, other: Point, end: Point) -> list[Point]:
    """A Bézier curve, for the few shapes that are neither straight nor round."""
    points = []
    for step in range(25):
        t = step / 24
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        points.append(
            (
                a * start[0] + b * bend[0] + c * other[0] + d * end[0],
                a * start[1] + b * bend[1] + c * other[1] + d * end[1],
            )
        )
    return points
