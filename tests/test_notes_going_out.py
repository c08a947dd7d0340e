"""Stories of notes going out: once, to everybody who has a place, in their own face; never what was taken back."""

import pytest
from offered import an_activity, an_organisation, speaks_for
from sqlalchemy import delete, select, update

from models.activities import Activity, ActivityState
from models.budget import Quota, month_of
from models.notes import Note
from models.organisations import Representative
from models.outbox import Outgoing, State
from models.registrations import Registration
from models.residents import Resident
from models.sends import Send, SendState
from models.topics import pause
from outreach import notes as going
from views.activities import Join
from views.noting import Release, Withdraw, WriteNote


@pytest.fixture
def desk(phone, db, clock):
    """Yuko's activity, which Hana and Taro joined; Kiyo waits for nothing and Jiro likes it."""
    organisation = an_organisation(db, clock())
    activity = an_activity(
        db, clock(), organisation_id=organisation.id, organiser="川をまもる会", party_most=1
    )
    yuko = phone("yuko")
    speaks_for(db, yuko.line_id, organisation, clock())
    for name in ("hana", "taro"):
        somebody = phone(name)
        somebody.presses(Join(activity.id).pack())
        somebody.taps("はい、参加する")
    phone("jiro").presses(f"activity.like/1?activity={activity.id}")
    return yuko, activity


def writes(yuko, activity, words, message_id=None):
    yuko.presses(WriteNote(activity.id).pack())
    yuko.says(words, message_id)
    yuko.taps("はい、送る")


def states(db):
    rows = select(Note.state).order_by(Note.id).execution_options(populate_existing=True)
    return list(db.scalars(rows))


def sends(db):
    return list(db.scalars(select(Send).order_by(Send.id).execution_options(populate_existing=True)))


def chats(town, *people):
    return [len(person.chat) for person in people]


def test_everybody_who_has_a_place_gets_it_once(desk, town, phone, db):
    yuko, activity = desk
    hana, taro, jiro = phone("hana"), phone("taro"), phone("jiro")
    before = chats(town, hana, taro, jiro)
    writes(yuko, activity, "長ぐつで来てください。")
    town.tend()
    town.tend()
    assert chats(town, hana, taro, jiro) == [before[0] + 1, before[1] + 1, before[2]]
    assert "長ぐつで来てください。" in str(hana.chat[-1]) and "川原の草刈り" in str(hana.chat[-1])
    assert "川をまもる会から、申し込んだ方みなさんへ" in str(hana.chat[-1])
    assert [item["action"]["label"] for item in hana.chat[-1]["quickReply"]["items"]] == [
        "わたしの予定", "なぜ届いた？", "こういうのを減らす", "しばらく休む",
    ]  # fmt: skip
    assert [(send.kind, send.subject, send.total) for send in sends(db)] == [("note", "notes:1", 2)]
    assert states(db) == ["sent"]

    yuko.says("団体")
    yuko.taps("参加者への連絡")
    yuko.sees("送りました：2人のうち2人分をLINEが受け付けました", "長ぐつで来てください。")
    yuko.sees_not("送るのをやめる")


def test_each_reads_it_in_their_own_language_and_letters(desk, town, phone, db):
    yuko, activity = desk
    emma, kiyo = phone("emma", locale="en"), phone("kiyo", letter_size="large")
    emma.presses(Join(activity.id).pack())
    emma.taps("Yes, I join")
    kiyo.presses(Join(activity.id).pack())
    kiyo.taps("はい、参加する")
    writes(yuko, activity, "長ぐつで")
    town.tend()
    assert "A note from the organiser" in str(emma.chat[-1]) and "長ぐつで" in str(emma.chat[-1])
    assert kiyo.chat[-1]["contents"]["body"]["contents"][1]["size"] == "xxl"
    assert phone("hana").chat[-1]["contents"]["body"]["contents"][1]["size"] == "xl"


def test_a_rest_from_news_does_not_keep_it_from_those_who_joined(desk, town, phone, db, clock):
    yuko, activity = desk
    with town.database.writing() as writing:
        pause(Resident.known(writing, phone("hana").line_id), clock())
    writes(yuko, activity, "長ぐつで")
    town.tend()
    assert "長ぐつで" in str(phone("hana").chat[-1])


def test_at_night_it_waits_for_the_morning(desk, town, phone, db, clock):
    yuko, activity = desk
    clock.moves(hours=12)  # 22:00
    yuko.presses(WriteNote(activity.id).pack())
    yuko.says("長ぐつで")
    yuko.taps("はい、送る")
    yuko.sees("いまは夜なので、11月25日(水) 8:00に2人に送ります")
    town.tend()
    assert sends(db) == [] and states(db) == ["queued"]
    clock.moves(hours=10)
    town.tend()
    assert "長ぐつで" in str(phone("hana").chat[-1]) and states(db) == ["sent"]


def test_in_its_minute_it_is_taken_back_and_nobody_gets_it(desk, town, phone, db, clock):
    yuko, activity = desk
    hana = phone("hana")
    before = len(hana.chat)
    writes(yuko, activity, "まちがい")
    assert (
        going.tend(town.database, clock, town.engine.town.limits) == 1
    )  # it has begun, and waits its minute
    assert states(db) == ["sent"]
    back = Withdraw(db.scalars(select(Note.id)).one()).pack()
    yuko.presses(back)
    yuko.sees("送るのをやめました。「川原の草刈り」のお知らせは、だれにも届きません。")
    yuko.presses(back)  # twice is once
    yuko.sees("だれにも届きません")
    town.tend()
    assert len(hana.chat) == before
    assert [send.state for send in sends(db)] == [SendState.STOPPED] and states(db) == ["withdrawn"]


