"""Stories of organisers who announce in the chat: written, looked at, priced, approved, undone, corrected."""

import pytest
from announcers import a_desk, got, may, one, sends, writes
from offered import an_organisation, speaks_for
from sqlalchemy import select, update

from models.announcements import State
from models.organisations import Organisation
from models.outbox import Outgoing
from models.outbox import State as Fate
from models.sends import Send, SendState
from outreach import announcements as leaving
from views.activities import Join
from views.announcing import ShowOne


@pytest.fixture
def desk(phone, town, db, clock):
    return a_desk(phone, town, db, clock)


def test_it_is_written_looked_at_by_another_and_leaves_once(desk, town, phone, db):
    yuko, ken, _activity = desk
    hana, jiro = phone("hana"), phone("jiro")
    writes(yuko)
    yuko.sees("川をまもる会", "手袋をお貸しします。", "まだ送っていません。上のように届きます。")
    yuko.sees("送る相手：「川原の草刈り」", "5人のうち2人（40.0％）", "500人分のうち500人分")
    assert sends(db) == [] and one(db).state == State.DRAFT
    yuko.taps("確認に出す")
    yuko.sees("確認を待っています", "団体のほかの代表の方が確かめて")

    ken.sees("川をまもる会のyukoさんが「手袋をお貸しします。」を知らせようとしています")
    ken.taps("見る")
    ken.sees("手袋をお貸しします。", "確認を待っています", "5人のうち2人（40.0％）")
    ken.taps("承認する")
    ken.sees("1分後に送ります", "送るのをやめる")
    yuko.sees("「手袋をお貸しします。」が承認されました")

    town.tend()
    town.tend()
    assert got(hana, "手袋をお貸しします。") == 1 and got(jiro, "手袋をお貸しします。") == 0
    labels = [item["action"]["label"] for item in hana.chat[-1]["quickReply"]["items"]]
    assert labels == ["なぜ届いた？", "こういうのを減らす", "しばらく休む"]
    yuko.says("出したお知らせ")
    yuko.sees("送りました。", "手袋をお貸しします。")
    yuko.taps("見る")
    yuko.sees("送りました：2人のうち2人分をLINEが受け付けました", "訂正を送る")
    assert [(send.total, send.subject) for send in sends(db)] == [(2, "announcements:1")]


def test_it_is_given_back_with_a_reason_and_written_anew(desk, town, phone, db):
    yuko, ken, _activity = desk
    writes(yuko)
    yuko.taps("確認に出す")
    ken.taps("見る")
    ken.taps("差し戻す")
    ken.says("集合時刻も書いてください")
    ken.sees("差し戻しました")
    yuko.sees("「手袋をお貸しします。」が差し戻されました。理由：集合時刻も書いてください")
    yuko.taps("見る")
    yuko.sees("差し戻されました。送っていません。", "理由：集合時刻も書いてください")
    yuko.taps("書きなおす")
    yuko.says("8時50分に集まってください。")
    yuko.sees("8時50分に集まってください。", "確認に出す")


def test_an_organisation_that_staff_trust_sends_by_itself(desk, town, phone, db, clock):
    yuko, _ken, _activity = desk
    may(town, clock, needs_approval=False)
    writes(yuko)
    yuko.taps("送る")
    yuko.sees("1分後に送ります")
    town.tend()
    assert got(phone("hana"), "手袋をお貸しします。") == 1


def test_in_its_minute_it_is_undone(desk, town, phone, db, clock):
    yuko, _ken, _activity = desk
    may(town, clock, needs_approval=False)
    writes(yuko)
    yuko.taps("送る")
    leaving.tend(town.database, clock, town.engine.town.limits)  # it has begun, and waits its minute
    yuko.taps("送るのをやめる")
    yuko.sees("取りやめました。「手袋をお貸しします。」はだれにも届きません。")
    town.tend()
    assert got(phone("hana"), "手袋をお貸しします。") == 0
    assert [send.state for send in sends(db)] == [SendState.STOPPED]


def test_a_correction_goes_to_exactly_those_who_got_it(desk, town, phone, db, clock):
    yuko, _ken, activity = desk
    may(town, clock, needs_approval=False)
    writes(yuko, "8時に集合です。")
    yuko.taps("送る")
    town.tend()
    late = phone("saki")
    late.presses(Join(activity.id).pack())
    late.taps("はい、参加する")
    yuko.presses(ShowOne(1).pack())
    yuko.taps("訂正を送る")
    yuko.says("9時に集合です。")
    yuko.sees("9時に集合です。", "6人のうち2人")
    yuko.taps("送る")
    town.tend()
    assert [got(phone(name), "9時に集合です。") for name in ("hana", "taro", "saki", "jiro")] == [1, 1, 0, 0]
    assert "訂正" in str(phone("hana").chat[-1])


