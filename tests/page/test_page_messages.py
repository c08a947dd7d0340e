"""Messages other than Flex, as the phone page draws them."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from .stage import Stage, height, style, width

Json = dict[str, Any]
PICTURE = "https://pictures.example/picture.png"


def message(label: str) -> Json:
    return {"type": "message", "label": label, "text": label}


def template(**parts: Any) -> Json:
    return {"type": "template", "altText": "見本", "template": parts}


def test_lines_break_and_addresses_become_links(stage: Stage) -> None:
    words = (
        "一行目\nくわしくは https://town.example/a?b=1#c。電話は0123-45-6789、または tel:0120-00-0000 へ。"
    )
    drawn = stage.draw({"type": "text", "text": words})
    assert drawn.inner_text() == words
    assert style(drawn, "white-space") == "pre-wrap"
    links = drawn.locator("a")
    found = [links.nth(n).get_attribute("href") for n in range(links.count())]
    assert found == ["https://town.example/a?b=1#c", "tel:0123-45-6789", "tel:0120-00-0000"]
    assert links.first.get_attribute("target") == "_blank"
    assert links.first.get_attribute("rel") == "noopener noreferrer"


@pytest.mark.parametrize(
    ("words", "link"),
    [
        ("(https://town.example/a)", "https://town.example/a"),
        ("https://town.example/a.", "https://town.example/a"),
        ("「https://town.example/草」", "https://town.example/"),
        ("2026-11-28 1-2-3", None),
        ("ftp://town.example", None),
    ],
)
def test_a_link_ends_where_the_address_ends(stage: Stage, words: str, link: str | None) -> None:
    drawn = stage.draw({"type": "text", "text": words})
    hrefs = drawn.locator("a").evaluate_all("links => links.map(link => link.href)")
    assert hrefs == ([] if link is None else [link])
    assert drawn.inner_text() == words


def test_emoji_stand_where_their_dollar_signs_are(stage: Stage) -> None:
    emoji = {"productId": "p", "emojiId": "001"}
    drawn = stage.draw(
        {"type": "text", "text": "あ$い$", "emojis": [{"index": 3, **emoji}, {"index": 1, **emoji}]}
    )
    kinds = drawn.evaluate(
        "words => [...words.childNodes].map(node => node.nodeName === '#text' ? node.data : node.nodeName)"
    )
    assert kinds == ["あ", "svg", "い", "svg"]


def test_placeholders_become_mentions_and_emoji_and_doubled_braces_braces(stage: Stage) -> None:
    substitution = {
        "you": {"type": "mention", "mentionee": {"type": "all"}},
        "smile": {"type": "emoji", "productId": "p", "emojiId": "1"},
    }
    drawn = stage.draw({"type": "textV2", "text": "{you} {{x}} {smile} {none}", "substitution": substitution})
    assert drawn.inner_text() == "@みんな {x}  {none}"
    assert drawn.locator("svg.emoji").count() == 1


def test_a_sticker_is_drawn_by_keyword_or_else_steadily_by_its_id(stage: Stage) -> None:
    def drawn(**parts: Any) -> str:
        sticker = {"type": "sticker", "packageId": "1", "stickerId": "2", **parts}
        return str(stage.draw(sticker).evaluate("one => one.outerHTML"))

    assert drawn(keywords=["Thanks"]) == drawn(stickerId="77", keywords=["thank"])
    assert drawn(stickerId="3") == drawn(stickerId="3")
    assert drawn(stickerId="3") != drawn(stickerId="4")


def test_photos_videos_sounds_and_files(stage: Stage) -> None:
    photo = stage.draw({"type": "image", "originalContentUrl": f"{PICTURE}?full", "previewImageUrl": PICTURE})
    assert photo.get_attribute("href") == f"{PICTURE}?full"
    expect(photo.locator("canvas, img")).to_be_visible()
    stage.page.route("https://media.example/**", lambda route: None)
    video = {"type": "video", "originalContentUrl": "https://media.example/v.mp4", "previewImageUrl": PICTURE}
    assert stage.draw(video).get_attribute("poster") == PICTURE
    sound = stage.draw(
        {"type": "audio", "originalContentUrl": "https://media.example/a.m4a", "duration": 65000}
    )
    assert sound.locator("audio").count() == 1
    assert sound.inner_text().strip() == "1:05"
    assert (
        stage.draw({"type": "file", "fileName": "お知らせ.pdf", "fileSize": 3}).inner_text() == "お知らせ.pdf"
    )


def test_a_place_shows_its_name_and_leads_to_a_map(stage: Stage) -> None:
    place = {
        "type": "location",
        "title": "川原の広場",
        "address": "川原1-2",
        "latitude": 35.5,
        "longitude": 139.25,
    }
    drawn = stage.draw(place)
    assert drawn.locator(".place-words").inner_text().split("\n") == [
        "川原の広場",
        "川原1-2",
        "35.50000, 139.25000",
    ]
    assert "mlat=35.5&mlon=139.25" in str(drawn.get_attribute("href"))


def test_coupons_and_kinds_of_tomorrow_are_shown_plainly(stage: Stage) -> None:
    assert "C-1" in stage.draw({"type": "coupon", "couponId": "C-1"}).inner_text()
    assert "hologram" in stage.draw({"type": "hologram"}).inner_text()
    assert "origami" not in stage.draw(template(type="origami")).inner_text()


def test_buttons_template_has_a_picture_words_and_buttons(stage: Stage) -> None:
    whole = message("全体")
    drawn = stage.draw(
        template(
            type="buttons", thumbnailImageUrl=PICTURE, imageAspectRatio="square", imageSize="contain",
            imageBackgroundColor="#E3EFE8", title="草刈り", text="土曜の朝です", defaultAction=whole,
            actions=[message("参加する"), {"type": "uri", "label": "くわしく", "uri": "https://town.example/"}],
        )
    )  # fmt: skip
    frame = drawn.locator(".template-picture")
    assert width(frame) == pytest.approx(height(frame))
    assert style(frame, "background-color") == "rgb(227, 239, 232)"
    assert style(frame.locator("> *"), "object-fit") == "contain"
    drawn.get_by_role("button", name="参加する").click()
    drawn.get_by_text("土曜の朝です").click()
    assert stage.performed() == [message("参加する"), whole]
    assert drawn.get_by_role("link", name="くわしく").get_attribute("href") == "https://town.example/"


def test_confirm_template_has_two_buttons_side_by_side(stage: Stage) -> None:
    drawn = stage.draw(
        template(type="confirm", text="参加しますか", actions=[message("はい"), message("いいえ")])
    )
    yes, no = (drawn.get_by_role("button", name=name, exact=True) for name in ("はい", "いいえ"))
    assert width(yes) == pytest.approx(width(no), abs=1)
    no.click()
    assert stage.performed() == [message("いいえ")]


def test_carousel_templates_have_columns(stage: Stage) -> None:
    column = {"thumbnailImageUrl": PICTURE, "title": "題", "text": "文"}
    columns = [{**column, "actions": [message(f"選ぶ{n}")]} for n in range(3)]
    stage.draw(template(type="carousel", columns=columns))
    assert stage.page.locator(".strip .template").count() == 3
    assert height(stage.page.locator(".template-picture").first) == pytest.approx(250 / 1.51, abs=1)
    stage.page.get_by_role("button", name="選ぶ2").click()
    assert stage.performed() == [message("選ぶ2")]
    images = [{"imageUrl": PICTURE, "action": message(f"絵{n}")} for n in range(3)]
    stage.draw(template(type="image_carousel", columns=images))
    card = stage.page.get_by_role("button", name="絵1")
    assert width(card) == height(card)
    card.click()
    assert stage.performed() == [message("絵1")]


def test_an_imagemap_has_buttons_over_its_areas(stage: Stage) -> None:
    area = {"x": 520, "y": 0, "width": 520, "height": 260}
    low = {**area, "x": 0, "y": 260, "width": 1040}
    imagemap = {
        "type": "imagemap", "altText": "地図", "baseUrl": "https://pictures.example/map",
        "baseSize": {"width": 1040, "height": 520},
        "actions": [
            {"type": "message", "label": "右上", "text": "右上", "area": area},
            {"type": "uri", "linkUri": "https://town.example/", "label": "下", "area": low},
        ],
    }  # fmt: skip
    with stage.page.expect_request("https://pictures.example/map/1040"):
        drawn = stage.draw(imagemap)
    press = drawn.get_by_role("button", name="右上")
    assert (width(press), height(press)) == pytest.approx((width(drawn) / 2, height(drawn) / 2))
    press.click()
    assert [action["text"] for action in stage.performed()] == ["右上"]
    assert drawn.get_by_role("link", name="下").get_attribute("href") == "https://town.example/"
