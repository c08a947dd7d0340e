"""Clients that mean harm, or simply err: whatever they send, the stand-in answers, and never with a 500."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest
import urllib3
from boxed import TOKEN, StandIn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from objects import ACTION_KEYS, KEYS, TYPES

from simulator.api.routes import table
from simulator.checks.messages import MESSAGES
from simulator.checks.rich_menus import RICH_MENU

# Every test here walks the same stand-in on purpose: what one body breaks, the next would show.
same_stand_in = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(10**300, 10**310),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(TYPES),
    st.sampled_from(
        ["\ud800", "\x00", "$", "{", "1px", "#FFFFFF", "https://[", "https://a:99999/", "²", "٣"]
    ),
)
trees = st.recursive(
    scalars,
    lambda below: st.one_of(
        st.lists(below, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=8)), below, max_size=6),
        st.builds(
            lambda kind, rest: {**rest, "type": kind},
            st.sampled_from(TYPES),
            st.dictionaries(st.sampled_from(KEYS + ACTION_KEYS), below, max_size=8),
        ),
    ),
    max_leaves=40,
)

BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "a number": b"7",
    "null": b"null",
    "a BOM": b"\xef\xbb\xbf{}",
    "UTF-16": "{}".encode("utf-16"),
    "broken UTF-8": b'{"a": "\xff"}',
    "NaN": b'{"to": NaN}',
    "Infinity": b'{"messages": [Infinity]}',
    "a huge number": b'{"to": ' + b"9" * 10_000 + b"}",
    "a huge exponent": b'{"to": 1e999999}',
    "deep lists": b'{"messages": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "a key twice": b'{"messages": [], "messages": 1}',
    "NUL": b'{"to": "\\u0000", "messages": [{"type": "text", "text": "\\u0000"}]}',
    "a lone surrogate": b'{"to": "\\ud800", "messages": [{"type": "\\ud800", "\\ud800": 1}]}',
    "a million characters": b'{"to": "' + b"a" * 1_000_000 + b'"}',
}


def deep_bubble(levels: int) -> bytes:
    box: Any = {"type": "box", "layout": "vertical", "contents": []}
    opening = json.dumps(box)[:-2].encode()
    body = opening * levels + b"]}" * levels
    return (
        b'{"to": "U' + b"0" * 32 + b'", "messages": [{"type": "flex", "altText": "a", '
        b'"contents": {"type": "bubble", "body": ' + body + b"}}]}"
    )


def paths(stand_in: StandIn) -> list[tuple[str, str]]:
    """Every LINE path that takes a body, with somebody's id in it."""
    uid = stand_in.person()
    filled = []
    for method, template, _handler in table():
        if method in ("POST", "PUT"):
            path = template.replace("{userId}", uid)
            for name in ("richMenuId", "richMenuAliasId", "messageId"):
                path = path.replace(f"{{{name}}}", "x")
            filled.append((method, path))
    return filled


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_no_body_breaks_any_path(stand_in: StandIn, body: bytes) -> None:
    stand_in.turn(rates="off")
    for method, path in paths(stand_in):
        answer = stand_in.raw(method, path, body, Authorization=f"Bearer {TOKEN}")
        assert answer.status < 500, (path, answer.content)
        assert answer.headers["x-line-request-id"]
        assert isinstance(answer.json, dict)


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_no_body_breaks_a_control_call(stand_in: StandIn, body: bytes) -> None:
    uid = stand_in.person()
    calls = [f"people/{uid}/{what}" for what in ("say", "act", "sticker", "pin", "photo", "unsend")]
    for path in ["people", "webhooks", "deliver", *calls]:
        answer = stand_in.raw("POST", f"/_stand-in/{path}", body)
        assert answer.status < 500, (path, answer.content)
    for path in ("dials", f"people/{uid}"):
        assert stand_in.raw("PATCH", f"/_stand-in/{path}", body).status < 500


@pytest.mark.parametrize("levels", [10, 100, 200, 400, 2_000])
def test_boxes_in_boxes_end_somewhere(stand_in: StandIn, levels: int) -> None:
    stand_in.person(id="U" + "0" * 32)
    answer = stand_in.raw(
        "POST", "/v2/bot/message/push", deep_bubble(levels), Authorization=f"Bearer {TOKEN}"
    )

    assert answer.status in (200, 400)
    # Whatever was taken can be shown as well.
    assert stand_in.ask("GET", "state").status == 200


