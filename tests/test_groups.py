"""In a group the bot keeps silent until it is called, and says nothing that concerns one person."""

import pytest
from line_rules import line_takes_everything  # noqa: F401
from offered import an_activity
from sqlalchemy import select

from models.help import HelpRequest
from models.inbox import Event, EventState
from models.outbox import Outgoing
from models.registrations import Registration
from models.residents import Resident
from views.activities import Join, Like, Show
from views.tap import Answered, Open

GROUP = "C" + "1" * 32


def failed(db):
    return db.scalars(select(Event).where(Event.state == EventState.FAILED)).all()


def residents(db):
    db.expire_all()
    return db.scalars(select(Resident)).all()


def test_while_another_bot_answers_this_one_keeps_silent(phone, town, db):
    hana = phone("hana")
    source = {"type": "user", "userId": hana.line_id}
    for kind, more in (
        ("message", {"message": {"id": "1", "type": "text", "text": "くらし"}}),
        ("postback", {"postback": {"data": Open("find").pack()}}),
    ):
        town.post(town.event(kind, source, **more) | {"mode": "standby"})
        town.work()
    assert hana.chat == [] and db.scalars(select(Outgoing)).all() == []


class Group:
    """A group that the bot was invited to."""

    def __init__(self, town):
        self.town = town
        self.source = {"type": "group", "groupId": GROUP, "userId": "U" + "2" * 32}

    @property
    def chat(self):
        return self.town.wire.chats.get(GROUP, [])

    def does(self, kind, **more):
        before = len(self.chat)
        assert self.town.post(self.town.event(kind, self.source, **more)) == 200
        self.town.work()
        return repr(self.chat[before:])

    def calls(self, words):
        """Somebody writes, mentioning the bot in front."""
        mention = {"mentionees": [{"index": 0, "length": 4, "type": "user", "isSelf": True}]}
        message = {"id": "5", "type": "text", "text": f"@つなぐ {words}", "mention": mention}
        return self.does("message", message=message)


def test_a_group_is_greeted_and_then_left_alone_until_it_calls(town, db, clock):
    an_activity(db, clock())
    group = Group(town)
    greeting = (
        "わたしをメンションして「イベント」のように書くと、町の活動をお見せします。ほかの会話は読みません。"
    )
    assert greeting in group.does("join")
    for kind, more in (
        ("message", {"message": {"id": "1", "type": "text", "text": "イベント"}}),
        ("message", {"message": {"id": "2", "type": "text", "text": "草刈り"}}),
        ("message", {"message": {"id": "3", "type": "sticker", "packageId": "1", "stickerId": "1"}}),
        ("message", {"message": {"id": "4", "type": "location", "latitude": 35.2, "longitude": 136.9}}),
        ("message", {"message": {"id": "5", "type": "image"}}),
        ("memberJoined", {"joined": {"members": [{"type": "user", "userId": "U" + "3" * 32}]}}),
        ("postback", {"postback": {"data": "not ours"}}),
        ("leave", {}),
    ):
        assert group.does(kind, **more) == "[]"
    assert not failed(db) and residents(db) == []


def test_a_group_that_calls_sees_what_everybody_may_see(town, db, clock):
    made = an_activity(db, clock())
    group = Group(town)
    assert "川原の草刈り" in group.calls("イベント")
    assert "川原の草刈り" in group.calls("草刈り")
    assert "川原の草刈り" in group.does("postback", postback={"data": Show(made.id).pack()})
    assert "健康と安全" in group.calls("くらし")
    assert residents(db) == [] and not failed(db)


@pytest.mark.parametrize(
    "words", ["わたしの予定", "お知らせ", "設定", "人に聞く", "おすすめ", "個人情報", "ぬぬぬぬ", "3"]
)
def test_what_concerns_one_person_is_refused_shyly_before_everybody(town, db, words):
    shy = "このグループはみんなが読めます。個人のことは、わたしとの1対1のトークで聞いてください。"
    assert shy in Group(town).calls(words)
    assert residents(db) == [] and db.scalars(select(HelpRequest)).all() == []


def test_personal_taps_in_a_group_do_nothing_for_anybody(town, phone, db, clock):
    made = an_activity(db, clock())
    hana = phone("hana")
    group = Group(town)
    group.source["userId"] = hana.line_id
    shy = "このグループはみんなが読めます。個人のことは、わたしとの1対1のトークで聞いてください。"
    for tap in (
        Join(made.id),
        Like(made.id),
        Open("mine"),
        Open("person"),
        Answered("activity.join", "sure", "yes"),
    ):
        assert shy in group.does("postback", postback={"data": tap.pack()})
    assert db.scalars(select(Registration)).all() == [] and not failed(db)


def test_a_room_is_treated_like_a_group(town, db):
    group = Group(town)
    group.source = {"type": "room", "roomId": GROUP, "groupId": GROUP, "userId": "U" + "2" * 32}
    assert group.does("message", message={"id": "1", "type": "text", "text": "イベント"}) == "[]"
    assert "健康と安全" in group.calls("くらし")


MENTIONS = [
    None,
    [],
    "x",
    {},
    {"mentionees": None},
    {"mentionees": "x"},
    {"mentionees": [None, 3, {}]},
    {"mentionees": [{"isSelf": True}]},
    {"mentionees": [{"isSelf": True, "index": -4, "length": 10**30}]},
    {"mentionees": [{"isSelf": True, "index": 10**18, "length": 10**18}]},
    {"mentionees": [{"isSelf": "true", "index": 0, "length": 1}]},
]


@pytest.mark.parametrize("mention", MENTIONS, ids=repr)
def test_odd_mentions_in_groups_are_no_bug(town, db, mention):
    message = {"id": "1", "type": "text", "text": "@つなぐ イベント", "mention": mention}
    source = {"type": "group", "groupId": GROUP, "userId": "U" + "2" * 32}
    assert town.post(town.event("message", source, message=message)) == 200
    town.work()
    assert [(event.kind, event.error) for event in failed(db)] == []
