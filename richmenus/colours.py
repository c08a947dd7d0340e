"""The town's hue made into the few colours of a menu, and the contrast between two of them."""

from colorsys import hls_to_rgb
from dataclasses import dataclass

Colour = tuple[int, int, int]

INK: Colour = (0x1A, 0x1A, 0x1A)
PAPER: Colour = (0xFF, 0xFF, 0xFF)

# What a letter must reach on a menu, and what a line or an icon must reach beside its neighbour.
LETTERS = 7.0
LINES = 3.0


@dataclass(frozen=True, slots=True)
class Palette:
    """`town` carries white letters and draws icons on white; `edge` is a border; `ground` lies below."""

    town: Colour
    edge: Colour
    ground: Colour


def palette(hue: int) -> Palette:
    """The colours of a town whose hue is `hue` degrees, each as light as its work allows."""
    return Palette(
        town=_lightest(hue, saturation=0.82, ratio=8.4),
        edge=_lightest(hue, saturation=0.22, ratio=3.6),
        ground=_shade(hue, 0.95, saturation=0.28),
    )


def contrast(one: Colour, other: Colour) -> float:
    """WCAG's contrast ratio, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _lightest(hue: int, *, saturation: float, ratio: float) -> Colour:
    """The lightness is searched for, since hues differ in brightness: blue and yellow both have to pass."""
    for percent in range(70, 0, -1):
        if contrast(found := _shade(hue, percent / 100, saturation=saturation), PAPER) >= ratio:
            return found
    return INK


def _shade(hue: int, lightness: float, *, saturation: float) -> Colour:
    # In steps of four, the grain in which Pillow looks up a palette: what is drawn is exactly what is saved.
    red, green, blue = (
        min(252, round(part * 255 / 4) * 4) for part in hls_to_rgb(hue % 360 / 360, lightness, saturation)
    )
    return red, green, blue


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
