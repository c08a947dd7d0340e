"""Faults for chosen calls, and the clock that can be moved: what each leaves done, and what it answers."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
import urllib3
from boxed import TOKEN, StandIn

HELLO = {"type": "text", "text": "こんにちは"}
HOUR = 3_600_000


def choose(stand_in: StandIn, *faults: dict[str, Any], **more: Any) -> None:
    answer = stand_in.ask("PUT", "faults", {"faults": list(faults), **more})
    assert answer.status == 200, answer.content


@pytest.mark.parametrize(
    ("kind", "status", "arrived"),
    [
        ("error_before", 500, 0),
        ("error_after", 500, 1),
        ("too_fast", 429, 0),
        ("month_over", 429, 0),
        ("unauthorized", 401, 0),
        ("forbidden", 403, 0),
    ],
)
def test_the_next_call_meets_it_and_the_one_after_does_not(
    stand_in: StandIn, kind: str, status: int, arrived: int
) -> None:
    hana = stand_in.person()
    choose(stand_in, {"kind": kind, "endpoint": "push", "next": 1})

    assert stand_in.push(hana, HELLO).status == status
    assert len(stand_in.chat(hana)) == arrived
    assert stand_in.push(hana, HELLO).status == 200
    assert stand_in.ask("GET", "faults").json["faults"] == []


@pytest.mark.parametrize(("kind", "arrived"), [("reset_before", 0), ("reset_after", 1)])
def test_a_broken_connection_tells_nothing(stand_in: StandIn, kind: str, arrived: int) -> None:
    hana = stand_in.person()
    choose(stand_in, {"kind": kind, "next": 1})
    with pytest.raises(urllib3.exceptions.ProtocolError):
        stand_in.push(hana, HELLO)

    assert len(stand_in.chat(hana)) == arrived


@pytest.mark.parametrize(("kind", "arrived"), [("silence_before", 0), ("silence_after", 1)])
def test_silence_is_silent(stand_in: StandIn, kind: str, arrived: int) -> None:
    hana = stand_in.person()
    choose(stand_in, {"kind": kind, "next": 1})
    body = json.dumps({"to": hana, "messages": [HELLO]})
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    with (
        urllib3.PoolManager(retries=False, timeout=0.5) as http,
        pytest.raises(urllib3.exceptions.TimeoutError),
    ):
        http.request("POST", f"{stand_in.url}/v2/bot/message/push", body=body, headers=headers)

    assert len(stand_in.chat(hana)) == arrived


@pytest.mark.parametrize(
    ("kind", "content"), [("odd_object", b"{}"), ("odd_empty", b""), ("odd_html", b"<!DOCTYPE html>")]
)
def test_a_success_may_look_odd(stand_in: StandIn, kind: str, content: bytes) -> None:
    hana = stand_in.person()
    choose(stand_in, {"kind": kind, "next": 1})
    answer = stand_in.push(hana, HELLO)

    assert answer.status == 200
    assert answer.content.startswith(content)
    assert len(answer.content) > 2 or answer.content == content
    assert len(stand_in.chat(hana)) == 1


def test_a_success_may_be_cut(stand_in: StandIn) -> None:
    choose(stand_in, {"kind": "odd_cut", "next": 1})
    answer = stand_in.push(stand_in.person(), HELLO)

    assert answer.status == 200
    with pytest.raises(ValueError, match=r"."):
        json.loads(answer.content)


def test_only_the_chosen_call_goes_wrong(stand_in: StandIn) -> None:
    hana = stand_in.person()
    choose(stand_in, {"kind": "error_before", "endpoint": "multicast"})
    body = {"to": [hana], "messages": [HELLO]}

    assert stand_in.push(hana, HELLO).status == 200
    assert stand_in.line("POST", "/v2/bot/message/multicast", body).status == 500
    choose(stand_in, {"kind": "forbidden", "endpoint": "GET /v2/bot/profile/{userId}"})
    assert stand_in.line("GET", f"/v2/bot/profile/{hana}").status == 403
    assert stand_in.line("GET", "/v2/bot/info").status == 200


def test_only_the_chosen_people_are_refused(stand_in: StandIn) -> None:
    hana, taro = stand_in.person(), stand_in.person("Taro")
    choose(stand_in, {"kind": "refused", "users": [hana]})
    both = {"to": [taro, hana], "messages": [HELLO]}

    assert stand_in.push(hana, HELLO).status == 400
    assert stand_in.push(taro, HELLO).status == 200
    assert stand_in.line("POST", "/v2/bot/message/multicast", both).status == 400
    assert stand_in.chat(hana) == []


def test_a_slow_answer_comes(stand_in: StandIn) -> None:
    hana = stand_in.person()
    choose(stand_in, {"kind": "slow", "ms": 30_000, "next": 1})
    body = json.dumps({"to": hana, "messages": [HELLO]})
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    with (
        urllib3.PoolManager(retries=False, timeout=0.5) as http,
        pytest.raises(urllib3.exceptions.TimeoutError),
    ):
        http.request("POST", f"{stand_in.url}/v2/bot/message/push", body=body, headers=headers)
    choose(stand_in, {"kind": "slow", "ms": 1, "next": 1})

    assert stand_in.push(hana, HELLO).status == 200
    assert len(stand_in.chat(hana)) == 2


def test_a_seed_repeats_the_run(stand_in: StandIn) -> None:
    hana = stand_in.person()
    runs = []
    for _run in range(2):
        choose(stand_in, {"kind": "error_before", "chance": 0.5}, seed=7)
        runs.append([stand_in.push(hana, HELLO).status for _call in range(40)])

    assert runs[0] == runs[1]
    assert set(runs[0]) == {200, 500}


def test_the_mix_is_two_in_a_hundred_of_each(stand_in: StandIn) -> None:
    answer = stand_in.ask("PUT", "faults", {"mix": "ten percent", "seed": 7}).json

    assert {fault["kind"]: fault["chance"] for fault in answer["faults"]} == dict.fromkeys(
        ("error_before", "error_after", "too_fast", "silence", "reset"), 0.02
    )
    assert stand_in.ask("DELETE", "faults").json == {"seed": None, "faults": []}


@pytest.mark.parametrize(
    "faults",
    [
        [{"kind": "thunder"}],
        [{"kind": "slow", "endpoint": "nowhere"}],
        [{"kind": "slow", "chance": 1, "next": 1}],
        [{"kind": "refused"}],
        [{"kind": "slow", "users": ["U" + "0" * 32]}],
    ],
)
def test_a_wrong_fault_changes_nothing(stand_in: StandIn, faults: list[dict[str, Any]]) -> None:
    choose(stand_in, {"kind": "too_fast", "chance": 0.25})
    before = stand_in.ask("GET", "faults").json

    assert stand_in.ask("PUT", "faults", {"faults": faults}).status == 400
    assert stand_in.ask("GET", "faults").json == before


def test_the_clock_goes_on_to_a_moment_and_back(stand_in: StandIn) -> None:
    start = stand_in.ask("GET", "clock").json["now"]
    hana, key = stand_in.person(), str(uuid.uuid4())
    assert stand_in.push(hana, HELLO, X_Line_Retry_Key=key).status == 200
    assert stand_in.push(hana, HELLO, X_Line_Retry_Key=key).status == 409
    assert stand_in.ask("POST", "clock", {"forward_ms": 25 * HOUR}).json["now"] >= start + 25 * HOUR
    assert stand_in.push(hana, HELLO, X_Line_Retry_Key=key).status == 200

    there = stand_in.ask("POST", "clock", {"at": "2030-08-01T09:00:00+09:00"}).json
    assert there["japan"].startswith("2030-08-01T09:00:0")
    back = stand_in.ask("POST", "clock", {"now": True}).json
    assert back["ahead_ms"] == 0
    assert start <= back["now"] < start + HOUR
    assert stand_in.push(hana, HELLO).status == 200
    for wrong in ({}, {"now": False}, {"forward_ms": 1, "now": True}, {"at": "soon"}, {"at": "9999-01-01"}):
        assert stand_in.ask("POST", "clock", wrong).status == 400
