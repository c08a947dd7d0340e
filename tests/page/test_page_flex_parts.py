"""Flex on the phone page: text, spans, buttons, images, icons and video."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from .stage import Stage, height, left, style, top, width

Json = dict[str, Any]
PICTURE = "https://pictures.example/picture.png"
SIZES = {
    "xxs": 11, "xs": 13, "sm": 14, "md": 16, "lg": 19, "xl": 22, "xxl": 29, "3xl": 35, "4xl": 48, "5xl": 74,
}  # fmt: skip
TAP = {"type": "postback", "label": "おす", "data": "x"}


def text(words: str = "a", **more: Any) -> Json:
    return {"type": "text", "text": words, **more}


def words_of(stage: Stage, component: Json, letters: str = "normal", **box: Any) -> Any:
    return stage.inside(component, letters=letters, **box).locator(".fx-words")


@pytest.mark.parametrize(("keyword", "pixels"), [*SIZES.items(), ("27px", 27)])
def test_letters_and_icons_have_the_size_of_their_keyword(stage: Stage, keyword: str, pixels: int) -> None:
    assert style(words_of(stage, text(size=keyword)), "font-size") == f"{pixels}px"
    icon = {"type": "icon", "url": PICTURE, "size": keyword, "aspectRatio": "2:1"}
    drawn = stage.inside(icon, text(), layout="baseline").locator(".fx-icon")
    assert (width(drawn), height(drawn)) == pytest.approx((pixels * 2, pixels))


@pytest.mark.parametrize(
    ("letters", "factor"), [("small", 0.88), ("normal", 1), ("large", 1.2), ("extra-large", 1.45)]
)
def test_scaling_follows_the_readers_letters_and_nothing_else_does(
    stage: Stage, letters: str, factor: float
) -> None:
    icon = {"type": "icon", "url": PICTURE, "size": "md", "scaling": True}
    button = {"type": "button", "action": TAP}
    box = stage.inside(
        text(scaling=True), text(),
        {"type": "text", "scaling": True, "contents": [{"type": "span", "text": "s", "size": "xl"}]},
        {**button, "scaling": True}, button,
        {"type": "box", "layout": "baseline", "contents": [icon]},
        letters=letters,
    )  # fmt: skip
    words, labels = box.locator(".fx-words"), box.locator(".fx-label")

    def size(element: Any) -> float:
        return float(style(element, "font-size").removesuffix("px"))

    assert size(words.nth(0)) == pytest.approx(16 * factor)
    assert size(words.nth(1)) == 16
    assert size(box.locator(".fx-span")) == pytest.approx(22 * factor)
    assert size(labels.nth(0)) == pytest.approx(16 * factor)
    assert size(labels.nth(1)) == 16
    assert height(box.locator(".fx-icon")) == pytest.approx(16 * factor, abs=0.1)


def test_text_ends_in_dots_unless_it_wraps(stage: Stage) -> None:
    long = "とても長い文章です" * 8
    single = words_of(stage, text(long))
    assert style(single, "text-overflow") == "ellipsis"
    assert height(single) == pytest.approx(16 * 1.4, abs=0.5)
    assert single.evaluate("words => words.scrollWidth > words.clientWidth")
    wrapped = words_of(stage, text(long, wrap=True))
    assert height(wrapped) > 3 * 16 * 1.4
    assert height(words_of(stage, text("一\n二", wrap=True))) == pytest.approx(2 * 16 * 1.4, abs=0.5)
    assert height(words_of(stage, text("一\n二"))) == pytest.approx(16 * 1.4, abs=0.5)


@pytest.mark.parametrize(("most", "lines"), [(1, 1), (2, 2), (0, 5)])
def test_max_lines_cuts_and_zero_shows_all(stage: Stage, most: int, lines: int) -> None:
    words = words_of(stage, text("一\n二\n三\n四\n五", wrap=True, maxLines=most))
    assert height(words) == pytest.approx(lines * 16 * 1.4, abs=0.5)


def test_line_spacing_lies_between_lines_only(stage: Stage) -> None:
    element = stage.inside(text("一\n二\n三", wrap=True, lineSpacing="10px"))
    assert height(element) == pytest.approx(3 * 16 * 1.4 + 2 * 10, abs=0.5)


@pytest.mark.parametrize("align", ["start", "center", "end"])
def test_text_is_set_to_its_side(stage: Stage, align: str) -> None:
    assert style(words_of(stage, text(align=align)), "text-align") == align


@pytest.mark.parametrize(("gravity", "share"), [("top", 0.0), ("center", 0.5), ("bottom", 1.0)])
def test_gravity_places_text_images_and_buttons_in_the_height_they_have(
    stage: Stage, gravity: str, share: float
) -> None:
    button = {"type": "button", "action": TAP, "height": "sm", "gravity": gravity}
    image = {"type": "image", "url": PICTURE, "size": "30px", "gravity": gravity}
    row = stage.inside(text(gravity=gravity), image, button, layout="horizontal", height="200px")
    for inner in (".fx-words", ".fx-frame", ".fx-press"):
        part = row.locator(inner)
        assert top(part) - top(row) == pytest.approx((200 - height(part)) * share, abs=0.6)


def test_letters_have_colour_weight_slant_and_lines(stage: Stage) -> None:
    dressed = {"color": "#9C1F18", "weight": "bold", "style": "italic", "decoration": "line-through"}
    words = words_of(stage, text(**dressed))
    found = [style(words, name) for name in ("color", "font-weight", "font-style", "text-decoration-line")]
    assert found == ["rgb(156, 31, 24)", "700", "italic", "line-through"]
    span = {"type": "span", "text": "ここ", **dressed, "decoration": "underline", "size": "xxl"}
    back = {"type": "span", "text": "もとへ", "style": "normal", "weight": "regular", "decoration": "none"}
    both = words_of(stage, {"type": "text", "contents": [span, back], "weight": "bold", "style": "italic"})
    first, second = both.locator(".fx-span").nth(0), both.locator(".fx-span").nth(1)
    assert both.inner_text() == "ここもとへ"
    assert [style(first, name) for name in ("color", "text-decoration-line", "font-size")] == [
        "rgb(156, 31, 24)", "underline", "29px",
    ]  # fmt: skip
    assert [style(second, name) for name in ("font-weight", "font-style")] == ["400", "normal"]


def test_shrink_to_fit_makes_letters_smaller_until_the_line_fits(stage: Stage) -> None:
    long = "縮めないと入りきらない長さの文です。本当に。"
    words = words_of(stage, text(long, adjustMode="shrink-to-fit", wrap=True))
    expect_fit(words)
    assert 8 < float(style(words, "font-size").removesuffix("px")) < 16
    short = words_of(stage, text("短い", adjustMode="shrink-to-fit"))
    assert style(short, "font-size") == "16px"
    action = {**TAP, "label": "とてもとてもとても長い名前のボタンです"}
    label = stage.inside({"type": "button", "action": action, "adjustMode": "shrink-to-fit"}).locator(
        ".fx-label"
    )
    expect_fit(label)
    assert float(style(label, "font-size").removesuffix("px")) < 16


def expect_fit(words: Any) -> None:
    expect(words).to_be_visible()
    words.page.wait_for_function(
        "words => words.scrollWidth <= words.clientWidth", arg=words.element_handle()
    )


def test_text_can_be_tapped(stage: Stage) -> None:
    stage.inside(text("ここ", action=TAP))
    stage.page.get_by_role("button", name="おす").click()
    assert stage.performed() == [TAP]


@pytest.mark.parametrize(
    ("kind", "ground", "ink"),
    [
        ("primary", "rgb(122, 46, 77)", None),
        ("secondary", "rgb(122, 46, 77)", None),
        ("link", None, "rgb(122, 46, 77)"),
    ],
)
def test_buttons_take_their_colour_as_ground_or_as_letters(
    stage: Stage, kind: str, ground: str | None, ink: str | None
) -> None:
    button = {"type": "button", "style": kind, "color": "#7A2E4D", "action": TAP}
    press = stage.inside(button).locator(".fx-press")
    assert style(press, "background-color") == (ground or "rgba(0, 0, 0, 0)")
    if ink:
        assert style(press, "color") == ink
    press.click()
    assert stage.performed() == [TAP]


def test_buttons_have_two_heights_share_rows_and_keep_margins(stage: Stage) -> None:
    button = {"type": "button", "action": TAP}
    column = stage.inside(button, {**button, "height": "sm", "margin": "xl"}, {**button, "height": "md"})
    press = column.locator(".fx-press")
    assert [height(press.nth(n)) for n in range(3)] == [52, 40, 52]
    assert style(column.locator(".fx-button").nth(1), "margin-top") == "16px"
    row = stage.inside(button, {**button, "flex": 2}, layout="horizontal").locator(".fx-button")
    assert [width(row.nth(n)) for n in range(2)] == pytest.approx([100, 200])


def test_a_button_to_an_address_is_a_link_that_tells_nothing(stage: Stage) -> None:
    action = {
        "type": "uri",
        "label": "町のページ",
        "uri": "https://town.example/",
        "altUri": {"desktop": "https://pc.example/"},
    }
    bubble = {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "contents": [{"type": "button", "action": action}]},
    }
    message = {"type": "flex", "altText": "見本", "contents": bubble}
    link = stage.draw(message).get_by_role("link", name="町のページ")
    assert link.get_attribute("href") == "https://town.example/"
    assert link.get_attribute("rel") == "noopener noreferrer"
    pc = stage.draw(message, pc=True).get_by_role("link", name="町のページ")
    assert pc.get_attribute("href") == "https://pc.example/"


@pytest.mark.parametrize(
    ("size", "pixels"),
    [
        ("xxs", 40), ("xs", 60), ("sm", 80), ("md", 100), (None, 100), ("lg", 120), ("xl", 140), ("xxl", 160),
        ("3xl", 180), ("4xl", 200), ("5xl", 220), ("full", 300), ("50%", 150), ("33px", 33), ("900px", 300),
    ],
)  # fmt: skip
def test_images_have_a_width_and_a_shape(stage: Stage, size: str | None, pixels: int) -> None:
    sized = {} if size is None else {"size": size}
    frame = stage.inside({"type": "image", "url": PICTURE, "aspectRatio": "20:10", **sized}).locator(
        ".fx-frame"
    )
    assert (width(frame), height(frame)) == pytest.approx((pixels, pixels / 2))


def test_images_are_fitted_or_cover_on_a_ground_and_stand_to_a_side(stage: Stage) -> None:
    image = {"type": "image", "url": PICTURE, "size": "60px", "backgroundColor": "#E3EFE8"}
    column = stage.inside(
        {**image, "align": "start"},
        {**image, "aspectMode": "cover"},
        {**image, "align": "end", "aspectMode": "fit"},
    )
    frames = column.locator(".fx-frame")
    assert [left(frames.nth(n)) - left(column) for n in range(3)] == [0, 120, 240]
    fits = [style(frames.nth(n).locator("> *"), "object-fit") for n in range(3)]
    assert fits == ["contain", "cover", "contain"]
    assert style(frames.nth(0), "background-color") == "rgb(227, 239, 232)"
    assert (width(frames.nth(0)), height(frames.nth(0))) == (60, 60)


def test_a_picture_is_fetched_without_saying_from_where_and_can_be_tapped(stage: Stage) -> None:
    stage.inside({"type": "image", "url": "https://pictures.example/p.jpg", "action": TAP, "animated": True})
    press = stage.page.get_by_role("button", name="おす")
    press.click()
    assert stage.performed() == [TAP]
    # A picture of its own, so that no earlier test has left it in the browser's memory.
    fresh = "https://pictures.example/fresh/picture.png"
    with stage.page.expect_request(fresh) as asked:
        stage.inside({"type": "image", "url": fresh})
    assert "referer" not in asked.value.all_headers()


def test_only_animated_pictures_move(stage: Stage) -> None:
    image = {"type": "image", "url": PICTURE}
    stage.page.emulate_media(reduced_motion="no-preference")
    frames = stage.inside(image, {**image, "animated": True}).locator(".fx-frame")
    expect(frames.nth(0).locator("canvas")).to_have_count(1)
    expect(frames.nth(1).locator("img")).to_have_count(1)


def test_a_picture_that_cannot_be_had_leaves_a_quiet_place(stage: Stage) -> None:
    gone = {"type": "image", "url": "https://gone.example/x.png", "size": "full", "aspectRatio": "20:13"}
    frame = stage.inside(gone).locator(".fx-frame")
    expect(frame.locator(".no-picture")).to_be_visible()
    assert height(frame) == pytest.approx(195)


def test_a_video_hero_plays_and_says_where_it_leads(stage: Stage) -> None:
    alternative = {"type": "image", "url": PICTURE, "size": "full"}
    action = {"type": "uri", "label": "くわしく", "uri": "https://town.example/"}
    video = {
        "type": "video",
        "url": "https://gone.example/v.mp4",
        "previewUrl": PICTURE,
        "aspectRatio": "20:13",
    }
    stage.page.route("https://gone.example/v.mp4", lambda route: None)
    drawn = stage.bubble(hero={**video, "altContent": alternative, "action": action})
    player = drawn.locator("video")
    assert player.get_attribute("poster") == PICTURE
    assert height(player) == pytest.approx(195)
    assert drawn.get_by_role("link", name="くわしく").is_visible()
    stage.page.unroute("https://gone.example/v.mp4")


def test_a_video_that_cannot_be_played_shows_its_alternative(stage: Stage) -> None:
    words = {"type": "box", "layout": "vertical", "contents": [text("動画のかわり")]}
    video = {"type": "video", "url": "https://gone.example/w.mp4", "previewUrl": PICTURE, "altContent": words}
    drawn = stage.bubble(hero=video)
    expect(drawn.get_by_text("動画のかわり")).to_be_visible()
    expect(drawn.locator("video")).to_have_count(0)


def test_icons_stand_only_a_little_below_the_line_of_letters(stage: Stage) -> None:
    icon = {"type": "icon", "url": PICTURE, "size": "sm", "margin": "md", "offsetTop": "2px"}
    row = stage.inside(icon, text("4.0", size="sm", flex=0, margin="md"), layout="baseline")
    drawn, words = row.locator(".fx-icon"), row.locator(".fx-words")
    assert style(drawn, "margin-left") == "8px"
    assert style(drawn, "top") == "2px"
    assert abs((top(drawn) + height(drawn)) - (top(words) + height(words))) < 8
