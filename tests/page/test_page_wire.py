"""The drawer of the wire, and the gallery."""

from __future__ import annotations

from urllib.error import HTTPError

import pytest
from playwright.sync_api import Page, Route, expect

from .conftest import StandIn
from .test_page_chat import arrive, say, until


def test_the_drawer_shows_both_ways_with_time_status_and_bodies(page: Page, stand_in: StandIn) -> None:
    _, phone = arrive(page, stand_in)
    page.get_by_role("button", name="通信の記録").click()
    say(phone, "こんにちは")
    reply = page.locator(".entry", has_text="/v2/bot/message/reply").first
    expect(reply).to_contain_text("ボットから")
    expect(reply).to_contain_text("ミリ秒")
    expect(reply.locator(".status-code")).to_have_text("200")
    reply.locator("summary").press("Enter")
    expect(reply.locator("pre").first).to_contain_text('"text": "こんにちは ですね"')
    webhook = page.locator(".entry", has_text="/line/webhook").first
    expect(webhook).to_contain_text("ボットへ")
    page.get_by_label("通信をしぼる").select_option("from_bot")
    expect(page.locator(".entry", has_text="/line/webhook")).to_have_count(0)
    expect(page.locator(".entry", has_text="/v2/bot/message/reply").first).to_be_visible()
    page.get_by_label("通信をしぼる").press("Escape")
    expect(page.locator(".wire")).to_be_hidden()
    expect(page.get_by_role("button", name="通信の記録")).to_be_focused()


def test_a_refused_call_is_plain_to_see(page: Page, stand_in: StandIn) -> None:
    arrive(page, stand_in)
    page.get_by_role("button", name="通信の記録").click()
    with pytest.raises(HTTPError, match="400"):
        stand_in.ask("POST", "/v2/bot/message/push", {"to": "nobody", "messages": []})
    refusal = page.locator(".entry", has_text="/v2/bot/message/push")
    expect(refusal.locator(".status-code.bad")).to_have_text("400")


def test_a_body_can_be_copied(page: Page, stand_in: StandIn) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    _, phone = arrive(page, stand_in)
    page.get_by_role("button", name="通信の記録").click()
    say(phone, "こんにちは")
    reply = page.locator(".entry", has_text="/v2/bot/message/reply").first
    reply.locator("summary").click()
    reply.get_by_role("button", name="送った内容をコピー").click()
    until(page, lambda: "こんにちは ですね" in page.evaluate("navigator.clipboard.readText()"))


def test_the_quota_falls_as_messages_are_pushed(page: Page, stand_in: StandIn) -> None:
    person, _ = arrive(page, stand_in)
    expect(page.locator(".quota")).to_have_text("今月 0 通")
    stand_in.push(person, {"type": "text", "text": "お知らせ"})
    expect(page.locator(".quota")).to_have_text("今月 1 通")


def test_a_gallery_that_is_still_being_drawn_opens_by_itself(page: Page, stand_in: StandIn) -> None:
    def soon(route: Route) -> None:
        route.fulfill(status=503, body='{"message": "not yet"}')

    page.route("**/_stand-in/gallery", soon, times=1)
    page.goto(f"{stand_in.url}/gallery")
    expect(page.get_by_role("status")).to_contain_text("見本をつくっています")
    expect(page.locator(".face-group h2")).to_have_count(2)


def test_the_gallery_shows_each_face_once_in_each_language_and_letter_size(
    page: Page, stand_in: StandIn
) -> None:
    page.goto(f"{stand_in.url}/gallery")
    expect(page.locator(".face-group h2")).to_have_text(["activities.card", "help.menu"])
    expect(page.locator(".face-column h3").filter(has_text="やさしい日本語 · 大")).to_have_count(2)
    expect(page.locator(".face-column")).to_have_count(12)
    expect(page.locator('.phone[data-letters="large"] .words').first).to_have_css("font-size", "19.2px")
    page.get_by_label("言語").select_option("en")
    page.get_by_label("しぼりこむ").fill("help")
    expect(page.locator(".face-column .words")).to_have_text(["help.menu en normal", "help.menu en large"])
    expect(page.get_by_role("status").filter(has_text="2")).to_have_text("2 の画面")
