"""Coupons and paid memberships: LINE's calls for them, and people who join, renew and leave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from boxed import Bot, Json, Open, Running, StandIn
from published import DESCRIPTIONS, description
from test_stand_in_contract import agree
from town import later, settle_in

COUPON = "/v2/bot/coupon"
MEMBERSHIP = "/v2/bot/membership"


def coupon(**changes: Any) -> Json:
    return {
        "acquisitionCondition": {"type": "normal"},
        "startTimestamp": 1_700_000_000,
        "endTimestamp": 1_900_000_000,
        "title": "直売所の野菜",
        "maxUseCountPerTicket": 1,
        "visibility": "PUBLIC",
        "timezone": "ASIA_TOKYO",
        **changes,
    }


LOTTERY = {"type": "lottery", "lotteryProbability": 50, "maxAcquireCount": 100}
OFF = {"type": "discount", "priceInfo": {"type": "explicit", "priceAfterDiscount": 80, "originalPrice": 100}}


def test_a_coupon_runs_until_it_is_closed(stand_in: StandIn) -> None:
    made = stand_in.line("POST", COUPON, coupon(acquisitionCondition=LOTTERY, reward=OFF))
    path = f"{COUPON}/{made.json['couponId']}"
    told = stand_in.line("GET", path).json

    assert (told["status"], told["maxAcquireCount"]) == ("RUNNING", 100)
    assert told["reward"]["priceInfo"]["currency"] == "JPY"
    assert stand_in.line("PUT", f"{path}/close").status == 200
    assert stand_in.line("PUT", f"{path}/close").status == 410
    assert stand_in.line("GET", path).json["status"] == "CLOSED"
    assert stand_in.line("PUT", f"{COUPON}/x/close").status == 404
    assert stand_in.line("GET", f"{COUPON}/x").status == 404


def test_a_coupon_ends_by_itself(stand_in: StandIn) -> None:
    soon = stand_in.channel.world.clock.now() // 1000 + 3_600
    made = stand_in.line("POST", COUPON, coupon(endTimestamp=soon)).json["couponId"]
    later(stand_in, 3_600_000)

    assert stand_in.line("GET", f"{COUPON}/{made}").json["status"] == "CLOSED"
    assert _items(stand_in, "status=RUNNING") == []


def test_coupons_are_listed_page_by_page_and_by_status(stand_in: StandIn) -> None:
    made = [stand_in.line("POST", COUPON, coupon(title=str(number))).json["couponId"] for number in range(3)]
    stand_in.line("PUT", f"{COUPON}/{made[0]}/close")
    first = stand_in.line("GET", f"{COUPON}?limit=2").json
    second = stand_in.line("GET", f"{COUPON}?limit=2&start={first['next']}").json

    assert [one["title"] for one in first["items"] + second["items"]] == ["2", "1", "0"]
    assert "next" not in second
    assert [one["couponId"] for one in _items(stand_in, "status=CLOSED")] == [made[0]]
    assert len(_items(stand_in, "status=RUNNING&status=CLOSED")) == 3
    for wrong in ("status=OPEN", "limit=0", "limit=101", "start=x"):
        assert stand_in.line("GET", f"{COUPON}?{wrong}").status == 400


def _items(stand_in: StandIn, query: str) -> list[Json]:
    items = stand_in.line("GET", f"{COUPON}?{query}").json["items"]
    assert isinstance(items, list)
    return items


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"title": ""}, "title"),
        ({"title": "あ" * 61}, "title"),
        ({"endTimestamp": 1_700_000_000}, "endTimestamp"),
        ({"startTimestamp": 1_600_000_000, "endTimestamp": 1_700_000_000}, "endTimestamp"),
        ({"couponCode": "a" * 17}, "couponCode"),
        ({"reward": {"type": "discount"}}, "reward.priceInfo"),
        ({"visibility": "PRIVATE"}, "visibility"),
        ({"timezone": "Asia/Tokyo"}, "timezone"),
        ({"maxUseCountPerTicket": 2}, "maxUseCountPerTicket"),
        ({"acquisitionCondition": {"type": "referral"}}, "acquisitionCondition.type"),
        (
            {"acquisitionCondition": {**LOTTERY, "lotteryProbability": 100}},
            "acquisitionCondition.lotteryProbability",
        ),
        ({"reward": {"type": "cashBack", "priceInfo": {"type": "explicit"}}}, "reward.priceInfo.type"),
        ({"imageUrl": "http://town.example/a.png"}, "imageUrl"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_coupons_are_checked(stand_in: StandIn, changes: Json, place: str) -> None:
    refused = stand_in.line("POST", COUPON, coupon(**changes))

    assert (refused.status, set(refused.details)) == (400, {place})
    assert _items(stand_in, "") == []


def test_people_join_renew_and_leave(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    assert stand_in.line("GET", f"{MEMBERSHIP}/list").status == 404
    number = stand_in.ask("POST", "memberships", {"title": "川の友", "price": 300}).json["membershipId"]
    for step in ("joined", "renewed"):
        taken = stand_in.ask("POST", f"people/{hana}/membership", {"membership": number, "type": step})
        assert taken.status == 200
    [joined, renewed] = bot.events(2, "membership")

    assert joined["membership"] == {"type": "joined", "membershipId": number}
    hello = {"replyToken": renewed["replyToken"], "messages": [{"type": "text", "text": "どうも"}]}
    assert stand_in.line("POST", "/v2/bot/message/reply", hello).status == 200
    [one] = stand_in.line("GET", f"{MEMBERSHIP}/subscription/{hana}").json["subscriptions"]
    assert (one["membership"]["title"], one["user"]["totalSubscriptionMonths"]) == ("川の友", 2)
    assert stand_in.line("GET", f"{MEMBERSHIP}/list").json["memberships"][0]["memberCount"] == 1
    assert stand_in.line("GET", f"{MEMBERSHIP}/{number}/users/ids").json == {"userIds": [hana]}
    stand_in.ask("POST", f"people/{hana}/membership", {"membership": number, "type": "left"})
    assert stand_in.line("GET", f"{MEMBERSHIP}/subscription/{hana}").status == 404
    assert stand_in.line("GET", f"{MEMBERSHIP}/0/users/ids").status == 404
    assert stand_in.line("GET", f"{MEMBERSHIP}/x/users/ids").status == 400


def test_who_cannot_join_is_told_why(stand_in: StandIn) -> None:
    hana, ken = stand_in.person(), stand_in.person()
    passing = stand_in.person(friend=False)
    number = stand_in.ask("POST", "memberships", {"title": "川の友", "limit": 1}).json["membershipId"]

    def take(who: str, kind: str, plan: int = number) -> int:
        return stand_in.ask("POST", f"people/{who}/membership", {"membership": plan, "type": kind}).status

    assert take(hana, "left") == 409
    assert take(hana, "joined") == 200
    assert take(hana, "joined") == 409
    assert take(ken, "joined") == 409
    assert take(passing, "joined") == 409
    assert take(ken, "joined", plan=1) == 404
    assert stand_in.line("GET", f"{MEMBERSHIP}/subscription/{passing}").status == 404


def test_members_come_in_pages_and_blockers_not_at_all(stand_in: StandIn, running: Running) -> None:
    uids = settle_in(stand_in, running, 5)
    number = stand_in.ask("POST", "memberships", {"title": "川の友"}).json["membershipId"]
    for uid in uids:
        stand_in.ask("POST", f"people/{uid}/membership", {"membership": number, "type": "joined"})
    stand_in.ask("POST", f"people/{uids[0]}/block")
    path = f"{MEMBERSHIP}/{number}/users/ids?limit=3"
    first = stand_in.line("GET", path).json
    second = stand_in.line("GET", f"{path}&start={first['next']}").json

    assert first["userIds"] + second["userIds"] == sorted(uids[1:])
    assert "next" not in second


def test_coupons_and_memberships_outlive_a_restart(open_stand_in: Open, tmp_path: Path) -> None:
    from simulator.state.snapshot import Snapshot

    state = tmp_path / "state.json"
    before = open_stand_in(state)
    hana = before.person()
    made = before.line("POST", COUPON, coupon()).json["couponId"]
    number = before.ask("POST", "memberships", {"title": "川の友"}).json["membershipId"]
    before.ask("POST", f"people/{hana}/membership", {"membership": number, "type": "joined"})
    paths = f"{COUPON}/{made}", f"{MEMBERSHIP}/subscription/{hana}", f"{MEMBERSHIP}/list"
    told = [before.line("GET", path).json for path in paths]
    Snapshot(state).save(before.channel.world)

    after = open_stand_in(state)
    assert [after.line("GET", path).json for path in paths] == told


@pytest.mark.skipif(
    not DESCRIPTIONS.is_dir(), reason=f"LINE's published description is not at {DESCRIPTIONS}"
)
def test_the_answers_are_as_described(stand_in: StandIn, bot: Bot) -> None:
    hana, line = stand_in.person(), description("messaging-api.yml")
    made = stand_in.line("POST", COUPON, coupon(acquisitionCondition=LOTTERY, reward=OFF)).json["couponId"]
    number = stand_in.ask("POST", "memberships", {"title": "川の友"}).json["membershipId"]
    stand_in.ask("POST", f"people/{hana}/membership", {"membership": number, "type": "joined"})
    bot.events(1, "membership")
    for path in (
        f"{COUPON}/{made}",
        COUPON,
        f"{MEMBERSHIP}/list",
        f"{MEMBERSHIP}/subscription/{hana}",
        f"{MEMBERSHIP}/{number}/users/ids",
    ):
        described = line.answer("GET", line.template("GET", path), 200)
        assert described
        agree(described, stand_in.line("GET", path).json)
    agree(description("webhook.yml").named("MembershipEvent"), bot.events(1, "membership")[0])
