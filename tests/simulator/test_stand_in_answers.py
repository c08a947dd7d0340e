"""Narrowcasts, audiences, statistics, groups and tokens beside LINE's published description of their answers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from boxed import SECRET, Answer, Json, Running, StandIn
from published import DESCRIPTIONS, description
from test_stand_in_contract import agree
from town import CARD, HELLO, later, settle_in, tap

from simulator.api.audiences import ADD, CLICK, RENAME, SEEN, UPLOAD
from simulator.api.narrowcasts import NARROWCAST
from simulator.checks.shapes import Check
from simulator.clock import DAY
from simulator.state.narrowcasts import SENT_AFTER, SENT_FROM, Narrowcast

pytestmark = pytest.mark.skipif(
    not DESCRIPTIONS.is_dir(), reason=f"LINE's published description is not at {DESCRIPTIONS}"
)

AUDIENCE = "/v2/bot/audienceGroup"
INSIGHT = "/v2/bot/insight"

# What LINE's reference shows in answers about audiences, and its description forgets.
MORE = {"expireTimestamp", "failedType", "createRoute", "permission", "isIfaAudience"}


def check(answer: Answer, name: str, method: str, path: str) -> Json:
    """The answer is a success and in the description, which names its content or leaves it empty."""
    assert 200 <= answer.status < 300, (path, answer.content)
    assert answer.headers["x-line-request-id"]
    line = description(name)
    described = line.answer(method, line.template(method, path.partition("?")[0]), answer.status)
    if described:
        agree(described, answer.json if name != "manage-audience.yml" else _as_described(answer.json))
    return answer.json if answer.content else {}


def _as_described(told: Any) -> Any:
    if isinstance(told, list):
        return [_as_described(part) for part in told]
    if not isinstance(told, dict):
        return told
    kept = {name: _as_described(part) for name, part in told.items() if part is not None}
    return kept if kept.get("type") == "UPLOAD" and "status" not in kept else _without_more(kept)


def _without_more(told: Json) -> Json:
    forgotten = MORE if told.get("type") == "IMP" and "status" not in told else {"expireTimestamp"}
    return {name: part for name, part in told.items() if name not in forgotten}


def test_audiences_are_as_described(stand_in: StandIn, running: Running) -> None:
    uids = settle_in(stand_in, running, 60)

    def ask(method: str, path: str, body: Any = None) -> Json:
        answer = stand_in.line(method, AUDIENCE + path, body)
        return check(answer, "manage-audience.yml", method, AUDIENCE + path)

    people = [{"id": uid} for uid in uids]
    number = ask("POST", "/upload", {"description": "a", "audiences": people})["audienceGroupId"]
    ask("PUT", "/upload", {"audienceGroupId": number, "audiences": people, "uploadDescription": "b"})
    sent = stand_in.line("POST", "/v2/bot/message/broadcast", {"messages": CARD})
    asked = sent.headers["x-line-request-id"]
    ask("POST", "/click", {"description": "c", "requestId": asked, "clickUrl": "https://town.example/"})
    seen = ask("POST", "/imp", {"description": "d", "requestId": asked})["audienceGroupId"]
    for moment in (0, 25_000):
        later(stand_in, moment)
        for path in (f"/{number}", f"/{seen}", f"/shared/{number}", "/list?page=1", "/shared/list?page=1"):
            ask("GET", path)
    ask("PUT", f"/{number}/updateDescription", {"description": "e"})
    ask("DELETE", f"/{number}")


def test_statistics_are_as_described(stand_in: StandIn, running: Running) -> None:
    uids, menu = settle_in(stand_in, running, 25, gender="male", age=20), stand_in.menu()
    today = stand_in.channel.world.clock.date()
    stand_in.line("POST", f"/v2/bot/user/all/richmenu/{menu}")
    body = {"to": uids, "messages": CARD, "customAggregationUnits": ["a"]}
    stand_in.line("POST", "/v2/bot/message/multicast", body)
    sent = stand_in.line("POST", "/v2/bot/message/broadcast", {"messages": CARD})
    tap(stand_in, running, uids, CARD[0]["template"]["actions"][0])
    for uid in uids:
        action = {"type": "message", "text": "menu"}
        running.call(stand_in.channel.phones.touched, stand_in.channel.world.people[uid], action, None)
    later(stand_in, 4 * DAY)
    span = f"from={today}&to={today}"
    for path in (
        f"/message/delivery?date={today}",
        "/message/delivery?date=20990101",
        f"/followers?date={today}",
        "/demographic",
        f"/message/event?requestId={sent.headers['x-line-request-id']}",
        "/message/event?requestId=unknown",
        f"/message/event/aggregation?customAggregationUnit=a&{span}",
        f"/message/event/aggregation?customAggregationUnit=none&{span}",
        f"/richmenu/{menu}/summary?{span}",
        f"/richmenu/{menu}/daily?{span}",
    ):
        told = check(stand_in.line("GET", INSIGHT + path), "insight.yml", "GET", INSIGHT + path)
        assert told, path


def test_narrowcasts_and_groups_are_as_described(stand_in: StandIn, running: Running) -> None:
    uids, line = settle_in(stand_in, running, 60), "messaging-api.yml"
    sent = stand_in.line("POST", "/v2/bot/message/narrowcast", {"messages": HELLO})
    check(sent, line, "POST", "/v2/bot/message/narrowcast")
    path = f"/v2/bot/message/progress/narrowcast?requestId={sent.headers['x-line-request-id']}"
    check(stand_in.line("GET", path), line, "GET", path)
    later(stand_in, 25_000)
    assert check(stand_in.line("GET", path), line, "GET", path)["phase"] == "succeeded"
    phases, described = [], description(line).named("NarrowcastProgressResponse")
    for now, error in ((0, None), (SENT_FROM, None), (SENT_AFTER, None), (SENT_AFTER, 2)):
        told = Narrowcast("a", 0, HELLO, uids, 60, error=error).line(now)
        agree(described, told)
        phases.append(told["phase"])
    assert phases == ["waiting", "sending", "succeeded", "failed"]
    for kind in ("group", "room"):
        group = running.call(stand_in.channel.rooms.make, "a", uids, kind)
        running.call(stand_in.channel.rooms.invite, group)
        for rest in ("members/ids", "members/count", f"member/{uids[0]}", "summary"):
            path = f"/v2/bot/{kind}/{group.id}/{rest}"
            answer = stand_in.line("GET", path)
            if (kind, rest) == ("room", "summary"):
                assert answer.status == 404
            else:
                check(answer, line, "GET", path)
        path = f"/v2/bot/{kind}/{group.id}/leave"
        check(stand_in.line("POST", path), line, "POST", path)


def test_token_answers_are_as_described(stand_in: StandIn) -> None:
    form = {"grant_type": "client_credentials", "client_id": stand_in.channel.id, "client_secret": SECRET}

    def ask(path: str, **fields: str) -> Answer:
        kind = "application/x-www-form-urlencoded"
        return stand_in.raw("POST", path, urlencode(fields).encode(), Content_Type=kind)

    name = "channel-access-token.yml"
    token = check(ask("/v2/oauth/accessToken", **form), name, "POST", "/v2/oauth/accessToken")["access_token"]
    check(ask("/oauth2/v3/token", **form), name, "POST", "/oauth2/v3/token")
    check(ask("/v2/oauth/verify", access_token=token), name, "POST", "/v2/oauth/verify")
    refused = ask("/v2/oauth/accessToken", client_id="x")
    agree(description(name).named("ErrorResponse"), refused.json)


TABLES: dict[str, tuple[str, str, Check]] = {
    "narrowcast": ("messaging-api.yml", "NarrowcastRequest", NARROWCAST),
    "upload": ("manage-audience.yml", "CreateAudienceGroupRequest", UPLOAD),
    "add": ("manage-audience.yml", "AddAudienceToAudienceGroupRequest", ADD),
    "click": ("manage-audience.yml", "CreateClickBasedAudienceGroupRequest", CLICK),
    "imp": ("manage-audience.yml", "CreateImpBasedAudienceGroupRequest", SEEN),
    "rename": ("manage-audience.yml", "UpdateAudienceGroupDescriptionRequest", RENAME),
}


@pytest.mark.parametrize("name", TABLES)
def test_requests_know_exactly_the_described_properties(name: str) -> None:
    file, schema, table = TABLES[name]
    line = description(file)
    described = line.properties(schema)
    everything = line.every_property() | described | {"notDescribed"}
    # No property takes such a thing: a known one complains of it, an unknown one of being unknown.
    unknown = {
        problem.path for problem in table({field: object() for field in everything}) if not problem.unreadable
    }
    assert {path for path in unknown if "." not in path} >= everything - described
    assert not unknown & described
