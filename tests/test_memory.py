"""Stories of memory: 「前のお知らせ」「草刈りのやつ」 find what one was told, and never what others were."""

from datetime import timedelta

import pytest
from agreed import A_MINUTE_TO_UNDO, approved, goes_out
from announced import AT_ONCE, announce
from offered import an_activity
from remembered import ANNOUNCEMENTS, QUESTIONS
from sqlalchemy import select, update

from bot.recalling import asks_back
from models.audiences import Audience
from models.memory import told
from models.outbox import Outgoing, State
from models.residents import Resident
from models.sends import stop
from outreach.expanding import expand
from outreach.telling import tell
from views import flex
from views.memory import Again
from views.tap import Open


def test_the_table_is_large_enough() -> None:
    assert len(ANNOUNCEMENTS) >= 60
    assert len(QUESTIONS) >= 40
    assert len({title for title, _words in ANNOUNCEMENTS}) == len(ANNOUNCEMENTS)


def test_what_is_asked_for_is_among_the_first_three(town, phone, db) -> None:
    hana, taro = phone("hana"), phone("taro")
    for number, (title, words) in enumerate(ANNOUNCEMENTS, 1):
        announce(town, title, words, [hana, taro], number=number)
        town.clock.moves(days=2)
    resident = Resident.known(db, hana.line_id)
    missed = []
    for question, title in QUESTIONS:
        asked = asks_back(question, town.clock())
        if asked is None:
            missed.append((question, None, []))
            continue
        found = told(db, resident, town.clock(), asked.words, since=asked.since, until=asked.until)
        if not any(title in one.title for one in found[:3]):
            missed.append((question, asked.words, [one.title for one in found[:3]]))
    assert not missed, "\n".join(map(str, missed))


def test_the_newest_come_first_and_one_is_shown_again(town, phone) -> None:
    hana = phone("hana")
    for number, (title, words) in enumerate(ANNOUNCEMENTS[:5], 1):
        announce(town, title, words, [hana], number=number)
        town.clock.moves(days=1)

    hana.says("前のお知らせ")
    hana.sees(
        "新しい順", "断水のお知らせ", "ごみの収集日が変わります", "特定健診のご案内", "11月28日(土) 10:00"
    )
    hana.sees_not("もちつき大会")
    hana.says("2")
    hana.sees(
        "11月27日(金) 10:00にお送りしたものです。", "燃えるごみの日が水曜から木曜になります", "行事をさがす"
    )
    hana.taps("行事をさがす")
    assert hana.answer

    hana.says("前のお知らせ")
    hana.taps("もっと前")
    hana.sees("もちつき大会", "川原の草刈り")
    hana.says("もっとまえ")  # nothing is further back, so it is no button any more
    assert "断水のお知らせ" not in hana.reads()


def test_what_has_another_spelling_is_found_among_the_newest(town, phone, db) -> None:
    """Guards `newest_instead` in handlers.memory."""
    hana, taro = phone("hana"), phone("taro")
    announce(town, "玄関をあけます", "上ばきをお持ちください。", [hana])

    hana.says("うわばきのやつ")
    hana.sees(
        "「うわばき」のお知らせは見つかりませんでした。最近お送りしたものはこちらです。", "玄関をあけます"
    )
    hana.says("1")
    hana.sees("上ばきをお持ちください。")

    taro.says("うわばきのやつ")
    taro.sees("「うわばき」がわかりませんでした")


def test_a_little_of_it_is_enough_and_activities_are_still_found_by_their_name(town, phone, db) -> None:
    hana, taro = phone("hana"), phone("taro")
    an_activity(db, town.clock(), title="草刈りの日")
    announce(town, "川原の草刈り", "軍手とかまを貸します。", [hana])

    hana.says("草刈りのやつ")
    hana.sees("「草刈り」について、前にお送りしたもの", "川原の草刈り")
    hana.says("1")
    hana.sees("軍手とかまを貸します")
    hana.says("草刈り")
    hana.sees("草刈りの日")
    # Guards `told(...)` in handlers/memory.py: taro was told nothing, so he is shown what there is.
    taro.says("草刈りのやつ")
    taro.sees("草刈りの日")
    taro.sees_not("お送りしたもの")


def test_nobody_finds_what_others_were_told(town, phone, db) -> None:
    hana, taro = phone("hana"), phone("taro")
    send = announce(town, "川原の草刈り", "軍手とかまを貸します。", [hana])
    announce(town, "もちつき大会", "きなこもちがつきます。", [taro], number=2)

    taro.says("草刈りのお知らせ")
    taro.sees("「草刈り」のお知らせは見つかりませんでした", "もちつき大会")
    # A button from somewhere else reads as one that is gone.
    taro.presses(Again(send=send).pack())
    taro.sees_not("軍手")
    row = db.scalars(select(Outgoing.id).where(Outgoing.send_id == send)).one()
    taro.presses(Again(row=row).pack())
    taro.sees_not("軍手")


