"""Whatever people and bots write, the page shows it as words and runs none of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import ROOT, StandIn
from .stage import Stage

Json = dict[str, Any]

NASTY = [
    "<img src=x onerror=window.hurt=1>",
    "<script>window.hurt=1</script>",
    "<svg onload=window.hurt=1>",
    "\"><iframe srcdoc='<script>parent.hurt=1</script>'>",
    "javascript:window.hurt=1",
    "{{constructor.constructor('window.hurt=1')()}}",
    "';window.hurt=1;//",
    "\u202eevil\u2066",
]
ADDRESSES = [
    "javascript:window.hurt=1",
    " javascript:window.hurt=1",
    "JaVaScRiPt:window.hurt=1",
    "java\nscript:window.hurt=1",
    "data:text/html,<script>window.hurt=1</script>",
    "vbscript:window.hurt=1",
    "blob:https://town.example/1",
    "file:///etc/passwd",
    "//town.example",
]


def every_message(words: str) -> list[Json]:
    """One of each kind with the words wherever words can stand."""
    tap = {"type": "message", "label": words, "text": words}
    link = {"type": "uri", "label": words, "uri": words}
    text = {"type": "text", "text": words, "color": words, "size": words, "margin": words, "weight": words}
    span = {"type": "text", "contents": [{"type": "span", "text": words, "color": words, "size": words}]}
    image = {"type": "image", "url": words, "aspectRatio": words, "backgroundColor": words, "action": link}
    gradient = {"type": "linearGradient", "angle": words, "startColor": words, "endColor": words}
    box = {
        "type": "box", "layout": words, "contents": [text, span, image, {"type": words}, None, 7],
        "backgroundColor": words, "background": gradient, "width": words, "borderWidth": words, "action": tap,
    }  # fmt: skip
    button = {"type": "button", "action": link, "color": words, "style": words}
    footer = {"type": "box", "layout": "vertical", "contents": [button, {**button, "action": tap}]}
    video = {"type": "video", "url": words, "previewUrl": words, "altContent": box}
    bubble = {
        "type": "bubble",
        "size": words,
        "hero": video,
        "body": box,
        "footer": footer,
        "styles": {"body": words},
    }
    column = {
        "thumbnailImageUrl": words,
        "title": words,
        "text": words,
        "actions": [tap, link],
        "defaultAction": link,
    }
    area = {"x": words, "y": words, "width": words, "height": words}
    mention = {"type": "mention", "mentionee": {"userId": words}}
    templates = [
        {"type": "buttons", **column},
        {"type": "confirm", "text": words, "actions": [tap, tap]},
        {"type": "carousel", "columns": [column]},
        {"type": "image_carousel", "columns": [{"imageUrl": words, "action": tap}]},
        {"type": words},
    ]
    lead = {"type": "uri", "linkUri": words, "area": area}
    film = {"originalContentUrl": words, "previewImageUrl": words, "area": area, "externalLink": lead}
    base = {"baseUrl": words, "baseSize": area}
    return [
        {"type": "text", "text": words, "emojis": [{"index": 0, "productId": words, "emojiId": words}]},
        {"type": "textV2", "text": words + "{a}", "substitution": {"a": mention}},
        {"type": "flex", "altText": words, "contents": bubble},
        {"type": "flex", "altText": words, "contents": {"type": "carousel", "contents": [bubble, bubble]}},
        *({"type": "template", "altText": words, "template": template} for template in templates),
        {"type": "imagemap", **base, "altText": words, "actions": [lead], "video": film},
        {"type": "image", "originalContentUrl": words, "previewImageUrl": words},
        {"type": "video", "originalContentUrl": words, "previewImageUrl": words},
        {"type": "audio", "originalContentUrl": words, "duration": words},
        {"type": "location", "title": words, "address": words, "latitude": words, "longitude": words},
        {"type": "sticker", "packageId": words, "stickerId": words, "keywords": [words]},
        {"type": "file", "fileName": words},
        {"type": "coupon", "couponId": words},
        {"type": words},
    ]  # fmt: skip


# What the drawn message holds that it must not: strange elements, strange addresses, handlers.
_TRESPASSES = """() => {
    const all = [...document.querySelectorAll('.chat *')];
    const named = (names) => all.flatMap((one) => names.map((name) => one.getAttribute(name)));
    const foreign = 'script, iframe, object, embed, base, form, link, style';
    const ours = /^(https?:[/][/]|tel:|[/]_stand-in[/]content[/])/;
    return [
        ...all.filter((one) => one.matches(foreign)).map((one) => one.tagName),
        ...named(['href', 'src', 'poster', 'data', 'action']).filter((found) => found && !ours.test(found)),
        ...all.flatMap((one) => one.getAttributeNames()).filter((name) => name.startsWith('on')),
        ...(document.querySelector('.body > *') ? [] : ['nothing drawn']),
    ];
}"""


@pytest.mark.parametrize("words", NASTY + ADDRESSES)
def test_hostile_words_stay_words_in_every_kind_of_message(stage: Stage, words: str) -> None:
    for message in every_message(words):
        stage.draw(message)
        assert stage.page.evaluate(_TRESPASSES) == [], message["type"]
    assert stage.page.evaluate("window.hurt") is None


def test_hostile_words_are_read_in_full(stage: Stage) -> None:
    for words in NASTY:
        assert stage.draw({"type": "text", "text": words}).text_content() == words


def test_a_resident_cannot_write_markup_into_a_chat_a_name_or_the_wire(page: Page, stand_in: StandIn) -> None:
    person = stand_in.person(NASTY[0])
    stand_in.bot.answers["go"] = [{"type": "text", "text": words} for words in NASTY[:5]]
    page.goto(stand_in.url)
    page.get_by_role("button", name="通信の記録").click()
    stand_in.ask("POST", f"/_stand-in/people/{person}/say", {"text": "go"})
    expect(page.locator(".theirs .words")).to_have_count(5)
    expect(page.locator(".who-name")).to_have_text(NASTY[0])
    page.locator(".entry summary", has_text="reply").first.click()
    expect(page.locator(".bodies pre").first).to_contain_text("onerror=window.hurt=1")
    assert page.evaluate("window.hurt") is None


def test_a_tap_on_an_address_that_is_none_opens_nothing(page: Page, stand_in: StandIn) -> None:
    page.goto(f"{stand_in.url}/gallery")
    opened: list[str] = []
    page.on("popup", lambda other: opened.append(other.url))
    stage = Stage(page)
    for address in ADDRESSES:
        action = {"type": "uri", "label": "ひらく", "uri": address}
        body = {
            "type": "box",
            "layout": "vertical",
            "contents": [{"type": "button", "action": action}],
            "action": action,
        }
        stage.draw({"type": "flex", "altText": "見本", "contents": {"type": "bubble", "body": body}})
        page.locator(".fx-press").click()
        page.locator(".fx-body > .fx-box").press("Enter")
        assert stage.performed() == [action, action], "left to the phone, which says it cannot open it"
    assert opened == []
    assert page.evaluate("window.hurt") is None


def test_the_page_is_written_without_roads_from_text_to_markup_and_without_inline_code() -> None:
    room = ROOT / "simulator" / "page"
    scripts = [*room.rglob("*.js")]
    assert len(scripts) > 20
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|setHTML"
        r"|\beval\b|new Function|\.cssText|srcdoc"
    )
    assert [path.name for path in scripts if forbidden.search(path.read_text())] == []
    for path in room.glob("*.html"):
        html = path.read_text()
        assert not re.search(r"<script(?![^>]*\ssrc=)|\sstyle=|<style|\son\w+=|https?://", html), path.name


def test_the_page_works_under_a_policy_that_allows_no_inline_code_at_all(
    page: Page, stand_in: StandIn
) -> None:
    strict = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https:; connect-src 'self'"
    )

    def harden(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": strict})

    page.route(f"{stand_in.url}/", harden)
    person = stand_in.person("花", letter_size="extra-large")
    page.goto(stand_in.url)
    box = {
        "type": "box",
        "layout": "vertical",
        "contents": [],
        "backgroundColor": "#07583F",
        "height": "44px",
    }
    bubble = {"type": "bubble", "body": box}
    stand_in.push(person, {"type": "flex", "altText": "見本", "contents": bubble})
    drawn = page.locator(".fx-body > .fx-box")
    expect(drawn).to_have_css("background-color", "rgb(7, 88, 63)")
    expect(drawn).to_have_css("height", "44px")
