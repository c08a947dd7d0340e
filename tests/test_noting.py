"""Stories of notes to everybody who joined: looked at before, queued, listed, taken back, unsent."""

import pytest
from offered import an_activity, an_organisation, speaks_for
from sqlalchemy import select, update

from models.audit import Act
from models.notes import Note, NoteState
from views.activities import Join
from views.noting import Withdraw, WriteNote


@pytest.fixture
def desk(phone, db, clock):
    """Yuko's activity, which two people joined; one more has blocked us since."""
    organisation = an_organisation(db, clock())
    activity = an_activity(db, clock(), organisation_id=organisation.id, party_most=1)
    yuko = phone("yuko")
    speaks_for(db, yuko.line_id, organisation, clock())
    for name in ("hana", "taro", "gone"):
        somebody = phone(name)
        somebody.presses(Join(activity.id).pack())
        somebody.taps("はい、参加する")
    phone("gone").does("unfollow")
    return yuko, activity


def writes(yuko, activity, words, message_id=None):
    yuko.presses(WriteNote(activity.id).pack())
    yuko.says(words, message_id)


def notes(db):
    rows = select(Note).order_by(Note.id).execution_options(populate_existing=True)
    return [(note.words, note.state) for note in db.scalars(rows)]


def test_a_note_is_looked_at_and_then_queued(desk, db):
    yuko, activity = desk
    writes(yuko, activity, "長ぐつで来てください。{雨}でもします。")
    yuko.sees(
        "「川原の草刈り」に申し込んだ2人に、次のように届きます", "長ぐつで来てください。{雨}でもします。"
    )
    assert notes(db) == []
    yuko.taps("はい、送る")
    yuko.sees("1分後に2人に送ります", "送るのをやめる")
    assert notes(db) == [("長ぐつで来てください。{雨}でもします。", "queued")]
    assert [act.did for act in db.scalars(select(Act))] == ["note.queue"]


def test_a_no_queues_nothing(desk, db):
    yuko, activity = desk
    writes(yuko, activity, "長ぐつで")
    yuko.taps("いいえ")
    yuko.sees("何も送っていません")
    assert notes(db) == []


def test_a_note_that_is_too_long_says_by_how_much(desk, db):
    yuko, activity = desk
    writes(yuko, activity, "あ" * 501)
    yuko.sees("いま501文字です。500文字まで")
    yuko.says("あ" * 500)
    yuko.taps("はい、送る")
    assert notes(db) == [("あ" * 500, "queued")]


def test_where_nobody_joined_there_is_nobody_to_tell(phone, db, clock):
    organisation = an_organisation(db, clock())
    activity = an_activity(db, clock(), organisation_id=organisation.id)
    yuko = phone("yuko")
    speaks_for(db, yuko.line_id, organisation, clock())
    yuko.presses(WriteNote(activity.id).pack())
    yuko.sees("知らせる相手がいません")


def test_my_queued_notes_are_listed_and_one_is_taken_back(desk, db, clock):
    yuko, activity = desk
    for words in ("一つめ", "二つめ"):
        writes(yuko, activity, words)
        yuko.taps("はい、送る")
    yuko.taps("参加者への連絡")
    yuko.sees("一つめ", "二つめ", "11月24日(火) 10:00に書いたもの")
    yuko.says("2")
    yuko.sees("だれにも届きません")
    assert sorted(notes(db)) == [("一つめ", "withdrawn"), ("二つめ", "queued")] or sorted(notes(db)) == [
        ("一つめ", "queued"),
        ("二つめ", "withdrawn"),
    ]
    yuko.taps("参加者への連絡")
    assert sum(words in yuko.reads() for words in ("一つめ", "二つめ")) == 1


def test_a_note_that_has_left_cannot_be_taken_back(desk, db):
    yuko, activity = desk
    writes(yuko, activity, "長ぐつで")
    yuko.taps("はい、送る")
    db.execute(update(Note).values(state=NoteState.SENT))
    yuko.taps("送るのをやめる")
    yuko.sees("取り消せません")
    assert notes(db) == [("長ぐつで", "sent")]


def test_unsending_the_message_takes_the_note_back(desk, db):
    yuko, activity = desk
    writes(yuko, activity, "まちがい", message_id="700")
    yuko.taps("はい、送る")
    yuko.does("unsend", unsend={"messageId": "700"})
    assert notes(db) == [("", "withdrawn")]


def test_words_unsent_before_the_yes_are_asked_for_anew_and_looked_at_anew(desk, db):
    yuko, activity = desk
    writes(yuko, activity, "まちがい", message_id="700")
    yes = next(one["data"] for one in yuko.buttons() if "はい" in one["label"])
    yuko.does("unsend", unsend={"messageId": "700"})
    yuko.presses(yes)
    yuko.sees("何を知らせますか")
    yuko.says("正しい方")
    yuko.sees("正しい方", "これを送りますか")
    assert notes(db) == []
    yuko.taps("はい、送る")
    assert notes(db) == [("正しい方", "queued")]


def test_another_representative_cannot_take_back_what_is_not_theirs(desk, phone, db, clock):
    yuko, activity = desk
    writes(yuko, activity, "長ぐつで")
    yuko.taps("はい、送る")
    ken = phone("ken")
    db.refresh(activity, ["organisation"])
    speaks_for(db, ken.line_id, activity.organisation, clock())
    ken.presses(Withdraw(db.scalars(select(Note.id)).one()).pack())
    ken.sees("もうここにありません")
    ken.says("団体")
    ken.taps("参加者への連絡")
    ken.sees("参加者への連絡は、まだありません")
    assert notes(db) == [("長ぐつで", "queued")]


def test_many_queued_notes_have_pages(desk, db, clock):
    yuko, activity = desk
    for number in range(7):
        clock.moves(minutes=1)
        writes(yuko, activity, f"お知らせ{number}号")
        yuko.taps("はい、送る")
    yuko.taps("参加者への連絡")
    yuko.sees("お知らせ6号", "お知らせ2号")
    yuko.sees_not("お知らせ1号")
    yuko.taps("もっと見る")
    yuko.sees("お知らせ1号", "お知らせ0号")
