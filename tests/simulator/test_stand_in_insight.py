"""LINE's statistics by its own SDK: they count what really went out, and tell nothing of too few people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from boxed import TOKEN, Bot, Running, StandIn, menu_object
from linebot.v3.insight import ApiClient, Configuration, Insight
from town import CARD, HELLO, LINK, later, settle_in, tap

from simulator.clock import DAY

OPEN = CARD[0]["template"]["actions"][0]


@pytest.fixture
def api(stand_in: StandIn) -> Iterator[Insight]:
    with ApiClient(Configuration(access_token=TOKEN, host=stand_in.url)) as client:
        yield Insight(client)
        client.rest_client.pool_manager.clear()


def broadcast(stand_in: StandIn) -> str:
    sent = stand_in.line("POST", "/v2/bot/message/broadcast", {"messages": CARD})
    assert sent.status == 200
    return sent.headers["x-line-request-id"]


def test_a_days_sends_are_counted_when_the_day_is_over(
    stand_in: StandIn, running: Running, bot: Bot, api: Insight
) -> None:
    uids = settle_in(stand_in, running, 25)
    hana = stand_in.person()
    token = bot.events(1)[0]["replyToken"]
    stand_in.line("POST", "/v2/bot/message/reply", {"replyToken": token, "messages": HELLO})
    stand_in.push(hana, *HELLO)
    stand_in.line("POST", "/v2/bot/message/multicast", {"to": uids[:4], "messages": HELLO})
    broadcast(stand_in)
    today = stand_in.channel.world.clock.date()

    assert api.get_number_of_message_deliveries(today).status == "unready"
    later(stand_in, DAY)
    told = api.get_number_of_message_deliveries(today)
    assert (told.api_reply, told.api_push, told.api_multicast, told.api_broadcast) == (1, 1, 4, 26)
    assert told.api_narrowcast is None
    assert api.get_number_of_message_deliveries("20100101").status == "out_of_service"
    for way, count in (("reply", 1), ("push", 1), ("multicast", 4), ("broadcast", 26)):
        counted = stand_in.line("GET", f"/v2/bot/message/delivery/{way}?date={today}").json
        assert counted == {"status": "ready", "success": count}


def test_followers_never_fall_and_blocks_do(stand_in: StandIn, running: Running, api: Insight) -> None:
    settle_in(stand_in, running, 3, gender="female")
    hana, ken = stand_in.person(), stand_in.person()
    first = stand_in.channel.world.clock.date()
    stand_in.ask("POST", f"people/{hana}/block")
    stand_in.ask("POST", f"people/{ken}/block")
    later(stand_in, DAY)
    second = stand_in.channel.world.clock.date()
    stand_in.ask("POST", f"people/{hana}/unblock")
    unready = stand_in.line("GET", f"/v2/bot/insight/followers?date={second}").json
    nothing = dict.fromkeys(("followers", "targetedReaches", "blocks"))
    assert unready == {"status": "unready", **nothing}
    later(stand_in, DAY)

    before, after = api.get_number_of_followers(first), api.get_number_of_followers(second)
    assert (before.followers, before.blocks, before.targeted_reaches) == (5, 2, 3)
    assert (after.followers, after.blocks, after.targeted_reaches) == (5, 1, 3)


def test_a_broadcasts_openings_are_told_from_twenty_people(
    stand_in: StandIn, running: Running, api: Insight
) -> None:
    uids = settle_in(stand_in, running, 30)
    asked = broadcast(stand_in)
    tap(stand_in, running, uids[:19], OPEN)
    few = api.get_message_event(asked)
    assert (few.overview.delivered, few.overview.unique_click) == (30, None)
    assert (few.messages, few.clicks) == ([], [])

    tap(stand_in, running, [uids[0], uids[19]], OPEN)
    told = api.get_message_event(asked)
    assert (told.overview.unique_click, told.overview.unique_impression) == (20, 20)
    assert (told.messages[0].seq, told.messages[0].impression) == (1, 21)
    click = told.clicks[0]
    assert (click.url, click.click, click.unique_click, click.unique_click_of_request) == (LINK, 21, 20, 20)


def test_pushes_are_counted_by_their_unit(stand_in: StandIn, running: Running, api: Insight) -> None:
    uids = settle_in(stand_in, running, 40)
    for uid in uids[:20]:
        body = {"to": uid, "messages": CARD, "customAggregationUnits": ["mowing_1"]}
        assert stand_in.line("POST", "/v2/bot/message/push", body).status == 200
    body = {"to": uids[20:], "messages": CARD, "customAggregationUnits": ["Mowing_1"]}
    stand_in.line("POST", "/v2/bot/message/multicast", body)
    tap(stand_in, running, uids[:30], OPEN)
    today = stand_in.channel.world.clock.date()

    told = api.get_statistics_per_unit("mowing_1", today, today)
    assert (told.overview.unique_impression, told.overview.unique_click) == (20, 20)
    assert (told.messages[0].impression, told.clicks[0].click) == (20, 20)
    other = api.get_statistics_per_unit("Mowing_1", today, today)
    assert other.overview.unique_click is None
    units = stand_in.line("GET", "/v2/bot/message/aggregation/list").json
    assert units == {"customAggregationUnits": ["Mowing_1", "mowing_1"]}
    later(stand_in, 31 * DAY)
    far = f"customAggregationUnit=mowing_1&from={today}&to={stand_in.channel.world.clock.date()}"
    refused = stand_in.line("GET", f"/v2/bot/insight/message/event/aggregation?{far}")
    assert (refused.status, set(refused.json.values())) == (400, {None})


def test_who_the_friends_are_is_told_three_days_later(
    stand_in: StandIn, running: Running, api: Insight
) -> None:
    settle_in(stand_in, running, 15, gender="female", age=72, area="jp_36", app="ios")
    settle_in(stand_in, running, 4, gender="male", age=16, app="android")
    later(stand_in, 4 * DAY)
    assert api.get_friends_demographics().available is False
    settle_in(stand_in, running, 1)
    later(stand_in, 4 * DAY)
    told = api.get_friends_demographics()

    assert told.available is True
    assert {it.gender: it.percentage for it in told.genders} == {"female": 75, "male": 20, "unknown": 5}
    assert {it.age: it.percentage for it in told.ages} == {"from70": 75, "from15to19": 20, "unknown": 5}
    assert {it.area: it.percentage for it in told.areas} == {"徳島": 75, "unknown": 25}
    periods = {it.subscription_period: it.percentage for it in told.subscription_periods}
    assert periods == {"within30days": 95, "within7days": 5}


def test_a_menus_use_is_withheld_below_twenty_people(
    stand_in: StandIn, running: Running, api: Insight
) -> None:
    uids, menu = settle_in(stand_in, running, 21), stand_in.menu()
    stand_in.line("POST", f"/v2/bot/user/all/richmenu/{menu}")
    today, action = stand_in.channel.world.clock.date(), menu_object()["areas"][0]["action"]

    def tap_menu(some: list[str]) -> None:
        for uid in some:
            stand_in.channel.phones.touched(stand_in.channel.world.people[uid], action, None)

    running.call(tap_menu, uids[:19])
    later(stand_in, DAY)
    withheld = stand_in.line("GET", f"/v2/bot/insight/richmenu/{menu}/summary?from={today}&to={today}")
    assert withheld.json == {"richMenuId": menu}
    tomorrow = stand_in.channel.world.clock.date()
    running.call(tap_menu, uids[18:])
    later(stand_in, DAY)

    told = api.get_rich_menu_insight_summary(menu, today, tomorrow)
    assert (told.metrics_from, told.metrics_to) == (today, tomorrow)
    assert (told.clicks[0].metrics.count, told.clicks[0].metrics.unique_users) == (22, 21)
    daily = api.get_rich_menu_insight_daily(menu, today, tomorrow)
    assert [(day.var_date, day.count) for day in daily.clicks[0].metrics] == [(today, 19), (tomorrow, 3)]
    far = f"/v2/bot/insight/richmenu/{menu}/daily?from=20260101&to=20260601"
    assert stand_in.line("GET", far).status == 400
