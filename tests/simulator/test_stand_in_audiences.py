"""Audiences by LINE's own SDK and by hand: uploaded, made of what people did, ready a little later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from boxed import TOKEN, Answer, Running, StandIn
from linebot.v3 import audience
from linebot.v3.audience import ApiClient, Configuration, ManageAudience, ManageAudienceBlob
from town import CARD, LINK, later, settle_in, tap

from simulator.clock import DAY

UPLOAD = "/v2/bot/audienceGroup/upload"


@pytest.fixture
def client(stand_in: StandIn) -> Iterator[ApiClient]:
    with ApiClient(Configuration(access_token=TOKEN, host=stand_in.url)) as client:
        yield client
        client.rest_client.pool_manager.clear()


def make(stand_in: StandIn, name: str, uids: list[str]) -> Answer:
    people = [{"id": uid} for uid in uids]
    return stand_in.line("POST", UPLOAD, {"description": name, "audiences": people})


def reason(answer: Answer) -> str:
    """LINE's name for what is wrong."""
    return str(answer.json["details"][0]["message"])


def add(stand_in: StandIn, number: int, uids: list[str]) -> Answer:
    people = [{"id": uid} for uid in uids]
    return stand_in.line("PUT", UPLOAD, {"audienceGroupId": number, "audiences": people})


def test_the_sdk_uploads_adds_renames_and_deletes(
    stand_in: StandIn, running: Running, client: ApiClient
) -> None:
    uids, api = settle_in(stand_in, running, 5), ManageAudience(client)
    made = api.create_audience_group(
        audience.CreateAudienceGroupRequest(
            description="川沿いの人",
            audiences=[audience.Audience(id=uid) for uid in [*uids[:3], "U" + "0" * 32]],
        )
    )
    number = made.audience_group_id
    assert made.type == "UPLOAD"
    assert made.expire_timestamp == made.created + 180 * 86_400
    assert api.get_audience_data(number).audience_group.status == "IN_PROGRESS"
    later(stand_in, 25_000)
    ready = api.get_audience_data(number)
    assert (ready.audience_group.status, ready.audience_group.audience_count) == ("READY", 3)

    api.add_audience_to_audience_group(
        audience.AddAudienceToAudienceGroupRequest(
            audience_group_id=number, audiences=[audience.Audience(id=uid) for uid in uids]
        )
    )
    assert api.get_audience_data(number).jobs[1].job_status == "QUEUED"
    later(stand_in, 25_000)
    grown = api.get_audience_data(number)
    assert [job.job_status for job in grown.jobs] == ["FINISHED", "FINISHED"]
    assert grown.audience_group.audience_count == 5

    api.update_audience_group_description(
        number, audience.UpdateAudienceGroupDescriptionRequest(description="川の人")
    )
    assert [it.description for it in api.get_audience_groups(page=1).audience_groups] == ["川の人"]
    later(stand_in, 180 * DAY)
    assert api.get_audience_data(number).audience_group.status == "EXPIRED"
    api.delete_audience_group(number)
    gone = stand_in.line("GET", f"/v2/bot/audienceGroup/{number}")
    assert (gone.status, gone.message, reason(gone)) == (
        400,
        "audience group not found",
        "AUDIENCE_GROUP_NOT_FOUND",
    )


def test_the_sdk_uploads_a_file(
    stand_in: StandIn, running: Running, client: ApiClient, tmp_path: Path
) -> None:
    uids, blob = settle_in(stand_in, running, 4), ManageAudienceBlob(client)
    file = tmp_path / "ids.txt"
    file.write_text("\n".join(uids[:2]))
    made = blob.create_audience_for_uploading_user_ids(
        str(file), description="file", upload_description="first"
    )
    file.write_text("\n".join(uids))
    blob.add_user_ids_to_audience(
        str(file), audience_group_id=made.audience_group_id, upload_description="second"
    )
    later(stand_in, 25_000)
    told = ManageAudience(client).get_audience_data(made.audience_group_id)
    assert told.audience_group.audience_count == 4
    assert [job.description for job in told.jobs] == ["first", "second"]


def test_a_large_file_is_taken_and_a_larger_one_is_not(stand_in: StandIn, running: Running) -> None:
    known = settle_in(stand_in, running, 1)[0]

    def upload(ids: bytes, name: str) -> Answer:
        field = 'Content-Disposition: form-data; name="{}"\r\n\r\n'
        head = f"--x\r\n{field.format('description')}{name}\r\n--x\r\n{field.format('file')}"
        body = head.encode() + ids + b"\r\n--x--\r\n"
        kind = "multipart/form-data; boundary=x"
        return stand_in.raw(
            "POST", f"{UPLOAD}/byFile", body, Authorization=f"Bearer {TOKEN}", Content_Type=kind
        )

    most = (known.encode() + b"\n") * 400_000
    assert upload(most, "large").status == 202
    assert reason(upload(b"a\n" * 1_500_001, "larger")) == "UPLOAD_AUDIENCE_GROUP_TOO_MANY_AUDIENCE_IDS"
    odd = upload(b"not an id\n", "odd")
    told = {"message": "UPLOAD_AUDIENCE_GROUP_INVALID_AUDIENCE_ID_FORMAT", "property": "file"}
    assert odd.json == {"message": told["message"], "details": [told]}
    assert reason(upload(b"\n", "empty")) == "UPLOAD_AUDIENCE_GROUP_NO_VALID_AUDIENCE_IDS"


