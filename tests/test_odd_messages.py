"""Whatever arrives is answered kindly or left in peace: odd kinds, odd shapes, odd words, junk taps."""

import pytest
from line_rules import line_takes_everything  # noqa: F401
from offered import an_activity
from sqlalchemy import select

from models.conversations import Conversation
from models.help import Unheard
from models.inbox import Event, EventState
from models.registrations import Registration
from views.activities import Browse, How, Join, Like, Show
from views.tap import Answered, MenuTab, Resume, Skipped


def failed(db):
    return db.scalars(select(Event).where(Event.state == EventState.FAILED)).all()


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("sticker", {"packageId": "1", "stickerId": "2", "stickerResourceType": "STATIC"}),
        ("image", {"contentProvider": {"type": "line"}}),
        ("video", {"duration": 60000, "contentProvider": {"type": "line"}}),
        ("audio", {"duration": 60000, "contentProvider": {"type": "line"}}),
        ("file", {"fileName": "../../etc/passwd", "fileSize": 2138}),
    ],
)
def test_every_known_kind_of_message_is_answered_with_ways_on_and_a_person(phone, db, kind, more):
    hana = phone("hana")
    hana.sends(kind, **more)
    hana.sees("さがす", "わたしの予定", "人に聞く")
    assert not failed(db)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (91, 0),
        (0, 181),
        ("35", "136"),
        (None, None),
        (True, False),
        (float("nan"), 0),
        (float("inf"), 0),
        (10**400, 0),
    ],
)
def test_a_pin_that_is_nowhere_is_said_to_be_unreadable(phone, db, latitude, longitude):
    hana = phone("hana")
    hana.pins(latitude, longitude)
    hana.sees("すみません、それは読み取れませんでした。下から選ぶか、人に聞いてください。")
    db.expire_all()
    assert db.scalars(select(Conversation)).one().spot is None
    assert not failed(db)


@pytest.mark.parametrize(
    "kind",
    ["accountLink", "things", "module", "activated", "botSuspended", "membership", "videoPlayComplete",
     "delivery", "pnpDeliveryCompletion", "messageEdited", "chatControl", "neverHeardOf"],
)  # fmt: skip
def test_kinds_of_events_that_ask_nothing_are_stored_and_left_in_peace(phone, db, kind):
    hana = phone("hana")
    hana.does(kind, **{kind: {"result": "ok"}})
    assert hana.answer == []
    assert not failed(db)
    assert db.scalars(select(Event).where(Event.kind == kind)).one().state == EventState.DONE


SHAPES = [
    {"type": "message"},
    {"type": "message", "message": None},
    {"type": "message", "message": "text"},
    {"type": "message", "message": {"type": "text"}},
    {"type": "message", "message": {"type": "text", "id": 5, "text": None}},
    {"type": "message", "message": {"type": "text", "id": [], "text": {"a": 1}}},
    {"type": "message", "message": {"type": ["text"], "id": "1"}},
    {"type": "message", "message": {}},
    {"type": "postback"},
    {"type": "postback", "postback": None},
    {"type": "postback", "postback": "living.look/1"},
    {"type": "postback", "postback": []},
    {"type": "postback", "postback": {"data": None}},
    {"type": "postback", "postback": {"data": {"a": 1}}},
    {"type": "postback", "postback": {"data": "open/1?entry=find", "params": "2026"}},
    {"type": "postback", "postback": {"data": "open/1?entry=find"}, "message": "odd"},
    {"type": "unsend"},
    {"type": "unsend", "unsend": None},
    {"type": "unsend", "unsend": {"messageId": None}},
    {"type": "follow", "follow": None},
    {"type": None},
    {"type": 7},
    {"type": ["message"]},
    {"type": "message", "source": None, "message": {"type": "text", "id": "1", "text": "x"}},
    {"type": "message", "source": "U1", "message": {"type": "text", "id": "1", "text": "x"}},
    {"type": "message", "source": {"type": "user"}, "message": {"type": "text", "id": "1", "text": "x"}},
    {"type": "message", "source": {"type": "user", "userId": 5}, "message": {"type": "text", "text": "x"}},
    {
        "type": "message",
        "source": {"type": "user", "userId": "日本"},
        "message": {"type": "text", "text": "x"},
    },
    {"type": "message", "source": {"type": "group"}, "message": {"type": "text", "id": "1", "text": "x"}},
    {"type": "message", "timestamp": "now", "message": {"type": "text", "id": "1", "text": "くらし"}},
    {"type": "message", "timestamp": -5, "message": {"type": "text", "id": "1", "text": "くらし"}},
    {"type": "message", "replyToken": None, "message": {"type": "text", "id": "1", "text": "くらし"}},
    {"type": "message", "replyToken": {"a": 1}, "message": {"type": "text", "id": "1", "text": "くらし"}},
    {"type": "message", "mode": 7, "message": {"type": "text", "id": "1", "text": "くらし"}},
    {"type": "message", "webhookEventId": None, "message": {"type": "text", "id": "1", "text": "くらし"}},
    {"type": "join"},
    {"type": "memberJoined", "joined": None},
]


@pytest.mark.parametrize("shape", SHAPES, ids=repr)
def test_an_event_of_an_odd_shape_hurts_neither_itself_nor_its_siblings(phone, town, db, shape):
    hana = phone("hana")
    source = {"type": "user", "userId": hana.line_id}
    good = {"id": "77", "type": "text", "text": "くらし"}
    odd = town.event("message", source) | shape
    assert town.post(odd, "not even an object", None, town.event("message", source, message=good)) == 200
    town.work()
    hana.sees("健康と安全")
    assert [(event.kind, event.error) for event in failed(db)] == []


