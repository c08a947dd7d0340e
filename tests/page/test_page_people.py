"""People and their phones: settings, friendship, keyboard, small screens, large letters, languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import StandIn
from .test_page_chat import arrive, phone_of, until

Json = dict[str, Any]

CARD = {
    "type": "bubble",
    "size": "mega",
    "body": {
        "type": "box", "layout": "vertical",
        "contents": [
            {"type": "text", "text": "川原の草刈り", "size": "xl", "wrap": True, "scaling": True},
            {"type": "text", "text": "11月28日(土) 9:00-11:30", "size": "lg", "wrap": True, "scaling": True},
        ],
    },
    "footer": {
        "type": "box", "layout": "vertical",
        "contents": [
            {"type": "button", "style": "primary", "scaling": True,
             "action": {"type": "message", "label": "参加する", "text": "参加する"}},
        ],
    },
}  # fmt: skip


def settings(page: Page, name: str = "花") -> None:
    page.get_by_role("button", name=f"{name}さんの設定").click()


def test_everything_from_the_first_tab_to_an_answer_works_without_a_mouse(
    page: Page, stand_in: StandIn
) -> None:
    person = stand_in.person("花")
    quick = {
        "items": [
            {"type": "action", "action": {"type": "message", "label": label, "text": label}}
            for label in "あい"
        ]
    }
    # A bot that keeps quiet, so that no answer overtakes the buttons that are to be reached.
    stand_in.bot.answers |= {"参加する": [], "あ": [], "はい": []}
    stand_in.push(person, {"type": "flex", "altText": "草刈り", "contents": CARD, "quickReply": quick})
    page.goto(stand_in.url)
    phone = phone_of(page, person)
    expect(phone.locator(".quick-reply")).to_have_count(2)

    def tab_to(selector: str) -> None:
        for _press in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                ring = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
                field = page.evaluate("() => document.activeElement.matches('textarea')")
                assert field or ring == "solid", f"{selector} has a visible ring"
                return
        pytest.fail(f"{selector} cannot be reached")

    tab_to(".who")
    tab_to(".fx-press")
    page.keyboard.press("Space")
    expect(phone.locator(".own .words")).to_have_text("参加する")
    stand_in.push(person, {"type": "text", "text": "いつですか", "quickReply": quick})
    expect(phone.locator(".quick-reply")).to_have_count(2)
    tab_to(".quick-reply")
    page.keyboard.press("Enter")
    expect(phone.locator(".own .words").last).to_have_text("あ")
    expect(phone.get_by_role("textbox")).to_be_focused()
    page.keyboard.type("はい")
    page.keyboard.press("Enter")
    expect(phone.locator(".own .words").last).to_have_text("はい")


def test_a_sheet_keeps_the_keyboard_inside_and_gives_focus_back(page: Page, stand_in: StandIn) -> None:
    arrive(page, stand_in)
    settings(page)
    dialog = page.get_by_role("dialog", name="花さんの設定")
    expect(dialog.get_by_label("名前")).to_be_focused()
    assert page.locator(".content").evaluate("content => content.inert")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="花さんの設定")).to_be_focused()


def test_a_person_is_renamed_blocks_and_comes_back(page: Page, stand_in: StandIn) -> None:
    _, phone = arrive(page, stand_in)
    settings(page)
    page.get_by_label("名前").fill("花子")
    page.get_by_role("button", name="保存する").click()
    expect(phone.locator(".who-name")).to_have_text("花子")
    page.get_by_role("button", name="ブロックする").click()
    expect(phone.locator(".friend-bar")).to_contain_text("ブロック中です")
    expect(phone.locator(".composer")).to_be_hidden()
    phone.get_by_role("button", name="ブロックを解除").click()
    expect(phone.locator(".friend-bar")).to_be_hidden()
    expect(phone.locator(".composer")).to_be_visible()
    until(page, lambda: [event["type"] for event in stand_in.bot.heard][-2:] == ["unfollow", "follow"])
    assert stand_in.bot.heard[-1]["follow"] == {"isUnblocked": True}


def test_a_stranger_can_become_a_friend(page: Page, stand_in: StandIn) -> None:
    person = stand_in.person("旅人", friend=False)
    page.goto(stand_in.url)
    phone = phone_of(page, person)
    phone.locator(".friend-bar").get_by_role("button", name="友だちに追加").click()
    expect(phone.locator(".friend-bar")).to_be_hidden()
    until(page, lambda: [event["type"] for event in stand_in.bot.heard] == ["follow"])


def test_letters_grow_as_the_person_chooses_and_language_is_told(page: Page, stand_in: StandIn) -> None:
    person, phone = arrive(page, stand_in)
    stand_in.push(
        person,
        {"type": "text", "text": "こんにちは"},
        {"type": "flex", "altText": "草刈り", "contents": CARD},
    )
    words, title = phone.locator(".theirs .words"), phone.locator(".fx-words").first
    expect(words).to_have_css("font-size", "16px")
    settings(page)
    page.get_by_role("radio", name="特大").check()
    expect(words).to_have_css("font-size", "23.2px")
    expect(title).to_have_css("font-size", "31.9px")
    page.get_by_label("アプリの言語").select_option("vi")
    expect(phone.locator(".chat")).to_have_attribute("lang", "vi")
    [kept] = stand_in.ask("GET", "/_stand-in/state")["people"]
    assert (kept["letter_size"], kept["language"]) == ("extra-large", "vi")


def test_a_failure_is_said_and_the_words_are_kept(page: Page, stand_in: StandIn) -> None:
    _, phone = arrive(page, stand_in)
    page.route("**/say", lambda route: route.fulfill(status=500, json={"message": "だめでした"}))
    field = phone.get_by_role("textbox", name="メッセージを書く")
    field.fill("大事なこと")
    field.press("Enter")
    expect(phone.locator(".toast")).to_contain_text("だめでした")
    expect(field).to_have_value("大事なこと")


def test_on_a_small_screen_one_phone_fills_it_and_tabs_choose_the_person(
    page: Page, stand_in: StandIn
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    hana, taro = stand_in.person("花"), stand_in.person("太郎")
    page.goto(stand_in.url)
    expect(phone_of(page, hana)).to_be_visible()
    expect(phone_of(page, taro)).to_be_hidden()
    page.get_by_role("tab", name="花").press("ArrowRight")
    expect(page.get_by_role("tab", name="太郎")).to_be_focused()
    expect(phone_of(page, taro)).to_be_visible()
    expect(phone_of(page, hana)).to_be_hidden()
    stand_in.push(hana, {"type": "text", "text": "お知らせです"})
    expect(page.get_by_role("tab", name="花 新しいメッセージがあります")).to_have_class(
        re.compile("with-news")
    )
    page.get_by_role("tab", name="太郎").press("ArrowLeft")
    expect(page.locator(".with-news")).to_have_count(0)
    page.get_by_role("tab", name="花").press("End")
    place = phone_of(page, taro).bounding_box()
    assert place and place["width"] == 390 and place["y"] + place["height"] == 844
    assert_nothing_sticks_out(page)


def test_a_person_added_on_a_small_screen_is_the_one_shown(page: Page, stand_in: StandIn) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    stand_in.person("花")
    page.goto(stand_in.url)
    page.get_by_role("button", name="人を追加").click()
    page.get_by_label("名前").fill("次郎")
    page.get_by_role("button", name="追加する").click()
    expect(page.get_by_role("region", name="次郎さんの電話")).to_be_visible()
    expect(page.get_by_role("tab", name="次郎")).to_have_attribute("aria-selected", "true")


def test_reading_back_in_a_chat_is_not_disturbed(page: Page, stand_in: StandIn) -> None:
    person, phone = arrive(page, stand_in)
    for part in range(4):
        stand_in.push(person, *({"type": "text", "text": f"{part}-{n}\n\n"} for n in range(5)))
    expect(phone.locator(".row")).to_have_count(20)
    chat = phone.locator(".chat")
    chat.evaluate("chat => { chat.scrollTop = 40; }")
    page.wait_for_function("chat => chat.scrollTop === 40", arg=chat.element_handle())
    stand_in.push(person, {"type": "text", "text": "新しい知らせ"})
    stand_in.ask("PATCH", f"/_stand-in/people/{person}", {"name": "花子"})
    expect(phone.locator(".who-name")).to_have_text("花子")
    expect(phone.locator(".row")).to_have_count(21)
    assert chat.evaluate("chat => chat.scrollTop") == 40


@pytest.mark.parametrize(("width", "height"), [(720, 450), (320, 568), (195, 422)])
def test_nothing_sticks_out_when_the_page_is_enlarged_or_the_screen_is_tiny(
    page: Page, stand_in: StandIn, width: int, height: int
) -> None:
    """A window of 1440 at 200 % is 720 wide to the page, one of 390 is 195."""
    page.set_viewport_size({"width": width, "height": height})
    person = stand_in.person("花", letter_size="extra-large")
    stand_in.push(person, {"type": "flex", "altText": "草刈り", "contents": CARD})
    page.goto(stand_in.url)
    expect(page.locator(".fx-bubble")).to_be_visible()
    assert_nothing_sticks_out(page)
    bubble = page.locator(".fx-bubble").bounding_box()
    assert bubble and bubble["x"] + bubble["width"] <= width


def assert_nothing_sticks_out(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_page_speaks_english_when_asked_and_remembers(page: Page, stand_in: StandIn) -> None:
    _, phone = arrive(page, stand_in)
    phone.get_by_role("textbox").fill("途中")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Add a person")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("textbox", name="Write a message")).to_have_value("途中")
    page.reload()
    expect(page.get_by_role("button", name="日本語")).to_be_visible()


def test_both_languages_have_the_same_words_with_the_same_holes(page: Page, stand_in: StandIn) -> None:
    page.goto(stand_in.url)
    ja, en = page.evaluate(
        "async () => [(await import('/page/js/words-ja.js')).ja, (await import('/page/js/words-en.js')).en]"
    )
    holes = """words => Object.fromEntries(
        Object.entries(words).map(([key, sentence]) => [key, (sentence.match(/{\\w+}/g) ?? []).sort().join()])
    )"""
    assert page.evaluate(holes, ja) == page.evaluate(holes, en)
    assert len(ja) > 100


@pytest.mark.parametrize("letters", ["normal", "extra-large"])
def test_words_of_the_page_stand_out_from_their_ground_and_can_be_pressed(
    page: Page, stand_in: StandIn, letters: str
) -> None:
    person = stand_in.person("花", letter_size=letters)
    stand_in.push(person, {"type": "text", "text": "https://town.example/ へ"})
    page.goto(stand_in.url)
    page.get_by_role("button", name="通信の記録").click()
    stand_in.ask("POST", f"/_stand-in/people/{person}/say", {"text": "はい"})
    expect(page.locator(".theirs")).to_have_count(2)
    settings(page)
    faint = page.evaluate(_CONTRASTS)
    assert faint == []
    small = page.locator("button, select, input:not([type=file], [type=radio])").evaluate_all(
        """all => all.filter(one => one.checkVisibility())
            .map(one => [one.className, one.getBoundingClientRect()])
            .filter(([, place]) => place.width < 24 || place.height < 24)
            .map(([name]) => name)"""
    )
    assert small == []


# Every visible piece of text whose contrast to the nearest ground is under 4.5:1 or which is under 14 px.
_CONTRASTS = """() => {
    const parse = (value) => value.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => {
        const part = (v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    };
    const ground = (one) => {
        for (let at = one; at; at = at.parentElement) {
            const [r, g, b, a = 1] = parse(getComputedStyle(at).backgroundColor);
            if (a > 0.9) return [r, g, b];
        }
        return [255, 255, 255];
    };
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const one = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || !one.checkVisibility()) continue;
        if (one.closest('.for-ears, option, svg, [inert]')) continue;
        const style = getComputedStyle(one);
        const [ink, paper] = [light(parse(style.color)), light(ground(one))];
        const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
        if (contrast < 4.5 || parseFloat(style.fontSize) < 14) {
            found.push([walker.currentNode.data.trim().slice(0, 20), contrast.toFixed(1), style.fontSize]);
        }
    }
    return found;
}"""
