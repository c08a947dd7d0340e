"""Lists of events: rows become happenings, and nothing is lost or guessed on the way."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lists import events, events_in, grave, left_out, table, written

from imports.cells import Answer
from imports.occurrences import Occurrence
from locales import _

COLUMNS = (
    *("市区町村コード", "NO", "都道府県名", "イベント名", "イベント名_カナ", "開始日", "終了日", "開始時間"),
    *(
        "終了時間",
        "開始日時特記事項",
        "説明",
        "料金(基本)",
        "料金(詳細)",
        "主催者",
        "場所名称",
        "住所",
        "緯度",
    ),
    *(
        "経度",
        "定員",
        "参加申込終了日",
        "参加申込終了時間",
        "参加申込方法",
        "URL",
        "備考",
        "カテゴリー",
        "区",
    ),
)


def row(name: str = "朝市", **cells: str) -> dict[str, str]:
    """A row of edition A with these cells; every row made here has the same columns."""
    named = {column.replace("(", "").replace(")", ""): column for column in COLUMNS}
    blank = {column: cells.pop(name, "") for name, column in named.items()}
    assert not cells
    return {**blank, "イベント名": name, "市区町村コード": "222127", "都道府県名": "静岡県"}


def day(number: int, start: int | None = None, end: int | None = None) -> Occurrence:
    return Occurrence(date(2026, 6, number), date(2026, 6, number), start, end)


def test_a_row_becomes_an_event_with_all_it_says() -> None:
    (event,) = events(
        row(
            NO="12",
            開始日="6月3日（水）",
            開始時間="9：00",
            終了時間="11:30",
            料金基本="無料",
            定員="先着\n15人",
            参加申込終了日="5月29日（金）",
            参加申込方法="電話で",
            場所名称="川原の広場",
            住所="本町1-2",
            緯度="34.86",
            経度="138.32",
            URL="https://example.jp/a",
            備考="雨天中止",
            カテゴリー="市場",
            区="北",
        )
    )
    assert event.key == "222127/12"
    assert event.occurrences == (day(3, 540, 690),)
    assert event.when_text == "6月3日（水）\n9：00～11:30"
    assert (event.fee.yen, event.capacity.people, event.sign_up.needed) == (0, 15, Answer.YES)
    assert (event.deadline.day, event.deadline.text) == (date(2026, 5, 29), "5月29日（金）")
    assert (event.venue, event.contact.address, event.category) == ("川原の広場", "本町1-2", "市場")
    assert (event.contact.url, event.remarks, event.extras) == (
        "https://example.jp/a",
        "雨天中止",
        {"区": "北"},
    )
    assert event.contact.spot is not None and event.contact.spot.latitude == 34.86
    assert grave(event) == []


def test_a_row_for_each_day_is_one_event_with_its_days() -> None:
    rows = [row(NO=str(n), 開始日=f"2026-06-{n:02}", 開始時間="10:00", 場所名称="広場") for n in (17, 3, 10)]
    other = row(NO="1", 開始日="2026-06-03", 場所名称="会館")
    market, elsewhere = sorted(events(rows[0], other, *rows[1:]), key=lambda event: -len(event.rows))
    assert market.rows == (2, 4, 5)
    assert market.occurrences == (day(3, 600), day(10, 600), day(17, 600))
    assert elsewhere.venue == "会館"


def test_spacing_and_width_do_not_make_two_events_of_one() -> None:
    rows = [
        row("朝　市 ＡＢＣ", 開始日="2026-06-03", 場所名称="広場"),
        row("朝市ABC", 開始日="2026-06-10", 場所名称="広 場"),
    ]
    (event,) = events(*rows)
    assert event.name == "朝　市 ＡＢＣ"
    assert len(event.occurrences) == 2


def test_what_one_row_leaves_empty_another_fills_and_what_differs_is_told() -> None:
    (event,) = events(
        row(開始日="2026-06-03", 料金基本="300円"),
        row(開始日="2026-06-10", 料金基本="500円", 説明="とれたての野菜"),
    )
    assert (event.description, event.fee.yen) == ("とれたての野菜", 300)
    (told,) = (problem for problem in event.problems if problem.column == "料金(基本)")
    assert (told.row, told.value, told.minor) == (3, "500円", True)


def test_the_last_of_several_deadlines_counts() -> None:
    (event,) = events(
        row(開始日="2026-06-03", 参加申込終了日="2026-06-01", 参加申込終了時間="17:00"),
        row(開始日="2026-06-10", 参加申込終了日="2026-06-08", 参加申込終了時間="12:00"),
    )
    assert (event.deadline.day, event.deadline.minute) == (date(2026, 6, 8), 720)
    assert event.deadline.text == "2026-06-01 17:00\n2026-06-08 12:00"


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"開始日": "2026-06-03"}, (day(3),)),
        ({"開始日": "2026-06-03", "終了日": "2026-06-05"}, (Occurrence(date(2026, 6, 3), date(2026, 6, 5)),)),
        ({"開始日": "6月3日～", "終了日": "6月5日まで"}, (Occurrence(date(2026, 6, 3), date(2026, 6, 5)),)),
        ({"開始日": "6月3日～5日", "終了日": "6月5日"}, (Occurrence(date(2026, 6, 3), date(2026, 6, 5)),)),
        ({"開始日": "2026-06-03", "開始時間": "9:30\n14:00"}, (day(3, 570), day(3, 840))),
        ({"開始日": "2026-06-03T10:00:00+09:00"}, (day(3, 600),)),
        ({"開始日": "2026-06-03", "開始時間": "22:00", "終了時間": "24:00"}, (day(3, 1320, 1440),)),
        ({"開始日": "46176", "開始時間": "0.375"}, (day(3, 540),)),
    ],
)
def test_the_four_cells_of_time_are_read_together(
    cells: Mapping[str, str], found: tuple[Occurrence, ...]
) -> None:
    (event,) = events(row(**cells))
    assert event.occurrences == found
    assert grave(event) == []


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({}, "開始日"),
        ({"開始日": "随時（応相談）"}, "開始日"),
        ({"開始日": "2026-06-03", "終了日": "2026-06-01"}, "終了日"),
        ({"開始日": "2026-06-03", "終了日": "未定"}, "終了日"),
        ({"開始日": "6月3日～5日", "終了日": "6月9日"}, "終了日"),
        ({"開始日": "毎週水曜日", "終了日": "2026-06-30"}, "開始日"),
    ],
)
def test_days_in_doubt_are_not_typed_and_the_clerk_is_told(cells: Mapping[str, str], column: str) -> None:
    (event,) = events(row(**cells))
    assert event.occurrences == ()
    assert [told for _row, told, _value in grave(event)] == [column]


def test_times_in_doubt_leave_the_day_and_are_told() -> None:
    (event,) = events(row(開始日="2026-06-03", 開始時間="昼ごろ"))
    assert event.occurrences == (day(3),)
    assert grave(event) == [(2, "開始時間", "昼ごろ")]
    assert "昼ごろ" in event.when_text


def test_an_exhibition_of_which_only_the_end_is_known_has_that() -> None:
    (event,) = events(row(開始日="～7月5日(日)\nまで "))
    assert (event.occurrences, event.until) == ((), date(2026, 7, 5))


def test_a_key_outlives_the_days_that_pass() -> None:
    rows = [row(NO=str(n), 開始日=f"2026-06-{n:02}", 場所名称="広場") for n in (3, 10, 17)]
    (before,), (after,), (last,) = events(*rows), events(*rows[1:]), events(*rows[2:])
    assert before.key == after.key
    assert last.key == "222127/17"  # alone it goes by its number, and says what it was
    assert {before.key} == {key for key in last.also_known_as if key.startswith("~")}
    assert "222127/17" in before.also_known_as


def test_a_number_that_names_two_events_names_neither() -> None:
    first, second = events(row("朝市", NO="1"), row("夕市", NO="1"))
    assert first.key != second.key
    assert first.key.startswith("~") and second.key.startswith("~")


def test_rows_without_a_name_are_handed_over_with_a_reason() -> None:
    source = table(row(開始日="2026-06-03"), row("", 開始日="2026-06-03", 説明="何か"), row("", NO="9"))
    (left,) = left_out(source)
    assert (left.row, left.problem.column) == (3, "イベント名")
    assert "何か" in left.cells


def test_a_footnote_is_told_from_an_entry_without_a_name() -> None:
    source = written(
        [["NO", "イベント名", "開始日"], ["1", "朝市", "2026-06-03"], ["※日程は変わることがあります"]]
    )
    (left,) = left_out(source.encode())
    assert left.problem.sentence == _(
        "This row looks like a note and not like an entry, so it was not taken."
    )


def test_an_event_list_in_a_towns_own_words_is_read() -> None:
    source = written(
        [
            ["6月の催し"],
            [],
            ["行事名", "日時", "会場", "参加費", "定員", "申込", "問い合わせ先", "TEL"],
            [
                *("こども将棋", "6月6日(土)、20日(土) 10:00～12:00", "会館2階", "無料", "20名", "不要"),
                *("学習課", "054-626-0000"),
            ],
        ]
    )
    (event,) = events_in(source.encode("cp932"))
    assert [one.first.day for one in event.occurrences] == [6, 20]
    assert event.sign_up.needed is Answer.NO
    assert event.contact.phones.numbers == ("0546260000",)
    assert event.contact.name == "学習課"


CELL = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["2026-06-03", "6月3日～", "9:00", "無料", "34.8", "138.3", "※", "", "1", "-", "ー", "https://a.jp"]
    ),
)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, CELL)), min_size=1, max_size=5))
def test_every_row_ends_in_one_record_or_is_left_out(rows: list[dict[str, str]]) -> None:
    source = written([COLUMNS, *([one[name] for name in COLUMNS] for one in rows)]).encode("utf-8", "replace")
    found = [number for event in events_in(source) for number in event.rows]
    left = [one.row for one in left_out(source)]
    assert len(found) == len(set(found)) and not set(found) & set(left)
    named = [
        number
        for number, one in enumerate(rows, 2)
        if one["イベント名"].strip("\x00 \n\t") and number in found
    ]
    assert set(named) <= set(found)
    keys = [event.key for event in events_in(source)]
    assert len(keys) == len(set(keys))
    assert all(len(key) <= 80 for key in keys)
