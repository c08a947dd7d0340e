"""Flex on the phone page: containers, blocks, boxes, and the places of what stands in them."""

from __future__ import annotations

from typing import Any

import pytest

from .stage import Stage, height, left, style, top, width

Json = dict[str, Any]
WIDTH = 300


def text(words: str = "a", **more: Any) -> Json:
    return {"type": "text", "text": words, **more}


def box(*contents: Json, layout: str = "vertical", **more: Any) -> Json:
    return {"type": "box", "layout": layout, "contents": list(contents), **more}


@pytest.mark.parametrize(
    ("size", "pixels"),
    [
        ("nano", 120), ("micro", 160), ("deca", 220), ("hecto", 241), ("kilo", 260),
        ("mega", 300), (None, 300),
    ],
)  # fmt: skip
def test_a_bubble_is_as_wide_as_its_size_says(stage: Stage, size: str | None, pixels: int) -> None:
    size_part = {} if size is None else {"size": size}
    assert width(stage.bubble(**size_part, body=box(text()))) == pixels


def test_a_giga_bubble_takes_the_whole_chat_and_no_more(stage: Stage) -> None:
    bubble = stage.bubble(size="giga", body=box(text()))
    assert style(bubble, "width") != "500px"
    room = width(stage.page.locator(".body")) - 10
    assert width(bubble) == pytest.approx(room)


def test_blocks_stand_in_their_order_with_their_grounds_and_rules(stage: Stage) -> None:
    ruled = {"backgroundColor": "#102030", "separator": True, "separatorColor": "#FF0000"}
    bubble = stage.bubble(
        footer=box(text("f")), body=box(text("b")), hero=box(text("h")), header=box(text("t")),
        styles={"header": ruled, "body": ruled, "footer": {"separator": True}},
    )  # fmt: skip
    blocks = bubble.locator(".fx-block")
    assert [blocks.nth(n).inner_text() for n in range(4)] == ["t", "h", "b", "f"]
    header, body = bubble.locator(".fx-header"), bubble.locator(".fx-body")
    assert style(body, "background-color") == "rgb(16, 32, 48)"
    assert style(body, "border-top") == "1px solid rgb(255, 0, 0)"
    assert style(header, "border-top-width") == "0px", "no rule above the first block"
    assert style(bubble.locator(".fx-footer"), "border-top-width") == "1px"
    padded = [
        style(bubble.locator(f".fx-{name} > .fx-box"), "padding-top") for name in ("header", "hero", "footer")
    ]
    assert padded == ["20px", "0px", "10px"]


def test_right_to_left_bubbles_start_on_the_right(stage: Stage) -> None:
    row = box(text("1", flex=0), text("2", flex=0), layout="horizontal", paddingStart="30px")
    stage.bubble(direction="rtl", body=box(row, paddingAll="0px"))
    first, second = stage.page.locator(".fx-text").nth(0), stage.page.locator(".fx-text").nth(1)
    assert left(first) > left(second)
    assert style(stage.page.locator(".fx-box .fx-box"), "padding-right") == "30px"


def test_a_whole_bubble_can_be_tapped_also_by_key(stage: Stage) -> None:
    action = {"type": "postback", "label": "くわしく", "data": "x"}
    bubble = stage.bubble(action=action, body=box(text()))
    assert bubble.get_attribute("role") == "button"
    assert bubble.get_attribute("aria-label") == "くわしく"
    bubble.click()
    bubble.focus()
    stage.page.keyboard.press("Enter")
    stage.page.keyboard.press("Space")
    assert stage.performed() == [action] * 3


def test_a_button_in_a_box_that_can_be_tapped_does_only_its_own(stage: Stage) -> None:
    inner = {"type": "message", "label": "中", "text": "中"}
    outer = {"type": "message", "label": "外", "text": "外"}
    stage.inside(box({"type": "button", "action": inner}, text("外側"), action=outer))
    stage.page.get_by_role("button", name="中").click()
    stage.page.get_by_text("外側").click()
    assert stage.performed() == [inner, outer]


@pytest.mark.parametrize(
    ("weights", "widths"),
    [
        ([None, None, None], [100, 100, 100]),
        ([1, 2, 3], [50, 100, 150]),
        ([None, 2], [100, 200]),
        ([7, 2, 3], [175, 50, 75]),
    ],
)
def test_horizontal_weights_share_the_width_whatever_stands_there(
    stage: Stage, weights: list[int | None], widths: list[int]
) -> None:
    cells = [
        text("長さのちがう文" * n, **({} if w is None else {"flex": w})) for n, w in enumerate(weights, 1)
    ]
    drawn = stage.inside(*cells, layout="horizontal").locator(".fx-text")
    assert [width(drawn.nth(n)) for n in range(len(cells))] == pytest.approx(widths)


