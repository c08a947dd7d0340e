"""Narrowcasts by LINE's own SDK and by hand: whom they reach, what they keep back, why they fail."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from boxed import TOKEN, Answer, Json, Running, StandIn
from linebot.v3 import messaging
from linebot.v3.messaging import ApiClient, Configuration, MessagingApi
from town import HELLO, later, settle_in, wait

from simulator.clock import DAY, HOUR

PROGRESS = "/v2/bot/message/progress/narrowcast?requestId="
WOMEN = {"demographic": {"type": "gender", "oneOf": ["female"]}}


@pytest.fixture
def api(stand_in: StandIn) -> Iterator[MessagingApi]:
    with ApiClient(Configuration(access_token=TOKEN, host=stand_in.url)) as client:
        yield MessagingApi(client)
        client.rest_client.pool_manager.clear()


def cast(stand_in: StandIn, key: str | None = None, **body: Any) -> Answer:
    headers = {"X_Line_Retry_Key": key} if key else {}
    return stand_in.line("POST", "/v2/bot/message/narrowcast", {"messages": HELLO, **body}, **headers)


def outcome(stand_in: StandIn, answer: Answer) -> Json:
    """What became of an accepted narrowcast in the end."""
    assert (answer.status, answer.json) == (202, {})
    later(stand_in, 25_000)
    return stand_in.line("GET", PROGRESS + answer.headers["x-line-request-id"]).json


def upload(stand_in: StandIn, name: str, uids: list[str]) -> int:
    body = {"description": name, "audiences": [{"id": uid} for uid in uids]}
    made = stand_in.line("POST", "/v2/bot/audienceGroup/upload", body)
    assert made.status == 202, made.content
    later(stand_in, 25_000)
    return int(made.json["audienceGroupId"])


def test_the_sdk_sends_to_the_women_of_the_town(
    stand_in: StandIn, running: Running, api: MessagingApi
) -> None:
    women = settle_in(stand_in, running, 60, gender="female", age=72)
    men = settle_in(stand_in, running, 60, gender="male", age=30)
    request = messaging.NarrowcastRequest(
        messages=[messaging.TextMessage(text="おしらせ")],
        filter=messaging.Filter(demographic=messaging.GenderDemographicFilter(one_of=["female"])),
    )
    sent = api.narrowcast_with_http_info(request, str(uuid.uuid4()))
    asked = sent.headers["x-line-request-id"]

    assert sent.status_code == 202
    assert api.get_narrowcast_progress(asked).phase in ("waiting", "sending")
    told = wait(stand_in, PROGRESS + asked, phase="succeeded")
    assert (told["successCount"], told["failureCount"], told["targetCount"]) == (60, 0, 60)
    assert told["acceptedTime"] < told["completedTime"]
    assert all(stand_in.channel.world.people[uid].messages for uid in women)
    assert not any(stand_in.channel.world.people[uid].messages for uid in men)
    later(stand_in, 15 * DAY)
    assert stand_in.line("GET", PROGRESS + asked).status == 404


def test_nobody_is_aimed_at_in_a_small_town(stand_in: StandIn, running: Running) -> None:
    settle_in(stand_in, running, 99, gender="female")
    assert cast(stand_in, filter=WOMEN).status == 403
    settle_in(stand_in, running, 1, gender="male")
    assert outcome(stand_in, cast(stand_in, filter=WOMEN))["phase"] == "succeeded"


def test_fewer_than_fifty_are_accepted_and_then_not_sent(stand_in: StandIn, running: Running) -> None:
    settle_in(stand_in, running, 49, gender="female")
    settle_in(stand_in, running, 60, gender="male")
    told = outcome(stand_in, cast(stand_in, filter=WOMEN))

    assert (told["phase"], told["errorCode"]) == ("failed", 2)
    assert stand_in.line("GET", "/v2/bot/message/quota/consumption").json == {"totalUsage": 0}


def test_uploaded_audiences_may_be_small_and_others_may_not(stand_in: StandIn, running: Running) -> None:
    uids = settle_in(stand_in, running, 55)
    few, others = upload(stand_in, "few", uids[:3]), upload(stand_in, "others", uids[2:5])
    one: Json = {"type": "audience", "audienceGroupId": few}
    two: Json = {"type": "audience", "audienceGroupId": others}
    earlier = cast(stand_in, recipient=one)

    assert outcome(stand_in, earlier)["successCount"] == 3
    both = {"type": "operator", "or": [one, two]}
    assert outcome(stand_in, cast(stand_in, recipient=both))["successCount"] == 5
    common = {"type": "operator", "and": [one, {"type": "operator", "not": two}]}
    assert outcome(stand_in, cast(stand_in, recipient=common))["successCount"] == 2
    again = {"type": "redelivery", "requestId": earlier.headers["x-line-request-id"]}
    mixed = {"type": "operator", "or": [two, again]}
    assert outcome(stand_in, cast(stand_in, recipient=mixed))["errorCode"] == 4


def test_the_whole_reach_is_kept_back_from_the_month(stand_in: StandIn, running: Running) -> None:
    uids = settle_in(stand_in, running, 80)
    audience = {"type": "audience", "audienceGroupId": upload(stand_in, "three", uids[:3])}
    stand_in.turn(quota={"type": "limited", "value": 80})
    accepted = cast(stand_in, recipient=audience)
    refused = stand_in.push(uids[0], *HELLO)

    assert (refused.status, refused.message) == (429, "You have reached your monthly limit.")
    assert outcome(stand_in, accepted)["successCount"] == 3
    assert stand_in.push(uids[0], *HELLO).status == 200
    assert cast(stand_in, recipient=audience).status == 429
    careful = {"max": 10}
    assert outcome(stand_in, cast(stand_in, recipient=audience, limit=careful))["successCount"] == 3


def test_limits_of_what_is_left(stand_in: StandIn, running: Running) -> None:
    settle_in(stand_in, running, 90)
    stand_in.turn(quota={"type": "limited", "value": 60})
    whole = {"upToRemainingQuota": True, "forbidPartialDelivery": True}

    assert outcome(stand_in, cast(stand_in, limit=whole))["errorCode"] == 5
    assert outcome(stand_in, cast(stand_in, limit={"upToRemainingQuota": True}))["successCount"] == 60
    odd = cast(stand_in, limit={"forbidPartialDelivery": True})
    assert odd.status == 400


def test_a_key_is_accepted_once_and_the_hour_has_sixty(stand_in: StandIn, running: Running) -> None:
    settle_in(stand_in, running, 60)
    key = str(uuid.uuid4())
    first, again = cast(stand_in, key), cast(stand_in, key)

    assert (first.status, again.status) == (202, 409)
    assert again.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    statuses = [cast(stand_in).status for _ in range(59)]
    assert statuses[:58] == [202] * 58
    assert statuses[58] == 429
    later(stand_in, HOUR)
    assert cast(stand_in).status == 202


@pytest.mark.parametrize(
    "body",
    [
        {"recipient": {"type": "audience", "audienceGroupId": 1}},
        {"recipient": {"type": "redelivery", "requestId": "unknown"}},
        {"recipient": {"type": "operator", "or": []}},
        {"recipient": {"type": "operator"}},
        {"recipient": {"type": "operator", "or": [{"type": "redelivery", "requestId": "a"}] * 11}},
        {"filter": {"demographic": {"type": "age", "gte": "age_16"}}},
        {"filter": {"demographic": {"type": "area", "oneOf": ["jp_48"]}}},
        {"filter": {"demographic": {"type": "age"}}},
        {"filter": {"stray": 1}},
        {"limit": {"max": 0}},
        {"stray": 1},
    ],
)
def test_what_line_would_refuse(stand_in: StandIn, body: Json) -> None:
    assert cast(stand_in, **body).status == 400
