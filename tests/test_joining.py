"""Stories of joining: by taps, by hiragana alone, by numbers alone; what is asked, and giving it back."""

import pytest
from offered import an_activity, place_of, state_of, taken
from sqlalchemy import func, select

from models.activities import ActivityState, SignUp
from models.registrations import Registration
from views.activities import Join
from views.joining import Accept, ChangeParty, Decline, LeaveSure, ShowPlan
from views.tap import Open


def test_somebody_joins_with_four_taps_from_the_menu(phone, db, clock):
    an_activity(db, clock())
    hana = phone("hana")
    hana.presses(Open("find").pack())
    hana.sees("川原の草刈り", "11月28日(土) 9:00\N{NON-BREAKING HYPHEN}11:30", "無料", "残り10人")
    hana.taps("参加する")
    hana.sees("(1/2)", "何人で来ますか")
    hana.taps("2人")
    hana.sees("(2/2)", "川原の広場", "2人", "参加しますか")
    hana.taps("はい、参加する")
    mine = place_of(db, hana.line_id)
    hana.sees(
        "入りました",
        "11月28日(土) 9:00\N{NON-BREAKING HYPHEN}11:30",
        "2人",
        f"受付番号：{mine.check_in_code}",
    )
    assert (mine.state, mine.party, taken(db)) == ("joined", 2, 2)


def test_somebody_alone_joins_with_three_taps_when_only_one_may_come(phone, db, clock):
    an_activity(db, clock(), party_most=1)
    hana = phone("hana")
    hana.presses(Open("find").pack())
    hana.taps("参加する")
    hana.sees("参加しますか")
    hana.sees_not("何人で")
    hana.taps("はい、参加する")
    assert place_of(db, hana.line_id).party == 1


def test_somebody_joins_by_typing_hiragana_alone(phone, db, clock):
    an_activity(db, clock())
    hana = phone("hana")
    for words in ("いべんと", "さんか", "ふたり", "はい"):
        hana.says(words)
    hana.sees("入りました")
    assert place_of(db, hana.line_id).party == 2


def test_somebody_joins_by_numbers_alone(phone, db, clock):
    an_activity(db, clock())
    hana = phone("hana")
    hana.says("さがす")
    hana.sees("1 参加する")
    for words in ("１", "3", "1"):
        hana.says(words)
    hana.sees("入りました", "3人")
    assert place_of(db, hana.line_id).party == 3


def test_saying_no_joins_nothing(phone, db, clock):
    an_activity(db, clock(), party_most=1)
    hana = phone("hana")
    hana.says("さがす")
    hana.taps("参加する")
    hana.taps("いいえ")
    hana.sees("何も送っていません")
    assert db.scalar(select(func.count()).select_from(Registration)) == 0
    hana.says("さがす")
    hana.taps("参加する")
    hana.taps("はい、参加する")
    assert state_of(db, hana.line_id) == "joined"


def test_an_odd_number_of_people_is_asked_for_again(phone, db, clock):
    an_activity(db, clock())
    hana = phone("hana")
    hana.says("さがす")
    hana.taps("参加する")
    hana.says("99")
    hana.sees("1から4までの数")
    hana.says("四人")
    hana.sees("4人", "参加しますか")


def test_pressing_join_twice_takes_one_place(phone, db, clock):
    activity = an_activity(db, clock(), party_most=1)
    hana = phone("hana")
    hana.presses(Join(activity.id).pack())
    yes = next(one["data"] for one in hana.buttons() if "はい" in one["label"])
    hana.presses(yes)
    hana.presses(yes)
    hana.sees("前のもの")
    hana.presses(Join(activity.id).pack())
    hana.sees("もう申し込んであります", "受付番号")
    assert taken(db) == 1


def test_the_party_is_not_cut_when_places_go_in_the_meantime(phone, db, clock):
    activity = an_activity(db, clock(), capacity=3)
    hana, taro = phone("hana"), phone("taro")
    hana.presses(Join(activity.id).pack())
    hana.taps("3人")
    taro.presses(Join(activity.id).pack())
    taro.taps("2人")
    taro.taps("はい、参加する")
    hana.taps("はい、参加する")
    hana.sees("残りは1人分です", "3人")
    hana.taps("待つ")
    assert (state_of(db, hana.line_id), place_of(db, hana.line_id).party, taken(db)) == ("waiting", 3, 2)


def test_a_yes_to_a_place_is_no_yes_to_the_waiting_list(phone, db, clock):
    activity = an_activity(db, clock(), capacity=1)
    hana, taro = phone("hana"), phone("taro")
    hana.presses(Join(activity.id).pack())
    taro.presses(Join(activity.id).pack())
    taro.taps("はい、参加する")
    hana.taps("はい、参加する")
    hana.sees("いっぱいです", "待ちますか")
    assert db.scalar(select(func.count()).select_from(Registration)) == 1
    hana.taps("はい、待つ")
    assert state_of(db, hana.line_id) == "waiting"


