"""A whole town in one call, groups, contents, and what is counted of it all."""

from __future__ import annotations

import pytest
from boxed import Bot, StandIn

HELLO = {"type": "text", "text": "こんにちは"}


def test_a_town_comes_in_one_call_and_the_bot_is_not_flooded(stand_in: StandIn, bot: Bot) -> None:
    ids = stand_in.ask("POST", "people", {"name": "住民", "count": 10_000, "as": "friend"}).json["ids"]
    stand_in.ask("POST", "people", {"name": "blocked", "count": 3, "as": "blocked"})
    hana = stand_in.person()
    [told] = bot.events(1, "follow")

    assert len(set(ids)) == 10_000
    assert told["source"]["userId"] == hana
    assert stand_in.ask("GET", "people?as=blocked").json["total"] == 3
    assert stand_in.ask("GET", "people?find=住民 999&limit=2".replace(" ", "%20")).json["total"] == 11
    state = stand_in.ask("GET", "state?limit=5").json
    assert (len(state["people"]), state["total"]) == (5, 10_004)
    assert stand_in.push(ids[-1], HELLO).status == 200


@pytest.mark.parametrize(
    ("standing", "arrives", "known"),
    [("friend", 1, 200), ("blocked", 0, 404), ("written", 1, 200), ("stranger", 0, 404)],
)
def test_people_stand_to_the_bot_as_told(stand_in: StandIn, standing: str, arrives: int, known: int) -> None:
    who = stand_in.person("Hana", **{"as": standing})

    assert stand_in.push(who, HELLO).status == 200
    assert len(stand_in.chat(who)) == arrives
    assert stand_in.line("GET", f"/v2/bot/profile/{who}").status == known


def test_a_group_talks_and_the_bot_hears_its_name(stand_in: StandIn, bot: Bot) -> None:
    hana, taro = stand_in.person("花"), stand_in.person("太郎")
    group = stand_in.ask("POST", "groups", {"name": "川の会", "members": [hana]}).json["id"]
    said = stand_in.ask("POST", f"groups/{group}/say", {"person": hana, "text": "土曜は?", "to": "bot"}).json
    [heard] = bot.events(1, "message")

    assert heard["source"] == {"type": "group", "groupId": group, "userId": hana}
    assert heard["message"]["text"] == "@つなぐ町 土曜は?"
    assert heard["message"]["mention"]["mentionees"][0]["isSelf"] is True
    answer = {"replyToken": heard["replyToken"], "messages": [HELLO]}
    assert stand_in.line("POST", "/v2/bot/message/reply", answer).status == 200
    messages = stand_in.ask("GET", "groups").json["groups"][0]["messages"]
    assert [one["from"] for one in messages] == ["person", "bot"]

    stand_in.ask("POST", f"groups/{group}/edit", {"message": said["id"], "text": "日曜は?"})
    assert bot.events(1, "messageEdited")[0]["message"]["text"] == "日曜は?"
    stand_in.ask("POST", f"groups/{group}/members", {"add": [taro]})
    assert bot.events(1, "memberJoined")[0]["joined"]["members"][0]["userId"] == taro
    stand_in.ask("POST", f"groups/{group}/unsend", {"message": said["id"]})
    bot.events(1, "unsend")
    assert stand_in.ask("POST", f"groups/{group}/remove-bot").json["bot"] is False
    bot.events(1, "leave")
    assert stand_in.push(group, HELLO).status == 400


def test_a_group_refuses_what_cannot_be(stand_in: StandIn) -> None:
    hana, other = stand_in.person(), stand_in.person("other")
    group = stand_in.ask("POST", "groups", {"name": "g", "members": [hana]}).json["id"]

    assert stand_in.ask("POST", "groups/C0/say", {"person": hana, "text": "a"}).status == 404
    assert stand_in.ask("POST", f"groups/{group}/say", {"person": other, "text": "a"}).status == 404
    assert (
        stand_in.ask("POST", f"groups/{group}/say", {"person": hana, "text": "a", "to": other}).status == 404
    )
    far = {"person": hana, "text": "a", "mentions": [{"index": 0, "length": 2, "who": "all"}]}
    assert stand_in.ask("POST", f"groups/{group}/say", far).status == 400
    assert stand_in.ask("POST", f"groups/{group}/edit", {"message": "1", "text": "a"}).status == 404
    assert stand_in.ask("POST", "groups", {"name": "g", "members": ["U" + "0" * 32]}).status == 404


