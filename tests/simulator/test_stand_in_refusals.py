"""Refusals as LINE writes them in its reference: the status, the words, and where they stand."""

from __future__ import annotations

from typing import Any

import pytest
from boxed import Json, StandIn, png
from objects import text
from town import later, settle_in

NOBODY = "U" + "0" * 32
MENU = "richmenu-" + "0" * 32
ROOM = "C" + "0" * 32
AGGREGATION = "/v2/bot/insight/message/event/aggregation"
NOTHING = dict.fromkeys(("message", "key", "stacktrace", "code"))


def one(message: str, place: str) -> Json:
    return {
        "message": "The request body has 1 error(s)",
        "details": [{"message": message, "property": place}],
    }


def says(message: str) -> Json:
    return {"message": message}


NO_USER = "Only user id is acceptable, please confirm if there are any group/room ids or illegal ids."
ENDPOINT = "/v2/bot/channel/webhook"
COUPON = "/v2/bot/coupon"
STATES = "Must be one of the following values: [DRAFT,RUNNING,CLOSED]"

REFUSED: dict[str, tuple[str, str, Any, int, Json]] = {
    "a message without a type": (
        "POST",
        "/v2/bot/message/broadcast",
        {"messages": [{"text": "a"}]},
        400,
        one("May not be empty", "messages[0].type"),
    ),
    "loading for a group": (
        "POST",
        "/v2/bot/chat/loading/start",
        {"chatId": ROOM},
        400,
        one(NO_USER, "chatId"),
    ),
    "loading for nobody": (
        "POST",
        "/v2/bot/chat/loading/start",
        {"chatId": NOBODY},
        400,
        one(NO_USER, "chatId"),
    ),
    "a token to read with that LINE never gave": (
        "POST",
        "/v2/bot/chat/markAsRead",
        {"markAsReadToken": "made-up"},
        400,
        says("Invalid markAsReadToken. Tokens must be used by the bot that received them via Webhook."),
    ),
    "content nobody sent": ("GET", "/v2/bot/message/1/content", None, 404, says("not found")),
    "a webhook in plain HTTP": (
        "PUT",
        f"{ENDPOINT}/endpoint",
        {"endpoint": "http://town.example/"},
        400,
        says("Invalid webhook endpoint URL"),
    ),
    "a test of a webhook that is none": (
        "POST",
        f"{ENDPOINT}/test",
        {"endpoint": "town.example"},
        400,
        says("Invalid webhook endpoint URL"),
    ),
    "an audience that is not there": (
        "POST",
        "/v2/bot/message/narrowcast",
        {"messages": [text()], "recipient": {"type": "audience", "audienceGroupId": 7}},
        400,
        says("Invalid audience group id: 7"),
    ),
    "an earlier narrowcast that never was": (
        "POST",
        "/v2/bot/message/narrowcast",
        {"messages": [text()], "recipient": {"type": "redelivery", "requestId": "x"}},
        400,
        says("Invalid request id: x"),
    ),
    "all or nothing without the month's rest": (
        "POST",
        "/v2/bot/message/narrowcast",
        {"messages": [text()], "limit": {"forbidPartialDelivery": True}},
        400,
        says("The option forbidPartialDelivery must be used with upToRemainingQuota."),
    ),
    "attributes of too few friends": (
        "POST",
        "/v2/bot/message/narrowcast",
        {"messages": [text()], "filter": {"demographic": {"type": "gender", "oneOf": ["male"]}}},
        403,
        says("Your account does not have enough friends"),
    ),
    "ages the wrong way round": (
        "POST",
        "/v2/bot/message/narrowcast",
        {
            "messages": [text()],
            "filter": {"demographic": {"type": "age", "gte": "age_40", "lt": "age_40"}},
        },
        400,
        one("must be greater than gte", "filter.demographic.lt"),
    ),
    "friends of no day": ("GET", "/v2/bot/insight/followers", None, 400, says("date is required")),
    "friends of a day that is none": (
        "GET",
        "/v2/bot/insight/followers?date=20260230",
        None,
        400,
        says("Bad Request"),
    ),
    "sends of no day": ("GET", "/v2/bot/insight/message/delivery", None, 400, says("Bad Request")),
    "statistics without a unit": ("GET", f"{AGGREGATION}?from=20260801&to=20260801", None, 400, NOTHING),
    "a coupon that is not there": (
        "GET",
        f"{COUPON}/x",
        None,
        404,
        one("coupon not found", ""),
    ),
    "coupons in a state that is none": ("GET", f"{COUPON}?status=OPEN", None, 400, one(STATES, "status")),
    "too many coupons a page": (
        "GET",
        f"{COUPON}?limit=101",
        None,
        400,
        one("Must be less than or equal to 100", "limit"),
    ),
    "no plans": (
        "GET",
        "/v2/bot/membership/list",
        None,
        404,
        says("Membership plan not found"),
    ),
    "a plan that is not there": (
        "GET",
        "/v2/bot/membership/7/users/ids",
        None,
        404,
        says("Membership ID is not found"),
    ),
    "a menu that is not there": ("DELETE", f"/v2/bot/richmenu/{MENU}", None, 404, says("Not found")),
    "links to a menu that is not there": (
        "POST",
        "/v2/bot/richmenu/bulk/link",
        {"richMenuId": MENU, "userIds": [NOBODY]},
        404,
        {"message": "richmenu not found", "details": []},
    ),
    "no default menu": (
        "GET",
        "/v2/bot/user/all/richmenu",
        None,
        404,
        {"message": "no default richmenu", "details": []},
    ),
    "an alias that is not there": (
        "GET",
        "/v2/bot/richmenu/alias/a",
        None,
        404,
        {"message": "richmenu alias not found", "details": []},
    ),
    "an alias LINE would not take": (
        "GET",
        "/v2/bot/richmenu/alias/A",
        None,
        400,
        says("The value for the 'richMenuAliasId' parameter is invalid"),
    ),
}