def test_people_who_tapped_are_an_audience_when_they_are_fifty(stand_in: StandIn, running: Running) -> None:
    uids = settle_in(stand_in, running, 60)
    sent = stand_in.line("POST", "/v2/bot/message/broadcast", {"messages": CARD})
    asked = sent.headers["x-line-request-id"]
    tap(stand_in, running, uids[:50], CARD[0]["template"]["actions"][0])
    tap(stand_in, running, uids[50:51], {"type": "message", "text": "はい"})

    def made(path: str, name: str, **more: str) -> dict[str, object]:
        body = {"description": name, "requestId": asked, **more}
        answer = stand_in.line("POST", f"/v2/bot/audienceGroup/{path}", body)
        assert answer.status == 202, answer.content
        later(stand_in, 25_000)
        number = answer.json["audienceGroupId"]
        told: dict[str, object] = stand_in.line("GET", f"/v2/bot/audienceGroup/{number}").json[
            "audienceGroup"
        ]
        return told

    assert made("click", "tapped", clickUrl=LINK)["audienceCount"] == 50
    assert made("imp", "saw")["audienceCount"] == 51
    again = {"description": "tapped again", "requestId": asked, "clickUrl": LINK}
    twice = stand_in.line("POST", "/v2/bot/audienceGroup/click", again)
    assert reason(twice) == "AUDIENCE_GROUP_REQUESTID_DUPLICATE"
    nobody = made("click", "other", clickUrl="https://town.example/other")
    assert (nobody["status"], nobody["failedType"]) == ("FAILED", "AUDIENCE_GROUP_AUDIENCE_INSUFFICIENT")
    later(stand_in, 61 * DAY)
    for request_id, why in ((asked, "TOO_OLD_MESSAGES"), ("unknown", "REQUEST_NOT_FOUND")):
        body = {"description": "late", "requestId": request_id}
        assert reason(stand_in.line("POST", "/v2/bot/audienceGroup/imp", body)) == why


def test_names_numbers_and_what_runs_at_once(stand_in: StandIn, running: Running) -> None:
    uids = settle_in(stand_in, running, 1)
    number = make(stand_in, "River", uids).json["audienceGroupId"]
    assert make(stand_in, "rIVER", uids).status == 400
    long = make(stand_in, "a" * 121, uids)
    assert (long.message, reason(long)) == ("size over audienceGroupName", "AUDIENCE_GROUP_NAME_SIZE_OVER")
    assert reason(make(stand_in, "a\u0007b", uids)) == "AUDIENCE_GROUP_NAME_WRONG"
    assert reason(make(stand_in, "  ", uids)) == "AUDIENCE_GROUP_NAME_EMPTY"
    odd = make(stand_in, "malformed", ["U1"])
    told = {"message": "UPLOAD_AUDIENCE_GROUP_INVALID_AUDIENCE_ID_FORMAT", "property": "audiences"}
    assert odd.json == {"message": "Invalid audience id format", "details": [told]}
    too_many = make(stand_in, "too many", uids * 10_001)
    assert reason(too_many) == "UPLOAD_AUDIENCE_GROUP_TOO_MANY_AUDIENCE_IDS"
    assert reason(add(stand_in, number, [])) == "UPLOAD_AUDIENCE_GROUP_NO_VALID_AUDIENCE_IDS"
    assert stand_in.line("POST", UPLOAD, {"description": "a", "stray": 1}).status == 400

    assert [add(stand_in, number, uids).status for _ in range(10)] == [202] * 9 + [429]
    later(stand_in, 25_000)
    assert add(stand_in, number, uids).status == 202
    empty = make(stand_in, "empty", []).json["audienceGroupId"]
    later(stand_in, DAY)
    path = f"/v2/bot/audienceGroup/{empty}"
    assert stand_in.line("GET", path).json["audienceGroup"]["status"] == "IN_PROGRESS"
    asked = [stand_in.line("GET", path).status for _ in range(60)]
    assert asked[:59] == [200] * 59
    assert asked[59] == 429


def test_no_more_than_a_thousand(stand_in: StandIn) -> None:
    stand_in.turn(rates="off")
    assert {make(stand_in, f"audience {number}", []).status for number in range(1_000)} == {202}
    assert reason(make(stand_in, "one more", [])) == "AUDIENCE_GROUP_COUNT_MAX_OVER"
    many = stand_in.line("GET", "/v2/bot/audienceGroup/list?page=1&size=41")
    assert many.json == {
        "message": "size: must be less than or equal to 40",
        "details": [{"message": "TOO_HIGH"}],
    }
    page = stand_in.line("GET", "/v2/bot/audienceGroup/list?page=25&size=40").json
    assert (len(page["audienceGroups"]), page["totalCount"], page["hasNextPage"]) == (40, 1_000, False)
