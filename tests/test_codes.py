"""Stories of the one-time code that makes somebody an organiser."""

import pytest
from offered import an_activity, an_organisation
from sqlalchemy import select

from models.audit import Act
from models.help import Unheard
from models.organisations import OneTimeCode, Representative
from models.outbox import Kind, Outgoing


def did(db):
    return [(act.actor, act.did, act.to) for act in db.scalars(select(Act).order_by(Act.id))]


def issued(town, organisation):
    with town.database.writing() as db:
        return OneTimeCode.issue(db, organisation, town.clock())


def wide(code):
    return "".join(chr(ord(letter) + 0xFEE0) for letter in code.lower())


@pytest.mark.parametrize(
    "typed",
    [str, str.lower, wide, lambda code: code.replace("-", ""), lambda code: code.replace("-", "　")],
    ids=["as printed", "small letters", "full width", "no hyphens", "spaces"],
)
def test_a_code_makes_an_organiser_however_it_is_typed(town, phone, db, clock, typed):
    organisation = an_organisation(db, clock())
    code = issued(town, organisation)
    yuko = phone("yuko")
    yuko.says("コード")
    yuko.sees("窓口で受け取ったコード")
    yuko.says(typed(code))
    yuko.sees("これで川をまもる会の代表です")
    right = db.scalars(select(Representative)).one()
    assert right.organisation_id == organisation.id
    assert db.scalars(select(Outgoing.to).where(Outgoing.kind == Kind.MENU)).all() == [yuko.line_id]
    assert did(db) == [
        (
            f"resident:{right.resident_id}",
            "representative.add",
            f"organisations:{organisation.id} 川をまもる会",
        )
    ]
    yuko.taps("団体の活動")
    yuko.sees("これからの活動はまだありません")


@pytest.mark.parametrize(
    "typed", [str, wide, lambda code: code.replace("-", " ")], ids=["as printed", "wide", "spaces"]
)
def test_a_code_that_nobody_asked_for_works_at_once(town, phone, db, clock, typed):
    code = issued(town, an_organisation(db, clock()))
    yuko = phone("yuko")
    yuko.says(typed(code))
    yuko.sees("これで川をまもる会の代表です")
    assert db.scalars(select(Unheard)).all() == []  # where staff would read it


def test_a_code_that_nobody_asked_for_may_be_wrong(phone, db):
    taro = phone("taro")
    taro.says("2345-6789-AB")
    taro.sees("このコードは使えませんでした", "窓口で受け取ったコード")
    taro.says("やめる")
    taro.says("volunteers")  # a word of ten letters, and a telephone number
    taro.sees_not("コード")
    taro.says("0312345678")
    taro.sees_not("コード")


def test_a_code_works_once_and_for_two_weeks(town, phone, db, clock):
    organisation = an_organisation(db, clock())
    used, old = issued(town, organisation), issued(town, organisation)
    yuko, taro = phone("yuko"), phone("taro")
    yuko.says("コード")
    yuko.says(used)
    clock.moves(days=14)
    for code in (used, old):
        taro.says("コード")
        taro.says(code)
        taro.sees("このコードは使えませんでした")
    assert len(db.scalars(select(Representative)).all()) == 1


def test_after_five_wrong_codes_even_the_right_one_waits_an_hour(town, phone, db, clock):
    code = issued(town, an_organisation(db, clock()))
    taro = phone("taro")
    taro.says("コード")
    for _wrong in range(5):
        taro.says("K7RM-2QXD-9H")
        taro.sees("このコードは使えませんでした", "窓口で受け取ったコード")
    taro.says(code)
    taro.sees("1時間待つか")
    taro.sees_not("やめる")
    assert db.scalars(select(Representative)).all() == []
    clock.moves(hours=1, seconds=1)
    taro.says("コード")
    taro.says(code)
    taro.sees("代表です")


def test_what_is_no_code_costs_no_try(phone, db):
    taro = phone("taro")
    taro.says("コード")
    for words in ("、。", "あ", "A" * 50):
        taro.says(words)
        taro.sees("英字と数字で10文字")


def test_who_speaks_for_nobody_is_told_how_to(phone, db, clock):
    an_activity(db, clock(), organisation_id=an_organisation(db, clock()).id)
    taro = phone("taro")
    taro.says("団体")
    taro.sees("窓口でコードを受け取って")
    taro.sees_not("川原の草刈り")
    taro.taps("コードを入れる")
    taro.sees("窓口で受け取ったコード")
