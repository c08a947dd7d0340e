"""Days: 11月28日, あさって, 来週の火曜 and 12月 are asked for as people say them, and shown."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from offered import an_activity

from bot.days import Days, days_named
from views.activities import Browse, How

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo"))  # a Tuesday

NAMED = {
    "11月28日": ("2026-11-28", "2026-11-28"),
    "１１／２８": ("2026-11-28", "2026-11-28"),
    "11月28日(土)": ("2026-11-28", "2026-11-28"),
    "11月28日土曜日のイベント": ("2026-11-28", "2026-11-28"),
    "2026-12-01": ("2026-12-01", "2026-12-01"),
    "28日": ("2026-11-28", "2026-11-28"),
    "1日": ("2026-12-01", "2026-12-01"),
    "31日": ("2026-12-31", "2026-12-31"),
    "1月10日": ("2027-01-10", "2027-01-10"),
    "11月20日": ("2026-11-20", "2026-11-20"),
    "あさって": ("2026-11-26", "2026-11-26"),
    "明後日は何がありますか": ("2026-11-26", "2026-11-26"),
    "明日なんかある？": ("2026-11-25", "2026-11-25"),
    "土曜日": ("2026-11-28", "2026-11-28"),
    "こんどのどようびになにかありますか": ("2026-11-28", "2026-11-28"),
    "土曜の午前中なんかやっとる？": ("2026-11-28", "2026-11-28"),
    "にちようびはなにがありますか": ("2026-11-29", "2026-11-29"),
    "次の日曜": ("2026-11-29", "2026-11-29"),
    "火曜": ("2026-11-24", "2026-11-24"),
    "来週の火曜": ("2026-12-01", "2026-12-01"),
    "来週の土日": ("2026-12-05", "2026-12-06"),
    "今週": ("2026-11-24", "2026-11-29"),
    "再来週": ("2026-12-07", "2026-12-13"),
    "今月": ("2026-11-24", "2026-11-30"),
    "12月のイベント": ("2026-12-01", "2026-12-31"),
    "12がつ24にち": ("2026-12-24", "2026-12-24"),
    "Dec 5": ("2026-12-05", "2026-12-05"),
    "5 December": ("2026-12-05", "2026-12-05"),
    "Saturday": ("2026-11-28", "2026-11-28"),
    "what's on sunday?": ("2026-11-29", "2026-11-29"),
}
NO_DAY = [
    "11月31日",
    "32日",
    "3日間",
    "土曜日は行けません",
    "11月28日の草刈り",
    "来週",
    "今度の土日",
    "朝市",
    "2人",
    "28",
    "",
]


@pytest.mark.parametrize(("words", "meant"), NAMED.items())
def test_a_day_is_understood_as_it_is_said(words: str, meant: tuple[str, str]) -> None:
    assert days_named(words, NOW) == Days(*map(date.fromisoformat, meant))


@pytest.mark.parametrize("words", NO_DAY)
def test_what_says_more_or_has_its_own_word_is_no_day(words: str) -> None:
    assert days_named(words, NOW) is None


def test_the_activities_of_that_day_are_shown_and_no_others(phone, db, clock):
    an_activity(db, clock(), days=4, title="川原の草刈り")
    an_activity(db, clock(), days=5, title="畑の収穫")
    hana = phone("hana")
    hana.says("11月28日")
    hana.sees("11月28日(土)の活動です。", "川原の草刈り")
    hana.sees_not("畑の収穫")
    hana.says("日曜日")
    hana.sees("11月29日(日)の活動です。", "畑の収穫")
    hana.sees_not("川原の草刈り")
    hana.says("もどる")
    hana.sees("11月28日(土)の活動です。")
    hana.says("明日なんかある？")
    hana.sees("そのころの活動は、まだありません。")


def test_in_a_long_sentence_the_day_is_enough(phone, db, clock):
    an_activity(db, clock(), days=5, title="畑の収穫")
    hana = phone("hana")
    hana.says("えーっと今度の日曜日に子供と一緒に行けるところってなんかないですかね")
    hana.sees("11月29日(日)の活動です。", "畑の収穫")


def test_an_empty_day_and_one_that_is_over_say_so(phone):
    hana = phone("hana")
    hana.says("12月24日")
    hana.sees("12月24日(木)の活動は、まだありません。ほかの日はどうですか。", "今週末")
    hana.says("11月20日")
    hana.sees("11月20日(金)は、もう過ぎました。")
    hana.says("12月")
    hana.sees("12月1日(火)から12月31日(木)までの活動は、まだありません。")


@pytest.mark.parametrize("value", ["", "x", "2026-11-28", "2026-11-29/2026-11-28", "0001-01-01/0001-01-02"])
def test_a_button_with_odd_days_is_an_old_one(phone, value):
    hana = phone("hana")
    hana.presses(Browse(How.DAYS, value).pack())
    hana.sees("このボタンは前のものです。")


def test_what_costs_nothing_is_found_by_that(phone, db, clock):
    an_activity(db, clock(), title="川原の草刈り")
    an_activity(db, clock(), title="陶芸", price_yen=800)
    hana = phone("hana")
    hana.says("ただで行けるやつ")
    hana.sees("無料の活動です。", "川原の草刈り")
    hana.sees_not("陶芸")
