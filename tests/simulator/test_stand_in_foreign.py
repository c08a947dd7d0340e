"""What clients that nobody here wrote ran into: content types, refusals with effects, dates, batches after a reset."""

from __future__ import annotations

import json
import time

import pytest
from boxed import TOKEN, Running, StandIn
from town import HELLO, later, settle_in, wait

from simulator.clock import DAY

PUSH = "/v2/bot/message/push"
UPLOAD = "/v2/bot/audienceGroup/upload"
BATCH = "/v2/bot/richmenu/batch"
PROGRESS = "/v2/bot/richmenu/progress/batch"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("application/json", 200),
        ("APPLICATION/JSON; charset=utf-8", 200),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
    ],
)
def test_json_is_taken_under_its_name_only(stand_in: StandIn, given: str, status: int) -> None:
    """As curl -d and form libraries send it, LINE refuses a push with 415."""
    body = json.dumps({"to": stand_in.person(), "messages": HELLO}).encode()
    sent = stand_in.raw("POST", PUSH, body, Authorization=f"Bearer {TOKEN}", Content_Type=given)

    assert sent.status == status
    if status == 415:
        assert sent.message == f"The content type, {given.partition(';')[0]}, is not supported"
        assert sent.headers["x-line-request-id"]
        assert stand_in.channel.world.effects.public()["effects"] == {}


def test_a_refused_audience_is_not_there(stand_in: StandIn) -> None:
    """One malformed ID refuses the whole upload, and its name stays free."""
    hana = stand_in.person()
    for given in ([{"id": "Hana"}], [{"id": hana}, {"id": hana.upper()}]):
        refused = stand_in.line("POST", UPLOAD, {"description": "川の会", "audiences": given})
        assert (refused.status, refused.message) == (400, "Invalid audience id format")
    assert stand_in.line("GET", "/v2/bot/audienceGroup/list?page=1").json["totalCount"] == 0
    made = stand_in.line("POST", UPLOAD, {"description": "川の会", "audiences": [{"id": hana}]})

    assert made.status == 202


@pytest.mark.parametrize("date", ["20261301", "20260230", "today", ""])
def test_a_day_that_is_none_is_refused(stand_in: StandIn, date: str) -> None:
    assert stand_in.line("GET", f"/v2/bot/message/delivery/push?date={date}").status == 400


def test_before_line_counted_there_is_no_count(stand_in: StandIn) -> None:
    told = stand_in.line("GET", "/v2/bot/message/delivery/push?date=20180330").json

    assert told == {"status": "out_of_service"}


def test_the_token_of_the_next_page_holds_for_a_day(stand_in: StandIn, running: Running) -> None:
    uids = settle_in(stand_in, running, 3)
    path = "/v2/bot/followers/ids?limit=2"
    first = stand_in.line("GET", path).json
    second = stand_in.line("GET", f"{path}&start={first['next']}").json
    assert first["userIds"] + second["userIds"] == sorted(uids)
    assert "next" not in second
    for wrong in (uids[0], "x", "é", f"{first['next']}A"):
        assert stand_in.line("GET", f"{path}&start={wrong}").message == "Invalid start param"
    later(stand_in, DAY + 1)

    assert stand_in.line("GET", f"{path}&start={first['next']}").status == 400


def test_a_batch_is_remembered_for_two_weeks(stand_in: StandIn) -> None:
    begun = stand_in.line("POST", BATCH, {"operations": [{"type": "unlinkAll"}]})
    path = f"{PROGRESS}?requestId={begun.headers['x-line-request-id']}"
    wait(stand_in, path, phase="succeeded")
    later(stand_in, 14 * DAY - 60_000)
    assert stand_in.line("GET", path).status == 200
    later(stand_in, 60_001)

    assert stand_in.line("GET", path).status == 404
    assert stand_in.line("GET", PROGRESS).status == 400


def test_a_batch_begins_anew_after_a_reset_and_the_old_one_does_nothing(stand_in: StandIn) -> None:
    """Two tests with the same resumeRequestKey and a reset in between do not disturb each other."""
    work = {"operations": [{"type": "unlinkAll"}], "resumeRequestKey": "nightly"}
    old = stand_in.line("POST", BATCH, work).headers["x-line-request-id"]
    stand_in.ask("POST", "reset")
    hana, menu = stand_in.person(), stand_in.menu()
    stand_in.line("POST", f"/v2/bot/user/{hana}/richmenu/{menu}")
    time.sleep(1.2)
    assert stand_in.line("GET", f"{PROGRESS}?requestId={old}").status == 404
    assert stand_in.line("GET", f"/v2/bot/user/{hana}/richmenu").json == {"richMenuId": menu}
    new = stand_in.line("POST", BATCH, work).headers["x-line-request-id"]
    wait(stand_in, f"{PROGRESS}?requestId={new}", phase="succeeded")

    assert stand_in.line("GET", f"/v2/bot/user/{hana}/richmenu").status == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/bot/pnp/push"), ("GET", "/v2/bot/message/delivery/pnp?date=20260801")],
)
def test_messages_by_telephone_number_need_a_contract(stand_in: StandIn, method: str, path: str) -> None:
    refused = stand_in.line(method, path, {} if method == "POST" else None)

    assert (refused.status, refused.message) == (403, "Access to this API is not available for your account")
