"""The terms of taking part: price, places, signing up and until when."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.cells import Answer
from imports.terms import Capacity, capacity, deadline, fee, sign_up


@pytest.mark.parametrize(
    ("basic", "detail", "yen"),
    [
        *(
            ("無料", "", 0),
            ("入場無料", "", 0),
            ("参加費：無料", "", 0),
            ("0円", "", 0),
            ("0", "", 0),
            ("なし", "", 0),
        ),
        *(
            ("500", "", 500),
            ("500円", "", 500),
            ("1,500円円", "", 1500),
            ("参加費\n300円", "", 300),
            ("１人５００円", "", 500),
        ),
        *(
            ("無料（要整理券）", "", 0),
            ("無料", "事前申込制", 0),
            ("", "入館無料", 0),
            ("500円", "500円", 500),
        ),
        ("参加費\n300円\n材料費\n800円(一人分)", "", None),
        ("大人300円 小人100円", "", None),
        ("無料（材料費別）", "", None),
        ("無料", "材料費500円", None),
        ("500円", "中学生以下無料、材料費別", None),
        ("500円～", "", None),
        ("有料", "", None),
        ("", "", None),
        ("-", "", None),
    ],
)
def test_a_price_is_a_number_only_when_it_is_the_only_one(basic: str, detail: str, yen: int | None) -> None:
    assert fee(basic, detail).yen == yen


def test_the_words_of_a_price_always_stay() -> None:
    assert fee("参加費\n300円", "材料費別").text == "参加費\n300円\n材料費別"


@pytest.mark.parametrize(
    ("text", "people"),
    [
        *(
            ("50名", 50),
            ("先着\n15人", 15),
            ("２０人（先着順）", 20),
            ("定員：30人", 30),
            ("15", 15),
            ("15.0", 15),
            ("1,000人", 1000),
        ),
        *(
            ("30名程度", None),
            ("各回8組(1組3名まで)", None),
            ("【会場】50名\n\n【オンライン】制限なし", None),
        ),
        *(("0", None), ("", None), ("親子10組", None)),
    ],
)
def test_places_are_counted_only_when_they_are_people(text: str, people: int | None) -> None:
    assert capacity(text).people == people
    assert capacity(text).text == text


def test_no_limit_and_a_draw_are_known() -> None:
    assert capacity("制限なし") == Capacity("制限なし", unlimited=True)
    assert capacity("20名（抽選）") == Capacity("20名（抽選）", 20, drawn=True)


@pytest.mark.parametrize(
    ("text", "has_deadline", "needed"),
    [
        *(
            (text, False, Answer.NO)
            for text in ("申込不要", "不要", "事前申込不要", "当日直接会場へ", "予約不要です")
        ),
        *(
            (text, False, Answer.YES)
            for text in ("申込必要", "要", "電話", "メールで申し込み", "https://example.jp/f", "窓口へ")
        ),
        ("当日会場で申し込み", False, Answer.UNKNOWN),
        ("", False, Answer.UNKNOWN),
        ("-", False, Answer.UNKNOWN),
        ("", True, Answer.YES),
        ("不要", True, Answer.NO),
    ],
)
def test_signing_up_is_needed_not_needed_or_unknown(text: str, has_deadline: bool, needed: Answer) -> None:
    assert sign_up(text, has_deadline).needed is needed


@pytest.mark.parametrize(
    ("day_text", "time_text", "day", "at"),
    [
        ("2026-06-12", "17:00", date(2026, 6, 12), 1020),
        ("6月12日（金）必着", "", date(2026, 6, 12), None),
        ("6月12日まで", "17：00", date(2026, 6, 12), 1020),
        ("6月12日(金)17時", "", date(2026, 6, 12), 1020),
        ("開催3日前まで", "", None, None),
        ("6月12日（木）", "", None, None),
        ("", "", None, None),
    ],
)
def test_the_last_day_is_typed_when_certain(
    day_text: str, time_text: str, day: date | None, at: int | None
) -> None:
    found = deadline(day_text, time_text, date(2026, 6, 20))
    assert (found.day, found.minute) == (day, at)


def test_a_period_of_signing_up_has_a_beginning_and_an_end() -> None:
    found = deadline("6月1日（月）正午～\n6月12日（金）17時", "", date(2026, 6, 20))
    assert (found.opens, found.opens_minute) == (date(2026, 6, 1), 720)
    assert (found.day, found.minute) == (date(2026, 6, 12), 1020)


def test_a_deadline_belongs_to_the_year_of_its_event() -> None:
    assert deadline("12月20日", "", date(2027, 1, 9)).day == date(2026, 12, 20)


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_words_break_the_reader(one: str, other: str) -> None:
    assert (fee(one, other).yen or 0) >= 0
    assert (capacity(one).people or 1) >= 1
    assert sign_up(one, False).needed in Answer
    deadline(one, other, date(2026, 6, 1))