def test_a_film_is_prepared_ready_and_gone(stand_in: StandIn) -> None:
    hana = stand_in.person()
    film = stand_in.raw("POST", f"/_stand-in/people/{hana}/film?duration=3000", b"film").json["id"]
    content = f"/v2/bot/message/{film}/content"
    for state, status in (("processing", 202), ("ready", 200), ("gone", 410)):
        told = stand_in.ask("PATCH", f"contents/{film}", {"state": state}).json
        assert told == {"message": film, "type": "video/mp4", "state": state}
        assert stand_in.line("GET", content).status == status
    assert stand_in.raw("POST", f"/_stand-in/people/{hana}/file?name=a.pdf", b"").status == 400
    assert stand_in.raw("POST", f"/_stand-in/people/{hana}/file?name=a.pdf", b"x").status == 201


def test_effects_show_what_arrived_twice(stand_in: StandIn) -> None:
    hana, taro = stand_in.person(), stand_in.person("Taro")
    stand_in.push(taro, HELLO)
    stand_in.ask("PUT", "faults", {"faults": [{"kind": "error_after", "next": 1}]})
    for _again in range(2):
        stand_in.push(hana, HELLO)
    counted = stand_in.ask("GET", "effects?least=2").json

    assert counted["doubled"]["messages"] == 1
    assert [(one["recipient"], one["times"]) for one in counted["messages"]] == [(hana, 2)]
    load = counted["endpoints"]["POST /v2/bot/message/push"]
    assert (load["requests"], load["accepted"], load["overruns"]) == (3, 3, 0)
    assert 1 <= load["busiest_second"] <= 3


def test_an_overrun_is_counted_and_a_fault_is_not(stand_in: StandIn) -> None:
    hana = stand_in.person()
    stand_in.ask("PUT", "faults", {"faults": [{"kind": "too_fast", "next": 1}]})
    stand_in.push(hana, HELLO)
    for _call in range(4):
        stand_in.line("POST", "/v2/bot/richmenu/batch", {})
    endpoints = stand_in.ask("GET", "effects").json["endpoints"]

    assert endpoints["POST /v2/bot/message/push"]["overruns"] == 0
    assert endpoints["POST /v2/bot/richmenu/batch"]["overruns"] == 1


def test_living_reply_tokens_are_told(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person(friend=False)
    stand_in.ask("POST", f"people/{hana}/say", {"text": "a"})
    token = bot.events(1, "message")[0]["replyToken"]

    assert [one["token"] for one in stand_in.ask("GET", "tokens").json["tokens"]] == [token]
    stand_in.line("POST", "/v2/bot/message/reply", {"replyToken": token, "messages": [HELLO]})
    assert stand_in.ask("GET", "tokens").json["tokens"] == []


def test_the_wire_is_sifted(stand_in: StandIn, bot: Bot) -> None:
    hana, taro = stand_in.person(friend=False), stand_in.person("Taro", friend=False)
    stand_in.ask("POST", f"people/{hana}/say", {"text": "a"})
    bot.events(1, "message")
    for who in (hana, taro):
        stand_in.push(who, HELLO)
    now = stand_in.ask("GET", "clock").json["now"]

    assert len(stand_in.ask("GET", "wire?path=/push").json["entries"]) == 2
    assert len(stand_in.ask("GET", f"wire?person={taro}").json["entries"]) == 1
    assert len(stand_in.ask("GET", f"wire?direction=from_bot&person={hana}").json["entries"]) == 1
    assert stand_in.ask("GET", f"wire?since={now + 1_000}").json["entries"] == []


@pytest.mark.parametrize(
    ("plan", "value"), [("communication", 200), ("light", 5_000), ("standard", 30_000), ("unlimited", None)]
)
def test_a_plan_is_a_number(stand_in: StandIn, plan: str, value: int | None) -> None:
    stand_in.turn(quota={"plan": plan})

    assert stand_in.line("GET", "/v2/bot/message/quota").json.get("value") == value


def test_everything_is_put_back(stand_in: StandIn) -> None:
    before = stand_in.ask("GET", "dials").json
    stand_in.person()
    stand_in.turn(quota={"plan": "light"}, rates="off", verified=False, ahead_ms=5_000)
    stand_in.ask("POST", "webhooks", {"mode": {"shuffle": True}})
    stand_in.ask("PUT", "faults", {"mix": "ten percent"})
    assert stand_in.ask("GET", "dials").json != before
    assert stand_in.ask("POST", "reset", {"everything": True}).status == 200

    assert stand_in.ask("GET", "dials").json == before
    assert stand_in.ask("GET", "faults").json["faults"] == []
    assert stand_in.ask("GET", "people").json["total"] == 0


def test_other_names_of_this_machine_are_refused(stand_in: StandIn) -> None:
    assert stand_in.raw("GET", "/_stand-in/state", Host="stand-in.example").status == 403
    assert stand_in.raw("GET", "/_stand-in/state", Host="localhost:8100").status == 200
