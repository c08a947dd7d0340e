"""Quotes in a chat, and films that a bot keeps track of."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .conftest import StandIn
from .test_page_chat import arrive, until


def test_a_bot_can_quote_what_it_said_itself(page: Page, stand_in: StandIn) -> None:
    person, phone = arrive(page, stand_in)
    words = {"type": "text", "text": "土曜の草刈りです"}
    body = {"to": person, "messages": [words]}
    sent = stand_in.ask("POST", "/v2/bot/message/push", body)["sentMessages"][0]
    stand_in.push(person, {"type": "text", "text": "雨でもやります", "quoteToken": sent["quoteToken"]})

    expect(phone.locator(".theirs .quoted")).to_contain_text("土曜の草刈りです")


def test_a_person_can_answer_a_card(page: Page, stand_in: StandIn) -> None:
    person, phone = arrive(page, stand_in)
    choice = {"type": "message", "label": "はい", "text": "はい"}
    card = {"type": "confirm", "text": "行きますか", "actions": [choice, choice]}
    stand_in.push(person, {"type": "template", "altText": "土曜の草刈り", "template": card})
    phone.get_by_role("button", name="このメッセージの操作").click()

    expect(phone.get_by_role("button", name="返信")).to_be_visible()


def test_a_tracked_film_seen_to_its_end_is_told(page: Page, stand_in: StandIn) -> None:
    person, phone = arrive(page, stand_in)
    address = "https://pictures.example/picture.png"
    film = {"type": "video", "originalContentUrl": address, "previewImageUrl": address}
    stand_in.push(person, film)
    stand_in.push(person, {**film, "trackingId": "a-1"})
    expect(phone.locator("video")).to_have_count(2)
    for player in phone.locator("video").all():
        player.dispatch_event("ended")
    until(page, lambda: any(event["type"] == "videoPlayComplete" for event in stand_in.bot.heard))

    told = [
        event["videoPlayComplete"] for event in stand_in.bot.heard if event["type"] == "videoPlayComplete"
    ]
    assert told == [{"trackingId": "a-1"}]
