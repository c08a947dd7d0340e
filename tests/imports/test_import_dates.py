"""Dates that are sentences: certain ones become days, and no doubt ever does."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.dates import dates
from imports.eras import western
from imports.spans import Span

TODAY = date(2026, 5, 20)
WEEK = "月火水木金土日"


def june(*days: int) -> list[date]:
    return [date(2026, 6, day) for day in days]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026-06-03", june(3)),
        ("2026/6/3", june(3)),
        ("2026.6.3", june(3)),
        ("20260603", june(3)),
        ("２０２６年６月３日", june(3)),
        ("2026年6月3日（水・祝）", june(3)),
        ("46176", june(3)),
        ("46176.0", june(3)),
        ("R8.6.3", june(3)),
        ("令和8年6月3日", june(3)),
        ("令和元年5月1日", [date(2019, 5, 1)]),
        ("平成31年4月30日", [date(2019, 4, 30)]),
        ("昭40. 4. 1", [date(1965, 4, 1)]),
        ("1962/7/9", [date(1962, 7, 9)]),
        ("令和5年4月1日現在", [date(2023, 4, 1)]),
        ("6月3日（水）", june(3)),
        ("6/3(水)", june(3)),
        ("6月 3日(水曜日)", june(3)),
        ("6月5日、19日、7月3日 (第1・3金曜日)", [*june(5, 19), date(2026, 7, 3)]),
        ("6月3日、10日、17日（全3回）", june(3, 10, 17)),
        ("6月3日、4日、5日の3日間", june(3, 4, 5)),
        ("毎週土曜日 6月6日～27日", june(6, 13, 20, 27)),
        ("6月3、10、17日", june(3, 10, 17)),
        ("6/3(水)・6/10(水)・17(水)", june(3, 10, 17)),
        ("6月3日(水)\n6月10日(水)", june(3, 10)),
        ("2026/6/3 2026/6/10", june(3, 10)),
        ("6月3日（水）及び10日（水）", june(3, 10)),
        ("2026-08-05/08-07", [date(2026, 8, day) for day in (5, 6, 7)]),
        ("2026-08-05/07", [date(2026, 8, day) for day in (5, 6, 7)]),
        ("2026-08-05/P3D", [date(2026, 8, day) for day in (5, 6, 7)]),
        ("6月3日(水)-5日(金)", june(3, 4, 5)),
        ("6/3-6/5", june(3, 4, 5)),
        ("6月3日（水）から5日（金）まで", june(3, 4, 5)),
        ("6月3日（水）～\n5日（金）", june(3, 4, 5)),
        ("6月6日（土）～6月10日（水）\n※8日（月）を除く", june(6, 7, 9, 10)),
        ("6月6日（土）～10日（水）※8日を除く", june(6, 7, 9, 10)),
        ("6月1日～10日（6日～8日は休館）", june(1, 2, 3, 4, 5, 9, 10)),
        ("6月1日～9日（土日を除く）", june(1, 2, 3, 4, 5, 8, 9)),
        ("6月1日～9日※月曜休館", june(2, 3, 4, 5, 6, 7, 9)),
        ("6月1日～30日の毎週水曜日", june(3, 10, 17, 24)),
        ("9月19日（土）～23日（水）※祝日を除く", [date(2026, 9, 19), date(2026, 9, 20)]),
        ("6月3日（水）※雨天中止", june(3)),
        ("12月30日（水）～1月2日（土）", [date(2026, 12, 30) + timedelta(days=n) for n in range(4)]),
    ],
)
def test_a_certain_sentence_becomes_its_days(text: str, days: list[date]) -> None:
    found = dates(text, TODAY)
    assert sorted(found.days) == days
    assert found.text == text


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "-",
            "随時",
            "随時（応相談）",
            "通年",
            "毎週月曜日",
            "第2土曜日",
            "6月上旬",
            "6月",
            "6月3日頃",
            "未定",
            "令和8年度",
        ),
        *("6月31日", "2026年2月29日", "2月29日", "13月1日", "0/0", "00000000", "99999", "2026/6/3Z"),
        "2026年6月3日（木）",  # a Wednesday
        "6月3日(木)",  # so too; a year in which it fits lies too far away
        "6月3日～14日（20日を除く）",  # 20 is not among them
        "6月3日～7月14日※8日を除く",  # of which month?
        "6月3日、10日、17日（全4回）",
        "6月5日、12日 (第1・3金曜日)",
        "6月14日～3日",
        "6月3日（水）ほか",
        "ただし8日を除く",
        "8日",
        "6月1日、3日～",
        "2026-08-05/P0D",
        "9999-12-31/P998D",
        "9999-12-31",
        "1年1月1日～2026年1月1日",
        "2000/1/1～2026/1/1",
        "6月3日" + "、4日" * 200,
    ],
)
def test_a_doubtful_sentence_stays_a_sentence(text: str) -> None:
    found = dates(text, TODAY)
    assert not found.certain
    assert found.text == text


@pytest.mark.parametrize("text", ["6月14日(日)まで", "～6月14日(日)\nまで ", "~6/14"])
def test_an_end_without_a_beginning_is_only_an_end(text: str) -> None:
    found = dates(text, TODAY)
    assert found.until == Span(date(2026, 6, 14), date(2026, 6, 14))
    assert found.spans == ()


def test_a_beginning_without_an_end_is_only_a_beginning() -> None:
    found = dates("6月3日（水）～", TODAY)
    assert found.since == Span(date(2026, 6, 3), date(2026, 6, 3))
    assert found.spans == ()


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-06-03T10:00:00+09:00", 600, None),
        ("2026-06-03 10:00", 600, None),
        ("6月3日(水)10:00～12:00", 600, 720),
        ("6月3日（水）午後1時半", 810, None),
        ("6月1日（月）正午～\n6月12日（金）17時", 720, 1020),
        ("6月3日、10日 9時～17時", None, None),  # for both days, or for the second?
    ],
)
def test_times_beside_days_are_kept_when_they_are_clear(
    text: str, start: int | None, end: int | None
) -> None:
    spans = dates(text, TODAY).spans
    assert {(span.start, span.end) for span in spans} == {(start, end)}


@pytest.mark.parametrize(
    ("text", "reference", "year"),
    [
        ("1月10日", date(2026, 11, 20), 2027),
        ("12月20日", date(2027, 1, 5), 2026),
        ("6月3日", date(2026, 11, 20), 2026),
        ("6月3日（水）", date(2026, 12, 31), 2026),  # June 2027 is nearer, but there the 3rd is a Thursday
        ("6月3日（木）", date(2026, 12, 31), 2027),
    ],
)
def test_a_missing_year_is_the_nearest_that_fits(text: str, reference: date, year: int) -> None:
    assert [day.year for day in dates(text, reference).days] == [year]


def test_eras_count_from_their_first_year() -> None:
    assert [western(era, "1") for era in ("明治", "大正", "昭和", "平成", "令和")] == [
        1868,
        1912,
        1926,
        1989,
        2019,
    ]
    assert western("R", "8") == western("令", "8") == western("令和", "8") == 2026


DAYS = st.dates(date(2026, 2, 1), date(2026, 9, 30))


@given(DAYS)
def test_every_way_of_writing_a_day_is_read_back(day: date) -> None:
    weekday = WEEK[day.weekday()]
    for text in (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"令和{day.year - 2018}年{day.month}月{day.day}日（{weekday}）",
        f"{day.month}月{day.day}日({weekday})",
        f"{day.month}/{day.day}（{weekday}）",
        str((day - date(1899, 12, 30)).days),
    ):
        assert dates(text, TODAY).days == (day,), text


@given(DAYS, st.integers(1, 40), st.data())
def test_a_span_less_a_day_has_all_days_but_that(first: date, length: int, data: st.DataObject) -> None:
    last = first + timedelta(days=length + 1)
    out = first + timedelta(days=data.draw(st.integers(1, length)))
    text = f"{first.month}月{first.day}日～{last.month}月{last.day}日※{out.month}月{out.day}日を除く"
    expected = [first + timedelta(days=n) for n in range(length + 2)]
    assert dates(text, TODAY).days == tuple(day for day in expected if day != out)


@given(DAYS, st.integers(0, 6))
def test_a_wrong_weekday_is_never_believed(day: date, wrong: int) -> None:
    found = dates(f"{day.year}年{day.month}月{day.day}日（{WEEK[wrong]}）", TODAY)
    assert found.days == ((day,) if wrong == day.weekday() else ())


PIECES = st.sampled_from(
    [
        *("6月", "3日", "14", "10", "（水）", "(木)", "～", "、", "・", "※", "を除く", "まで", "第1", "毎週"),
        *("全3回", "令和", "8年", "/", "-", ":", "9", "時", "半", "午後", "\n"),
    ]
)


@given(st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=12).map("".join)))
def test_no_sentence_breaks_the_reader_and_its_words_stay(text: str) -> None:
    found = dates(text, TODAY)
    assert found.text == text
    assert all(span.first <= span.last for span in found.spans)
