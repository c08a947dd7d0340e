"""Groups and rooms by LINE's own SDK: who is there, what the bot hears, what it may say."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from boxed import SECRET, TOKEN, Bot, Json, Running, StandIn
from linebot.v3.messaging import ApiClient, Configuration, MessagingApi
from linebot.v3.webhook import WebhookParser
from linebot.v3.webhooks import JoinEvent, LeaveEvent, MemberJoinedEvent, MemberLeftEvent, MessageEvent
from published import DESCRIPTIONS, description
from town import HELLO, person, settle_in

from simulator.state.groups import Group


@pytest.fixture
def api(stand_in: StandIn) -> Iterator[MessagingApi]:
    with ApiClient(Configuration(access_token=TOKEN, host=stand_in.url)) as client:
        yield MessagingApi(client)
        client.rest_client.pool_manager.clear()


def group_of(stand_in: StandIn, running: Running, uids: list[str], *, bot: bool = True) -> Group:
    rooms = stand_in.channel.rooms
    group = running.call(rooms.make, "川の会", uids)
    if bot:
        running.call(rooms.invite, group)
    return group


def test_the_sdk_asks_about_a_group_and_leaves_it(
    stand_in: StandIn, running: Running, bot: Bot, api: MessagingApi
) -> None:
    uids = settle_in(stand_in, running, 130)
    group = group_of(stand_in, running, uids)
    assert api.get_group_summary(group.id).group_name == "川の会"
    assert api.get_group_member_count(group.id).count == 130
    assert api.get_group_member_profile(group.id, uids[0]).display_name == "町の人0"
    page = api.get_group_members_ids(group.id)
    rest = api.get_group_members_ids(group.id, start=page.next)
    assert sorted([*page.member_ids, *rest.member_ids]) == sorted(uids)
    assert (len(page.member_ids), rest.next) == (100, None)
    stand_in.channel.world.verified = False
    assert stand_in.line("GET", f"/v2/bot/group/{group.id}/members/ids").status == 403
    assert stand_in.line("GET", "/v2/bot/followers/ids").status == 403

    api.leave_group(group.id)
    assert bot.events(1, "leave")[0]["source"] == {"type": "group", "groupId": group.id}
    assert stand_in.line("GET", f"/v2/bot/group/{group.id}/summary").status == 404
    assert stand_in.line("GET", "/v2/bot/group/C1/summary").status == 400
    refused = stand_in.push(group.id, *HELLO)
    assert (refused.status, refused.message) == (400, "Failed to send messages")


def test_a_push_to_a_group_is_paid_for_every_member(stand_in: StandIn, running: Running) -> None:
    group = group_of(stand_in, running, settle_in(stand_in, running, 5))
    stand_in.turn(quota={"type": "limited", "value": 9})

    assert stand_in.push(group.id, *HELLO, *HELLO).status == 200
    assert stand_in.line("GET", "/v2/bot/message/quota/consumption").json == {"totalUsage": 5}
    assert stand_in.push(group.id, *HELLO).status == 429
    assert [bubble.message["text"] for bubble in group.messages] == ["おしらせ", "おしらせ"]
    stranger = group_of(stand_in, running, group.members, bot=False)
    assert stand_in.push(stranger.id, *HELLO).status == 400


def test_only_members_are_mentioned_and_only_in_groups(stand_in: StandIn, running: Running) -> None:
    hana, ken = settle_in(stand_in, running, 2)
    group = group_of(stand_in, running, [hana])

    def mention(who: str) -> Json:
        mentionee = {"type": "user", "userId": who}
        return {
            "type": "textV2",
            "text": "{who}さん",
            "substitution": {"who": {"type": "mention", "mentionee": mentionee}},
        }

    assert stand_in.push(group.id, mention(hana)).status == 200
    assert stand_in.push(group.id, mention(ken)).status == 400
    assert stand_in.push(hana, mention(hana)).status == 400


def test_the_bot_hears_what_happens_in_a_group(stand_in: StandIn, running: Running, bot: Bot) -> None:
    hana, ken = settle_in(stand_in, running, 2)
    rooms, group = stand_in.channel.rooms, group_of(stand_in, running, [hana])
    running.call(rooms.add, group, [person(stand_in, ken)])
    said = running.call(rooms.say, group, person(stand_in, hana), "@bot こんにちは", [(0, 4, "bot")])
    running.call(rooms.edit, group, said, "@bot こんばんは")
    read_token = {"markAsReadToken": bot.events(3)[2]["message"]["markAsReadToken"]}
    assert stand_in.line("POST", "/v2/bot/chat/markAsRead", read_token).status == 200
    assert said.read
    running.call(rooms.unsend, group, said)
    running.call(rooms.take_out, group, [person(stand_in, ken)])
    running.call(rooms.remove_bot, group)
    running.call(rooms.say, group, person(stand_in, hana), "聞こえません")

    kinds = ["join", "memberJoined", "message", "messageEdited", "unsend", "memberLeft", "leave"]
    events = bot.events(len(kinds))
    assert [event["type"] for event in events] == kinds
    join, joined, message, edited, unsent, left, _leave = events
    assert join["source"] == {"type": "group", "groupId": group.id}
    assert joined["joined"] == {"members": [{"type": "user", "userId": ken}]}
    assert left["left"] == joined["joined"]
    assert message["source"] == {"type": "group", "groupId": group.id, "userId": hana}
    mentionee = message["message"]["mention"]["mentionees"][0]
    assert (mentionee["isSelf"], mentionee["index"], mentionee["length"]) == (True, 0, 4)
    assert edited["message"]["id"] == message["message"]["id"] == unsent["unsend"]["messageId"]
    assert edited["message"]["quoteToken"] != message["message"]["quoteToken"]
    quoting = {**HELLO[0], "quoteToken": edited["message"]["quoteToken"]}
    assert stand_in.push(hana, quoting).status == 400
    assert "markAsReadToken" not in edited["message"]
    with_token = [event["type"] for event in events if "replyToken" in event]
    assert with_token == ["join", "memberJoined", "message", "messageEdited"]

    parser = WebhookParser(SECRET)
    read = [
        type(event)
        for received in bot.received
        for event in parser.parse(received.body.decode(), received.headers["x-line-signature"])
    ]
    for kind in (JoinEvent, MemberJoinedEvent, MessageEvent, MemberLeftEvent, LeaveEvent):
        assert kind in read


def test_the_bot_answers_in_the_group(stand_in: StandIn, running: Running, bot: Bot) -> None:
    hana = settle_in(stand_in, running, 1)
    group = group_of(stand_in, running, hana)
    token = bot.events(1)[0]["replyToken"]
    reply = {"replyToken": token, "messages": HELLO}

    assert stand_in.line("POST", "/v2/bot/message/reply", reply).status == 200
    assert stand_in.line("POST", "/v2/bot/message/reply", reply).status == 400
    assert [bubble.sent_by for bubble in group.messages] == ["bot"]
    assert not person(stand_in, hana[0]).messages
    assert stand_in.line("GET", "/v2/bot/message/quota/consumption").json == {"totalUsage": 0}


@pytest.mark.skipif(not DESCRIPTIONS.is_dir(), reason="LINE's published description is not here")
def test_group_webhooks_are_as_described(stand_in: StandIn, running: Running, bot: Bot) -> None:
    hana = settle_in(stand_in, running, 1)
    rooms, group = stand_in.channel.rooms, group_of(stand_in, running, hana)
    said = running.call(rooms.say, group, person(stand_in, hana[0]), "やあ @all", [(3, 4, "all")])
    # Edited messages are in LINE's words already, and not yet in its description.
    running.call(rooms.unsend, group, said)
    running.call(rooms.remove_bot, group)
    bot.events(4)
    request = description("webhook.yml").named("CallbackRequest")
    for received in bot.received:
        found = [str(error.message) for error in request.iter_errors(json.loads(received.body))]
        assert found == [], received.body