def test_what_is_under_way_is_stopped(desk, town, phone, db, clock):
    yuko, _ken, _activity = desk
    may(town, clock, needs_approval=False)
    writes(yuko)
    yuko.taps("送る")
    town.tend()
    with town.database.writing() as writing:  # as if there were more, whose turn has not come
        writing.execute(update(Send).values(state=SendState.SENDING, total=Send.total + 3))
    yuko.presses(ShowOne(1).pack())
    yuko.sees("送っています：5人のうち2人まで送りました")
    yuko.taps("残りを送らない")
    yuko.sees("止めました。「手袋をお貸しします。」は2人に届いたあとでした。", "訂正を送る")
    yuko.presses(ShowOne(1).pack())
    yuko.sees("送っていない：3")


def test_at_night_it_waits_for_the_morning(desk, town, phone, db, clock):
    yuko, _ken, _activity = desk
    may(town, clock, needs_approval=False)
    clock.moves(hours=12)  # 22:00
    writes(yuko)
    yuko.taps("送る")
    yuko.sees("11月25日(水) 8:00に送ります。それまでは取り消せます。")
    town.tend()
    assert got(phone("hana"), "手袋をお貸しします。") == 0
    clock.moves(hours=10)
    town.tend()
    assert got(phone("hana"), "手袋をお貸しします。") == 1


def test_a_colleague_is_not_woken_for_a_look(desk, town, phone, db, clock):
    yuko, ken, _activity = desk
    clock.moves(hours=12)
    writes(yuko)
    before = len(ken.chat)
    yuko.taps("確認に出す")
    assert len(ken.chat) == before
    waits = db.scalars(
        select(Outgoing).where(Outgoing.to == ken.line_id, Outgoing.state == Fate.PENDING)
    ).one()
    assert waits.due > clock().timestamp()


def test_the_card_in_a_preview_cannot_be_pressed_and_takes_no_number(desk, town, phone, db):
    yuko, _ken, _activity = desk
    writes(yuko, who="3")
    yuko.sees("参加する")
    assert not [button for button in yuko.buttons() if "activity.join" in button["data"]]
    yuko.says("1")
    assert one(db).state == State.WAITING


def test_who_speaks_for_two_says_for_which(desk, town, phone, db, clock):
    yuko, _ken, _activity = desk
    other = an_organisation(db, clock(), "山の会")
    speaks_for(db, yuko.line_id, other, clock())
    yuko.says("お知らせを書く")
    yuko.sees("どの団体のお知らせですか", "川をまもる会", "山の会")
    yuko.taps("山の会")
    yuko.says("山開きです。")
    yuko.sees("(3/3)", "だれに送りますか")
    yuko.says("1")
    assert one(db).organisation_id == other.id


def test_an_english_organiser_and_large_letters(desk, town, phone, db, clock):
    _yuko, _ken, _activity = desk
    may(town, clock, needs_approval=False)
    organisation = db.scalars(select(Organisation)).first()
    emma = phone("emma", locale="en", letter_size="large")
    speaks_for(db, emma.line_id, organisation, clock())
    emma.says("write to people")
    emma.says("We lend you gloves.")
    emma.says("1")
    emma.sees("(3/3)", "Who is to get it?")
    emma.says("1")
    emma.sees("From 川をまもる会", "Not sent yet. This is how it will be read.", "2 of 6 people")
    assert emma.last()[-1]["contents"]["body"]["contents"][0]["size"] == "xxl"
    emma.taps("Send it")
    emma.sees("It leaves in one minute")
    town.tend()
    assert got(phone("hana"), "We lend you gloves.") == 1


def test_unsending_the_message_takes_the_announcement_with_it(desk, town, phone, db, clock):
    yuko, _ken, _activity = desk
    may(town, clock, needs_approval=False)
    writes(yuko, "まちがい", message_id="700")
    yuko.taps("送る")
    yuko.does("unsend", unsend={"messageId": "700"})
    town.tend()
    assert got(phone("hana"), "まちがい") == 0 and one(db).state == State.WITHDRAWN
    yuko.presses(ShowOne(1).pack())
    yuko.sees("取りやめました")


@pytest.mark.parametrize(
    "words", ["お知らせを書く", "おしらせをかく", "お知らせをかく", "おしらせを書く", "お知らせ書きたい"]
)
def test_however_it_is_spelled_an_organiser_begins_to_write(desk, words):
    """Guards the words of `announce` in locales/ja/keywords.toml."""
    desk[0].says(words)
    desk[0].sees("(1/3)", "何を知らせますか")
