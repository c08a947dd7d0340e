"""Single cells: codes, yes and no, coordinates, telephone numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.cells import Answer, answer, check_digit, municipality_code, number, phones
from imports.spots import Spot, spot

# Codes as the ministry publishes them.
KNOWN = ["011002", "092011", "131016", "222127", "271004", "401307", "472018"]


@pytest.mark.parametrize("code", KNOWN)
def test_check_digits_are_those_of_the_official_list(code: str) -> None:
    assert check_digit(code[:5]) == code[5]


@pytest.mark.parametrize(
    ("text", "prefecture", "code"),
    [
        ("222127", "", "222127"),
        ("２２２１２７", "", "222127"),
        ("222127.0", "", "222127"),
        ("22212", "", "222127"),  # without its check digit
        ("92011", "", "092011"),  # without its zero
        ("92011", "栃木県", "092011"),
        ("9201", "", "092011"),  # without both
        ("09201", "", "092011"),
        ("13101", "東京都", "131016"),
        ("22", "", "220001"),
        ("222128", "", None),
        ("482127", "", None),
        ("焼津市", "", None),
        ("", "", None),
        ("1234567", "", None),
        ("999", "", None),
    ],
)
def test_a_code_gets_back_what_a_spreadsheet_took(text: str, prefecture: str, code: str | None) -> None:
    assert municipality_code(text, prefecture) == code


@given(st.integers(1, 47), st.integers(100, 999))
def test_a_code_without_its_check_digit_is_completed_in_its_prefecture(prefecture: int, city: int) -> None:
    from imports.cells import PREFECTURES

    body = f"{prefecture:02d}{city}"
    whole = body + check_digit(body)
    name = PREFECTURES[prefecture - 1]
    assert municipality_code(body, name) == municipality_code(whole, name) == whole
    assert municipality_code(whole.lstrip("0"), name) == whole


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *((word, Answer.YES) for word in ("有", "○", "〇", "◯", "1", "１", "あり", "TRUE", "yes")),
        *((word, Answer.NO) for word in ("無", "×", "0", "なし", "FALSE", "no")),
        ("△", Answer.PARTLY),
        *((word, Answer.UNKNOWN) for word in ("", "-", "ー", "不明", "要確認")),
    ],
)
def test_yes_and_no_are_told_in_many_ways_and_silence_is_neither(text: str, said: Answer) -> None:
    assert answer(text) is said


@pytest.mark.parametrize(
    ("north", "east", "found"),
    [
        ("34.866918", "138.323171", Spot(34.866918, 138.323171)),
        (" 34.8 66918", "138.323171\n", Spot(34.866918, 138.323171)),
        ("３４．８", "１３８．３", Spot(34.8, 138.3)),
        ("138.323171", "34.866918", Spot(34.866918, 138.323171, swapped=True)),
        ("24.4", "153.9", Spot(24.4, 153.9)),
        ("35°39′36″", "139°18′36″", Spot(35.66, 139.31)),
        ("35度39分36.0秒", "139度18分36秒", Spot(35.66, 139.31)),
        ("35.39.36", "139.18.36", Spot(35.66, 139.31)),
        ("北緯35°39'36\"", "東経139°18'36\"", Spot(35.66, 139.31)),
        ("N35.66", "139.31E", Spot(35.66, 139.31)),
        ("35度60分36秒", "139度18分36秒", None),
        ("353936", "1391836", None),
        ("0", "0", None),
        ("", "", None),
        ("34.8", "", None),
        ("369.56", "138.3", None),
        ("51.5", "0.1", None),
        ("34.8.6", "138.3", None),
        ("nan", "inf", None),
        ("1e2", "138", None),
    ],
)
def test_a_spot_lies_in_japan_or_is_missing(north: str, east: str, found: Spot | None) -> None:
    assert spot(north, east) == found


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("(054)626-1139", ("0546261139",)),
        ("（054）627-5225", ("0546275225",)),
        ("054-626-0488", ("0546260488",)),
        ("０５４－６２６－０４８８（代表）内線23", ("0546260488",)),
        ("054-626-0488, 054-626-1139", ("0546260488", "0546261139")),
        ("054-626-0488\n090-1234-5678", ("0546260488", "09012345678")),
        ("054-626-1139・1140", ("0546261139",)),
        ("+81-54-626-1139", ("0546261139",)),
        ("+81 (0)54-626-1139", ("0546261139",)),
        ("0120-123-456", ("0120123456",)),
        ("546261139", ("0546261139",)),  # a spreadsheet took the zero
        ("9012345678", ("09012345678",)),
        ("119", ("119",)),
        ("#7119", ("#7119",)),
        ("", ()),
        ("ー", ()),
        ("なし", ()),
        ("054-626", ()),
        ("12345678901234567890", ()),
    ],
)
def test_numbers_that_can_be_called_are_found(text: str, numbers: tuple[str, ...]) -> None:
    assert phones(text).numbers == numbers


def test_the_words_around_a_number_stay() -> None:
    assert phones("054-626-0488（平日のみ）").text == "054-626-0488（平日のみ）"
    assert phones("-").text == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("30", 30),
        ("３０", 30),
        ("1,200", 1200),
        ("30.0", 30),
        ("0", 0),
        ("-3", None),
        ("3.5", None),
        ("約30", None),
    ],
)
def test_plain_numbers_are_numbers(text: str, found: int | None) -> None:
    assert number(text) == found


@given(st.text(max_size=60))
def test_no_cell_breaks_its_reader(text: str) -> None:
    assert municipality_code(text) is None or len(municipality_code(text) or "") == 6
    assert all(digits.lstrip("#").isdigit() for digits in phones(text).numbers)
    assert spot(text, text) is None
    assert answer(text) in Answer
    number(text)
