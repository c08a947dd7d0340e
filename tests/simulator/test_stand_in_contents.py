"""What people send that is no picture: films and sounds prepared for a while, files, and the end of keeping."""

from __future__ import annotations

import json

import pytest
from boxed import Bot, Running, StandIn, png
from published import DESCRIPTIONS, description
from town import later, person

from simulator.clock import DAY

FILM = b"\0\0\0\x18ftypmp42 not much of a film"


def content(number: str, rest: str = "") -> str:
    return f"/v2/bot/message/{number}/content{rest}"


@pytest.mark.parametrize(("way", "kind"), [("film", "video"), ("sound", "audio")])
def test_films_and_sounds_are_prepared_first(
    stand_in: StandIn, running: Running, bot: Bot, way: str, kind: str
) -> None:
    hana = person(stand_in, stand_in.person())
    send = getattr(stand_in.channel.phones, way)
    number = running.call(send, hana, f"{kind}/mp4", FILM, 4_000).id
    message = bot.events(1, "message")[0]["message"]
    assert (message["type"], message["duration"]) == (kind, 4_000)

    assert stand_in.line("GET", content(number, "/transcoding")).json == {"status": "processing"}
    assert stand_in.line("GET", content(number)).status == 202
    later(stand_in, 25_000)
    assert stand_in.line("GET", content(number, "/transcoding")).json == {"status": "succeeded"}
    ready = stand_in.line("GET", content(number))
    assert (ready.status, ready.headers["Content-Type"], ready.content) == (200, f"{kind}/mp4", FILM)
    shown = stand_in.line("GET", content(number, "/preview"))
    assert shown.status == (200 if kind == "video" else 400)


def test_a_file_is_there_at_once_and_never_a_page(stand_in: StandIn, running: Running, bot: Bot) -> None:
    hana = person(stand_in, stand_in.person())
    number = running.call(stand_in.channel.phones.paper, hana, "地図.html", "text/html", b"<p>").id
    message = bot.events(1, "message")[0]["message"]
    assert (message["fileName"], message["fileSize"]) == ("地図.html", 3)
    kept = stand_in.line("GET", content(number))
    assert (kept.status, kept.headers["Content-Type"]) == (200, "application/octet-stream")


def test_what_was_sent_is_gone_after_a_while(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    said = stand_in.raw("POST", f"/_stand-in/people/{hana}/photo", png(4, 4)).json["id"]
    later(stand_in, 14 * DAY - 60_000)
    assert stand_in.line("GET", content(said)).status == 200
    later(stand_in, 61_000)
    gone = stand_in.line("GET", content(said))
    assert (gone.status, bool(gone.message)) == (410, True)
    assert stand_in.line("GET", content("999")).status == 404


@pytest.mark.skipif(not DESCRIPTIONS.is_dir(), reason="LINE's published description is not here")
def test_their_webhooks_are_as_described(stand_in: StandIn, running: Running, bot: Bot) -> None:
    hana, phones = person(stand_in, stand_in.person()), stand_in.channel.phones
    running.call(phones.film, hana, "video/mp4", FILM, 4_000)
    running.call(phones.sound, hana, "audio/mp4", FILM, 4_000)
    running.call(phones.paper, hana, "a.pdf", "application/pdf", b"%PDF")
    bot.events(4)
    request = description("webhook.yml").named("CallbackRequest")
    for received in bot.received:
        assert request.is_valid(json.loads(received.body)), received.body