def test_flex_zero_keeps_the_natural_width_and_the_rest_goes_to_the_others(stage: Stage) -> None:
    drawn = stage.inside(text("四文字だ", flex=0), text("あ"), layout="horizontal").locator(".fx-text")
    assert style(drawn.nth(0), "flex") == "0 0 auto"
    assert width(drawn.nth(0)) == pytest.approx(64, abs=2)
    assert width(drawn.nth(0)) + width(drawn.nth(1)) == pytest.approx(WIDTH)


def test_a_box_with_a_width_in_a_row_does_not_grow(stage: Stage) -> None:
    row = stage.inside(box(width="70px"), box(height="20px"), box(text()), layout="horizontal")
    cells = row.locator("> .fx-box")
    assert [width(cells.nth(n)) for n in range(3)] == [70, 0, 230]


def test_vertical_weights_share_the_height_that_is_left(stage: Stage) -> None:
    column = stage.inside(text("a"), box(flex=1), box(flex=3), height="222px")
    parts = column.locator("> *")
    words = height(parts.nth(0))
    assert style(parts.nth(0), "flex") == "0 0 auto"
    assert height(parts.nth(1)) == pytest.approx((222 - words) / 4, abs=0.1)
    assert height(parts.nth(2)) == pytest.approx((222 - words) * 3 / 4, abs=0.1)


def test_fillers_push_things_to_the_middle(stage: Stage) -> None:
    filler = {"type": "filler"}
    row = stage.inside(filler, box(width="100px", height="9px"), {**filler, "flex": 3}, layout="horizontal")
    assert left(row.locator("> .fx-box")) - left(row) == pytest.approx(50)
    column = stage.inside(filler, box(height="20px"), filler, height="100px")
    assert top(column.locator("> .fx-box")) - top(column) == pytest.approx(40)


@pytest.mark.parametrize(
    ("keyword", "pixels"),
    [
        ("none", 0),
        ("xs", 2),
        ("sm", 4),
        ("md", 8),
        ("lg", 12),
        ("xl", 16),
        ("xxl", 20),
        ("7px", 7),
        ("10%", 30),
    ],
)
def test_spacing_margin_padding_and_offsets_know_keywords_pixels_and_shares(
    stage: Stage, keyword: str, pixels: int
) -> None:
    column = stage.inside(box(height="9px"), box(height="9px"), spacing=keyword)
    assert style(column.locator("> *").nth(1), "margin-top") == f"{pixels}px"
    row = stage.inside(text(), text(margin=keyword), layout="horizontal", spacing="3px").locator("> *")
    assert style(row.nth(1), "margin-left") == f"{pixels}px", "margin overrides spacing"
    padded = stage.inside(box(text(), paddingAll=keyword)).locator("> .fx-box")
    assert [style(padded, f"padding-{side}") for side in ("top", "right", "bottom", "left")] == [
        f"{pixels}px"
    ] * 4
    moved = stage.inside(box(height="9px", offsetStart=keyword)).locator("> .fx-box")
    assert style(moved, "left") == f"{pixels}px"


def test_each_side_has_its_own_padding_over_the_common_one(stage: Stage) -> None:
    sides = {"paddingTop": "1px", "paddingBottom": "2px", "paddingStart": "3px", "paddingEnd": "lg"}
    padded = stage.inside(box(text(), paddingAll="40px", **sides)).locator("> .fx-box")
    assert style(padded, "padding") == "1px 12px 2px 3px"


@pytest.mark.parametrize(
    ("keyword", "pixels"),
    [
        ("light", "0.5px"),
        ("normal", "1px"),
        ("medium", "2px"),
        ("semi-bold", "3px"),
        ("bold", "4px"),
        ("6px", "6px"),
    ],
)
def test_borders_have_width_colour_and_round_corners(stage: Stage, keyword: str, pixels: str) -> None:
    framed = box(text(), borderWidth=keyword, borderColor="#AA0000", cornerRadius="xl")
    drawn = stage.inside(framed).locator("> .fx-box")
    # A browser may draw half a pixel as a whole one.
    assert style(drawn, "border-top-width") in (pixels, "1px" if keyword == "light" else pixels)
    assert style(drawn, "border-top-style") == "solid"
    assert style(drawn, "border-top-color") == "rgb(170, 0, 0)"
    assert style(drawn, "border-radius") == "16px"
    assert style(drawn, "overflow") == "hidden"


def test_sizes_and_their_ceilings(stage: Stage) -> None:
    drawn = stage.inside(
        box(width="50%", height="44px"), box(text("長い" * 60, wrap=True), maxWidth="90px", maxHeight="30px")
    )
    half, most = drawn.locator("> *").nth(0), drawn.locator("> *").nth(1)
    assert (width(half), height(half)) == (150, 44)
    assert (width(most), height(most)) == (90, 30)


