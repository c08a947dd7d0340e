"""Stories of announcing where something is in the way: no right, no messages, nobody there, somebody faster."""

import pytest
from announcers import a_desk, data_of, got, may, one, sends, writes
from offered import an_activity, an_organisation, speaks_for
from sqlalchemy import delete

from models.announcements import State
from models.budget import Quota, month_of
from models.organisations import Representative
from views.activities import Join
from views.announcing import Announce, Approve, HandIn, ShowOne, TakeBack
from views.news import Follow


@pytest.fixture
def desk(phone, town, db, clock):
    return a_desk(phone, town, db, clock)


def test_nobody_approves_their_own_words_whatever_they_press(desk, town, phone, db):
    yuko, _ken, _activity = desk
    writes(yuko)
    yuko.taps("確認に出す")
    yuko.presses(Approve(1, one(db).fingerprint[:12]).pack())
    yuko.sees("ご自分で書いた")
    town.tend()
    assert one(db).state == State.WAITING and sends(db) == []


def test_who_approves_agrees_to_what_they_saw_and_to_nothing_else(desk, town, phone, db):
    yuko, ken, _activity = desk
    writes(yuko)
    yuko.taps("確認に出す")
    ken.taps("見る")
    old = data_of(ken, "承認する")
    yuko.taps("書きなおす")
    yuko.says("手袋はありません。")
    yuko.taps("確認に出す")
    ken.presses(old)
    town.tend()
    assert sends(db) == [] and one(db).state == State.WAITING
    ken.presses(ShowOne(1).pack())
    ken.sees("手袋はありません。")
    ken.sees_not("手袋をお貸しします。")
    ken.taps("承認する")
    town.tend()
    assert got(phone("hana"), "手袋はありません。") == 1


def test_a_button_pressed_again_by_two_at_once_sends_once(desk, town, phone, db, clock):
    yuko, ken, _activity = desk
    may(town, clock, needs_approval=False)
    writes(yuko)
    press = data_of(yuko, "送る")
    for somebody in (yuko, ken, yuko):
        somebody.presses(press)
    town.tend()
    yuko.presses(press)
    yuko.sees("送りました")
    town.tend()
    assert len(sends(db)) == 1 and got(phone("hana"), "手袋をお貸しします。") == 1


def test_a_colleague_is_asked_once_however_often_it_is_handed_in(desk, town, phone, db):
    yuko, ken, _activity = desk
    writes(yuko)
    press = data_of(yuko, "確認に出す")
    before = len(ken.chat)
    yuko.presses(press)
    yuko.presses(press)
    yuko.sees("確認を待っています")
    assert len(ken.chat) == before + 1


def test_without_messages_left_nothing_can_be_sent_and_it_says_what_to_do(desk, town, phone, db, clock):
    yuko, _ken, _activity = desk
    may(town, clock, needs_approval=False)
    with town.database.writing() as writing:
        writing.merge(Quota(id=1, most=200, used=179, month=month_of(clock()), read_at=clock()))
    writes(yuko)
    yuko.sees("今月の残り", "1人分 足りません", "・")
    assert "送る" not in [button["label"].split(" ", 1)[-1] for button in yuko.buttons()]
    yuko.presses(HandIn(1, one(db).fingerprint[:12]).pack())
    yuko.sees("足りません")
    assert one(db).state == State.DRAFT
    town.tend()
    assert sends(db) == []


def test_the_organisations_own_share_is_kept(desk, town, phone, db, clock):
    yuko, _ken, _activity = desk
    may(town, clock, needs_approval=False, monthly=1)
    writes(yuko)
    yuko.sees("1人分のうち1人分", "この人数には足りません")
    yuko.presses(HandIn(1, one(db).fingerprint[:12]).pack())
    assert one(db).state == State.DRAFT


def test_an_empty_audience_is_said_before_anything_is_sent(phone, town, db, clock):
    organisation = an_organisation(db, clock())
    an_activity(db, clock(), organisation_id=organisation.id)
    yuko = phone("yuko")
    speaks_for(db, yuko.line_id, organisation, clock())
    writes(yuko)
    yuko.sees("いまは届く人がいません", "相手を変える")
    yuko.presses(HandIn(1, one(db).fingerprint[:12]).pack())
    assert one(db).state == State.DRAFT


def test_topics_are_offered_to_those_who_are_entitled_and_to_nobody_else(desk, town, phone, db, clock):
    yuko, _ken, activity = desk
    phone("saki").presses(Follow("nature").pack())
    yuko.says("お知らせを書く")
    yuko.says("川で遊びましょう。")
    yuko.says("1")
    yuko.sees_not("自然")
    may(town, clock, topics=["nature"], needs_approval=False)
    yuko.presses(Announce(activity.id).pack())
    yuko.says("川で遊びましょう。")
    yuko.sees("自然")
    yuko.says("5")
    yuko.sees("川で遊びましょう。", "川原の草刈り", "6人のうち1人")
    may(town, clock, topics=[])
    yuko.taps("送る")
    yuko.sees("ほかの人に送りたいときは")
    assert one(db).state == State.DRAFT
    may(town, clock, topics=["nature"])
    yuko.presses(ShowOne(1).pack())
    yuko.taps("送る")
    town.tend()
    assert [got(phone(name), "川で遊びましょう。") for name in ("saki", "hana")] == [1, 0]


def test_not_yours_reads_as_not_there(desk, town, phone, db):
    yuko, _ken, activity = desk
    writes(yuko)
    yuko.taps("確認に出す")
    hana = phone("hana")
    seen = one(db).fingerprint[:12]
    for tap in (
        ShowOne(1),
        Approve(1, seen),
        HandIn(1, seen),
        TakeBack(1),
        ShowOne(77),
        Announce(activity.id),
    ):
        hana.presses(tap.pack())
        hana.sees("もうここにありません")
    hana.says("お知らせを書く")
    hana.sees("ここは団体の代表の方のページです")
    assert one(db).state == State.WAITING


def test_who_speaks_for_them_no_more_in_the_middle_sends_nothing(desk, town, phone, db):
    yuko, _ken, _activity = desk
    yuko.says("お知らせを書く")
    yuko.says("手袋をお貸しします。")
    with town.database.writing() as writing:
        writing.execute(delete(Representative))
    yuko.says("1")
    yuko.says("1")
    assert one(db) is None and sends(db) == []


def test_the_office_looks_at_it_where_nobody_else_can(phone, town, db, clock):
    organisation = an_organisation(db, clock())
    activity = an_activity(db, clock(), organisation_id=organisation.id, party_most=1)
    yuko = phone("yuko")
    speaks_for(db, yuko.line_id, organisation, clock())
    phone("hana").presses(Join(activity.id).pack())
    phone("hana").taps("はい、参加する")
    writes(yuko)
    yuko.taps("確認に出す")
    yuko.sees("役場の窓口が確かめて")
