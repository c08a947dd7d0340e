"""Where everything stands in a menu's picture, in its pixels: for drawing and for pressing alike."""

from dataclasses import dataclass

from richmenus.menu import Area, Menu

WIDTH, HEIGHT = 2500, 1686
POINT = WIDTH / 360  # one point of a phone 360 wide, in our pixels
STRIP = 306  # the tabs' height: 44 points, the least a finger should have to hit


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    def inset(self, margin: int) -> "Box":
        return Box(self.x + margin, self.y + margin, self.width - 2 * margin, self.height - 2 * margin)


def area_box(menu: Menu, area: Area) -> Box:
    """The place of a choice; neighbours share their edges, so that no pixel is dead or doubly taken."""
    top = STRIP if menu.tabs else 0
    columns = _cuts(0, WIDTH, menu.columns)
    rows = _cuts(top, HEIGHT, menu.rows)
    left, upper = columns[area.column - 1], rows[area.row - 1]
    right, lower = columns[area.column - 1 + area.columns], rows[area.row - 1 + area.rows]
    return Box(left, upper, right - left, lower - upper)


def tab_box(menu: Menu, tab: str) -> Box:
    """The place of one tab in the strip."""
    cuts = _cuts(0, WIDTH, len(menu.tabs))
    place = menu.together.index(tab)
    return Box(cuts[place], 0, cuts[place + 1] - cuts[place], STRIP)


def _cuts(start: int, end: int, parts: int) -> list[int]:
    return [start + round((end - start) * part / parts) for part in range(parts + 1)]
