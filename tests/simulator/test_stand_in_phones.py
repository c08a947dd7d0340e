"""People: what they do with their phones, what the page is told, and what stays in the chat."""

from __future__ import annotations

from typing import Any

import pytest
from boxed import Answer, Bot, Json, StandIn, png

HELLO = {"type": "text", "text": "こんにちは"}


def act(stand_in: StandIn, uid: str, action: Json, **more: Any) -> str:
    answer = stand_in.ask("POST", f"people/{uid}/act", {"action": action, **more})
    assert answer.status == 200, answer.content
    return str(answer.json["did"])


def take(stand_in: StandIn, uid: str, content: bytes) -> Answer:
    """A photo, or what is said to be one."""
    return stand_in.raw("POST", f"/_stand-in/people/{uid}/photo", content, Content_Type="image/png")


def test_a_new_person_is_shown_whole(stand_in: StandIn) -> None:
    uid = "U" + "1" * 32
    person = stand_in.ask(
        "POST", "people", {"name": "花", "id": uid, "language": "en", "letter_size": "large", "pc": True}
    ).json

    assert person == {
        "id": uid,
        "name": "花",
        "language": "en",
        "letter_size": "large",
        "pc": True,
        "friend": True,
        "blocked": False,
        "menu": None,
        "messages": [],
    }
    assert stand_in.ask("POST", "people", {"name": "花", "id": uid}).status == 409


def test_a_person_changes_what_belongs_to_them(stand_in: StandIn) -> None:
    hana = stand_in.person()
    changed = stand_in.ask("PATCH", f"people/{hana}", {"name": "花子", "letter_size": "extra-large"}).json

    assert (changed["name"], changed["letter_size"]) == ("花子", "extra-large")
    profile = stand_in.line("GET", f"/v2/bot/profile/{hana}").json
    assert profile == {"userId": hana, "displayName": "花子", "language": "ja"}


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"name": ""},
        {"name": "a" * 101},
        {"name": "a", "letter_size": "huge"},
        {"name": "a", "id": "U1"},
        {"name": "a", "language": "日本語"},
        {"name": "a", "pc": "yes"},
        {"name": "a", "colour": "red"},
        ["name"],
        "name",
        7,
    ],
)
def test_nobody_is_made_of_nonsense(stand_in: StandIn, settings: Any) -> None:
    answer = stand_in.ask("POST", "people", settings)

    assert answer.status == 400
    assert answer.message


@pytest.mark.parametrize(
    "change", ["say", "act", "sticker", "pin", "photo", "unsend", "follow", "block", "unblock"]
)
def test_nobody_can_do_anything_for_a_stranger(stand_in: StandIn, change: str) -> None:
    assert stand_in.ask("POST", f"people/U{'0' * 32}/{change}", {}).status == 404


