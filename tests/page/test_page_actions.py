"""What each action does on a phone, beyond the words it sends."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import PICTURE, TUNNEL, StandIn
from .test_page_chat import arrive, until, with_quick

Json = dict[str, Any]


def offered(page: Page, stand_in: StandIn, action: Json) -> Locator:
    """The phone of somebody who was just offered one button."""
    person, phone = arrive(page, stand_in)
    template = {"type": "buttons", "text": "どうぞ", "actions": [action]}
    stand_in.push(person, {"type": "template", "altText": "どうぞ", "template": template})
    expect(phone.locator(".template-action")).to_be_visible()
    return phone


def test_a_postback_shows_its_display_text_and_sends_only_its_data(page: Page, stand_in: StandIn) -> None:
    stand_in.bot.answers["join/7"] = []
    action = {"type": "postback", "label": "参加する", "data": "join/7", "displayText": "参加します"}
    phone = offered(page, stand_in, action)
    phone.get_by_role("button", name="参加する").click()
    expect(phone.locator(".own .words")).to_have_text("参加します")
    until(page, lambda: stand_in.bot.postbacks() == [{"data": "join/7"}])
    assert stand_in.bot.told("text") == []


def test_the_camera_and_the_album_send_a_photo(page: Page, stand_in: StandIn) -> None:
    person, phone = arrive(page, stand_in)
    camera, album = {"type": "camera", "label": "カメラ"}, {"type": "cameraRoll", "label": "アルバム"}
    for action in (camera, album):
        stand_in.push(person, with_quick("見せてください", action))
        with page.expect_file_chooser() as chooser:
            phone.locator(".quick-reply", has_text=action["label"]).click()
        if action is camera:
            assert chooser.value.element.get_attribute("capture") == "environment"
        chooser.value.set_files({"name": "a.png", "mimeType": "image/png", "buffer": PICTURE})
        expect(phone.locator(".quick-reply")).to_have_count(0)
    until(page, lambda: len(stand_in.bot.told("image")) == 2)


def test_a_clipboard_button_copies_and_sends_nothing(page: Page, stand_in: StandIn) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copier = {"type": "clipboard", "label": "番号を写す", "clipboardText": "0123"}
    phone = offered(page, stand_in, copier)
    phone.get_by_role("button", name="番号を写す").click()
    expect(phone.locator(".toast")).to_have_text("コピーしました")
    assert page.evaluate("navigator.clipboard.readText()") == "0123"
    expect(phone.locator(".own")).to_have_count(0)


@pytest.mark.parametrize("mode", ["time", "datetime"])
def test_times_are_picked_as_line_writes_them(page: Page, stand_in: StandIn, mode: str) -> None:
    chosen = {"time": "09:30", "datetime": "2026-12-01T09:30"}[mode]
    limits = {"time": ("09:00", "17:00"), "datetime": ("2026-12-01T00:00", "2026-12-31T23:59")}[mode]
    action = {"type": "datetimepicker", "label": "選ぶ", "data": "when", "mode": mode}
    action |= {"initial": limits[0], "min": limits[0], "max": limits[1]}
    stand_in.bot.answers["when"] = []
    phone = offered(page, stand_in, action)
    phone.get_by_role("button", name="選ぶ").click()
    field = phone.locator(".moment")
    expect(field).to_have_value(limits[0])
    field.fill(chosen)
    phone.get_by_role("button", name="決める").click()
    until(page, lambda: stand_in.bot.postbacks() == [{"data": "when", "params": {mode: chosen}}])


def test_the_apps_own_links_act_on_the_phone(page: Page, stand_in: StandIn) -> None:
    def link(uri: str) -> Json:
        return {"type": "uri", "label": "ひらく", "uri": uri}

    phone = offered(page, stand_in, link("https://line.me/R/nv/location/"))
    phone.get_by_role("button", name="ひらく").click()
    expect(phone.get_by_role("dialog", name="場所を送る")).to_be_visible()
    page.keyboard.press("Escape")
    person = stand_in.ask("GET", "/_stand-in/state")["people"][0]["id"]
    write = link("https://line.me/R/oaMessage/%40town/?%E8%8D%89%E5%88%88%E3%82%8A")
    stand_in.push(person, with_quick("こちらも", write))
    phone.locator(".quick-reply").click()
    expect(phone.get_by_role("textbox", name="メッセージを書く")).to_have_value("草刈り")


def test_links_open_beside_the_chat(page: Page, stand_in: StandIn) -> None:
    page.context.route("https://town.example/**", lambda route: route.fulfill(body="町のページ"))
    phone = offered(page, stand_in, {"type": "uri", "label": "町のページ", "uri": "https://town.example/a"})
    with page.context.expect_page() as opened:
        phone.get_by_role("link", name="町のページ").click()
    opened.value.wait_for_load_state()
    assert opened.value.evaluate("[location.href, window.opener, document.referrer]") == [
        "https://town.example/a",
        None,
        "",
    ]
    opened.value.close()


def test_the_bots_own_pictures_and_links_come_through_the_tunnel(page: Page, stand_in: StandIn) -> None:
    local = stand_in.bot.url.removesuffix("/line/webhook")
    page.context.route(f"{local}/**", lambda route: route.fulfill(body=PICTURE, content_type="image/png"))
    phone = offered(page, stand_in, {"type": "uri", "label": "町のページ", "uri": f"{TUNNEL}/a?b=1"})
    assert phone.get_by_role("link", name="町のページ").get_attribute("href") == f"{local}/a?b=1"
    person = stand_in.ask("GET", "/_stand-in/state")["people"][0]["id"]
    for address, found in (
        (f"{TUNNEL}/b.png", f"{local}/b.png"),
        (f"{TUNNEL}.example/b.png", f"{TUNNEL}.example/b.png"),  # somebody else's
    ):
        picture = {"type": "image", "originalContentUrl": address, "previewImageUrl": address}
        stand_in.push(person, picture)
        expect(phone.locator("a.photo").last).to_have_attribute("href", found)


def test_a_blocked_bot_offers_nothing_until_it_is_let_in_again(page: Page, stand_in: StandIn) -> None:
    person, phone = arrive(page, stand_in)
    tap = {"type": "message", "label": "はい", "text": "はい"}
    stand_in.push(person, with_quick("どうしますか", tap))
    expect(phone.locator(".quick-reply")).to_have_count(1)
    stand_in.ask("POST", f"/_stand-in/people/{person}/block", {})
    expect(phone.locator(".quick-reply")).to_have_count(0)
    phone.get_by_role("button", name="ブロックを解除").click()
    expect(phone.locator(".quick-reply")).to_have_count(1)


def test_a_whole_town_can_stand_on_the_desk(page: Page, stand_in: StandIn) -> None:
    """Phones far down the page are made when somebody scrolls to them."""
    people = [stand_in.person(f"住民{n}", friend=False) for n in range(40)]
    page.goto(stand_in.url)
    expect(page.locator(".slot")).to_have_count(40)
    expect(page.locator(".phone").first).to_be_visible()
    assert page.locator(".phone").count() < 20
    page.locator(".slot").last.scroll_into_view_if_needed()
    expect(page.locator(f'[data-person="{people[-1]}"]')).to_be_visible()
