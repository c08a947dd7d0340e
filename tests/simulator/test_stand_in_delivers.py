"""Webhooks: signed, whole, in order or not, again and again; and never waited for."""

from __future__ import annotations

import json
import re
import threading
import time

from boxed import Bot, StandIn

MINUTE = 60 * 1000


def deliver_as(stand_in: StandIn, **mode: object) -> None:
    assert stand_in.ask("POST", "webhooks", {"mode": mode}).status == 200


def test_every_webhook_is_signed_over_its_exact_bytes(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person("花")
    stand_in.ask("POST", f"people/{hana}/say", {"text": "𠮷野家の傘☂️"})
    received = bot.wait(2)

    assert all(webhook.signed for webhook in received)
    assert "𠮷野家の傘☂️".encode() in received[1].body
    assert json.loads(received[1].body)["destination"] == stand_in.ask("GET", "state").json["bot"]["userId"]
    assert received[0].headers["content-type"] == "application/json; charset=utf-8"


def test_a_lone_surrogate_reaches_the_bot_escaped(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    stand_in.ask("POST", f"people/{hana}/say", {"text": "\ud83d"})

    assert b"\\ud83d" in bot.wait(2)[1].body
    assert bot.events(1, "message")[0]["message"]["text"] == "\ud83d"


def test_an_event_carries_everything_line_tells(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    event = bot.events(1)[0]

    assert event["type"] == "follow"
    assert event["follow"] == {"isUnblocked": False}
    assert event["source"] == {"type": "user", "userId": hana}
    assert event["mode"] == "active"
    assert event["deliveryContext"] == {"isRedelivery": False}
    assert re.fullmatch(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", event["webhookEventId"])
    assert abs(event["timestamp"] - time.time() * 1000) < MINUTE
    assert event["replyToken"]


def test_friendship_comes_and_goes_as_line_tells_it(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person(friend=False)
    for step in ("follow", "block", "unblock"):
        assert stand_in.ask("POST", f"people/{hana}/{step}").status == 200
    follow, unfollow, again = bot.events(3)

    assert (follow["type"], follow["follow"]) == ("follow", {"isUnblocked": False})
    assert unfollow["type"] == "unfollow"
    assert "replyToken" not in unfollow
    assert (again["type"], again["follow"]) == ("follow", {"isUnblocked": True})


def test_one_persons_words_arrive_in_their_order(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    for number in range(40):
        stand_in.ask("POST", f"people/{hana}/say", {"text": str(number)})

    said = [event["message"]["text"] for event in bot.events(40, "message")]
    assert said == [str(number) for number in range(40)]


def test_more_words_than_one_webhook_holds_stay_in_order(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    bot.wait(1)
    deliver_as(stand_in, batch_ms=400)
    for number in range(150):
        stand_in.ask("POST", f"people/{hana}/say", {"text": str(number)})
    said = [event["message"]["text"] for event in bot.events(150, "message")]

    assert said == [str(number) for number in range(150)]
    assert max(len(received.events) for received in bot.received) <= 100


def test_a_slow_bot_keeps_nobody_waiting(stand_in: StandIn, bot: Bot) -> None:
    bot.hold = threading.Event()
    hana, taro = stand_in.person("Hana"), stand_in.person("Taro")
    answer = stand_in.ask("POST", f"people/{taro}/say", {"text": "おはよう"})

    assert answer.status == 201
    # Both follow events are under way side by side although neither has been answered.
    assert {event["source"]["userId"] for event in bot.events(2, "follow")} == {hana, taro}
    assert not bot.hold.is_set()


def test_no_answer_within_two_seconds_is_a_timeout(stand_in: StandIn, bot: Bot) -> None:
    bot.hold = threading.Event()
    answer = stand_in.ask("POST", "deliver", {"events": []}).json

    assert answer["status"] is None
    assert answer["ms"] >= 1_900


def test_events_of_different_people_travel_together(stand_in: StandIn, bot: Bot) -> None:
    deliver_as(stand_in, batch_ms=300)
    hana, taro = stand_in.person("Hana"), stand_in.person("Taro")
    first = bot.wait(1)[0]

    assert [event["source"]["userId"] for event in first.events] == [hana, taro]


def test_a_refused_webhook_comes_again_with_the_same_identity(stand_in: StandIn, bot: Bot) -> None:
    bot.answers = lambda number: 500 if number == 1 else 200
    deliver_as(stand_in, redeliver=True)
    stand_in.person()
    first, second = bot.events(2)

    assert second == {**first, "deliveryContext": {"isRedelivery": True}}


def test_without_redelivery_a_refused_webhook_is_gone(stand_in: StandIn, bot: Bot) -> None:
    bot.answers = lambda number: 500
    hana = stand_in.person()
    bot.wait(1)
    stand_in.ask("POST", f"people/{hana}/say", {"text": "まだいますか"})

    assert [event["type"] for event in bot.events(2)] == ["follow", "message"]


def test_a_redelivered_token_lives_again(stand_in: StandIn, bot: Bot) -> None:
    bot.answers = lambda number: 500 if number == 1 else 200
    deliver_as(stand_in, redeliver=True)
    hana = stand_in.person()
    token = bot.wait(1)[0].events[0]["replyToken"]
    stand_in.turn(ahead_ms=2 * MINUTE)
    bot.wait(2)
    body = {"replyToken": token, "messages": [{"type": "text", "text": "ようこそ"}]}

    assert stand_in.line("POST", "/v2/bot/message/reply", body).status == 200
    assert len(stand_in.chat(hana)) == 1


def test_duplicates_are_the_same_delivery_twice(stand_in: StandIn, bot: Bot) -> None:
    deliver_as(stand_in, duplicate=True)
    stand_in.person()
    first, second = bot.wait(2)

    assert first.body == second.body


def test_shuffling_loses_nothing(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    bot.wait(1)
    deliver_as(stand_in, shuffle=True, batch_ms=200)
    for number in range(30):
        stand_in.ask("POST", f"people/{hana}/say", {"text": str(number)})
    said = [int(event["message"]["text"]) for event in bot.events(30, "message")]

    assert sorted(said) == list(range(30))
    assert said != sorted(said)


def test_a_bubble_is_read_when_its_webhook_was_answered(stand_in: StandIn, bot: Bot) -> None:
    bot.answers = lambda number: 500 if number < 3 else 200
    hana = stand_in.person()
    bot.wait(1)
    stand_in.ask("POST", f"people/{hana}/say", {"text": "一つ目"})
    bot.wait(2)
    assert [bubble["read"] for bubble in stand_in.chat(hana)] == [False]

    stand_in.ask("POST", f"people/{hana}/say", {"text": "二つ目"})
    bot.wait(3)
    # The wire entry is written when the answer is in, so waiting for it is waiting for the mark.
    while len(stand_in.ask("GET", "wire").json["entries"]) < 3:
        time.sleep(0.01)
    assert [bubble["read"] for bubble in stand_in.chat(hana)] == [True, True]


def test_a_hand_made_body_is_delivered_as_it_is(stand_in: StandIn, bot: Bot) -> None:
    odd = {"type": "somethingNew", "mode": "standby", "extra": {"deep": [None, 1e300]}}
    answer = stand_in.ask("POST", "deliver", {"events": [odd, "no event", None, 7]})

    assert answer.json["status"] == 200
    assert bot.wait(1)[0].events == [odd, "no event", None, 7]
    assert bot.received[0].signed


def test_a_hand_made_signature_is_sent_as_it_is(stand_in: StandIn, bot: Bot) -> None:
    bot.answers = lambda number: 400
    answer = stand_in.ask("POST", "deliver", {"events": [], "signature": "forged"})

    assert answer.json["status"] == 400
    assert bot.wait(1)[0].headers["x-line-signature"] == "forged"


def test_a_hand_made_reply_token_works_unless_the_bot_stands_by(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    for mode, status in (("standby", 400), ("active", 200)):
        event = {
            "type": "message",
            "mode": mode,
            "replyToken": f"made by hand, {mode}",
            "source": {"type": "user", "userId": hana},
        }
        stand_in.ask("POST", "deliver", {"events": [event]})
        body = {"replyToken": event["replyToken"], "messages": [{"type": "text", "text": "はい"}]}
        assert stand_in.line("POST", "/v2/bot/message/reply", body).status == status


def test_the_webhook_can_be_tested_and_moved(stand_in: StandIn, bot: Bot) -> None:
    test = stand_in.line("POST", "/v2/bot/channel/webhook/test", {}).json
    assert (test["success"], test["statusCode"], test["reason"]) == (True, 200, "OK")
    assert bot.wait(1)[0].events == []

    moved = {"endpoint": "http://127.0.0.1:1/nobody"}
    assert stand_in.line("PUT", "/v2/bot/channel/webhook/endpoint", moved).status == 200
    assert stand_in.line("GET", "/v2/bot/channel/webhook/endpoint").json == {**moved, "active": True}
    test = stand_in.line("POST", "/v2/bot/channel/webhook/test").json
    assert (test["success"], test["reason"]) == (False, "COULD_NOT_CONNECT")


def test_a_webhook_address_is_https_or_on_this_machine(stand_in: StandIn) -> None:
    for endpoint in ("http://town.example/webhook", "ftp://127.0.0.1/", "https://town.example/" + "a" * 500):
        answer = stand_in.line("PUT", "/v2/bot/channel/webhook/endpoint", {"endpoint": endpoint})
        assert (answer.status, answer.json) == (400, {"message": "Invalid webhook endpoint URL"})
