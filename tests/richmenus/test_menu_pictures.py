"""The pictures, measured: a menu is for eyes of eighty years on a small phone."""

import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, PngImagePlugin

from locales import LOCALES
from richmenus import FOLDER, MenuMistake, draw_all, lettering, read_menus
from richmenus.colours import INK, LETTERS, LINES, PAPER, Colour, contrast, palette
from richmenus.drawing import draw, letter_size
from richmenus.icons import ICONS, icon_mask
from richmenus.layout import HEIGHT, POINT, STRIP, WIDTH, Box, area_box, tab_box
from richmenus.lettering import NoFont, TooLong, font_file, ink_height, missing_letters
from richmenus.menu import Area, Menu
from richmenus.pictures import STAMP, checked, few_colours
from settings import Settings

HUE = Settings().hue
MENUS = read_menus()
EVERY = [(menu, locale) for menu in MENUS for locale in LOCALES]
NAMES = [f"{menu.name}.{locale}" for menu, locale in EVERY]
each_picture = pytest.mark.parametrize(("menu", "locale"), EVERY, ids=NAMES)


@pytest.fixture
def font() -> None:
    try:
        font_file()
    except NoFont as missing:
        pytest.skip(str(missing))


def kept(menu: Menu, locale: str) -> Image.Image:
    return kept_file(FOLDER / menu.name / f"{locale}.png")


