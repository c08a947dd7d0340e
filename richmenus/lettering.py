"""Letters of the menu pictures: the face, whether it knows a word, and words set into a width."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FACE = "BIZ UDPGothic"
PLACES = (
    "/usr/share/fonts/truetype/bizud-gothic/BIZUDPGothic-Bold.ttf",  # Debian: fonts-morisawa-bizud-gothic
    "/usr/share/fonts/morisawa-bizud-pgothic/BIZUDPGothic-Bold.ttf",  # Fedora
    "~/Library/Fonts/BIZUDPGothic-Bold.ttf",
    "~/.local/share/fonts/BIZUDPGothic-Bold.ttf",
)
# Japanese signs set a long word a little narrower; below nine tenths it shows.
NARROWEST = 0.9
# Where the baseline runs in the square of a full-width letter, measured from its top.
BASELINE = 0.88


class NoFont(Exception):
    """The face is not on this machine."""


class TooLong(ValueError):
    """A word does not fit its place, even set narrower."""


@cache
def font_file() -> Path:
    """BIZ UDPGothic Bold on this machine. Raises NoFont, in words."""
    for place in PLACES:
        if (path := Path(place).expanduser()).is_file():
            return path
    if matcher := shutil.which("fc-match"):
        found = subprocess.run(  # noqa: S603 - our own fixed words
            [matcher, f"{FACE}:bold", "--format=%{family[0]}\n%{file}"],
            capture_output=True, text=True, check=False, timeout=20,
        ).stdout.split("\n")  # fmt: skip
        # fontconfig always answers with something; only the face itself will do.
        if len(found) == 2 and found[0] == FACE and found[1].endswith("Bold.ttf"):
            return Path(found[1])
    raise NoFont(
        f"{FACE} Bold is needed to draw menus: on Debian `apt install fonts-morisawa-bizud-gothic`, "
        "elsewhere put BIZUDPGothic-Bold.ttf into ~/.local/share/fonts. Running the bot does not need it."
    )


@cache
def face(size: int) -> ImageFont.FreeTypeFont:
    # The basic layout engine, so that the picture does not depend on how Pillow was built.
    return ImageFont.truetype(str(font_file()), size, layout_engine=ImageFont.Layout.BASIC)


def missing_letters(words: str) -> str:
    """Those letters of `words` that the face has no picture for."""
    blank = _shape("\U0010fffd")
    return "".join(letter for letter in words if not letter.isspace() and _shape(letter) == blank)


def word_mask(words: str, size: int, room: int) -> Image.Image:
    """`words` in letters of `size` pixels, at most `room` wide: white on black, its baseline at BASELINE.

    Raises TooLong when even narrow letters do not fit."""
    font = face(size)
    left, _top, right, _bottom = font.getbbox(words, anchor="ls")
    natural = round(right - left)
    if natural * NARROWEST > room:
        raise TooLong(
            f"{words!r} is {natural} pixels wide, but there is room for {room}: choose a shorter word"
        )
    mask = Image.new("L", (natural, round(size * 1.15)), 0)
    ImageDraw.Draw(mask).text((-left, round(size * BASELINE)), words, fill=255, font=font, anchor="ls")
    if natural > room:
        mask = mask.resize((room, mask.height), Image.Resampling.LANCZOS)
    return mask


def ink_height(words: str, size: int) -> int:
    """How tall the letters really are, from the lowest to the highest dark pixel."""
    box = word_mask(words, size, 100_000).point(lambda grey: 255 if grey > 127 else 0).getbbox()
    return box[3] - box[1] if box else 0


def _shape(letter: str) -> bytes:
    image = Image.new("L", (64, 64), 0)
    ImageDraw.Draw(image).text((8, 48), letter, fill=255, font=face(40), anchor="ls")
    return image.tobytes()
