"""What the phone page and the desk are told: events, the wire, the gallery, and the town after a restart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import urllib3
from boxed import Bot, Json, Open, StandIn, png

HELLO = {"type": "text", "text": "こんにちは"}


def watch(stand_in: StandIn, after: int, last: str) -> list[Json]:
    """What the page's stream tells, up to the first event of a type."""
    pool = urllib3.PoolManager(retries=False, timeout=5)
    url = f"{stand_in.url}/_stand-in/events?after={after}"
    with closing(pool.request("GET", url, preload_content=False)) as answer:
        assert answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        found = list(_upto(last, answer))
    pool.clear()
    return found


def _upto(last: str, answer: urllib3.BaseHTTPResponse) -> Iterator[Json]:
    rest = b""
    while True:
        rest += answer.read1()
        *frames, rest = rest.split(b"\n\n")
        for frame in frames:
            if b"data: " in frame:
                event = json.loads(frame.partition(b"data: ")[2])
                yield event
                if event["type"] == last:
                    return


def test_the_page_hears_what_happens(stand_in: StandIn) -> None:
    seq = stand_in.ask("GET", "state").json["seq"]
    hana = stand_in.person()
    said = stand_in.ask("POST", f"people/{hana}/say", {"text": "おはよう"}).json
    stand_in.line("POST", "/v2/bot/chat/loading/start", {"chatId": hana, "loadingSeconds": 5})
    stand_in.ask("POST", f"people/{hana}/unsend", {"message": said["id"]})
    heard = watch(stand_in, seq, "removed")
    by_type = {event.pop("type"): event for event in heard}

    assert [event["seq"] for event in heard] == list(range(seq + 1, seq + 1 + len(heard)))
    assert by_type["bubble"]["bubble"]["message"]["text"] == "おはよう"
    assert by_type["person"]["person"]["id"] == hana
    assert (by_type["loading"]["person"], by_type["loading"]["seconds"]) == (hana, 5)
    assert by_type["removed"]["message"] == said["id"]
    assert by_type["wire"]["entry"]["path"]


def test_a_page_that_missed_too_much_starts_anew(stand_in: StandIn) -> None:
    assert [event["type"] for event in watch(stand_in, 10**9, "reset")] == ["reset"]


def test_the_wire_shows_both_directions(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    bot.wait(1)
    stand_in.turn(quota={"type": "limited", "value": 3})
    stand_in.push(hana, {**HELLO, "text": "あ" * 5_000}, {**HELLO, "text": "い" * 5_000})
    stand_in.push(hana, *[{**HELLO, "text": "う" * 5_000}] * 5)
    entries = stand_in.ask("GET", "wire?limit=2").json["entries"]

    assert [entry["path"] for entry in entries] == ["/v2/bot/message/push"] * 2
    assert [entry["status"] for entry in entries] == [200, 200]
    assert [entry["quota_left"] for entry in entries] == [2, 1]
    assert len(entries[1]["request"]) == 20_000
    assert entries[0]["requestId"]
    everything = stand_in.ask("GET", "wire").json["entries"]
    assert {entry["direction"] for entry in everything} == {"to_bot", "from_bot"}


def test_a_restart_keeps_the_town(open_stand_in: Open, bot: Bot, tmp_path: Path) -> None:
    bot.answers = lambda number: 500
    state = tmp_path / "deep" / "stand-in.json"
    before = open_stand_in(state)
    hana = before.person("花", letter_size="large")
    before.push(hana, HELLO)
    before.turn(quota={"type": "limited", "value": 5})
    menu = before.menu()
    before.line("POST", "/v2/bot/richmenu/alias", {"richMenuAliasId": "everyday", "richMenuId": menu})
    before.line("POST", f"/v2/bot/user/{hana}/richmenu/{menu}")
    picture = png(4, 4)
    photo = before.raw("POST", f"/_stand-in/people/{hana}/photo", picture).json["id"]
    seen = before.seen(hana)
    while not state.exists() or hana not in state.read_text() or photo not in state.read_text():
        pass

    after = open_stand_in(state)
    assert after.seen(hana) == seen
    assert after.ask("GET", "state").json["quota"] == {"type": "limited", "value": 5, "used": 1}
    assert after.line("GET", "/v2/bot/richmenu/alias/everyday").json["richMenuId"] == menu
    assert after.raw("GET", seen["menu"]["image"]).headers["Content-Type"] == "image/png"
    assert after.line("GET", f"/v2/bot/message/{photo}/content").content == picture
    newer = after.push(hana, HELLO).json["sentMessages"][0]["id"]
    assert int(newer) > int(photo)


def test_a_reset_leaves_an_empty_town(stand_in: StandIn) -> None:
    stand_in.person()
    stand_in.menu()
    assert stand_in.ask("POST", "reset").status == 200

    assert stand_in.ask("GET", "state").json["people"] == []
    assert stand_in.line("GET", "/v2/bot/richmenu/list").json == {"richmenus": []}


def test_the_gallery_shows_the_file_it_was_given(open_stand_in: Open, tmp_path: Path) -> None:
    gallery = tmp_path / "gallery.json"
    faces = {"faces": [{"name": "a", "locale": "ja", "letter_size": "normal", "messages": [HELLO]}]}
    shown = open_stand_in(gallery=gallery)

    assert shown.ask("GET", "gallery").status == 503  # somebody is still drawing it
    gallery.write_text("[", "utf-8")
    assert shown.ask("GET", "gallery").status == 404
    gallery.write_text(json.dumps(faces), "utf-8")
    assert shown.ask("GET", "gallery").json == faces
    assert open_stand_in().ask("GET", "gallery").status == 404


def test_pages_of_other_sites_are_kept_out(stand_in: StandIn) -> None:
    body = json.dumps({"name": "Mallory"}).encode()

    assert stand_in.raw("POST", "/_stand-in/people", body, Origin="https://evil.example").status == 403
    assert stand_in.raw("POST", "/_stand-in/people", body, Origin=stand_in.url).status == 201


def test_answers_are_counted_by_endpoint(stand_in: StandIn) -> None:
    hana = stand_in.person()
    for words in ("a", "b", ""):
        stand_in.push(hana, {"type": "text", "text": words})
    stand_in.line("GET", f"/v2/bot/profile/{hana}")

    assert stand_in.ask("GET", "counts").json["answers"] == {
        "POST /v2/bot/message/push": {"200": 2, "400": 1},
        "GET /v2/bot/profile/{userId}": {"200": 1},
    }


def test_dials_are_turned_all_or_none(stand_in: StandIn) -> None:
    before = stand_in.ask("GET", "dials").json
    refused = [
        {"rates": "off", "ahead_ms": -1},
        {"rates": "off", "faults": {"reset": 2}},
        {"rates": "off", "quota": {"type": "limited"}},
        {"rates": "off", "colour": "red"},
    ]
    for dials in refused:
        answer = stand_in.ask("PATCH", "dials", dials)
        assert answer.status == 400
        assert answer.message
    nothing = {"rates": None, "faults": {"reset": None}, "quota": {"value": None}}

    assert stand_in.ask("PATCH", "dials", nothing).json == before
    assert stand_in.ask("PATCH", "dials", {"ahead_ms": 5_000}).json["ahead_ms"] == 5_000
    assert stand_in.ask("PATCH", "dials", {"ahead_ms": 4_999}).message == "The clock never goes back."
