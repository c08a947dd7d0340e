"""Stories at the door: codes typed one after the other, wide or narrow, right or wrong, once or twice."""

import pytest
from offered import an_activity, an_organisation, place_of, speaks_for
from sqlalchemy import update

from models.residents import Resident
from views.activities import Join
from views.organising import ShowDesk


@pytest.fixture
def door(phone, db, clock):
    """Yuko at the door; Hana comes with two others, Taro alone."""
    organisation = an_organisation(db, clock())
    activity = an_activity(db, clock(), organisation_id=organisation.id, days=1)
    yuko, hana, taro = phone("yuko"), phone("hana", display_name="花子"), phone("taro", display_name="太郎")
    right = speaks_for(db, yuko.line_id, organisation, clock())
    for somebody, party in ((hana, "3人"), (taro, "1人")):
        somebody.presses(Join(activity.id).pack())
        somebody.taps(party)
        somebody.taps("はい、参加する")
    clock.moves(hours=22, minutes=45)
    yuko.presses(ShowDesk(activity.id).pack())
    yuko.taps("当日の受付をする")
    return yuko, hana, taro, right


def code_of(db, somebody):
    return place_of(db, somebody.line_id).check_in_code


def test_people_are_checked_in_one_after_the_other(door, db, clock):
    yuko, hana, taro, _right = door
    yuko.sees("4人のうち0人", "受付番号を送ってください")
    yuko.says(code_of(db, hana))
    yuko.sees("受け付けました。花子さん、3人です", "4人のうち3人", "受付番号を送ってください")
    yuko.says(code_of(db, taro))
    yuko.sees("太郎さん、1人です", "4人のうち4人")
    assert place_of(db, hana.line_id).checked_in_at == clock()
    yuko.says("やめる")
    yuko.says(code_of(db, hana))
    yuko.sees_not("花子")


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: "".join(chr(ord(digit) + 0xFEE0) for digit in code),
        lambda code: f" {code[:2]} {code[2:]} ",
        lambda code: f"{code[:2]}　{code[2:]}",
    ],
    ids=["full width", "spaces", "wide space"],
)
def test_a_code_is_understood_however_it_is_typed(door, db, typed):
    yuko, hana, _taro, _right = door
    yuko.says(typed(code_of(db, hana)))
    yuko.sees("花子さん")


def test_a_second_time_says_when_the_first_was(door, db, clock):
    yuko, hana, _taro, _right = door
    yuko.says(code_of(db, hana))
    clock.moves(minutes=20)
    yuko.says(code_of(db, hana))
    yuko.sees("花子さん（3人）は、8:45に受付ずみです", "4人のうち3人")
    yuko.sees_not("受け付けました")


def test_a_wrong_code_is_asked_for_again(door, db):
    yuko, hana, taro, _right = door
    wrong = next(
        code for code in ("1111", "2222", "3333") if code not in (code_of(db, hana), code_of(db, taro))
    )
    yuko.says(wrong)
    yuko.sees(f"「{wrong}」の方は見つかりませんでした", "受付番号を送ってください")
    for words in ("12", "12345", "あいうえ"):
        yuko.says(words)
        yuko.sees("受付番号は4けたの数字です")


def test_no_number_is_taken_for_a_button(door, db):
    yuko, _hana, _taro, _right = door
    for number in ("1", "2", "3"):
        yuko.says(number)
        yuko.sees("受付番号は4けたの数字です")


def test_a_code_that_was_given_back_opens_nothing(door, db):
    yuko, hana, _taro, _right = door
    code = code_of(db, hana)
    hana.says("よてい")
    hana.taps("見る・変える")
    hana.taps("取り消す")
    hana.taps("はい、取り消す")
    yuko.says(code)
    yuko.sees("見つかりませんでした")


def test_the_code_of_another_activity_opens_nothing(door, phone, db, clock):
    yuko, hana, taro, _right = door
    other = an_activity(db, clock(), title="よそ", party_most=1)
    jiro = phone("jiro", display_name="次郎")
    jiro.presses(Join(other.id).pack())
    jiro.taps("はい、参加する")
    place = place_of(db, jiro.line_id)
    used = {code_of(db, hana), code_of(db, taro)}
    place.check_in_code = next(code for code in ("1111", "2222", "3333") if code not in used)
    db.flush()
    yuko.says(place.check_in_code)
    yuko.sees("見つかりませんでした")
    yuko.sees_not("次郎")


def test_the_list_shows_who_has_arrived(door, db):
    yuko, hana, _taro, _right = door
    yuko.says(code_of(db, hana))
    yuko.says("やめる")
    yuko.says("団体")
    yuko.sees("4人のうち3人")
    yuko.says("1")
    yuko.taps("来る人を見る")
    yuko.sees("花子 · 3人", "8:45 受付ずみ", "太郎 · 1人")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("👨‍👩‍👧花子", "受け付けました。👨‍👩‍👧花子さん"),
        ("花\u202e\n子", "受け付けました。花 子さん"),
        ("\u200d", "受け付けました。お名前のない方さん"),
    ],
)
def test_a_name_is_shown_as_its_owner_wrote_it(door, db, name, shown):
    # Guards `who` in views/checking_in.py.
    yuko, hana, _taro, _right = door
    db.execute(update(Resident).where(Resident.line_id == hana.line_id).values(display_name=name))
    yuko.says(code_of(db, hana))
    yuko.sees(shown)


def test_the_door_closes_when_the_right_is_taken_away(door, db):
    yuko, hana, _taro, right = door
    db.delete(right)
    db.flush()
    yuko.says(code_of(db, hana))
    yuko.sees("もうここにありません")
    yuko.sees_not("花子", "受付番号")
    assert place_of(db, hana.line_id).checked_in_at is None
