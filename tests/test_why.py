"""Stories of the three choices under every push: why it came, less like this, a rest."""

from datetime import datetime

import pytest
from agreed import approved, goes_out
from line_rules import line_takes_everything  # noqa: F401
from offered import an_activity, an_organisation
from reminding import joins, tend
from sqlalchemy import select

from models.audiences import Audience
from models.mutes import Mute as Muted
from models.mutes import who_muted
from models.notes import Note, NoteState
from models.quiet import TOKYO
from models.registrations import Registration
from models.reminders import ReminderWish
from models.reminding import Wish
from models.residents import Delivery, Resident
from models.topics import NEVER, Topic
from views import flex
from views.activities import Join
from views.joining import LeaveSure
from views.news import Follow, Mute, Unmute
from views.why import Less, Why, with_choices


def known(db, phone) -> Resident:
    db.expire_all()
    return Resident.known(db, phone.line_id)


def reminded(town, phone, db, clock):
    organisation = an_organisation(db, clock())
    activity = an_activity(db, clock(), days=4, organisation_id=organisation.id)
    hana = phone("hana")
    joins(hana, activity)
    clock.now = datetime(2026, 11, 27, 18, tzinfo=TOKYO)
    assert tend(town) == 1
    return hana, activity


def test_a_reminder_says_why_it_came_and_from_whom(town, phone, db, clock):
    hana, _activity = reminded(town, phone, db, clock)
    hana.taps("なぜ届いた？")
    hana.sees("「川原の草刈り」に申し込まれたので、お知らせしました。", "川をまもる会")
    hana.taps("こういうのを減らす")
    hana.taps("前の日だけ")
    assert ReminderWish.of(db, known(db, hana)) == Wish.DAY


@pytest.mark.parametrize("words", ["なぜ届いた", "なんで届いた？", "なぜきたの", "5"])
def test_it_can_be_asked_by_typing(town, phone, db, clock, words):
    hana, _activity = reminded(town, phone, db, clock)
    hana.says(words)
    hana.sees("「川原の草刈り」に申し込まれたので、お知らせしました。") if words != "5" else hana.sees(
        "どれを変えますか。"
    )


def test_later_it_means_what_came_last(town, phone, db, clock):
    hana, _activity = reminded(town, phone, db, clock)
    hana.says("くらし")
    hana.says("なぜ届いたの")
    hana.sees("「川原の草刈り」に申し込まれたので、お知らせしました。")
    hana.says("へらして")
    hana.sees("前の日だけ", "前もって知らせない")


def test_who_was_told_nothing_hears_that_kindly(phone):
    hana = phone("hana")
    hana.says("なぜ届いた")
    hana.sees("どのお知らせのことか、わかりませんでした。届くものは、ここで選べます。")
    hana.says("いらない")
    hana.sees("しばらく休む", "話題とお知らせ")


def test_somebody_elses_reason_is_nobodys_business(town, phone, db, clock):
    _hana, activity = reminded(town, phone, db, clock)
    note = Note(activity_id=activity.id, words="雨でもします", state=NoteState.SENT, made_at=clock())
    db.add(note)
    db.flush()
    taro = phone("taro")
    keys = (
        f"activities:{activity.id}",
        f"notes:{note.id}",
        "activities:99999",
        "notes:1;drop",
        "digests:2026-W48",
    )
    for key in keys:
        taro.presses(Why(key).pack())
        taro.sees("どのお知らせのことか、わかりませんでした。")
        taro.sees_not("川原", "川をまもる会")
        taro.presses(Less(key).pack())
        taro.sees_not("川原", "川をまもる会")


def test_what_the_town_sent_to_all_friends_says_so(town, phone, db, clock):
    hana, newcomer = phone("hana"), phone("newcomer", new=True)
    one = approved(db, clock(), "水が止まります。", audience=Audience(everyone=True, unmet=True))
    hana.presses(Why(one.subject).pack())
    hana.sees("わかりませんでした")  # not sent yet
    goes_out(town)
    newcomer.does("follow")
    hana.says("なぜ届いた")
    hana.sees("町から、このアカウントの友だち全員にお送りしたものです。ここでの設定にかかわらず届きます。")
    hana.sees_not("こういうのを減らす")
    newcomer.says("なぜ届いた")
    newcomer.sees("わかりませんでした")
    # The button under it says it to everybody: LINE may have shown it to the newcomer, too.
    newcomer.presses(Why(one.subject).pack())
    newcomer.sees("友だち全員")
    emma, linh = phone("emma", locale="en"), phone("linh", locale="ja_Hira")
    emma.presses(Why(one.subject).pack())
    emma.sees("everybody who is a friend of this account")
    linh.presses(Why(one.subject).pack())
    linh.sees("友（とも）だち みんなに")