@given(trees)
@settings(max_examples=100, deadline=None)
def test_the_tables_survive_anything(value: Any) -> None:
    for thing in (value, [value], [{"type": "flex", "altText": "a", "contents": value}]):
        for problem in MESSAGES(thing):
            assert problem.message
    RICH_MENU(value)


@given(trees)
@same_stand_in
def test_a_push_of_anything_is_answered(stand_in: StandIn, value: Any) -> None:
    body = json.dumps({"to": "U" + "1" * 32, "messages": value}).encode()
    answer = stand_in.raw("POST", "/v2/bot/message/push", body, Authorization=f"Bearer {TOKEN}")

    assert answer.status == 400
    assert answer.message


@given(st.lists(trees, max_size=3))
@same_stand_in
def test_hand_made_events_of_anything_are_delivered(stand_in: StandIn, events: list[Any]) -> None:
    body = json.dumps({"events": events}).encode()

    assert stand_in.raw("POST", "/_stand-in/deliver", body).json["status"] == 200


@pytest.mark.parametrize(
    "token",
    ["", "T", "Bearer", "Bearer ", f"bearer {TOKEN}", f"Bearer {TOKEN}x", "Bearer ｔ", f"Basic {TOKEN}"],
)
def test_a_wrong_token_is_refused_in_lines_words(stand_in: StandIn, token: str) -> None:
    answer = stand_in.raw("GET", "/v2/bot/info", Authorization=token.encode().decode("latin-1"))

    assert answer.status == 401
    assert answer.message.startswith("Authentication failed due to the following reason: ")


def test_no_token_at_all_is_refused(stand_in: StandIn) -> None:
    assert stand_in.raw("POST", "/v2/bot/message/push", b"{}").status == 401


def test_more_than_two_megabytes_are_too_much(stand_in: StandIn) -> None:
    body = b'{"to": "' + b"a" * 2_000_000 + b'"}'
    answer = stand_in.raw("POST", "/v2/bot/message/push", body, Authorization=f"Bearer {TOKEN}")

    assert answer.status == 413
    assert answer.message


def test_too_much_in_small_pieces_is_too_much_as_well(stand_in: StandIn) -> None:
    pieces = (b"a" * 100_000 for _ in range(21))
    with urllib3.PoolManager(retries=False) as http:
        answer = http.request(
            "POST",
            f"{stand_in.url}/v2/bot/message/push",
            body=pieces,
            headers={"Authorization": f"Bearer {TOKEN}"},
        )

    assert answer.status == 413


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v2/bot/nothing"),
        ("GET", "/v2/bot/message/delivery/pigeon?date=20260101"),
        ("GET", "/nothing/at/all"),
        ("POST", "/"),
        ("GET", "/v2/bot/profile/"),
        ("GET", "/%00%ff"),
    ],
)
def test_what_line_does_not_have_is_not_found(stand_in: StandIn, method: str, path: str) -> None:
    answer = stand_in.raw(method, path)

    assert (answer.status, answer.json) == (404, {"message": "Not found"})
    assert answer.headers["x-line-request-id"]


@pytest.mark.parametrize(
    "path",
    [
        "/_stand-in/nothing",
        "/_stand-in/content/..%2f..%2fetc%2fpasswd",
        "/_stand-in/menu-image/../../x",
        "/_stand-in/events?after=-1",
        "/_stand-in/events?after=²",
        "/_stand-in/wire?limit=many",
        "/page/../app.py",
        "/page/%2e%2e/app.py",
    ],
)
def test_odd_addresses_lead_nowhere(stand_in: StandIn, path: str) -> None:
    assert stand_in.raw("GET", path).status in (400, 404)


def test_half_a_request_disturbs_nobody(stand_in: StandIn) -> None:
    host, port = stand_in.url.removeprefix("http://").split(":")
    for beginning in (
        b"POST /v2/bot/message/push HTTP/1.1\r\nContent-Length: 10\r\n\r\n{",
        b"\x16\x03\x01",
        b"GET",
    ):
        with socket.create_connection((host, int(port))) as line:
            line.sendall(beginning)
    assert stand_in.ask("GET", "state").status == 200