def test_a_place_is_given_back_only_after_a_yes(phone, db, clock):
    activity = an_activity(db, clock(), party_most=1)
    hana = phone("hana")
    hana.presses(Join(activity.id).pack())
    hana.taps("はい、参加する")
    hana.says("わたしの予定")
    hana.taps("見る・変える")
    hana.taps("取り消す")
    hana.sees("参加を取り消しますか")
    hana.taps("いいえ、このまま")
    assert (state_of(db, hana.line_id), taken(db)) == ("joined", 1)
    hana.taps("取り消す")
    hana.says("はい")
    hana.sees("申し込みを取り消しました")
    assert (state_of(db, hana.line_id), taken(db)) == ("left", 0)


def test_old_buttons_do_no_harm_after_leaving(phone, db, clock):
    activity = an_activity(db, clock())
    hana = phone("hana")
    hana.presses(Join(activity.id).pack())
    hana.taps("2人")
    hana.taps("はい、参加する")
    mine = place_of(db, hana.line_id).id
    hana.presses(LeaveSure(mine).pack())
    for old in (LeaveSure(mine), Decline(mine), Accept(mine), ShowPlan(mine), ChangeParty(mine)):
        hana.presses(old.pack())
        assert (state_of(db, hana.line_id), taken(db)) == ("left", 0)
    hana.sees("もうここにありません")  # there is no party left to change
    hana.presses(Join(activity.id).pack())
    hana.taps("1人")
    hana.taps("はい、参加する")
    assert (state_of(db, hana.line_id), taken(db)) == ("joined", 1)


def test_nobody_reaches_anothers_place(phone, db, clock):
    activity = an_activity(db, clock(), party_most=1)
    hana, taro = phone("hana"), phone("taro")
    hana.presses(Join(activity.id).pack())
    hana.taps("はい、参加する")
    mine = place_of(db, hana.line_id)
    for tap in (LeaveSure(mine.id), ShowPlan(mine.id), ChangeParty(mine.id)):
        taro.presses(tap.pack())
        missing = taro.reads()
        taro.presses(type(tap)(99_999).pack())
        assert taro.reads() == missing
        taro.sees_not("川原", mine.check_in_code)
    assert state_of(db, hana.line_id) == "joined"


def test_the_party_grows_and_shrinks_within_what_is_left(phone, db, clock):
    activity = an_activity(db, clock(), capacity=3)
    hana = phone("hana")
    hana.presses(Join(activity.id).pack())
    hana.taps("1人")
    hana.taps("はい、参加する")
    mine = place_of(db, hana.line_id).id
    hana.presses(ShowPlan(mine).pack())
    hana.taps("人数を変える")
    hana.says("3")
    hana.sees("変えました", "3人")
    assert taken(db) == 3
    hana.presses(ChangeParty(mine).pack())
    hana.says("4")
    hana.sees("1から3まで")
    hana.says("2")
    assert (place_of(db, hana.line_id).party, taken(db)) == (2, 2)


def test_a_party_that_would_grow_too_large_stays_as_it_is(phone, db, clock):
    activity = an_activity(db, clock(), capacity=3)
    hana, taro = phone("hana"), phone("taro")
    for somebody in (hana, taro):
        somebody.presses(Join(activity.id).pack())
        somebody.taps("1人")
        somebody.taps("はい、参加する")
    hana.presses(ChangeParty(place_of(db, hana.line_id).id).pack())
    hana.says("3")
    hana.sees("残りは1人分です")
    assert (place_of(db, hana.line_id).party, taken(db)) == (1, 2)


def test_fewer_may_come_after_sign_up_has_closed_but_not_more(phone, db, clock):
    activity = an_activity(db, clock())
    hana = phone("hana")
    hana.presses(Join(activity.id).pack())
    hana.taps("3人")
    hana.taps("はい、参加する")
    activity.state = ActivityState.CLOSED
    db.flush()
    mine = place_of(db, hana.line_id).id
    hana.presses(ChangeParty(mine).pack())
    hana.says("4")
    hana.sees("申し込みは終わりました")
    hana.presses(ChangeParty(mine).pack())
    hana.says("1")
    assert (place_of(db, hana.line_id).party, taken(db)) == (1, 1)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": ActivityState.CLOSED}, "申し込みは終わりました"),
        ({"state": ActivityState.CANCELLED}, "中止になりました"),
        ({"state": ActivityState.HIDDEN}, "もうここにありません"),
        ({"sign_up": SignUp.ELSEWHERE}, "申し込みは別のところ"),
        ({"days": -2}, "もう終わりました"),
    ],
)
def test_what_cannot_be_joined_says_why(phone, db, clock, fields, said):
    activity = an_activity(db, clock(), **fields)
    hana = phone("hana")
    hana.presses(Join(activity.id).pack())
    hana.sees(said, "人に聞く")
    assert db.scalar(select(func.count()).select_from(Registration)) == 0


def test_what_closes_while_somebody_thinks_says_so_and_lets_go(phone, db, clock):
    activity = an_activity(db, clock(), party_most=1)
    hana = phone("hana")
    hana.presses(Join(activity.id).pack())
    activity.state = ActivityState.CLOSED
    db.flush()
    hana.taps("はい、参加する")
    hana.sees("申し込みは終わりました")
    hana.sees_not("つづ", "やめる")
    assert taken(db) == 0