@cache
def kept_file(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        return picture.convert("RGB")


def boxes(menu: Menu) -> Iterator[tuple[Area, Box]]:
    for area in menu.areas:
        yield area, area_box(menu, area)


def labels(menu: Menu, locale: str) -> list[str]:
    return [area.label[locale] for area in menu.areas] + [tab.label[locale] for tab in menu.tabs]


def rgb(colour: object) -> Colour:
    assert isinstance(colour, tuple)
    red, green, blue = colour
    return red, green, blue


def full_widths(words: str) -> float:
    return sum(1 if unicodedata.east_asian_width(letter) in "WF" else 0.5 for letter in words)


@each_picture
@pytest.mark.usefixtures("font")
def test_the_picture_is_the_one_its_words_would_make(menu: Menu, locale: str) -> None:
    fresh = few_colours(draw(menu, locale, HUE), HUE).convert("RGB")
    different = (
        ImageChops.difference(fresh, kept(menu, locale)).convert("L").point(lambda grey: 255 * (grey > 64))
    )
    # Another build of the letter engine may shade an edge differently; a stroke more or less is seen.
    assert different.histogram()[255] < 300, "run `flask menus draw` and look"


@pytest.mark.usefixtures("font")
def test_the_comparison_sees_one_changed_letter() -> None:
    menu = next(menu for menu in MENUS if menu.name == "everyday")
    news = menu.areas[4]
    other = replace(news, label={**news.label, "ja": "お知らせ".replace("ら", "り")})
    changed = replace(menu, areas=(*menu.areas[:4], other, *menu.areas[5:]))
    different = ImageChops.difference(draw(menu, "ja", HUE), draw(changed, "ja", HUE)).convert("L")
    assert different.point(lambda grey: 255 * (grey > 64)).histogram()[255] > 1_000


@each_picture
def test_the_file_is_small_and_of_the_size_line_knows(menu: Menu, locale: str) -> None:
    data = (FOLDER / menu.name / f"{locale}.png").read_bytes()
    assert len(data) < 100_000
    assert checked(data, menu, locale, HUE) == "image/png"


@each_picture
@pytest.mark.usefixtures("font")
def test_letters_are_as_tall_as_they_should_be(menu: Menu, locale: str) -> None:
    size = letter_size(menu)
    assert ink_height("国", size) >= 18 * POINT
    for label in labels(menu, locale):
        # Some letters do not fill their square by nature, as in テーマ, and capitals do not either.
        assert ink_height(label, size) >= 16 * POINT, label
    if menu.name == "large_type":
        assert ink_height("国", size) >= 24 * POINT
    if menu.name == "organiser":
        assert size >= 20 * POINT


@each_picture
def test_labels_are_short(menu: Menu, locale: str) -> None:
    for area, box in boxes(menu):
        most = {3: 6, 2: 9, 1: 12}[round(WIDTH / box.width)]
        assert full_widths(area.label[locale]) <= most, area.label[locale]
    for tab in menu.tabs:
        assert full_widths(tab.label[locale]) <= 9


@each_picture
@pytest.mark.usefixtures("font")
def test_the_face_has_every_letter(menu: Menu, locale: str) -> None:
    for label in labels(menu, locale):
        assert missing_letters(label) == ""


@pytest.mark.usefixtures("font")
def test_a_letter_the_face_lacks_is_noticed() -> None:
    assert missing_letters("さがすค้") != ""


@each_picture
def test_words_keep_their_margins_in_the_picture(menu: Menu, locale: str) -> None:
    picture = kept(menu, locale)
    for area, box in boxes(menu):
        for left in (box.x + 24, box.right - 40):
            # Beside the border and the round corners, nothing reaches into the outer forty pixels.
            strip = picture.crop((left, box.y + 80, left + 16, box.bottom - 80))
            assert strip.getcolors(1), f"{area.label[locale]} touches the edge"


@each_picture
def test_contrast_in_the_picture_itself(menu: Menu, locale: str) -> None:
    picture = kept(menu, locale)
    places = [box.inset(40) for _area, box in boxes(menu)]
    places += [tab_box(menu, tab.menu).inset(90) for tab in menu.tabs]
    for place in places:
        found = picture.crop((place.x, place.y, place.right, place.bottom)).getcolors(256) or []
        # What there is most of beside the ground is the inside of the strokes of letters and icons.
        ground, *strokes = [rgb(colour) for _count, colour in sorted(found, key=itemgetter(0), reverse=True)]
        inked = 2 if ground == PAPER else 1
        assert min(contrast(ground, colour) for colour in strokes[:inked]) >= LETTERS


@pytest.mark.parametrize("hue", range(0, 360, 3))
def test_every_hue_a_town_may_choose_is_legible(hue: int) -> None:
    colours = palette(hue)
    assert contrast(colours.town, PAPER) >= LETTERS
    assert contrast(colours.town, colours.ground) >= LETTERS
    assert contrast(INK, PAPER) >= LETTERS
    assert contrast(colours.edge, PAPER) >= LINES
    assert contrast(colours.edge, colours.ground) >= LINES


def test_the_default_hue_is_the_towns_green() -> None:
    green = (0x07, 0x58, 0x3F)
    assert max(abs(a - b) for a, b in zip(palette(HUE).town, green, strict=True)) <= 5


def test_the_contrast_is_computed_as_the_standard_does() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((0x76, 0x76, 0x76), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)
    assert contrast((0x07, 0x58, 0x3F), (255, 255, 255)) == pytest.approx(8.4, abs=0.1)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_tab_one_is_on_differs_in_shape(locale: str) -> None:
    """It runs into the sheet below; the other one is a button with the strip all around it."""
    colours = palette(HUE)
    for menu in (menu for menu in MENUS if menu.tabs):
        picture = kept(menu, locale)
        for tab in menu.tabs:
            box = tab_box(menu, tab.menu)
            foot = picture.getpixel((box.x + box.width // 2, STRIP - 4))
            assert foot == (colours.ground if tab.menu == menu.name else colours.town)


def test_fingers_can_hit_everything() -> None:
    for menu in MENUS:
        for _area, box in boxes(menu):
            assert min(box.width, box.height) >= 56 * POINT
        for tab in menu.tabs:
            assert tab_box(menu, tab.menu).height + 1 >= 44 * POINT


@pytest.mark.parametrize("name", ICONS)
def test_icons_stay_on_their_board_and_have_one_weight(name: str) -> None:
    mask = icon_mask(name, 300)
    left, top, right, bottom = mask.getbbox() or (0, 0, 0, 0)
    assert left > 0 and top > 0 and right < 300 and bottom < 300
    assert max(right - left, bottom - top) > 200
    dark = mask.histogram()[255] / 300**2
    assert 0.08 < dark < 0.42, "much thinner or fuller than the others"


@pytest.mark.usefixtures("font")
def test_drawing_again_changes_no_file_and_a_new_word_changes_one(tmp_path: Path) -> None:
    menu = next(menu for menu in MENUS if menu.name == "large_type")
    (tmp_path / menu.name).mkdir()
    assert len(draw_all([menu], HUE, tmp_path)) == len(LOCALES)
    file = tmp_path / menu.name / "ja.png"
    with Image.open(file) as picture:
        information = PngImagePlugin.PngInfo()
        information.add_text(STAMP, picture.info[STAMP])
        picture.save(file, compress_level=1, pnginfo=information)
    assert draw_all([menu], HUE, tmp_path) == [], "the same picture, only packed less well"
    first = menu.areas[0]
    other = replace(menu, areas=(replace(first, label={**first.label, "en": "Search"}), *menu.areas[1:]))
    assert draw_all([other], HUE, tmp_path) == [tmp_path / menu.name / "en.png"]


@pytest.mark.usefixtures("font")
def test_a_word_too_long_for_its_place_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    menu = next(menu for menu in MENUS if menu.name == "everyday")
    first = menu.areas[0]
    long = replace(first, label={**first.label, "en": "Find something"})
    (tmp_path / menu.name).mkdir()
    with pytest.raises(TooLong, match="choose a shorter word"):
        draw_all([replace(menu, areas=(long, *menu.areas[1:]))], HUE, tmp_path)
    assert list((tmp_path / menu.name).iterdir()) == []


def test_a_machine_without_the_font_is_told_where_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lettering, "PLACES", ())
    monkeypatch.setattr(lettering, "FACE", "A Face Nobody Has")
    lettering.font_file.cache_clear()
    with pytest.raises(NoFont, match="apt install fonts-morisawa-bizud-gothic"):
        font_file()
    lettering.font_file.cache_clear()


@pytest.mark.usefixtures("font")
def test_the_font_is_also_found_where_nobody_expects_it(monkeypatch: pytest.MonkeyPatch) -> None:
    if not shutil.which("fc-match"):
        pytest.skip("fontconfig is not on this machine")
    monkeypatch.setattr(lettering, "PLACES", ())
    lettering.font_file.cache_clear()
    assert font_file().name == "BIZUDPGothic-Bold.ttf"
    lettering.font_file.cache_clear()


def file_of(size: tuple[int, int], kind: str = "PNG", **options: Any) -> bytes:
    file = BytesIO()
    Image.new("1", size).save(file, kind, **options)
    return file.getvalue()


RIGHT_SIZE = (WIDTH, HEIGHT)
FINE = file_of(RIGHT_SIZE)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (file_of((20_000, 20_000)), "enormous"),
        (file_of((2500, 843)), "but is"),
        (file_of(RIGHT_SIZE, "GIF"), "neither PNG nor JPEG"),
        (
            file_of(RIGHT_SIZE, "PNG", save_all=True, append_images=[Image.new("1", RIGHT_SIZE, 1)]),
            "one still",
        ),
        (FINE[: len(FINE) // 2], "damaged"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither PNG nor JPEG"),
        (b"", "neither PNG nor JPEG"),
        (FINE + b"\0" * 1_000_000, "LINE takes 1,000,000"),
    ],
    ids=["huge", "half height", "GIF", "animated", "cut off", "SVG", "empty", "heavy"],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_picture_line_would_not_take_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(MenuMistake, match=sentence):
        checked(data, MENUS[0], "ja", HUE)


def test_a_picture_made_by_hand_is_taken_as_it_is() -> None:
    assert checked(FINE, MENUS[0], "ja", HUE) == "image/png"
    assert checked(file_of(RIGHT_SIZE, "JPEG"), MENUS[0], "ja", HUE) == "image/jpeg"
