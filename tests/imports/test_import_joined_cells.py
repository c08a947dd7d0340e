"""Workbooks made to be printed: covers, several sheets, cells joined over rows, and a row for each weekday."""

import io
from datetime import date

import pytest
from lists import TODAY, places, places_in, table
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from imports.gathered import Gathered
from imports.lists import Kind
from imports.opening import Hours
from imports.places import PlaceRecord
from imports.problems import Unreadable
from imports.reading import Reading
from locales import _

AED = ["市区町村名", "名称", "住所", "設置位置", "小児対応設備の有無"]


def packed(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sheet(book: Workbook, name: str, *rows: list[str]) -> Worksheet:
    made: Worksheet = book.create_sheet(name)
    for row in rows:
        made.append(row)
    return made


@pytest.fixture
def book() -> Workbook:
    made = Workbook()
    made.remove(made["Sheet"])
    return made


def names(source: bytes, sheet_name: str = "") -> list[str]:
    with Reading(source, "list.xlsx", sheet=sheet_name) as reading:
        return [item.name for item in reading.items(TODAY) if isinstance(item, PlaceRecord)]


def test_a_list_behind_a_cover_is_found(book: Workbook) -> None:
    sheet(book, "表紙", ["公開資料"], ["令和8年"])
    sheet(book, "一覧", AED, ["焼津市", "会館", "本町1", "玄関", "有"])
    assert names(packed(book)) == ["会館"]


def test_the_name_of_the_sheet_says_which_list_it_is(book: Workbook) -> None:
    sheet(book, "公衆トイレ", ["名称", "住所", "電話番号"], ["公園", "本町1", ""])
    with Reading(packed(book)) as reading:
        assert reading.kind is Kind.TOILET


def test_sheets_that_were_not_read_are_told_and_may_be_chosen(book: Workbook) -> None:
    sheet(book, "東", AED, ["焼津市", "会館", "本町1", "玄関", "有"])
    sheet(book, "西　部", AED, ["焼津市", "学校", "本町2", "玄関", "有"]).row_dimensions[2].hidden = True
    source = packed(book)
    with Reading(source) as reading, Gathered(reading, TODAY) as found:
        assert (found.sheet, found.other_sheets, found.hidden) == ("東", ("西　部",), 0)
    assert names(source, "西 部") == ["学校"]
    with Reading(source, sheet="西部") as reading, Gathered(reading, TODAY) as found:
        assert found.hidden == 1
    with pytest.raises(Unreadable) as refused:
        names(source, "南")
    assert "東、西　部" in refused.value.sentence


def test_of_sheets_without_a_list_the_most_telling_refusal_is_given(book: Workbook) -> None:
    sheet(book, "表紙", ["公開資料"])
    sheet(book, "人口", ["地域名", "総人口", "男性", "女性", "世帯数"])
    with pytest.raises(Unreadable) as refused:
        names(packed(book))
    assert _("population figures") in refused.value.sentence


def test_cells_joined_down_hold_for_every_row(book: Workbook) -> None:
    made = sheet(
        book,
        "AED",
        AED,
        ["焼津市", "会館", "本町1", "玄関", "有"],
        ["", "", "", "2階", "無"],
        ["焼津市", "学校", "本町2", "体育館", ""],
    )
    for joined in ("A2:A3", "B2:B3", "C2:C3", "E4:E9"):
        made.merge_cells(joined)
    with Reading(packed(book)) as reading:
        found = [item for item in reading.items(TODAY) if isinstance(item, PlaceRecord)]
    assert [(one.name, one.contact.address, one.row) for one in found] == [
        ("会館", "本町1", 2),
        ("会館", "本町1", 3),
        ("学校", "本町2", 4),
    ]


CLINIC = {"医療機関名": "山田医院", "住所": "本町1", "診療科目": "内科"}


def test_a_row_for_each_weekday_is_one_place() -> None:
    rows = [
        CLINIC | {"曜日": day, "診療時間": time} for day, time in (("月", "9:00-12:00"), ("火", "9:00-12:00"))
    ]
    (place,) = places(*rows)
    assert place.hours == Hours("月 9:00-12:00\n火 9:00-12:00", (1, 2), place.hours.sittings)
    assert place.hours.sittings and place.row_count == 2
    (place,) = places(*rows, CLINIC | {"曜日": "土", "診療時間": "9:00-11:00"})
    assert (place.hours.days, place.hours.text.splitlines()[-1]) == (None, "土 9:00-11:00")


def test_rows_that_differ_in_more_stay_apart() -> None:
    here = {"名称": "会館", "住所": "本町1", "SSID": "a", "開始時間": "9:00"}
    assert len(places(here, here | {"SSID": "b", "開始時間": "10:00"}, here)) == 3
    assert len(places(here, here)) == 2


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        (
            ["9:00-12:00", "9:00-12:00", "休診", "9:00-12:00", "", "9:00-11:00", "休診"],
            "月・火・木 9:00-12:00\n水・日 休診\n土 9:00-11:00",
        ),
        (["○", "○", "×", "○", "○", "", ""], "月火木金"),
        (["", "", "", "", "", "", ""], ""),
    ],
)
def test_a_column_for_each_weekday_tells_the_hours(cells: list[str], text: str) -> None:
    (place,) = places(CLINIC | dict(zip("月火水木金土日", cells, strict=True)))
    assert place.hours.text == text
    assert place.extras == {}


def test_a_lone_column_named_like_a_weekday_is_no_timetable() -> None:
    (place,) = places_in(table(CLINIC | {"月": "4"}))
    assert (place.hours.text, place.extras) == ("", {"月": "4"})


def test_hours_of_weekdays_are_told_whole(book: Workbook) -> None:
    sheet(book, "病院", [*CLINIC, *"月火水木金土日"], [*CLINIC.values(), *["9時～12時"] * 5, "休診", "休診"])
    with Reading(packed(book)) as reading:
        (place,) = (item for item in reading.items(date(2026, 6, 1)) if isinstance(item, PlaceRecord))
    assert place.hours.text == "月・火・水・木・金 9時～12時\n土・日 休診"
