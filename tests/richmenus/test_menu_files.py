"""What menu.toml says, and what LINE gets of it."""

from pathlib import Path
from typing import Any

import pytest
from linebot.v3.messaging.models import RichMenuRequest

from delivery.menu_links import DEFAULT
from delivery.menus import alias_of
from locales import LOCALES, fold, keywords
from richmenus import FOLDER, FinishedMenu, MenuMistake, entries, finished, read_menus, rich_menu
from richmenus.icons import ICONS
from richmenus.menu import menu_from
from settings import Settings
from views.tap import MenuTab, Open, unpack

MENUS = read_menus()
BY_NAME = {menu.name: menu for menu in MENUS}
EVERY = [(menu.name, locale) for menu in MENUS for locale in LOCALES]
LIVING = {"facility", "medical", "childcare", "aed", "evacuation", "toilet", "tourism", "wifi", "scheme"}
ENTRIES = LIVING | {
    "find", "suggested", "mine", "living", "news", "help", "start", "today", "weekend", "next_month", "near",
    "districts", "topics", "person", "settings", "organiser", "code", "privacy",
}  # fmt: skip


@pytest.fixture(scope="module")
def ready() -> dict[str, FinishedMenu]:
    return {menu.name: menu for menu in finished(MENUS, Settings().hue)}


def actions(name: str, locale: str) -> list[dict[str, Any]]:
    return [area["action"] for area in rich_menu(BY_NAME[name], locale)["areas"]]


@pytest.mark.parametrize(("name", "locale"), EVERY)
def test_the_object_keeps_to_lines_rules(name: str, locale: str) -> None:
    shown = rich_menu(BY_NAME[name], locale)

    assert RichMenuRequest.from_dict(shown).to_dict() == shown
    width, height = shown["size"]["width"], shown["size"]["height"]
    assert 800 <= width <= 2500 and height >= 250 and width / height >= 1.45
    assert 1 <= len(shown["chatBarText"]) <= 14 and len(shown["name"]) <= 300
    assert len(shown["areas"]) <= 20
    for action in actions(name, locale):
        assert 1 <= len(action["label"]) <= 20 and len(action["data"]) <= 300
        assert len(action.get("richMenuAliasId", "")) <= 32


@pytest.mark.parametrize(("name", "locale"), EVERY)
def test_areas_cover_every_pixel_once(name: str, locale: str) -> None:
    shown = rich_menu(BY_NAME[name], locale)
    boxes = [area["bounds"] for area in shown["areas"]]

    assert (
        sum(box["width"] * box["height"] for box in boxes) == shown["size"]["width"] * shown["size"]["height"]
    )
    for box in boxes:
        assert box["x"] >= 0 and box["y"] >= 0
        assert box["x"] + box["width"] <= shown["size"]["width"]
        assert box["y"] + box["height"] <= shown["size"]["height"]
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            assert (
                one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
                or one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
            )  # fmt: skip


@pytest.mark.parametrize(("name", "locale"), EVERY)
def test_a_press_opens_the_entry_and_says_the_same_words(name: str, locale: str) -> None:
    for action, area in zip(
        actions(name, locale)[-len(BY_NAME[name].areas) :], BY_NAME[name].areas, strict=True
    ):
        tap = unpack(action["data"])
        if area.entry:
            assert tap == Open(area.entry)
            assert action["displayText"] == action["label"] == area.label[locale]
        else:
            assert tap == MenuTab(to=area.menu)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_words_of_the_menu_can_be_typed_instead(locale: str) -> None:
    """A computer shows no rich menu; whoever reads a label aloud or copies it gets to the same place."""
    opens = {(area.label[locale], area.entry) for menu in MENUS for area in menu.areas if area.entry}
    assert [(word, entry) for word, entry in sorted(opens) if keywords().get(fold(word)) != entry] == []


def test_every_entry_is_one_of_ours() -> None:
    assert entries(MENUS) <= ENTRIES


def test_every_switch_leads_to_a_menu_that_is_published_in_the_same_language(
    ready: dict[str, FinishedMenu],
) -> None:
    aliases = {alias_of(name): name for name in ready}
    for name, locale in EVERY:
        for action in actions(name, locale):
            if action["type"] == "richmenuswitch":
                assert aliases[action["richMenuAliasId"]].endswith(f".{locale}")


def test_everybody_can_be_given_their_menu(ready: dict[str, FinishedMenu]) -> None:
    assert DEFAULT in ready
    assert set(ready) >= {
        f"{kind}.{locale}" for kind in ("everyday", "large_type", "organiser") for locale in LOCALES
    }


def test_tabs_lead_to_each_other_and_back_from_the_organisers_menu(ready: dict[str, FinishedMenu]) -> None:
    assert ready["everyday.ja"].reaches == ("everyday.ja", "everyday_more.ja")
    assert ready["organiser.en"].reaches == ("everyday.en", "everyday_more.en", "organiser.en")
    assert ready["large_type.ja"].reaches == ("large_type.ja",)


