"""Times, sittings, days of the week and the hours of a place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.hours import Sitting, minute, sittings, weekdays
from imports.opening import opening


@pytest.mark.parametrize(
    ("text", "found"),
    [
        *(
            ("9:00", 540),
            ("09:00", 540),
            ("9：00", 540),
            ("9:00:00", 540),
            ("24:00", 1440),
            ("0:00", 0),
            ("正午", 720),
        ),
        *(
            ("午後7時", 1140),
            ("午後7時30分", 1170),
            ("19時半", 1170),
            ("午前12時", 0),
            ("午後0時15分", 735),
            ("7:30 PM", 1170),
        ),
        *(
            ("0.375", 540),
            (".5", 720),
            ("1", 1440),
            ("0.75", 1080),
            ("翌2:00", 1560),
            ("9時から", 540),
            ("17:00まで", 1020),
        ),
        *(
            ("", None),
            ("-", None),
            ("25時間", None),
            ("9:60", None),
            ("31:00", None),
            ("随時", None),
            ("9", None),
        ),
    ],
)
def test_one_time_is_minutes_after_midnight(text: str, found: int | None) -> None:
    assert minute(text) == found


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("9:00", "16:30", (Sitting(540, 990),)),
        ("9:00", "", (Sitting(540),)),
        ("", "", ()),
        ("-", "ー", ()),
        ("22:00", "2:00", (Sitting(1320, 1560),)),
        ("9:00", "24:00", (Sitting(540, 1440),)),
        ("17:00", "9:00", (Sitting(1020, 1980),)),
        ("13:00", "11:00", None),
        ("9:00～17:00", "", (Sitting(540, 1020),)),
        ("午後7時～9時", "", (Sitting(1140, 1260),)),
        ("10:00～翌9:00", "", (Sitting(600, 1980),)),
        ("9:30\n14:00", "", (Sitting(570), Sitting(840))),
        ("9:30\n14:00", "11:00\n15:30", (Sitting(570, 660), Sitting(840, 930))),
        ("①10：00\n\n②15：30", "", (Sitting(600), Sitting(930))),
        ("9:30～12:00、13:00～15:30", "", (Sitting(570, 720), Sitting(780, 930))),
        ("10:00（受付9:30～）", "", (Sitting(600),)),
        ("10:00 ※雨天中止", "", (Sitting(600),)),
        ("21：30\n※日曜は16：00まで", "", None),
        ("9:00", "21：30\n※日曜は16：00まで", None),
        ("9:30\n14:00", "16:00", None),
        ("", "16:00", None),
        ("午前の部と午後の部", "", None),
        ("午後10時～3時", "", None),
    ],
)
def test_sittings_are_read_when_certain(start: str, end: str, found: tuple[Sitting, ...] | None) -> None:
    assert sittings(start, end) == found


@pytest.mark.parametrize(
    ("text", "days"),
    [
        *(
            ("月火水木金", (1, 2, 3, 4, 5)),
            ("月～金", (1, 2, 3, 4, 5)),
            ("月・水・金曜日", (1, 3, 5)),
            ("土、日", (6, 7)),
        ),
        *(
            ("Mo,Tu,Su", (1, 2, 7)),
            ("Mon, Wed", (1, 3)),
            ("12345", (1, 2, 3, 4, 5)),
            ("1,3", (1, 3)),
            ("毎週火曜", (2,)),
        ),
        *(("平日", (1, 2, 3, 4, 5)), ("毎日", (1, 2, 3, 4, 5, 6, 7)), ("日月", (1, 7))),
        *(
            ("", None),
            ("土日祝", None),
            ("月月", None),
            ("8", None),
            ("不定期", None),
            ("第2土曜", None),
            ("土～月", None),
        ),
    ],
)
def test_days_of_the_week_are_read_when_certain(text: str, days: tuple[int, ...] | None) -> None:
    assert weekdays(text) == days


def test_a_remark_on_one_day_makes_typed_hours_uncertain_and_keeps_the_words() -> None:
    hours = opening("月火水木金", "09:00", "14:30", "水曜日は午後2時まで利用可能", "", "休業日")
    assert (hours.days, hours.sittings) == (None, None)
    assert hours.text == "月火水木金 09:00～14:30\n水曜日は午後2時まで利用可能"


@pytest.mark.parametrize(
    ("note", "closed", "days", "times"),
    [
        ("24時間利用可能", "", (1, 2, 3, 4, 5, 6, 7), (Sitting(0, 1440),)),
        ("9:00～17:00", "水曜", (1, 2, 4, 5, 6, 7), (Sitting(540, 1020),)),
        ("9:00～17:00", "年中無休", (1, 2, 3, 4, 5, 6, 7), (Sitting(540, 1020),)),
        ("【開館時間】9:00～21：30 【休館日】月曜日", "", (2, 3, 4, 5, 6, 7), (Sitting(540, 1290),)),
        ("9:00～21:00（最終受付20:30）", "月曜（祝日の場合は翌日休）", None, (Sitting(540, 1260),)),
        ("カフェ10:00～20:00、温泉11:00～", "", None, None),
        ("9:00", "", None, None),  # opens at, or is told until?
    ],
)
def test_hours_told_in_a_sentence_are_read_when_certain(
    note: str, closed: str, days: tuple[int, ...] | None, times: tuple[Sitting, ...] | None
) -> None:
    hours = opening("", "", "", note, closed, "休業日")
    assert (hours.days, hours.sittings) == (days, times)


def test_closed_days_stand_behind_their_name() -> None:
    assert opening("", "", "", "9:00～17:00", "水曜", "休業日").text == "9:00～17:00\n休業日 水曜"


@given(st.integers(0, 1439), st.integers(0, 1440))
def test_times_written_are_times_read(start: int, end: int) -> None:
    def written(at: int) -> str:
        return f"{at // 60}:{at % 60:02d}"

    found = sittings(written(start), written(end))
    if end >= start:
        assert found == (Sitting(start, end),)
    else:  # either the next morning, or one of both is wrong
        assert found in ((Sitting(start, end + 1440),), None)
    assert minute(repr(start / 1440)) == (start if start >= 1 else minute("0"))


PIECES = st.sampled_from(
    [
        *("9", ":00", "：", "午後", "7", "時", "半", "～", "-", "\n", "①", "②", "※", "（", "）"),
        *("、", "翌", "正午", "から", "まで", "日曜は"),
    ]
)


@given(*[st.one_of(st.text(max_size=30), st.lists(PIECES, max_size=9).map("".join))] * 2)
def test_no_words_break_the_reader(one: str, other: str) -> None:
    for found in (sittings(one, other), opening(one, "", "", other, one, "休業日").sittings):
        for sitting in found or ():
            assert sitting.start >= 0 and (sitting.end is None or sitting.start <= sitting.end)
    weekdays(one)