def test_what_is_under_way_is_stopped_and_says_how_many_have_it(desk, town, phone, db, clock):
    yuko, activity = desk
    writes(yuko, activity, "まちがい")
    town.tend()
    back = Withdraw(db.scalars(select(Note.id)).one()).pack()
    yuko.presses(back)
    yuko.sees("取り消せません")
    with town.database.writing() as writing:  # as if there were one more, whose turn has not come
        writing.execute(update(Send).values(state=SendState.SENDING, total=Send.total + 1))
    yuko.presses(back)
    yuko.sees("止めました。「川原の草刈り」のお知らせは2人に届いたあとでした。")


def test_a_note_about_what_was_called_off_is_held_and_its_writer_decides(desk, town, phone, db, clock):
    yuko, activity = desk
    hana = phone("hana")
    clock.moves(hours=12)
    writes(yuko, activity, "長ぐつで")
    with town.database.writing() as writing:
        writing.execute(update(Activity).values(state=ActivityState.CANCELLED))
    clock.moves(hours=10)
    before = len(hana.chat)
    town.tend()
    assert len(hana.chat) == before and states(db) == ["held"] and sends(db) == []
    yuko.sees("この活動は中止になったので、お知らせを送っていません。")
    yuko.says("団体")
    yuko.taps("参加者への連絡")
    yuko.sees("中止になったので", "それでも送る", "送るのをやめる")
    yuko.taps("それでも送る")
    yuko.sees("「川原の草刈り」のお知らせを送ります")
    yuko.presses(Release(db.scalars(select(Note.id)).one()).pack())
    town.tend()
    town.tend()
    assert len(hana.chat) == before + 1 and len(sends(db)) == 1


def test_whoever_calls_it_off_first_and_then_writes_is_believed(desk, town, phone, db):
    yuko, activity = desk
    with town.database.writing() as writing:
        writing.execute(update(Activity).values(state=ActivityState.CANCELLED))
    writes(yuko, activity, "雨のため中止します")
    town.tend()
    assert "雨のため中止します" in str(phone("hana").chat[-1])


def test_when_the_month_is_used_up_it_is_held_and_no_one_gets_half_of_it(desk, town, phone, db, clock):
    yuko, activity = desk
    with town.database.writing() as writing:
        row = {"id": 1, "most": 200, "used": 199, "month": month_of(clock()), "read_at": clock()}
        writing.merge(Quota(**row))
    hana = phone("hana")
    before = len(hana.chat)
    writes(yuko, activity, "長ぐつで")
    town.tend()
    assert len(hana.chat) == before and states(db) == ["held"] and sends(db) == []
    yuko.says("団体")
    yuko.taps("参加者への連絡")
    yuko.sees("今月送れる数を使い切ったので")


def test_who_may_not_speak_for_them_any_more_sends_nothing(desk, town, phone, db, clock):
    yuko, activity = desk
    clock.moves(hours=12)
    writes(yuko, activity, "長ぐつで")
    with town.database.writing() as writing:
        writing.execute(delete(Representative))
    clock.moves(hours=10)
    town.tend()
    assert sends(db) == [] and states(db) == ["withdrawn"]
    yuko.presses(Release(db.scalars(select(Note.id)).one()).pack())
    yuko.sees("もうここにありません")


def test_when_everybody_left_its_writer_hears_it(desk, town, phone, db, clock):
    yuko, activity = desk
    clock.moves(hours=12)
    writes(yuko, activity, "長ぐつで")
    with town.database.writing() as writing:
        writing.execute(update(Registration).values(state="left"))
    clock.moves(hours=10)
    town.tend()
    assert states(db) == ["held"]
    yuko.sees("申し込んだ方がいなくなったので")


def test_several_workers_at_once_send_it_once(desk, town, phone, db, clock):
    yuko, activity = desk
    writes(yuko, activity, "長ぐつで")
    limits, seen = town.engine.town.limits, []

    def late() -> object:
        """A clock that is asked once more after the queue was read: just then another worker comes by."""
        seen.append(1)
        if len(seen) == 3:
            assert going.tend(town.database, clock, limits) == 1
        return clock()

    assert going.tend(town.database, late, limits) == 0
    town.tend()
    rows = db.scalars(select(Outgoing).where(Outgoing.send_id.is_not(None))).all()
    assert sum(row.units for row in rows) == 2 and {row.state for row in rows} == {State.ACCEPTED}


def test_an_unsent_message_takes_a_note_back_that_waits_its_minute(desk, town, phone, db, clock):
    yuko, activity = desk
    hana = phone("hana")
    before = len(hana.chat)
    writes(yuko, activity, "まちがい", message_id="700")
    going.tend(town.database, clock, town.engine.town.limits)
    yuko.does("unsend", unsend={"messageId": "700"})
    town.tend()
    assert len(hana.chat) == before and states(db) == ["withdrawn"]


def test_words_of_many_units_stay_within_a_line_of_the_card(desk, town, phone, db):
    yuko, activity = desk
    writes(yuko, activity, "🌾" * 500)
    town.tend()
    texts = [
        part["text"] for part in phone("hana").chat[-1]["contents"]["body"]["contents"] if "text" in part
    ]
    assert sum(text.count("🌾") for text in texts) == 500
