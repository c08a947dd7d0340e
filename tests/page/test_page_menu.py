"""The rich menu: its bar, its areas, its tabs, and what its buttons do to the phone."""

from __future__ import annotations

import urllib.request
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from .conftest import TOKEN, StandIn
from .test_page_chat import phone_of, until

Json = dict[str, Any]


def menu(stand_in: StandIn, bar: str, *actions: Json, selected: bool = True, color: str = "#07583F") -> str:
    """A menu of one row with as many areas as there are actions."""
    wide = 1200 // len(actions)
    areas = [
        {"bounds": {"x": wide * n, "y": 0, "width": wide, "height": 405}, "action": action}
        for n, action in enumerate(actions)
    ]
    size = {"width": 1200, "height": 405}
    content = {"size": size, "selected": selected, "name": bar, "chatBarText": bar, "areas": areas}
    made = str(stand_in.ask("POST", "/v2/bot/richmenu", content)["richMenuId"])
    written = BytesIO()
    Image.new("RGB", (1200, 405), color).save(written, "PNG")
    headers = {"Content-Type": "image/png", "Authorization": f"Bearer {TOKEN}"}
    address = f"{stand_in.url}/v2/bot/richmenu/{made}/content"
    request = urllib.request.Request(address, written.getvalue(), headers, method="POST")
    with urllib.request.urlopen(request, timeout=10):
        return made


def link(stand_in: StandIn, person: str, made: str) -> None:
    stand_in.ask("POST", f"/v2/bot/user/{person}/richmenu/{made}")


def say(label: str) -> Json:
    return {"type": "message", "label": label, "text": label}


def postback(label: str, **more: str) -> Json:
    return {"type": "postback", "label": label, "data": label, **more}


def with_menu(page: Page, stand_in: StandIn, *actions: Json, **more: Any) -> tuple[str, Locator]:
    person = stand_in.person("花")
    link(stand_in, person, menu(stand_in, "メニュー", *actions, **more))
    page.goto(stand_in.url)
    return person, phone_of(page, person)


def test_areas_are_buttons_with_names_over_the_picture(page: Page, stand_in: StandIn) -> None:
    _, phone = with_menu(page, stand_in, say("さがす"), say("予定"), say("人に聞く"))
    board = phone.locator(".menu-board")
    expect(board.locator("img, canvas")).to_be_visible()
    places = [
        board.get_by_role("button", name=name).bounding_box() for name in ("さがす", "予定", "人に聞く")
    ]
    whole = board.bounding_box()
    assert whole and all(places)
    for n, place in enumerate(places):
        assert place
        assert place["x"] == pytest.approx(whole["x"] + whole["width"] / 3 * n, abs=1)
        assert place["height"] == pytest.approx(whole["height"], abs=1)
    board.get_by_role("button", name="予定").click()
    expect(phone.locator(".theirs .words")).to_have_text("予定 ですね")
    expect(board).to_be_visible()


@pytest.mark.parametrize("selected", [True, False])
def test_the_bar_opens_and_closes_and_starts_as_the_menu_says(
    page: Page, stand_in: StandIn, selected: bool
) -> None:
    _, phone = with_menu(page, stand_in, say("さがす"), selected=selected)
    bar, board = phone.get_by_role("button", name="メニュー", exact=True), phone.locator(".menu-board")
    expect(bar).to_have_attribute("aria-expanded", str(selected).lower())
    expect(board).to_be_visible(visible=selected)
    bar.click()
    expect(board).to_be_visible(visible=not selected)
    phone.get_by_role("button", name="文字を入力する").click()
    expect(phone.get_by_role("textbox", name="メッセージを書く")).to_be_focused()
    expect(bar).to_be_hidden()
    phone.get_by_role("button", name="メニューにもどる").click()
    expect(board).to_be_visible()


