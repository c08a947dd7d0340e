"""What outlives a restart with a state file, and what is counted of every accepted send."""

from __future__ import annotations

import uuid
from pathlib import Path

from boxed import Bot, Open, Running, StandIn
from town import CARD, HELLO, later, settle_in, tap

from simulator.clock import DAY

REPLY = "/v2/bot/message/reply"


def test_promises_outlive_a_restart(open_stand_in: Open, bot: Bot, tmp_path: Path) -> None:
    state, key = tmp_path / "state.json", str(uuid.uuid4())
    before = open_stand_in(state)
    hana = before.person()
    used, fresh = (event["replyToken"] for event in _two_tokens(before, bot, hana))
    before.line("POST", REPLY, {"replyToken": used, "messages": HELLO})
    first = before.push(hana, *HELLO, X_Line_Retry_Key=key)
    issued, _known = before.channel.world.passes.issue("short", DAY)
    _save(before, state)

    after = open_stand_in(state)
    again = after.push(hana, *HELLO, X_Line_Retry_Key=key)
    assert again.status == 409
    assert again.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert again.json["sentMessages"] == first.json["sentMessages"]
    assert after.line("POST", REPLY, {"replyToken": used, "messages": HELLO}).status == 400
    assert after.line("POST", REPLY, {"replyToken": fresh, "messages": HELLO}).status == 200
    assert after.raw("GET", "/v2/bot/info", Authorization=f"Bearer {issued}").status == 200
    later(after, DAY)
    assert after.push(hana, *HELLO, X_Line_Retry_Key=key).status == 200


def _two_tokens(stand_in: StandIn, bot: Bot, uid: str) -> list[dict[str, str]]:
    stand_in.ask("POST", f"people/{uid}/say", {"text": "やあ"})
    return bot.events(2)


def _save(stand_in: StandIn, state: Path) -> None:
    """As at the end of a run."""
    from simulator.state.snapshot import Snapshot

    Snapshot(state).save(stand_in.channel.world)


def test_audiences_groups_and_statistics_outlive_a_restart(
    open_stand_in: Open, running: Running, tmp_path: Path
) -> None:
    state = tmp_path / "state.json"
    before = open_stand_in(state)
    uids = settle_in(before, running, 20, gender="female", age=40, area="jp_13", app="ios")
    made = before.line(
        "POST", "/v2/bot/audienceGroup/upload", {"description": "a", "audiences": [{"id": uids[0]}]}
    )
    number = made.json["audienceGroupId"]
    sent = before.line("POST", "/v2/bot/message/broadcast", {"messages": CARD})
    asked = sent.headers["x-line-request-id"]
    tap(before, running, uids, CARD[0]["template"]["actions"][0])
    group = running.call(before.channel.rooms.make, "川の会", uids)
    running.call(before.channel.rooms.invite, group)
    audience = {"type": "audience", "audienceGroupId": number}
    later(before, 25_000)
    cast = before.line("POST", "/v2/bot/message/narrowcast", {"messages": HELLO, "recipient": audience})
    ahead = before.channel.world.clock.ahead
    _save(before, state)

    after = open_stand_in(state)
    after.turn(ahead_ms=ahead + 25_000)
    progress = f"/v2/bot/message/progress/narrowcast?requestId={cast.headers['x-line-request-id']}"
    assert after.line("GET", progress).json["successCount"] == 1
    assert after.channel.world.people[uids[0]].messages[-1].message["text"] == "おしらせ"
    event = after.line("GET", f"/v2/bot/insight/message/event?requestId={asked}").json
    assert event["overview"]["uniqueClick"] == 20
    assert after.line("GET", f"/v2/bot/group/{group.id}/members/count").json == {"count": 20}
    told = after.line("GET", f"/v2/bot/audienceGroup/{number}").json["audienceGroup"]
    assert (told["status"], told["audienceCount"]) == ("READY", 1)
    assert after.channel.world.people[uids[0]].area == "jp_13"


def test_effects_are_counted_for_each_recipient(stand_in: StandIn) -> None:
    hana, ken = stand_in.person(), stand_in.person()
    key = str(uuid.uuid4())
    for _ in range(3):
        stand_in.push(hana, *HELLO, X_Line_Retry_Key=key)
    effects = stand_in.channel.world.effects
    once = effects.public(hana)
    assert once["keys"] == [{"recipient": hana, "key": key, "times": 1}]
    assert (once["accepted"], once["doubled"]) == ({"push": 1}, {"keys": 0, "messages": 0})

    stand_in.line("POST", "/v2/bot/message/multicast", {"to": [hana, ken], "messages": HELLO})
    twice = effects.public(least=2)
    assert [(it["recipient"], it["times"]) for it in twice["messages"]] == [(hana, 2)]
    assert twice["effects"] == {"push": 1, "multicast": 2}
    assert twice["doubled"] == {"keys": 0, "messages": 1}
    later(stand_in, DAY + 1)
    stand_in.push(hana, *HELLO, X_Line_Retry_Key=key)
    assert effects.public(hana, least=2)["keys"] == [{"recipient": hana, "key": key, "times": 2}]


def test_an_error_after_acceptance_still_counts(stand_in: StandIn) -> None:
    hana = stand_in.person()
    stand_in.turn(faults={"error_after": 1})
    assert stand_in.push(hana, *HELLO).status == 500
    assert stand_in.channel.world.effects.public()["effects"] == {"push": 1}
