"""Quiet hours, and what else people say about themselves in the settings."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some
from line_rules import line_takes_everything  # noqa: F401
from offered import an_activity
from phone import bare
from sqlalchemy import select

from models.limits import Limits
from models.presses import Press
from models.profile import AgeBand, Night
from models.quiet import TOKYO, is_quiet, opens_at
from models.residents import Resident
from models.sends import Send, SendState
from views.profile import AskDistrict, SetCounting, SetDistrict

LIMITS = Limits()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=TOKYO)


def somebody(night: tuple[int, int] | None) -> Resident:
    first, last = night or (None, None)
    return Resident(quiet_from=first, quiet_until=last)


@pytest.mark.parametrize(
    ("night", "now", "opens"),
    [
        (None, at(1, 20, 59), at(1, 20, 59)), (None, at(1, 21), at(2, 8)), (None, at(1, 7, 59), at(1, 8)),
        (None, at(1, 8), at(1, 8)), (None, at(31, 23), datetime(2027, 1, 1, 8, tzinfo=TOKYO)),
        ((20, 7), at(1, 20), at(2, 7)), ((20, 7), at(1, 7), at(1, 7)), ((22, 9), at(1, 21), at(1, 21)),
        ((22, 9), at(1, 8, 30), at(1, 9)), ((0, 0), at(1, 3), at(1, 3)), ((13, 15), at(1, 14), at(1, 15)),
        ((22, 24), at(1, 23), at(2, 0)),
    ],
)  # fmt: skip
def test_nothing_opens_within_the_quiet_hours(night, now, opens):
    resident = somebody(night)
    assert opens_at(now, resident, LIMITS) == opens


def test_without_a_resident_the_hours_are_the_towns():
    assert opens_at(at(1, 22), None, Limits(quiet_from=22, quiet_until=6)) == at(2, 6)
    assert opens_at(at(1, 21), None, Limits(quiet_from=22, quiet_until=6)) == at(1, 21)


@given(some.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1)), some.integers(0, 23), some.integers(0, 23))
def test_it_opens_soon_never_earlier_and_is_open_then(moment, first, last):
    now = moment.replace(tzinfo=TOKYO)
    resident = somebody((first, last))
    opens = opens_at(now, resident, LIMITS)
    assert not is_quiet(opens, resident, LIMITS)
    assert 0 <= (opens - now).total_seconds() <= 24 * 3600


def known(db, phone) -> Resident:
    db.expire_all()
    return Resident.known(db, phone.line_id)


def test_the_night_is_chosen_by_tap_word_or_number_and_shown(phone, db):
    hana = phone("hana")
    hana.says("夜の通知")
    hana.sees("いま：町のきまりどおり")
    hana.taps("20:00〜7:00")
    hana.sees("20:00〜7:00は、急ぎのもののほかはお届けしません。")
    assert (known(db, hana).quiet_from, known(db, hana).quiet_until) == (20, 7)
    hana.says("設定")
    hana.sees("夜の通知を止める時間：20:00〜7:00")
    hana.taps("夜の通知")
    hana.says("夜も受け取る")
    assert (known(db, hana).quiet_from, known(db, hana).quiet_until) == (0, 0)
    hana.says("よるのつうち")
    hana.says("1")
    hana.sees("町のきまりの時間")
    assert known(db, hana).quiet_from is None


def test_every_night_comes_back_as_it_was_chosen():
    for night in Night:
        resident = somebody(night.hours)
        assert Night.of(resident) is night
    assert Night.of(somebody((3, 5))) is Night.USUAL  # hours that nobody can choose any more


def test_a_district_is_said_or_not_and_only_one_of_the_towns(phone, db, clock):
    for name in ("川東", "山手"):
        an_activity(db, clock(), district=name, title=f"{name}の会")
    hana = phone("hana")
    hana.says("設定")
    hana.sees("地区：聞いていません")
    hana.taps("住んでいる地区")
    hana.sees("ほかの地区だけのお知らせを省くために伺います。答えなくてもかまいません。")
    hana.says("山手")
    assert known(db, hana).district == "山手"
    hana.presses(SetDistrict("東京").pack())
    hana.sees("このボタンは前のものです。")
    assert known(db, hana).district == "山手"
    hana.says("設定")
    hana.sees("地区：山手")
    hana.taps("住んでいる地区")
    hana.taps("答えない")
    assert known(db, hana).district is None


def test_many_districts_stand_on_cards_and_can_be_typed(phone, db, clock):
    for number in range(30):
        an_activity(db, clock(), district=f"第{number + 10}区", title=f"{number}")
    hana = phone("hana")
    hana.presses(AskDistrict().pack())
    assert len([one for one in hana.buttons() if bare(one["label"]).startswith("第")]) == 30
    hana.says("第39区")
    assert known(db, hana).district == "第39区"


def test_an_age_is_as_rough_as_it_can_be_and_can_be_taken_back(phone, db):
    hana = phone("hana")
    hana.says("設定")
    hana.taps("年代")
    hana.taps("75歳以上")
    assert known(db, hana).age_band == AgeBand.OLDEST
    hana.sees("覚えました。75歳以上ですね。")
    hana.says("設定")
    hana.sees("年代：75歳以上")
    hana.taps("年代")
    hana.taps("答えない")
    assert known(db, hana).age_band is None


def test_counting_is_asked_for_and_what_was_counted_goes_with_the_consent(phone, db, clock):
    hana = phone("hana")
    hana.says("設定")
    hana.sees("押した数を数える：いいえ")
    hana.taps("押した数")
    hana.sees("見るのは数だけで、どなたかは見ません。")
    hana.taps("はい、数えてよい")
    assert known(db, hana).counts_taps
    send = Send(
        kind="note", subject="notes:1", total=1, title="", words="", fingerprint="", made_at=clock(),
        state=SendState.FINISHED,
    )  # fmt: skip
    db.add(send)
    db.flush()
    db.add(Press(send_id=send.id, resident_id=known(db, hana).id, at=clock()))
    db.flush()
    hana.presses(SetCounting().pack())
    assert not known(db, hana).counts_taps
    assert db.scalars(select(Press)).all() == []


def test_everything_that_can_be_set_stands_on_the_board_in_every_language(phone):
    for name, locale in (("hana", "ja"), ("linh", "ja_Hira"), ("emma", "en")):
        somebody = phone(name, locale=locale, letter_size="large")
        somebody.says("設定")
        assert len([one for one in somebody.buttons() if "settings." in one["data"]]) == 6
        somebody.says("4")
        assert somebody.answer
