"""The banner, the panel of trials and group chats, as somebody who tries a bot uses them."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .conftest import StandIn

HELLO = {"type": "text", "text": "こんにちは"}


def open_page(page: Page, stand_in: StandIn) -> None:
    stand_in.ask("POST", "/_stand-in/reset", {"everything": True})
    stand_in.ask("PATCH", "/_stand-in/dials", {"rates": "off"})
    page.goto(stand_in.url)
    expect(page.locator(".nobody")).to_be_visible()


def test_the_page_says_that_it_is_not_line(page: Page, stand_in: StandIn) -> None:
    open_page(page, stand_in)

    expect(page.locator(".stand-in-banner")).to_contain_text("LINEではなく")


def test_faults_plan_and_clock_are_turned_on_the_page(page: Page, stand_in: StandIn) -> None:
    open_page(page, stand_in)
    page.get_by_role("button", name="ためす").click()
    page.get_by_role("button", name="10回に1回").click()
    expect(page.locator(".fault-list li")).to_have_count(5)
    page.get_by_label("何が起きるか").select_option("odd_html")
    page.get_by_label("割合").fill("25")
    page.get_by_role("button", name="加える").click()
    expect(page.locator(".fault-list li")).to_have_count(6)
    assert stand_in.ask("GET", "/_stand-in/faults")["faults"][-1]["chance"] == 0.25
    page.get_by_role("button", name="故障なし").click()
    expect(page.locator(".fault-list")).to_have_text("故障はありません。")

    page.get_by_label("料金プラン").select_option("light")
    expect(page.locator(".quota")).to_contain_text("5,000")
    page.get_by_role("button", name="1日進める").click()
    page.wait_for_function("fetch('/_stand-in/clock').then(a => a.json()).then(c => c.ahead_ms === 86400000)")
    page.get_by_role("button", name="今に戻す").click()
    page.wait_for_function("fetch('/_stand-in/clock').then(a => a.json()).then(c => c.ahead_ms === 0)")


def test_what_was_counted_is_shown(page: Page, stand_in: StandIn) -> None:
    open_page(page, stand_in)
    stand_in.push(stand_in.person("花"), HELLO)
    page.get_by_role("button", name="ためす").click()

    expect(page.locator(".panel-counts tbody tr")).to_have_text("POST message/push1101")


def test_members_talk_in_a_group_and_the_bot_answers(page: Page, stand_in: StandIn) -> None:
    open_page(page, stand_in)
    stand_in.person("花")
    expect(page.locator(".phone")).to_have_count(1)
    page.get_by_role("button", name="グループを作る").click()
    page.get_by_label("グループの名前").fill("<b>川の会</b>")
    page.locator(".sheet .primary").click()
    column = page.locator(".group-chat")
    expect(column.locator("h2")).to_have_text("<b>川の会</b>")
    column.get_by_label("ボットを呼ぶ").check()
    column.get_by_label("メッセージを書く").fill("<i>土曜は?</i>")
    column.get_by_role("button", name="送る").click()
    expect(column.locator(".said").first).to_contain_text("@つなぐ町 <i>土曜は?</i>")
    group = stand_in.ask("GET", "/_stand-in/groups")["groups"][0]["id"]
    stand_in.push(group, {"type": "text", "text": "9時からです"})
    expect(column.locator(".by-bot").last).to_contain_text("9時からです")
    column.get_by_role("button", name="ボットを外す").click()
    expect(column.get_by_role("button", name="ボットを招く")).to_be_visible()


def test_of_a_town_as_many_phones_lie_there_as_one_can_look_at(page: Page, stand_in: StandIn) -> None:
    open_page(page, stand_in)
    stand_in.ask("POST", "/_stand-in/people", {"name": "住民", "count": 200})

    expect(page.locator(".slot")).to_have_count(60)
    expect(page.locator(".more-people")).to_contain_text("200")
    expect(page.locator(".slot").last).to_have_text("住民 60")
    page.locator(".slot").last.scroll_into_view_if_needed()
    expect(page.locator(".slot").last.locator(".phone")).to_have_count(1)
