"""A day and a time as people type them, read by what reads the lists of towns."""

import pytest

from bot.moments import read_moment


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("あした 9時", "2026-11-25 09:00"),
        ("明日の朝9時に送って", "2026-11-25 09:00"),
        ("あさって午後７時半", "2026-11-26 19:30"),
        ("きょう 18時ごろ", "2026-11-24 18:00"),
        ("11/30 10:00", "2026-11-30 10:00"),
        ("11/30の10:00", "2026-11-30 10:00"),
        ("１１月３０日（月）１０時", "2026-11-30 10:00"),
        ("1/5 10:00", "2027-01-05 10:00"),
        ("tomorrow at 9:30 pm", "2026-11-25 21:30"),
        ("土曜9時", "2026-11-28 09:00"),
        ("次の土曜日の朝９時に", "2026-11-28 09:00"),
        ("どようび ごご7じ", "2026-11-28 19:00"),
        ("今週の土曜 9時", "2026-11-28 09:00"),
        ("来週の月曜 18:30", "2026-11-30 18:30"),
        ("再来週の火曜日 9時", "2026-12-08 09:00"),
        ("火曜 23時", "2026-11-24 23:00"),  # that is today
        ("火曜 0時", "2026-12-01 00:00"),  # that is over today
        ("今週の月曜 9時", "2026-11-23 09:00"),  # over, and refused with that reason
        ("Saturday 9:30", "2026-11-28 09:30"),
        ("next monday at 10 am", "2026-11-30 10:00"),
        ("あさ9じ あした", None),
        ("あしたのあさ9じ", "2026-11-25 09:00"),
        ("2026-11-30T10:00", "2026-11-30 10:00"),
        ("11月30日(火) 10時", None),  # that day is a Monday
        ("11/30", None),
        ("土曜", None),
        ("月の9時", None),
        ("9時", None),
        ("11/30 10:00-12:00", None),
        ("そのうち", None),
    ],
)
def test_what_is_typed_is_read_as_the_lists_of_towns_are(clock, typed, meant):
    found = read_moment(typed, clock())
    assert (f"{found:%Y-%m-%d %H:%M}" if found else None) == meant
