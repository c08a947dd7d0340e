"""The panel of trials on the phone page: faults for the next calls, for some people, late, by a seed; and the clock."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from boxed import Json, StandIn
from chromium import chromium
from playwright.sync_api import Browser, Page, expect


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(params=[390, 1280], ids=["phone", "desk"])
def panel(request: pytest.FixtureRequest, browser: Browser, stand_in: StandIn) -> Iterator[Page]:
    """Open on the page, with two people on it; nothing may reach beyond its edge."""
    for name in ("花", "太郎"):
        stand_in.person(name)
    page = browser.new_page(viewport={"width": request.param, "height": 900}, locale="ja-JP")
    page.set_default_timeout(8_000)
    page.goto(stand_in.url)
    page.locator(".phone").first.wait_for()
    page.get_by_role("button", name="ためす").click()
    yield page
    beyond = page.locator(".sheet").evaluate("sheet => sheet.scrollWidth - sheet.clientWidth")
    page.close()
    assert beyond <= 0


def faults(stand_in: StandIn) -> Json:
    return stand_in.ask("GET", "faults").json


def test_faults_are_chosen_on_the_page_as_by_the_call(panel: Page, stand_in: StandIn) -> None:
    """Guards: next N calls, affected users, delay and seed can be set without the control API."""
    listed = panel.locator(".fault-list .fault")
    panel.get_by_label("何が起きるか").select_option("slow")
    panel.get_by_label("どの呼び出しで").select_option("push")
    panel.get_by_label("どのくらい").select_option("next")
    panel.get_by_label("次の何回", exact=True).fill("2")
    panel.get_by_label("おくれ(ミリ秒)").fill("40")
    panel.get_by_label("乱数の種").fill("7")
    panel.get_by_role("button", name="加える", exact=True).click()
    expect(listed).to_contain_text(["次の2回 · 40ミリ秒おくれ"])
    panel.get_by_label("何が起きるか").select_option("refused")
    panel.get_by_role("checkbox", name="太郎").check()
    panel.get_by_role("button", name="加える", exact=True).click()
    expect(listed).to_contain_text(["40ミリ秒", "太郎"])
    hana, taro = (person["id"] for person in stand_in.ask("GET", "state").json["people"])

    assert faults(stand_in) == {
        "seed": 7,
        "faults": [
            {"kind": "slow", "endpoint": "push", "next": 2, "ms": 40},
            {"kind": "refused", "endpoint": "push", "next": 2, "users": [taro]},
        ],
    }
    hello = {"type": "text", "text": "おはよう"}
    assert [stand_in.push(to, hello).status for to in (hana, taro)] == [200, 400]
    expect(listed).to_contain_text(["次の1回"])
    listed.get_by_role("button").click()
    expect(listed).to_have_count(0)


def test_the_clock_is_set_to_a_moment_in_japan(panel: Page, stand_in: StandIn) -> None:
    panel.get_by_label("日本の時刻で").fill("2030-08-01T09:00")
    panel.get_by_role("button", name="この時刻にする").click()
    expect(panel.locator(".panel")).to_contain_text("2030/08/01 9:00")

    assert stand_in.ask("GET", "clock").json["japan"].startswith("2030-08-01T09:00")


def test_a_fault_for_nobody_is_told_on_the_page(panel: Page, stand_in: StandIn) -> None:
    panel.get_by_label("何が起きるか").select_option("refused")
    panel.get_by_role("button", name="加える", exact=True).click()

    expect(panel.get_by_role("alert")).to_contain_text("users")
    assert faults(stand_in)["faults"] == []
