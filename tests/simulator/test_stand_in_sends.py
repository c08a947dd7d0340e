"""Reply, push, multicast and broadcast: tokens, keys, quota, and who is reached."""

from __future__ import annotations

import base64
import uuid

import pytest
from boxed import Bot, StandIn

DAY = 24 * 60 * 60 * 1000
MINUTE = 60 * 1000
HELLO = {"type": "text", "text": "こんにちは"}
NOBODY = "U" + "0" * 32


def reply_token(bot: Bot) -> str:
    return str(bot.events(1, "message")[-1]["replyToken"])


def reply(stand_in: StandIn, token: str, **headers: str) -> tuple[int, str]:
    answer = stand_in.line(
        "POST", "/v2/bot/message/reply", {"replyToken": token, "messages": [HELLO]}, **headers
    )
    return answer.status, answer.json.get("message", "")


def test_a_reply_token_works_once(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    stand_in.ask("POST", f"people/{hana}/say", {"text": "おはよう"})
    token = reply_token(bot)

    assert reply(stand_in, token) == (200, "")
    assert reply(stand_in, token) == (400, "Invalid reply token")
    assert [bubble["from"] for bubble in stand_in.chat(hana)] == ["person", "bot"]


def test_a_reply_token_lives_one_minute(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    stand_in.ask("POST", f"people/{hana}/say", {"text": "おはよう"})
    token = reply_token(bot)
    stand_in.turn(ahead_ms=MINUTE + 5_000)

    assert reply(stand_in, token) == (400, "Invalid reply token")


def test_a_refused_reply_leaves_its_token_unused(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    stand_in.ask("POST", f"people/{hana}/say", {"text": "おはよう"})
    token = reply_token(bot)
    refused = stand_in.line("POST", "/v2/bot/message/reply", {"replyToken": token, "messages": []})

    assert (refused.status, refused.details) == (400, {"messages": "Size must be between 1 and 5"})
    assert reply(stand_in, token) == (200, "")


def test_a_reply_takes_no_retry_key(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    stand_in.ask("POST", f"people/{hana}/say", {"text": "おはよう"})
    token = reply_token(bot)

    assert reply(stand_in, token, X_Line_Retry_Key=str(uuid.uuid4()))[0] == 400
    assert reply(stand_in, token)[0] == 200


def test_replies_cost_nothing_and_pushes_one_each(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    stand_in.turn(quota={"type": "limited", "value": 10})
    stand_in.ask("POST", f"people/{hana}/say", {"text": "おはよう"})
    reply(stand_in, reply_token(bot))
    stand_in.push(hana, HELLO, HELLO, HELLO)

    assert stand_in.line("GET", "/v2/bot/message/quota").json == {"type": "limited", "value": 10}
    assert stand_in.line("GET", "/v2/bot/message/quota/consumption").json == {"totalUsage": 1}


def test_an_accepted_retry_key_is_refused_for_a_day_with_what_was_sent(stand_in: StandIn) -> None:
    hana, key = stand_in.person(), str(uuid.uuid4())
    first = stand_in.push(hana, HELLO, X_Line_Retry_Key=key)
    again = stand_in.push(hana, HELLO, X_Line_Retry_Key=key)

    assert (first.status, again.status) == (200, 409)
    assert again.message == "The retry key is already accepted"
    assert again.json["sentMessages"] == first.json["sentMessages"]
    assert again.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert again.headers["x-line-request-id"] != first.headers["x-line-request-id"]
    assert len(stand_in.chat(hana)) == 1

    stand_in.turn(ahead_ms=DAY + 1_000)
    assert stand_in.push(hana, HELLO, X_Line_Retry_Key=key).status == 200
    assert len(stand_in.chat(hana)) == 2


def test_a_refused_request_does_not_use_up_its_key(stand_in: StandIn) -> None:
    hana, key = stand_in.person(), str(uuid.uuid4())

    assert stand_in.push(hana, {"type": "text", "text": ""}, X_Line_Retry_Key=key).status == 400
    assert stand_in.push(hana, HELLO, X_Line_Retry_Key=key).status == 200


def test_a_retry_key_is_a_uuid(stand_in: StandIn) -> None:
    answer = stand_in.push(stand_in.person(), HELLO, X_Line_Retry_Key="again please")

    assert (answer.status, answer.message) == (
        400,
        "The value for the 'X-Line-Retry-Key' parameter is invalid",
    )


def test_beyond_the_month_nothing_is_sent(stand_in: StandIn) -> None:
    hana, taro = stand_in.person("Hana"), stand_in.person("Taro")
    stand_in.turn(quota={"type": "limited", "value": 1})
    both = stand_in.line("POST", "/v2/bot/message/multicast", {"to": [hana, taro], "messages": [HELLO]})

    assert (both.status, both.message) == (429, "You have reached your monthly limit.")
    assert stand_in.chat(hana) == stand_in.chat(taro) == []
    assert stand_in.push(hana, HELLO).status == 200
    assert stand_in.push(hana, HELLO).status == 429


def test_a_new_month_begins_with_nothing_used(stand_in: StandIn) -> None:
    hana = stand_in.person()
    stand_in.turn(quota={"type": "limited", "value": 1, "used": 1})
    assert stand_in.push(hana, HELLO).status == 429

    stand_in.turn(ahead_ms=32 * DAY)
    assert stand_in.push(hana, HELLO).status == 200


def test_who_blocked_the_bot_gets_nothing_and_costs_nothing(stand_in: StandIn) -> None:
    hana = stand_in.person()
    stand_in.ask("POST", f"people/{hana}/block")
    answer = stand_in.push(hana, HELLO)

    assert (answer.status, len(answer.json["sentMessages"])) == (200, 1)
    assert stand_in.chat(hana) == []
    assert stand_in.line("GET", "/v2/bot/message/quota/consumption").json == {"totalUsage": 0}


def test_who_wrote_without_being_a_friend_is_reached_for_a_week(stand_in: StandIn) -> None:
    hana = stand_in.person(friend=False)
    stand_in.push(hana, HELLO)
    assert stand_in.chat(hana) == []

    stand_in.ask("POST", f"people/{hana}/say", {"text": "おはよう"})
    stand_in.push(hana, HELLO)
    assert len(stand_in.chat(hana)) == 2

    stand_in.turn(ahead_ms=7 * DAY + MINUTE)
    assert stand_in.push(hana, HELLO).status == 200
    assert len(stand_in.chat(hana)) == 2


@pytest.mark.parametrize(
    ("to", "message"),
    [
        (NOBODY, "Failed to send messages"),
        ("C" + "0" * 32, "Failed to send messages"),
        ("hana", "The property, to, in the request body is invalid (line: -, column: -)"),
        ("U" + "G" * 32, "The property, to, in the request body is invalid (line: -, column: -)"),
    ],
)
def test_a_push_needs_somebody_the_channel_knows(stand_in: StandIn, to: str, message: str) -> None:
    answer = stand_in.push(to, HELLO)

    assert (answer.status, answer.message) == (400, message)


def test_a_malformed_id_stops_a_multicast_for_everybody(stand_in: StandIn) -> None:
    hana = stand_in.person()
    answer = stand_in.line(
        "POST", "/v2/bot/message/multicast", {"to": [hana, "C" + "0" * 32], "messages": [HELLO]}
    )

    assert answer.message == "The property, to[1], in the request body is invalid (line: -, column: -)"
    assert stand_in.chat(hana) == []


def test_an_unknown_id_in_a_multicast_is_skipped_or_refused_as_the_dial_says(stand_in: StandIn) -> None:
    hana = stand_in.person()
    body = {"to": [NOBODY, hana], "messages": [HELLO]}

    assert stand_in.line("POST", "/v2/bot/message/multicast", body).status == 200
    stand_in.turn(unknown_in_multicast="refuse")
    assert stand_in.line("POST", "/v2/bot/message/multicast", body).status == 400
    assert len(stand_in.chat(hana)) == 1


def test_a_multicast_reaches_a_person_named_twice_once(stand_in: StandIn) -> None:
    hana = stand_in.person()
    answer = stand_in.line("POST", "/v2/bot/message/multicast", {"to": [hana, hana], "messages": [HELLO]})

    assert (answer.status, answer.json) == (200, {})
    assert len(stand_in.chat(hana)) == 1
    assert stand_in.line("GET", "/v2/bot/message/quota/consumption").json == {"totalUsage": 1}


def test_a_multicast_takes_at_most_five_hundred(stand_in: StandIn) -> None:
    ids = [f"U{number:032x}" for number in range(501)]
    answer = stand_in.line("POST", "/v2/bot/message/multicast", {"to": ids, "messages": [HELLO]})

    assert answer.details == {"to": "Size must be between 1 and 500"}


def test_a_broadcast_reaches_friends_only(stand_in: StandIn) -> None:
    hana, taro, jiro = (stand_in.person(friend=friend) for friend in (True, False, True))
    stand_in.ask("POST", f"people/{jiro}/block")
    stand_in.line("POST", "/v2/bot/message/broadcast", {"messages": [HELLO]})

    assert [len(stand_in.chat(uid)) for uid in (hana, taro, jiro)] == [1, 0, 0]


def test_a_quote_stays_in_its_chat(stand_in: StandIn, bot: Bot) -> None:
    hana, taro = stand_in.person("Hana"), stand_in.person("Taro")
    stand_in.ask("POST", f"people/{hana}/say", {"text": "おはよう"})
    quoting = {**HELLO, "quoteToken": bot.events(1, "message")[0]["message"]["quoteToken"]}

    assert stand_in.push(hana, quoting).status == 200
    assert stand_in.push(taro, quoting).details == {"messages[0].quoteToken": "Invalid quote token"}
    assert stand_in.push(hana, {**HELLO, "quoteToken": "made up"}).status == 400


def test_a_quote_token_cannot_be_rewritten_for_another_chat(stand_in: StandIn) -> None:
    hana, taro = stand_in.person("Hana"), stand_in.person("Taro")
    token = stand_in.push(hana, HELLO).json["sentMessages"][0]["quoteToken"]
    readable = base64.urlsafe_b64decode(token)
    assert hana.encode() in readable
    forged = base64.urlsafe_b64encode(readable.replace(hana.encode(), taro.encode())).decode()

    assert stand_in.push(taro, {**HELLO, "quoteToken": forged}).status == 400
    assert stand_in.push(hana, {**HELLO, "quoteToken": token}).status == 200


def test_what_is_sent_can_be_quoted_by_its_token(stand_in: StandIn) -> None:
    hana = stand_in.person()
    sent = stand_in.push(
        hana, HELLO, {"type": "location", "title": "a", "address": "b", "latitude": 1, "longitude": 2}
    )
    text, unquotable = sent.json["sentMessages"]

    assert "quoteToken" not in unquotable
    assert stand_in.push(hana, {**HELLO, "quoteToken": text["quoteToken"]}).status == 200


def test_the_two_kinds_of_429_read_differently(stand_in: StandIn) -> None:
    menu_id = "richmenu-unknown"
    answers = [stand_in.line("DELETE", f"/v2/bot/richmenu/{menu_id}") for _ in range(101)]

    assert {answer.status for answer in answers[:100]} == {404}
    assert answers[100].status == 429
    assert answers[100].message == "The API rate limit has been exceeded. Try again later."
    stand_in.turn(ahead_ms=60 * MINUTE)
    assert stand_in.line("DELETE", f"/v2/bot/richmenu/{menu_id}").status == 404


def test_the_day_after_the_count_of_a_day_is_ready(stand_in: StandIn) -> None:
    hana = stand_in.person()
    stand_in.push(hana, HELLO)
    today = stand_in.channel.world.clock.date()
    path = f"/v2/bot/message/delivery/push?date={today}"

    assert stand_in.line("GET", path).json == {"status": "unready"}
    stand_in.turn(ahead_ms=DAY)
    assert stand_in.line("GET", path).json == {"status": "ready", "success": 1}


def test_names_for_counting_are_kept(stand_in: StandIn) -> None:
    hana = stand_in.person()
    for name in ("b_unit", "a_unit"):
        body = {"to": hana, "messages": [HELLO], "customAggregationUnits": [name]}
        assert stand_in.line("POST", "/v2/bot/message/push", body).status == 200
    first = stand_in.line("GET", "/v2/bot/message/aggregation/list?limit=1").json
    second = stand_in.line("GET", f"/v2/bot/message/aggregation/list?limit=1&start={first['next']}").json

    assert stand_in.line("GET", "/v2/bot/message/aggregation/info").json == {"numOfCustomAggregationUnits": 2}
    assert first["customAggregationUnits"] + second["customAggregationUnits"] == ["a_unit", "b_unit"]
    assert "next" not in second


def test_faults_lie_about_what_was_accepted(stand_in: StandIn) -> None:
    hana, key = stand_in.person(), str(uuid.uuid4())
    stand_in.turn(faults={"error_before": 1})
    assert stand_in.push(hana, HELLO, X_Line_Retry_Key=key).status == 500
    assert stand_in.chat(hana) == []

    stand_in.turn(faults={"error_before": 0, "error_after": 1})
    assert stand_in.push(hana, HELLO, X_Line_Retry_Key=key).status == 500
    assert len(stand_in.chat(hana)) == 1

    stand_in.turn(faults={"error_after": 0})
    assert stand_in.push(hana, HELLO, X_Line_Retry_Key=key).status == 409