def test_a_note_came_because_one_joined(town, phone, db, clock):
    hana, activity = reminded(town, phone, db, clock)
    note = Note(activity_id=activity.id, words="雨でもします", state=NoteState.SENT, made_at=clock())
    db.add(note)
    db.flush()
    hana.presses(Why(f"notes:{note.id}").pack())
    hana.sees("「川原の草刈り」に申し込まれたので", "川をまもる会")


def test_an_offer_came_because_one_waits_and_less_of_it_is_to_stop_waiting(phone, db, clock):
    activity = an_activity(db, clock(), capacity=1, party_most=1)
    hana, taro = phone("hana"), phone("taro")
    for one in (hana, taro):
        one.presses(Join(activity.id).pack())
        one.taps("はい、参加する" if one is hana else "はい、待つ")
    mine = db.scalars(select(Registration).order_by(Registration.id)).first()
    hana.presses(LeaveSure(mine.id).pack())
    taro.sees("空きが出ました", "なぜ届いた？", "こういうのを減らす", "しばらく休む")
    taro.taps("なぜ届いた？")
    taro.sees("「川原の草刈り」の空きをお待ちなので、お知らせしました。")
    taro.taps("こういうのを減らす")
    taro.taps("待つのをやめる")
    taro.taps("はい、取り消す")
    db.expire_all()
    assert [one.state for one in db.scalars(select(Registration).order_by(Registration.id))] == [
        "left",
        "declined",
    ]


@pytest.mark.parametrize(("label", "days"), [("1週間", 7), ("1か月", 30), ("再開するまで", None)])
def test_a_rest_has_an_end_or_none_and_says_what_still_comes(town, phone, db, clock, label, days):
    hana, _activity = reminded(town, phone, db, clock)
    hana.taps("しばらく休む")
    hana.sees("お返事、急ぎのもの、申し込んだ活動と空き待ちのお知らせは、お休みの間も届きます。")
    hana.taps(label)
    until = known(db, hana).paused_until
    assert until == NEVER if days is None else (until - clock()).days == days
    hana.sees("再開するまでお休みです。" if days is None else "までお休みです。")
    hana.sees_not("9000")
    hana.says("お知らせ")
    hana.sees("お休みです。")
    hana.sees_not("9000")
    hana.taps("お知らせを再開")
    assert known(db, hana).paused_until is None


def test_one_group_is_silenced_and_heard_again(phone, db, clock):
    organisation = an_organisation(db, clock())
    hana = phone("hana")
    for _again in range(2):
        hana.presses(Mute(organisation.id).pack())
    hana.sees(
        "「川をまもる会」のお知らせを止めました。申し込んだ活動のお知らせは届きます。",
        "お知らせを止めている団体：川をまもる会",
    )
    assert db.scalars(who_muted(organisation.id)).all() == [known(db, hana).id]
    hana.taps("再開：川をまもる会")
    hana.sees("お知らせを再開しました。")
    hana.presses(Unmute(organisation.id).pack())
    assert db.scalars(select(Muted)).all() == []
    hana.presses(Mute(4711).pack())
    assert db.scalars(select(Muted)).all() == []


def test_the_choices_have_room_beside_whatever_is_said():
    many = [flex.quick(f"{number}", Follow(Topic.NATURE)) for number in range(13)]
    said = with_choices([flex.text("一"), flex.text("二", many)], "announcements:12")
    assert "quickReply" not in said[0]
    items = said[1]["quickReply"]["items"]
    assert len(items) == 13
    assert [item["action"]["data"].partition("/")[0] for item in items[-3:]] == [
        "why.ask",
        "why.less",
        "why.rest",
    ]
    assert with_choices([], "announcements:12") == []


def test_in_english_and_in_easy_japanese(town, phone, db, clock):
    activity = an_activity(db, clock(), days=4)
    emma, linh = phone("emma", locale="en"), phone("linh", locale="ja_Hira")
    for one in (emma, linh):
        one.presses(Join(activity.id).pack())
        one.says("1")
        one.says("1")
    clock.now = datetime(2026, 11, 27, 18, tzinfo=TOKYO)
    assert tend(town) == 2
    emma.taps("Why did I get it?")
    emma.sees("It came because you joined “川原の草刈り”.")
    linh.taps("なぜ とどいた？")
    linh.sees("「川原の草刈り」に 申（もう）しこんだので、知（し）らせました。")
    linh.taps("しばらく やすむ")
    linh.taps("1しゅうかん")
    assert known(db, linh).delivery == Delivery.EACH and known(db, linh).paused_until is not None