def test_tabs_switch_at_once_and_the_menu_stays_open(page: Page, stand_in: StandIn) -> None:
    def tab(alias: str, label: str) -> Json:
        return {"type": "richmenuswitch", "label": label, "richMenuAliasId": alias, "data": f"to-{alias}"}

    person = stand_in.person("花")
    stand_in.bot.answers |= {"to-town": [], "to-alarm": []}
    town = menu(stand_in, "くらし", tab("alarm", "緊急へ"), say("さがす"))
    alarm = menu(stand_in, "緊急", tab("town", "くらしへ"), say("避難所"), selected=False, color="#9C1F18")
    for alias, made in (("town", town), ("alarm", alarm)):
        stand_in.ask("POST", "/v2/bot/richmenu/alias", {"richMenuAliasId": alias, "richMenuId": made})
    link(stand_in, person, town)
    page.goto(stand_in.url)
    phone = phone_of(page, person)
    phone.get_by_role("button", name="緊急へ").click()
    expect(phone.get_by_role("button", name="避難所")).to_be_visible()
    expect(phone.get_by_role("button", name="緊急", exact=True)).to_be_visible()
    expect(phone.get_by_role("button", name="さがす")).to_have_count(0)
    switched = {"newRichMenuAliasId": "alarm", "status": "SUCCESS"}
    until(page, lambda: stand_in.bot.postbacks() == [{"data": "to-alarm", "params": switched}])
    assert phone.locator(".row").count() == 0, "a switch says nothing in the chat"
    phone.get_by_role("button", name="くらしへ").press("Enter")
    expect(phone.get_by_role("button", name="さがす")).to_be_visible()


def test_input_options_close_and_open_the_menu_and_fill_in_words(page: Page, stand_in: StandIn) -> None:
    keyboard = postback("書く", inputOption="openKeyboard", fillInText="例：\n草刈り")
    _, phone = with_menu(page, stand_in, postback("とじる", inputOption="closeRichMenu"), keyboard)
    stand_in.bot.answers |= {"とじる": [], "書く": []}
    board = phone.locator(".menu-board")
    board.get_by_role("button", name="とじる").click()
    expect(board).to_be_hidden()
    phone.get_by_role("button", name="メニュー", exact=True).click()
    board.get_by_role("button", name="書く").click()
    field = phone.get_by_role("textbox", name="メッセージを書く")
    expect(field).to_have_value("例：\n草刈り")
    expect(field).to_be_focused()
    expect(board).to_be_hidden()
    until(page, lambda: [each["data"] for each in stand_in.bot.postbacks()] == ["とじる", "書く"])


def test_a_button_in_the_chat_can_open_the_menu(page: Page, stand_in: StandIn) -> None:
    person, phone = with_menu(page, stand_in, say("さがす"), selected=False)
    opener = postback("メニューへ", inputOption="openRichMenu")
    confirm = {"type": "confirm", "text": "どうぞ", "actions": [opener, say("いいえ")]}
    stand_in.push(person, {"type": "template", "altText": "どうぞ", "template": confirm})
    phone.get_by_role("button", name="メニューへ").click()
    expect(phone.get_by_role("button", name="さがす")).to_be_visible()


def test_a_menu_linked_later_appears_without_reloading_and_leaves_again(
    page: Page, stand_in: StandIn
) -> None:
    person = stand_in.person("花")
    page.goto(stand_in.url)
    phone = phone_of(page, person)
    expect(phone.get_by_role("textbox", name="メッセージを書く")).to_be_visible()
    link(stand_in, person, menu(stand_in, "メニュー", say("さがす")))
    expect(phone.get_by_role("button", name="さがす")).to_be_visible()
    stand_in.ask("DELETE", f"/v2/bot/user/{person}/richmenu")
    expect(phone.locator(".menu-bar")).to_be_hidden()
    expect(phone.get_by_role("textbox", name="メッセージを書く")).to_be_visible()


def test_a_computer_has_no_menu_no_quick_replies_and_no_dots(page: Page, stand_in: StandIn) -> None:
    person, phone = with_menu(page, stand_in, say("さがす"))
    quick = {"items": [{"type": "action", "action": say("はい")}]}
    stand_in.push(person, {"type": "text", "text": "どうしますか", "quickReply": quick})
    expect(phone.get_by_role("button", name="はい")).to_be_visible()
    phone.get_by_role("button", name="花さんの設定").click()
    phone.get_by_role("switch").check()
    page.keyboard.press("Escape")
    expect(phone.locator(".menu-bar, .menu-board, .quick").filter(visible=True)).to_have_count(0)
    stand_in.ask("POST", "/v2/bot/chat/loading/start", {"chatId": person, "loadingSeconds": 20})
    stand_in.push(person, {"type": "text", "text": "次です"})
    expect(phone.locator(".theirs .words").last).to_have_text("次です")
    expect(phone.locator(".typing")).to_be_hidden()
    expect(phone.get_by_role("textbox", name="メッセージを書く")).to_be_visible()