def test_words_may_quote_a_message_of_the_chat(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    sent = stand_in.push(hana, HELLO).json["sentMessages"][0]["id"]
    stand_in.ask("POST", f"people/{hana}/say", {"text": "はい", "quote": sent})

    assert bot.events(1, "message")[0]["message"]["quotedMessageId"] == sent
    assert stand_in.ask("POST", f"people/{hana}/say", {"text": "はい", "quote": "1"}).status == 404


def test_a_tap_on_a_message_action_says_its_words(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()

    assert act(stand_in, hana, {"type": "message", "label": "はい", "text": "はい、行きます"}) == "message"
    assert bot.events(1, "message")[0]["message"]["text"] == "はい、行きます"


def test_a_postback_shows_its_words_without_saying_them(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    act(stand_in, hana, {"type": "postback", "label": "a", "data": "join/1", "displayText": "参加します"})

    assert bot.events(1, "postback")[0]["postback"] == {"data": "join/1"}
    assert [event["type"] for event in bot.events(2)] == ["follow", "postback"]
    assert [bubble["message"]["text"] for bubble in stand_in.chat(hana)] == ["参加します"]


def test_a_date_is_picked_within_its_bounds(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    picker = {"type": "datetimepicker", "label": "日", "data": "day", "mode": "date", "min": "2026-08-01"}
    act(stand_in, hana, picker, params={"date": "2026-08-02"})

    assert bot.events(1, "postback")[0]["postback"] == {"data": "day", "params": {"date": "2026-08-02"}}
    for params in ({"date": "2026-07-31"}, {"date": "2026-02-30"}, {"time": "10:00"}, {}):
        answer = stand_in.ask("POST", f"people/{hana}/act", {"action": picker, "params": params})
        assert answer.status == 400


@pytest.mark.parametrize(
    "action",
    [
        {"type": "uri", "label": "a", "uri": "https://town.example/"},
        {"type": "clipboard", "label": "a", "clipboardText": "a"},
        {"type": "camera", "label": "a"},
        {"type": "location", "label": "a"},
    ],
)
def test_what_stays_on_the_phone_is_not_told(stand_in: StandIn, bot: Bot, action: Json) -> None:
    hana = stand_in.person()
    assert act(stand_in, hana, action) == "nothing"
    stand_in.ask("POST", f"people/{hana}/say", {"text": "まだです"})

    assert [event["type"] for event in bot.events(2)] == ["follow", "message"]


def test_a_sticker_a_place_and_a_photo_arrive_as_line_tells_them(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    stand_in.ask("POST", f"people/{hana}/sticker", {"packageId": "446", "stickerId": "1988"})
    stand_in.ask("POST", f"people/{hana}/pin", {"title": "川原", "latitude": 36.5, "longitude": 138})
    picture = png(40, 30)
    take(stand_in, hana, picture)
    sticker, place, photo = (event["message"] for event in bot.events(3, "message"))

    assert (sticker["packageId"], sticker["stickerId"]) == ("446", "1988")
    assert sticker["stickerResourceType"] == "STATIC"
    assert sticker["keywords"]
    assert (place["title"], place["latitude"], place["longitude"]) == ("川原", 36.5, 138)
    assert "address" not in place
    assert "quoteToken" not in place
    assert photo["contentProvider"] == {"type": "line"}
    content = stand_in.line("GET", f"/v2/bot/message/{photo['id']}/content")
    assert (content.headers["Content-Type"], content.content) == ("image/png", picture)
    assert stand_in.raw("GET", f"/_stand-in/content/{photo['id']}").content == picture


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]
)
def test_only_pictures_are_photos(stand_in: StandIn, content: bytes) -> None:
    hana = stand_in.person()

    assert (
        stand_in.raw("POST", f"/_stand-in/people/{hana}/photo", content, Content_Type="image/png").status
        == 415
    )


def test_what_is_taken_back_is_gone_everywhere(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    photo = stand_in.raw(
        "POST", f"/_stand-in/people/{hana}/photo", png(40, 30), Content_Type="image/png"
    ).json
    stand_in.ask("POST", f"people/{hana}/unsend", {"message": photo["id"]})

    assert bot.events(1, "unsend")[0]["unsend"] == {"messageId": photo["id"]}
    assert "replyToken" not in bot.events(1, "unsend")[0]
    taken_back = stand_in.line("GET", f"/v2/bot/message/{photo['id']}/content")
    assert (taken_back.status, taken_back.json) == (410, {"message": "The content is gone"})
    bubble = stand_in.chat(hana)[0]
    assert (bubble["unsent"], bubble["message"]) == (True, {"type": "image", "id": photo["id"]})
    assert stand_in.ask("POST", f"people/{hana}/unsend", {"message": photo["id"]}).status == 404


def test_only_ones_own_words_can_be_taken_back(stand_in: StandIn) -> None:
    hana = stand_in.person()
    sent = stand_in.push(hana, HELLO).json["sentMessages"][0]["id"]

    assert stand_in.ask("POST", f"people/{hana}/unsend", {"message": sent}).status == 404


def test_nothing_a_blocker_does_reaches_the_bot(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    stand_in.ask("POST", f"people/{hana}/block")
    stand_in.ask("POST", f"people/{hana}/say", {"text": "聞こえますか"})
    stand_in.ask("POST", f"people/{hana}/unblock")

    assert [event["type"] for event in bot.events(3)] == ["follow", "unfollow", "follow"]


def test_a_profile_is_shown_of_friends_and_of_people_who_wrote(stand_in: StandIn) -> None:
    friend, stranger, writer = (stand_in.person(friend=friend) for friend in (True, False, False))
    stand_in.ask("POST", f"people/{writer}/say", {"text": "はじめまして"})
    path = "/v2/bot/profile/"

    assert stand_in.line("GET", path + friend).status == 200
    assert stand_in.line("GET", path + writer).status == 200
    assert stand_in.line("GET", path + stranger).status == 404
    stand_in.ask("POST", f"people/{friend}/block")
    assert stand_in.line("GET", path + friend).message == "Not found"
    assert stand_in.line("GET", path + "hana").message == "The value for the 'userId' parameter is invalid"


def test_loading_dots_come_in_steps_of_five(stand_in: StandIn) -> None:
    hana = stand_in.person()
    path = "/v2/bot/chat/loading/start"

    assert stand_in.line("POST", path, {"chatId": hana}).status == 202
    refused = stand_in.line("POST", path, {"chatId": hana, "loadingSeconds": 7})
    assert refused.details == {"loadingSeconds": "must be a multiple of five"}
    assert stand_in.line("POST", path, {"chatId": hana, "loadingSeconds": 65}).status == 400


def test_the_bot_can_mark_what_it_has_read(stand_in: StandIn, bot: Bot) -> None:
    bot.answers = lambda number: 500
    hana = stand_in.person()
    stand_in.ask("POST", f"people/{hana}/say", {"text": "おはよう"})
    token = bot.events(1, "message")[0]["message"]["markAsReadToken"]

    assert stand_in.line("POST", "/v2/bot/chat/markAsRead", {"markAsReadToken": "x"}).status == 400
    assert [bubble["read"] for bubble in stand_in.chat(hana)] == [False]
    assert stand_in.line("POST", "/v2/bot/chat/markAsRead", {"markAsReadToken": token}).status == 200
    assert [bubble["read"] for bubble in stand_in.chat(hana)] == [True]


def test_friends_are_listed_page_by_page(stand_in: StandIn) -> None:
    friends = sorted(stand_in.person() for _ in range(5))
    stand_in.person(friend=False)
    first = stand_in.line("GET", "/v2/bot/followers/ids?limit=3").json
    second = stand_in.line("GET", f"/v2/bot/followers/ids?limit=3&start={first['next']}").json

    assert first["userIds"] + second["userIds"] == friends
    assert "next" not in second
    assert stand_in.line("GET", "/v2/bot/followers/ids?start=x").message == "Invalid start param"
