"""What a spreadsheet makes of days, times and telephone numbers, told to residents as people write it."""

from datetime import date

import pytest
from lists import events, places, places_in, table

from imports.occurrences import Occurrence
from imports.opening import opening
from imports.spots import Spot

EVENT = {"イベント名": "朝市", "場所名称": "広場"}
PLACE = {"名称": "会館", "住所": "本町1", "SSID": "a"}


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ({"開始日": "46354", "開始時間": "0.375", "終了時間": "0.5"}, "2026-11-28\n9:00～12:00"),
        ({"開始日": "46354.75", "開始時間": ""}, "2026-11-28 18:00"),
        ({"開始日": "20261128", "開始時間": "9時"}, "2026-11-28\n9時"),
        ({"開始日": "11月28日（土）", "開始時間": ".5"}, "11月28日（土）\n12:00"),
        ({"開始日": "12345678", "開始時間": "1"}, "12345678\n1"),
    ],
)
def test_nobody_reads_a_spreadsheets_own_numbers(cells: dict[str, str], text: str) -> None:
    (event,) = events({**EVENT, "開始日": "", "開始時間": "", "終了時間": "", **cells})
    assert event.when_text == text


def test_the_last_day_of_sign_up_is_legible() -> None:
    (event,) = events(
        {**EVENT, "開始日": "2026-06-20", "参加申込終了日": "46188", "参加申込終了時間": "0.708333333333"}
    )
    assert (event.deadline.text, event.deadline.day) == ("2026-06-15 17:00", date(2026, 6, 15))


@pytest.mark.parametrize(
    ("start", "end", "note", "text", "sitting"),
    [
        ("0.375", "0.708333333333333", "", "9:00～17:00", (540, 1020)),
        ("", "17:00", "9:00", "9:00～17:00", (540, 1020)),
        ("", "17:00", "月曜は休み", "17:00\n月曜は休み", None),
    ],
)
def test_opening_hours_are_legible(
    start: str, end: str, note: str, text: str, sitting: tuple[int, int] | None
) -> None:
    told = opening("", start, end, note, "", "休館日")
    assert told.text == text
    assert [(one.start, one.end) for one in told.sittings or ()] == ([sitting] if sitting else [])


def test_a_telephone_number_gets_its_zero_back() -> None:
    (place,) = places({**PLACE, "電話番号": "546261139"})
    assert (place.contact.phones.text, place.contact.phones.numbers) == ("0546261139", ("0546261139",))


@pytest.mark.parametrize(
    ("first", "last", "start", "end", "found"),
    [
        (
            "2026/12/13 14:00",
            "2026/12/13 16:00",
            "",
            "",
            Occurrence(date(2026, 12, 13), date(2026, 12, 13), 840, 960),
        ),
        (
            "2026-12-13T22:00:00+09:00",
            "2026-12-14T05:00:00+09:00",
            "",
            "",
            Occurrence(date(2026, 12, 13), date(2026, 12, 13), 1320, 1740),
        ),
        (
            "2026-12-31",
            "2027-01-01",
            "23:00",
            "1:00",
            Occurrence(date(2026, 12, 31), date(2026, 12, 31), 1380, 1500),
        ),
        (
            "2026-12-12",
            "2026-12-13",
            "10:00",
            "16:00",
            Occurrence(date(2026, 12, 12), date(2026, 12, 13), 600, 960),
        ),
        ("2026-12-13 14:00", "2026-12-16 12:00", "", "", Occurrence(date(2026, 12, 13), date(2026, 12, 16))),
    ],
)
def test_times_beside_first_and_last_day(
    first: str, last: str, start: str, end: str, found: Occurrence
) -> None:
    (event,) = events({**EVENT, "開始日": first, "終了日": last, "開始時間": start, "終了時間": end})
    assert event.occurrences == (found,)


@pytest.mark.parametrize(
    ("cells", "spot"),
    [
        ({"緯度（日本測地系）": "35.65667", "経度（日本測地系）": "139.31319"}, Spot(35.6599043, 139.309958)),
        (
            {"緯度": "35.66", "経度": "139.31", "緯度（日本測地系）": "35.6", "経度（日本測地系）": "139.3"},
            Spot(35.66, 139.31),
        ),
        ({"緯度経度": "35.66, 139.31"}, Spot(35.66, 139.31)),
        ({"緯度（世界測地系）": "35.66", "経度（世界測地系）": "139.31"}, Spot(35.66, 139.31)),
    ],
)
def test_a_spot_may_stand_in_other_columns(cells: dict[str, str], spot: Spot) -> None:
    (place,) = places({**PLACE, **cells})
    assert place.contact.spot is not None
    assert abs(place.contact.spot.latitude - spot.latitude) < 0.0001
    assert abs(place.contact.spot.longitude - spot.longitude) < 0.0001


def test_a_spot_that_is_no_number_is_told_as_that() -> None:
    (place,) = places_in(table({**PLACE, "緯度": "本町", "経度": "2"}))
    (problem,) = [one for one in place.problems if not one.minor]
    assert "読み取れない" in problem.sentence or "could not be read" in problem.sentence
