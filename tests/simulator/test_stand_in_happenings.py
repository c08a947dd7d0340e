"""The rarer events, as LINE describes them: films seen, beacons, linked accounts, taps in groups, standby."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from boxed import Bot, Json, StandIn, png
from objects import POSTBACK, URL, text
from published import DESCRIPTIONS, description
from test_stand_in_contract import agree
from town import later

FILM = {"type": "video", "originalContentUrl": "https://town.example/a.mp4", "previewImageUrl": URL}
NONCE = "0123456789"


@pytest.fixture(autouse=True)
def as_described(bot: Bot) -> Iterator[None]:
    """Every webhook of these tests is in LINE's description, where that is at hand."""
    yield
    if DESCRIPTIONS.is_dir():
        request = description("webhook.yml").named("CallbackRequest")
        for received in bot.received:
            agree(request, json.loads(received.body))


def replied(stand_in: StandIn, event: Json) -> int:
    body = {"replyToken": event["replyToken"], "messages": [text()]}
    return stand_in.line("POST", "/v2/bot/message/reply", body).status


def test_a_tracked_film_seen_to_its_end_is_told(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    tracked, plain = (
        stand_in.push(hana, film).json["sentMessages"][0]["id"]
        for film in ({**FILM, "trackingId": "a-1"}, FILM)
    )
    assert stand_in.ask("POST", f"people/{hana}/watched", {"message": plain}).json == {"told": False}
    assert stand_in.ask("POST", f"people/{hana}/watched", {"message": tracked}).json == {"told": True}
    [event] = bot.events(1, "videoPlayComplete")

    assert event["videoPlayComplete"] == {"trackingId": "a-1"}
    assert replied(stand_in, event) == 200
    assert stand_in.ask("POST", f"people/{hana}/watched", {"message": "1"}).status == 404


def test_a_beacon_tells_of_a_friend_near_by(stand_in: StandIn, bot: Bot) -> None:
    hana, passing = stand_in.person(), stand_in.person(friend=False)
    assert stand_in.ask("POST", f"people/{hana}/beacon", {"hwid": "d41d8cd98f", "dm": "0a"}).status == 200
    assert stand_in.ask("POST", f"people/{passing}/beacon", {"hwid": "d41d8cd98f"}).status == 409
    assert stand_in.ask("POST", f"people/{hana}/beacon", {"hwid": "here"}).status == 400
    [event] = bot.events(1, "beacon")

    assert event["beacon"] == {"hwid": "d41d8cd98f", "type": "enter", "dm": "0a"}
    assert replied(stand_in, event) == 200


def test_an_account_is_linked_once_and_by_its_owner_only(stand_in: StandIn, bot: Bot) -> None:
    hana, ken = stand_in.person("Hana"), stand_in.person("Ken")

    def token() -> str:
        return str(stand_in.line("POST", f"/v2/bot/user/{hana}/linkToken").json["linkToken"])

    def link(who: str, given: str) -> int:
        return stand_in.ask("POST", f"people/{who}/link", {"linkToken": given, "nonce": NONCE}).status

    first = token()
    assert (link(hana, first), link(hana, first), link(ken, token())) == (200, 410, 200)
    late = token()
    later(stand_in, 10 * 60_000 + 1)
    assert (link(hana, late), link(hana, "made-up")) == (410, 410)
    linked, failed = bot.events(2, "accountLink")

    assert linked["link"] == {"result": "ok", "nonce": NONCE}
    assert linked["source"] == {"type": "user", "userId": hana}
    assert failed["link"] == {"result": "failed", "nonce": NONCE}
    assert not {"source", "replyToken"} & failed.keys()


def test_stickers_photos_and_taps_in_a_group(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    group = stand_in.ask("POST", "groups", {"name": "川の会", "members": [hana]}).json["id"]
    sticker = {
        "person": hana,
        "packageId": "446",
        "stickerId": "1988",
        "stickerResourceType": "MESSAGE",
        "text": "a",
    }
    assert stand_in.ask("POST", f"groups/{group}/sticker", sticker).status == 201
    photo = stand_in.raw("POST", f"/_stand-in/groups/{group}/photo?person={hana}", png(4, 4))
    assert photo.status == 201
    action = {**POSTBACK, "displayText": "はい"}
    did = stand_in.ask("POST", f"groups/{group}/act", {"person": hana, "action": action})
    assert did.json == {"did": "postback"}
    said, shown = bot.events(2, "message")
    [tapped] = bot.events(1, "postback")

    assert (said["message"]["type"], said["message"]["text"]) == ("sticker", "a")
    assert said["source"] == {"type": "group", "groupId": group, "userId": hana}
    assert stand_in.line("GET", f"/v2/bot/message/{shown['message']['id']}/content").status == 200
    assert tapped["source"] == {"type": "group", "groupId": group}
    assert tapped["postback"] == {"data": "yes"}
    assert (
        stand_in.ask("POST", f"groups/{group}/sticker", {**sticker, "person": "U" + "0" * 32}).status == 404
    )


def test_a_profile_shows_a_picture_and_a_saying(stand_in: StandIn) -> None:
    hana = stand_in.person("花", picture=URL, status="川が好き")
    group = stand_in.ask("POST", "groups", {"name": "川の会", "members": [hana]}).json["id"]
    face = {"userId": hana, "displayName": "花", "pictureUrl": URL}

    told = stand_in.line("GET", f"/v2/bot/profile/{hana}").json
    assert told == {**face, "statusMessage": "川が好き", "language": "ja"}
    assert stand_in.line("GET", f"/v2/bot/group/{group}/member/{hana}").json == face
    bot = stand_in.line("GET", "/v2/bot/info").json
    assert re.fullmatch(r"@[0-9]{3}[a-z]{5}", bot["basicId"])


def test_emojis_and_photos_sent_together(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    emoji = {"index": 0, "length": 6, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001"}
    stand_in.ask("POST", f"people/{hana}/say", {"text": "(love)", "emojis": [emoji]})
    for index in (1, 2):
        way = f"/_stand-in/people/{hana}/photo?set=a&index={index}&total=2"
        assert stand_in.raw("POST", way, png(4, 4)).status == 201
    said, *photos = [event["message"] for event in bot.events(3, "message")]

    assert said["emojis"] == [emoji]
    assert [photo["imageSet"] for photo in photos] == [{"id": "a", "index": n, "total": 2} for n in (1, 2)]


def test_in_standby_the_bot_can_answer_nothing(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    bot.events(1, "follow")
    assert stand_in.ask("POST", "webhooks", {"mode": {"standby": True}}).json["mode"]["standby"] is True
    stand_in.ask("POST", f"people/{hana}/say", {"text": "やあ"})
    [event] = bot.events(1, "message")

    assert event["mode"] == "standby"
    assert "replyToken" not in event
    assert len(stand_in.ask("GET", "tokens").json["tokens"]) == 1