def test_fingerprints_tell_menus_apart(ready: dict[str, FinishedMenu]) -> None:
    assert len({menu.fingerprint for menu in ready.values()}) == len(ready)


def test_a_changed_word_without_a_new_picture_is_not_published() -> None:
    text = (FOLDER / "large_type" / "menu.toml").read_text("utf-8")
    menu = menu_from("large_type", text.replace('ja = "さがす"', 'ja = "みつける"'))
    with pytest.raises(MenuMistake, match="in ja was drawn from other words") as mistake:
        finished([menu], Settings().hue)
    assert len(mistake.value.sentences) == 1, "the other languages have not changed"


def test_a_town_of_another_hue_is_told_to_draw() -> None:
    with pytest.raises(MenuMistake, match="flask menus draw"):
        finished(MENUS, Settings().hue + 1)


GOOD = """
grid = [2, 1]
letters = 20
chat_bar = {ja = "メニュー", ja_Hira = "メニュー", en = "Menu"}
[[areas]]
cell = [1, 1]
label = {ja = "さがす", ja_Hira = "さがす", en = "Find"}
icon = "star"
entry = "find"
[[areas]]
cell = [2, 1]
label = {ja = "予定", ja_Hira = "よてい", en = "Plans"}
icon = "star"
menu = "town"
"""


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("[[areas]]", "[[areas", "menu.toml cannot be read"),
        ("cell = [2, 1]", "cell = [1, 1]", "'Plans' lies upon another one"),
        ("cell = [2, 1]", "cell = [1, 1]", "nothing stands in column 2, row 1"),
        ("cell = [2, 1]", "cell = [3, 1]", "column 3, row 1 is outside the grid"),
        ("cell = [2, 1]", 'cell = "right"', "should be two numbers"),
        ("cell = [2, 1]", "cell = [2, 1]\nspan = [2, 1]", "outside the grid"),
        ('entry = "find"', "", "needs an `entry` to open or a `menu` to show"),
        ('entry = "find"', 'entry = "find"\nmenu = "town"', "and not both"),
        ('icon = "star"', "", "has no icon"),
        ('icon = "star"', 'icon = "dragon"', "no icon 'dragon'"),
        (', en = "Plans"', "", "label has no words in en"),
        (', en = "Plans"', ', en = ""', "label has no words in en"),
        ("Plans", "P" * 21, "longer than the 20 characters"),
        ('"Plans"', r'"Pl\u202eans"', "cannot be seen"),
        (', en = "Plans"', ', en = "Plans", fr = "Plans"', "label has 'fr', which means nothing here"),
        ("Menu", "M" * 15, "longer than the 14 characters"),
        ("letters = 20", "letters = 17", "18 is the least"),
        ("letters = 20", 'letters = "big"', "should be a whole number"),
        ("letters = 20", "letters = 20\ncolour = 3", "the menu has 'colour'"),
        ('entry = "find"', 'entry = "find"\ntarget = 3', "area 1 has 'target'"),
        ('menu = "town"', 'menu = "city"', "there is no menu 'city'"),
    ],
)
def test_a_mistake_is_said_in_words(tmp_path: Path, right: str, wrong: str, sentence: str) -> None:
    (tmp_path / "town").mkdir()
    file = tmp_path / "town" / "menu.toml"
    file.write_text(GOOD, "utf-8")
    assert [menu.name for menu in read_menus(tmp_path)] == ["town"]

    assert right in GOOD
    file.write_text(GOOD.replace(right, wrong), "utf-8")
    with pytest.raises(MenuMistake, match="town") as mistake:
        read_menus(tmp_path)
    assert sentence in str(mistake.value)


def test_a_seventh_area_is_refused() -> None:
    area = GOOD[GOOD.index("[[areas]]") : GOOD.rindex("[[areas]]")]
    text = GOOD.replace("[2, 1]", "[6, 2]", 1)[: GOOD.index("[[areas]]")] + area * 7
    with pytest.raises(MenuMistake, match="7 areas"):
        menu_from("town", text)


def test_tabs_that_disagree_are_refused(tmp_path: Path) -> None:
    for folder in ("everyday", "everyday_more"):
        (tmp_path / folder).mkdir()
        text = (FOLDER / folder / "menu.toml").read_text("utf-8")
        (tmp_path / folder / "menu.toml").write_text(text, "utf-8")
    assert len(read_menus(tmp_path)) == 2
    (tmp_path / folder / "menu.toml").write_text(text.replace('en = "More"', 'en = "Other"'), "utf-8")
    with pytest.raises(MenuMistake, match="list different tabs"):
        read_menus(tmp_path)


def test_every_icon_is_drawn_by_some_name() -> None:
    assert {area.icon for menu in MENUS for area in menu.areas} <= set(ICONS)