@pytest.mark.parametrize(("method", "path", "body", "status", "expected"), REFUSED.values(), ids=REFUSED)
def test_line_refuses_in_these_words(
    stand_in: StandIn, method: str, path: str, body: Any, status: int, expected: Json
) -> None:
    answer = stand_in.line(method, path, body)

    assert (answer.status, answer.json) == (status, expected)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v2/bot/message/push", "POST"),
        ("PATCH", f"/v2/bot/richmenu/{MENU}", "DELETE, GET"),
        ("POST", "/v2/bot/message/delivery/push", "GET"),
        ("OPTIONS", "/v2/bot/info", "GET"),
    ],
)
def test_a_path_called_in_another_way_says_which_ones_there_are(
    stand_in: StandIn, method: str, path: str, allowed: str
) -> None:
    answer = stand_in.line(method, path)
    assert (answer.status, answer.headers["Allow"]) == (405, allowed)
    assert answer.headers["x-line-request-id"]


def test_odd_seconds_are_wrong_twice(stand_in: StandIn) -> None:
    body = {"chatId": stand_in.person(), "loadingSeconds": 61}
    told = stand_in.line("POST", "/v2/bot/chat/loading/start", body).json

    assert [detail["message"] for detail in told["details"]] == [
        "Must be between 5 and 60",
        "must be a multiple of five",
    ]


def test_without_a_webhook_there_is_nothing_to_test(stand_in: StandIn) -> None:
    stand_in.channel.world.webhook = None
    answer = stand_in.line("POST", f"{ENDPOINT}/test", {})

    assert (answer.status, answer.message) == (404, "Webhook endpoint not found")


def test_a_picture_is_neither_transcoded_nor_a_file_previewed(stand_in: StandIn) -> None:
    hana = stand_in.person()
    picture = stand_in.raw("POST", f"/_stand-in/people/{hana}/photo", png(4, 4)).json["id"]
    paper = stand_in.raw("POST", f"/_stand-in/people/{hana}/file?name=a.pdf", b"%PDF").json["id"]
    asked = stand_in.line("GET", f"/v2/bot/message/{picture}/content/transcoding")
    assert (asked.status, asked.message) == (
        400,
        "Transcoding status doesn't support this type of content",
    )
    asked = stand_in.line("GET", f"/v2/bot/message/{paper}/content/preview")
    assert (asked.status, asked.message) == (400, "The content can not be previewed")


def test_a_picture_of_another_size_is_no_menu(stand_in: StandIn) -> None:
    menu = stand_in.menu(picture=False)
    told = "The image size is not allowed for richmenu"
    assert stand_in.upload(menu, png(800, 600)).message == told
    assert stand_in.upload(menu, png(799, 400)).message == told
    assert stand_in.upload(menu, png(800, 540), "image/gif").status == 415
    assert stand_in.upload(menu, png(800, 540)).status == 200


def test_only_a_narrowcast_that_came_through_can_be_built_on(stand_in: StandIn, running: Any) -> None:
    settle_in(stand_in, running, 50)
    sent = stand_in.line("POST", "/v2/bot/message/narrowcast", {"messages": [text()]})
    again = {
        "messages": [text()],
        "recipient": {"type": "redelivery", "requestId": sent.headers["x-line-request-id"]},
    }
    assert stand_in.line("POST", "/v2/bot/message/narrowcast", again).status == 400
    later(stand_in, 10_000)

    assert stand_in.line("POST", "/v2/bot/message/narrowcast", again).status == 202


def test_the_days_of_a_menus_use_are_checked_in_lines_words(stand_in: StandIn) -> None:
    menu = stand_in.menu()
    stand_in.ask("POST", "clock", {"at": "2026-08-01T09:00:00+09:00"})

    def told(first: str, last: str, kind: str = "summary") -> str:
        path = f"/v2/bot/insight/richmenu/{menu}/{kind}?from={first}&to={last}"
        answer = stand_in.line("GET", path)
        return "" if answer.status == 200 else answer.message

    assert told("20240101", "20250131") == ""
    assert told("20240101", "20250201") == "Date range exceeds. Max range is 396 days."
    assert told("20260101", "20260411", "daily") == "Date range exceeds. Max range is 99 days."
    assert told("20260102", "20260101") == "Parameter to must be the same date as, or after parameter from."
    assert told("20230801", "20230801") == ""
    assert told("20230731", "20230801") == ("Parameter from must be the same date as, or after 2023-08-01.")
    assert told("", "20230801") == "Bad Request"