def test_grounds_are_colours_and_gradients(stage: Stage) -> None:
    gradient = {
        "type": "linearGradient",
        "angle": "45.5deg",
        "startColor": "#FF0000",
        "endColor": "#0000FF80",
    }
    drawn = stage.inside(
        box(backgroundColor="#00FF0080", height="9px"),
        box(background=gradient, height="9px"),
        box(background={**gradient, "centerColor": "#00FF00", "centerPosition": "20%"}, height="9px"),
    ).locator("> *")
    assert style(drawn.nth(0), "background-color") == "rgba(0, 255, 0, 0.5)"
    plain, middle = style(drawn.nth(1), "background-image"), style(drawn.nth(2), "background-image")
    assert plain == "linear-gradient(45.5deg, rgb(255, 0, 0), rgba(0, 0, 255, 0.5))"
    assert middle == "linear-gradient(45.5deg, rgb(255, 0, 0), rgb(0, 255, 0) 20%, rgba(0, 0, 255, 0.5))"


@pytest.mark.parametrize(
    ("justify", "starts"),
    [
        ("flex-start", [0, 30]), ("center", [120, 150]), ("flex-end", [240, 270]),
        ("space-between", [0, 270]), ("space-around", [60, 210]), ("space-evenly", [80, 190]),
    ],
)  # fmt: skip
def test_justify_content_places_boxes_that_do_not_grow(stage: Stage, justify: str, starts: list[int]) -> None:
    cell = box(width="30px", height="9px")
    row = stage.inside(cell, cell, layout="horizontal", justifyContent=justify)
    cells = row.locator("> *")
    assert [left(cells.nth(n)) - left(row) for n in range(2)] == pytest.approx(starts)


@pytest.mark.parametrize(("align", "start"), [("flex-start", 0), ("center", 45), ("flex-end", 90), (None, 0)])
def test_align_items_places_across(stage: Stage, align: str | None, start: int) -> None:
    aligned = {} if align is None else {"alignItems": align}
    row = stage.inside(box(width="30px", height="10px"), layout="horizontal", height="100px", **aligned)
    assert top(row.locator("> *")) - top(row) == pytest.approx(start)


def test_absolute_things_leave_the_flow_and_stand_at_their_offsets(stage: Stage) -> None:
    corner = {"position": "absolute", "offsetTop": "5px", "offsetEnd": "10%"}
    low = {"position": "absolute", "offsetBottom": "sm", "offsetStart": "7px"}
    column = stage.inside(
        box(height="100px"), box(width="20px", height="20px", **corner), text("下", **low), box(height="9px")
    )
    badge, words = column.locator("> *").nth(1), column.locator("> *").nth(2)
    assert top(badge) - top(column) == 5
    assert left(badge) - left(column) == WIDTH - 30 - 20
    assert left(words) - left(column) == 7
    assert top(words) + height(words) == pytest.approx(top(column) + 109 - 4)
    assert height(column) == 109


def test_relative_offsets_move_without_making_room(stage: Stage) -> None:
    column = stage.inside(box(height="10px", offsetTop="15px"), box(height="10px"))
    assert top(column.locator("> *").nth(0)) - top(column) == 15
    assert top(column.locator("> *").nth(1)) - top(column) == 10


def test_baseline_boxes_set_different_sizes_on_one_line(stage: Stage) -> None:
    row = stage.inside(text("大", size="xxl", flex=0), text("小", size="xs", flex=0), layout="baseline")
    assert style(row, "align-items") == "baseline"
    large, little = row.locator("> *").nth(0), row.locator("> *").nth(1)
    assert top(little) > top(large) + 8


def test_separators_lie_in_columns_and_stand_in_rows(stage: Stage) -> None:
    rule = {"type": "separator", "color": "#FF0000", "margin": "lg"}
    column = stage.inside(text(), rule).locator(".fx-separator")
    assert (width(column), height(column)) == (WIDTH, 1)
    assert style(column, "margin-top") == "12px"
    assert style(column, "background-color") == "rgb(255, 0, 0)"
    row = stage.inside(box(text(), height="40px"), rule, text(), layout="horizontal").locator(".fx-separator")
    assert (width(row), height(row)) == (1, 40)


def test_carousels_hold_bubbles_of_one_height_and_scroll_by_arrow_and_key(stage: Stage) -> None:
    bubbles = [
        {"type": "bubble", "size": "kilo", "body": box(text("行\n" * n, wrap=True))} for n in range(1, 6)
    ]
    carousel = {"type": "carousel", "contents": bubbles}
    stage.draw({"type": "flex", "altText": "見本", "contents": carousel})
    drawn, row = stage.page.locator(".fx-bubble"), stage.page.locator(".strip-row")
    assert len({height(drawn.nth(n)) for n in range(5)}) == 1
    assert left(drawn.nth(1)) - left(drawn.nth(0)) == 260 + 8
    stage.page.emulate_media(reduced_motion="reduce")
    stage.page.get_by_role("button", name="次へ").click()
    assert row.evaluate("row => row.scrollLeft") == 268
    row.focus()
    stage.page.keyboard.press("ArrowRight")
    assert row.evaluate("row => row.scrollLeft") == 268 * 2
    stage.page.keyboard.press("ArrowLeft")
    assert row.evaluate("row => row.scrollLeft") == 268