def test_what_was_stopped_before_it_left_was_never_said(town, phone, db) -> None:
    hana, taro = phone("hana"), phone("taro")
    send = announce(town, "川原の草刈り", "軍手とかまを貸します。", [hana, taro], go=False)
    hana.says("前のお知らせ")
    hana.sees("まだありません")
    expand(town.database, town.clock, AT_ONCE)
    with town.database.writing() as session:
        stop(session, send, town.clock())
    # Guards `_shared_with`, and `_went` in `again`, in models/memory.py: the row is there, and it did not leave.
    assert db.scalars(select(Outgoing.state).where(Outgoing.send_id == send)).one() == State.CANCELLED
    hana.says("前のお知らせ")
    hana.sees("まだありません")
    hana.presses(Again(send=send).pack())
    hana.sees_not("軍手")


def test_who_was_left_out_of_a_send_was_not_told(town, phone, db) -> None:
    hana, taro = phone("hana"), phone("taro")
    announce(town, "川原の草刈り", "軍手とかまを貸します。", [hana, taro], go=False)
    db.execute(
        update(Resident)
        .where(Resident.line_id == taro.line_id)
        .values(paused_until=town.clock() + timedelta(days=3))
    )
    expand(town.database, town.clock, AT_ONCE)
    town.work()
    hana.says("前のお知らせ")
    hana.sees("川原の草刈り")
    taro.says("前のお知らせ")
    taro.sees("まだありません")


def test_words_to_one_person_are_remembered_too(town, phone, db) -> None:
    hana = phone("hana")
    with town.database.writing() as session:
        said = [
            flex.text("草もち作りに空きが出ました。\n参加しますか。", [flex.quick("参加する", Open("mine"))])
        ]
        resident = Resident.known(session, hana.line_id)
        tell(session, town.database, resident, said, "waiting.offer", town.clock(), AT_ONCE)
    town.work()
    hana.sees("空きが出ました")
    hana.says("空きが出たやつ")
    hana.sees("草もち作りに空きが出ました")
    hana.taps("もう一度見る")
    hana.sees("参加しますか", "1 参加する")  # numbered once, not twice


def test_when_it_came_is_heard_too(town, phone) -> None:
    hana = phone("hana")
    announce(town, "川原の草刈り", "軍手とかまを貸します。", [hana])
    town.clock.moves(days=7)
    announce(town, "もちつき大会", "きなこもちがつきます。", [hana], number=2)

    hana.says("先週のお知らせ")
    hana.sees("川原の草刈り")
    hana.sees_not("もちつき大会")
    hana.says("今日届いたお知らせ")
    hana.sees("もちつき大会")
    hana.sees_not("川原の草刈り")
    hana.says("さっきの")
    hana.sees("もちつき大会", "川原の草刈り")
    town.clock.moves(days=200)
    hana.says("前のお知らせ")
    hana.sees("まだありません")


@pytest.mark.parametrize(
    "words",
    [
        "今日のイベント",
        "駅前のイベント",
        "お知らせ",
        "お知らせを止めて",
        "さっき申し込んだやつ",
        "おやつ作り",
        "役場の連絡先は",
        "草刈り",
    ],
)
def test_other_wishes_are_not_taken_for_memories(town, words: str) -> None:
    assert asks_back(words, town.clock()) is None


def test_in_english_too(town, phone) -> None:
    mary = phone("mary", locale="en")
    announce(town, "Mowing the river bank", "Gloves and sickles are lent.", [mary])
    mary.says("what did you tell me about the mowing?")
    mary.sees("This is what I told you about “mowing”.", "Mowing the river bank")
    mary.says("1")
    mary.sees("This came on Tue 24 Nov at 10:00.", "Gloves and sickles")


def test_what_line_took_to_all_friends_is_found_by_those_who_were_friends_then(town, phone, db) -> None:
    hana, before = phone("hana"), phone("a friend from before the bot", new=True)
    gone = phone("gone")
    gone.does("unfollow")
    approved(db, town.clock(), "水が止まります。", title="断水", audience=Audience(everyone=True, unmet=True))
    goes_out(town, limits=A_MINUTE_TO_UNDO)
    hana.says("前のお知らせ")
    hana.sees("まだありません")  # it waits for its minute
    db.execute(update(Outgoing).values(due=0.0))
    town.work()
    later = phone("later", new=True)
    for one in (later, gone):
        one.does("follow")
    for one in (hana, before):
        # Guards `sent_by_line` in models/receipts.py, and `again` in models/memory.py.
        one.says("断水のお知らせ")
        one.sees("「断水」について、前にお送りしたもの")
        one.taps("もう一度見る")
        one.sees("水が止まります。")
    for one in (later, gone):
        one.says("前のお知らせ")
        one.sees("まだありません")
        one.presses(Again(send=1).pack())
        one.sees_not("水が止まります。")