@pytest.mark.parametrize(
    "words",
    [
        "あ" * 5000,
        "草" * 20_000,
        "😀" * 2500,
        "👨‍👩‍👧‍👦",
        "🇯🇵",
        "\u202eひっくり返す\u202c",
        "مرحبا بالعالم",
        "a\u0000b",
        "\ud83d",
        "\udc00\ud800",
        "​﻿⁠",
        "\u0301" * 500,
        "'; DROP TABLE residents; --",
        "{words} %s {0.__class__}",
        "%_\\",
        "<script>alert(1)</script>",
        "\r\n\t",
        "$",
        "０",
        "-1",
        "1e9",
        "99999999999999999999",
        "③",
        "\x1b[31mred",
    ],
    ids=lambda words: repr(words[:12]),
)
def test_odd_words_are_answered_with_ways_on(phone, db, words):
    hana = phone("hana")
    hana.says(words)
    assert hana.answer
    hana.sees("人に聞く")
    assert [(event.kind, event.error) for event in failed(db)] == []


@pytest.mark.parametrize("words", ["", " ", "　\n", "​"])
def test_blank_words_are_not_kept_as_something_nobody_understood(phone, db, words):
    hana = phone("hana")
    hana.says(words)
    hana.sees("何をしますか。ボタンを押すか、番号を送ってください。")
    assert db.scalars(select(Unheard)).all() == []


def test_words_nobody_understands_are_kept_short_and_without_who(phone, db):
    hana = phone("hana")
    hana.says("ぬぬぬ" * 200)
    kept = db.scalars(select(Unheard)).one()
    assert len(kept.words) == 200
    assert hana.line_id not in repr(vars(kept))


@pytest.mark.parametrize(
    "data",
    [
        "",
        "x",
        "?",
        "/",
        "open",
        "open/1",
        "open/x?entry=find",
        "open/1?entry=",
        "open/1?entry=%00",
        "open/99999?entry=",
        "activity.show/1?activity=1",
        "activity.show/1?activity=99999999999999999999",
        "activity.show/1?activity=-1",
        "activity.show/1?activity=１",
        "activity.show/1?activity=",
        "activity.browse/1?how=sideways",
        "activity.browse/1?how=upcoming&offset=NaN",
        "living.show/1?place=0",
        "living.look/1?way=near&kind=volcano",
        "form.answer/1?form=activity.join&question=party&value=2",
        "form.resume/1?form=nothing",
        "form.skip/1?form=a&question=b",
        "lost.claim/1?item=7",
        "activity.join/1?activity=12 OR 1=1",
        "back/1/2/3",
        "a" * 300,
        "a" * 5000,
        "\u0000",
        "日本語/1",
        "open/1?entry=find&entry=living&" + "x=1&" * 60,
        "action=buy&itemid=123",
        "{}",
        "plan.show/1?registration=1",
        "place.leave_sure/1?registration=1",
        "offer.accept/1?registration=1",
        "\ud800/1",
    ],
    ids=lambda data: repr(data[:50]),
)
def test_junk_taps_are_answered_kindly_and_change_nothing(phone, db, data):
    hana = phone("hana")
    hana.presses(data)
    hana.sees("人に聞く")
    assert [(event.kind, event.error) for event in failed(db)] == []
    assert db.scalars(select(Registration)).all() == []


def test_a_button_of_an_activity_that_is_hidden_by_now_says_so(phone, db, clock):
    made = an_activity(db, clock(), state="hidden")
    hana = phone("hana")
    for tap in (Show(made.id), Like(made.id), Join(made.id)):
        hana.presses(tap.pack())
        hana.sees("それは、もうここにありません。", "さがす")


@pytest.mark.parametrize(
    "tap",
    [Answered("activity.join", "party", "2"), Skipped("activity.join", "party"), Resume("activity.join")],
)
def test_buttons_of_a_form_that_is_over_are_old_ones(phone, tap):
    hana = phone("hana")
    hana.presses(tap.pack())
    hana.sees("このボタンは前のものです。いまできることはこちらです。")


@pytest.mark.parametrize("offset", [-1, 2**31 - 1])
def test_offsets_out_of_range_are_answered(phone, db, clock, offset):
    an_activity(db, clock())
    hana = phone("hana")
    hana.presses(Browse(How.UPCOMING, offset=offset).pack())
    hana.sees("人に聞く")
    assert not failed(db)


def test_somebody_elses_plan_reads_like_none(phone, db, clock):
    made = an_activity(db, clock())
    hana, taro = phone("hana"), phone("taro")
    hana.presses(Join(made.id).pack())
    hana.says("1")
    hana.taps("はい、参加する")
    mine = db.scalars(select(Registration)).one()
    for data in (
        "plan.show",
        "place.leave",
        "place.leave_sure",
        "place.party",
        "offer.accept",
        "questions.answer",
    ):
        taro.presses(f"{data}/1?registration={mine.id}")
        theirs = taro.reads()
        taro.presses(f"{data}/1?registration={mine.id + 1}")
        assert taro.reads() == theirs
    db.expire_all()
    assert db.scalars(select(Registration)).one().state == "joined"


def test_switching_a_menu_tab_is_heard_in_silence(phone, db):
    hana = phone("hana")
    hana.presses(MenuTab("living").pack(), newRichMenuAliasId="living", status="SUCCESS")
    assert hana.answer == [] and not failed(db)


def test_letters_that_would_turn_the_line_around_are_not_repeated(phone):
    hana = phone("hana")
    hana.says("\u202eあべこべ\u2066の文\x07")
    hana.sees("「あべこべの文」")
    hana.says("\u202e\x01\u200b")
    hana.sees("何をしますか")
