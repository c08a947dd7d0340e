"""Files as they really arrive, and what is refused; over 300 lines, for its tables of examples are long."""

import csv
import io
import warnings
from datetime import date, datetime, time
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lists import written
from openpyxl import Workbook

from imports.problems import Unreadable
from imports.source import Limits, Table, clean
from locales import _

ROWS = [
    ["名称", "住所", "備考"],
    ["髙橋Ⅲ①～会館", "本町1-2", "一行目\n二行目"],
    ["川原の広場", "", 'a,b\t"c"'],
]


def cells(source: bytes | Path, limits: Limits | None = None) -> list[list[str]]:
    with Table(source, limits=limits) as table:
        return [row.cells for row in table.rows()]


def refusal(source: bytes | Path, limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as refused:
        cells(source, limits)
    return refused.value.sentence


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp932", "cp932"), ("utf-16", "utf-16")],
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_a_list_is_the_same_in_every_encoding(encoding: str, told: str, delimiter: str, newline: str) -> None:
    source = written(ROWS, delimiter, newline).encode(encoding)
    with Table(source) as table:
        assert (table.encoding, table.delimiter) == (told, delimiter)
        assert [row.cells for row in table.rows()] == ROWS
        assert [row.cells for row in table.rows()] == ROWS  # a second walk


def test_big_endian_utf_16_is_known_by_its_mark() -> None:
    assert cells(b"\xfe\xff" + written(ROWS).encode("utf-16-be")) == ROWS


def test_line_ends_may_be_mixed_inside_and_outside_of_quotes() -> None:
    source = b'a,b\r\n"1\r\n2","3\n4"\n"5\r6",7\r\n'
    assert cells(source) == [["a", "b"], ["1\n2", "3\n4"], ["5\n6", "7"]]


def test_unseen_characters_and_outer_spaces_go_and_blank_rows_are_passed() -> None:
    source = "a\0,\u3000b \r\n\r\n , \r\nx\u202ey,\ufeffz\x07,,\r\n".encode()
    with Table(source) as table:
        assert [(row.number, row.cells) for row in table.rows()] == [(1, ["a", "b"]), (4, ["xy", "z"])]


def test_rows_are_numbered_as_a_spreadsheet_numbers_them() -> None:
    source = '題\r\n\r\n"a\r\nb",c\r\nd,e\r\n'.encode()
    with Table(source) as table:
        assert [row.number for row in table.rows()] == [1, 3, 4]


def test_lone_surrogates_are_cleaned_away() -> None:
    assert clean("a\ud800b\udfff") == "ab"


WEB_PAGE = "This is a web page, not a table. Please download the CSV or Excel file itself."
NO_TABLE = "This is neither CSV nor Excel. Please save the table as CSV or .xlsx."
OLD_EXCEL = "This is an old or locked Excel file. Please save it as .xlsx without a password, or as CSV."
ENCODING = (
    "The characters of this file are neither UTF-8 nor Shift_JIS. Please save it as CSV UTF-8 and try again."
)
DAMAGED = (
    "This workbook is damaged, locked, or no .xlsx. Please save it again as .xlsx without a "
    "password, or as CSV."
)
TOO_LARGE = (
    "This workbook would unpack to far more than a list needs. Please save the list alone as a new file."
)
UNCLOSED = (
    "A quotation mark in row {row} is never closed, so the rows after it cannot be told apart. "
    "Please correct that row, or save the file as .xlsx."
)
TOO_LONG = (
    "A cell near row {row} is far too long. Often a quotation mark before it was never closed. "
    "Please look at that row."
)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (b"", "The file is empty. Please download it again."),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, OLD_EXCEL),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', OLD_EXCEL),
        (b"<!DOCTYPE html><html>", WEB_PAGE),
        (b"\xef\xbb\xbf <html>", WEB_PAGE),
        (b"%PDF-1.7", NO_TABLE),
        (b'{"a": 1}', NO_TABLE),
        (b'[\r\n  {"a": 1}]', NO_TABLE),
        (b'\xef\xbb\xbf{ "type": "FeatureCollection"}', NO_TABLE),
        ("名称,住所\r\n".encode() + b"\x82\xff\xff", ENCODING),
        (b"\xef\xbb\xbf\xff\xfe", ENCODING),
        (b"PK\x03\x04 but no archive", DAMAGED),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(source: bytes, sentence: str) -> None:
    assert refusal(source) == _(sentence)


def test_a_quotation_mark_that_is_never_closed_is_refused_with_its_row() -> None:
    assert refusal(b'a,b\r\nc,"d\r\ne,f\r\n') == _(UNCLOSED, row=2)


@pytest.mark.parametrize(
    ("limits", "sentence", "holes"),
    [
        (
            Limits(file_bytes=10),
            "The file is larger than {megabytes} MB. Please split it and import the parts.",
            {"megabytes": 0},
        ),
        (
            Limits(rows=2),
            "The file has more than {rows} rows. Please split it and import the parts.",
            {"rows": 2},
        ),
        (
            Limits(columns=2),
            "Row {row} has more than {columns} columns. Please check the file in a spreadsheet.",
            {"row": 1, "columns": 2},
        ),
        (Limits(cell_characters=5), TOO_LONG, {"row": 2}),
        (Limits(row_characters=10), TOO_LONG, {"row": 1}),
    ],
)
def test_each_limit_has_its_sentence(limits: Limits, sentence: str, holes: dict[str, int]) -> None:
    source = written(ROWS).encode()
    assert refusal(source, limits) == _(sentence, **holes)
    assert cells(source) == ROWS


def test_a_cell_beyond_what_the_csv_reader_holds_is_refused() -> None:
    assert refusal(b'a,b\r\n"' + b"x\n" * 90_000 + b'",c\r\n') == _(TOO_LONG, row=2)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "gone.csv" in refusal(tmp_path / "gone.csv")


def workbook(rows: list[list[object]], **formats: str) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cell, number_format in formats.items():
        sheet[cell].number_format = number_format
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_a_workbook_reads_like_the_csv_one_would_have_typed() -> None:
    source = workbook(
        [
            ["名称", "日", "時", "分数", "数", "コード", "真", "誤り"],
            ["会館", date(2026, 6, 3), time(9, 30), 0.375, 30.0, 222127, True, "#N/A"],
            ["広場", datetime(2026, 6, 3, 10, 0), "9：00", 46176, 34.5, "092011", False, None],
            [None, None],
            ["床", None, None, None, None, None, None, None],
        ]
    )
    with Table(source) as table:
        assert table.workbook
        assert [(row.number, row.cells) for row in table.rows()] == [
            (1, ["名称", "日", "時", "分数", "数", "コード", "真", "誤り"]),
            (2, ["会館", "2026-06-03", "09:30", "0.375", "30", "222127", "TRUE"]),
            (3, ["広場", "2026-06-03 10:00", "9：00", "46176", "34.5", "092011", "FALSE"]),
            (5, ["床"]),
        ]


def test_a_workbook_with_hours_past_midnight_keeps_them() -> None:
    source = workbook([["閉まる"], [1.0]], A2="[h]:mm")
    assert cells(source) == [["閉まる"], ["24:00"]]


def repacked(source: bytes, part: str, content: bytes) -> bytes:
    data = io.BytesIO()
    with ZipFile(io.BytesIO(source)) as old, ZipFile(data, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return data.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_a_workbook_that_unpacks_to_far_too_much_is_refused_unread() -> None:
    bomb = repacked(workbook([["名称"]]), SHEET, b"<worksheet>" + b" " * 30_000_000)
    assert len(bomb) < 100_000
    assert refusal(bomb) == _(TOO_LARGE)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_that_declares_entities_is_refused(encoding: str) -> None:
    document = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
    assert refusal(repacked(workbook([["名称"]]), SHEET, document.encode(encoding))) == _(TOO_LARGE)


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["word/document.xml"], DAMAGED),
        (["222127_aed.csv"], "This is a ZIP archive. Please unpack it and import the files in it."),
        (["mimetype", "content.xml"], "This is an OpenDocument file. Please save it as .xlsx or CSV."),
    ],
)
def test_a_zip_that_is_no_workbook_is_refused(names: list[str], sentence: str) -> None:
    data = io.BytesIO()
    with ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "名称,住所")
    assert refusal(data.getvalue()) == _(sentence)


TEXTS = st.text(st.characters(codec="utf-8"), max_size=12).map(clean)
GRID = st.lists(
    st.lists(TEXTS, min_size=3, max_size=3).filter(lambda row: row[0] and row[2]), min_size=1, max_size=6
)


@given(GRID, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.sampled_from([",", "\t"]))
def test_what_was_written_is_what_is_read(rows: list[list[str]], encoding: str, delimiter: str) -> None:
    source = written([["名称", "住所", "備考"], *rows], delimiter).encode(encoding)
    with Table(source) as table:
        table.delimiter = delimiter
        assert [row.cells for row in table.rows()][1:] == rows


STARTS = ["=1+1", "+81", "-", "@a", "\ta", "＝1", "＋", "－", "＠", '"', '""', "a,b", "a\nb", "'"]


@given(st.lists(st.sampled_from(STARTS), min_size=1, max_size=4), st.sampled_from(["utf-8-sig", "cp932"]))
def test_cells_that_look_like_formulas_are_read_as_the_text_they_are(
    starts: list[str], encoding: str
) -> None:
    source = written([["名称", *starts, "x"]] * 2).encode(encoding)
    with Table(source) as table:
        assert [row.cells for row in table.rows()] == [["名称", *map(clean, starts), "x"]] * 2


SEEDS = [
    written(ROWS).encode("cp932"),
    written(ROWS).encode("utf-16"),
    workbook([["名称", "住所"], ["会館", 3]]),
]


@settings(max_examples=150)
@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.integers(0, 6000), st.binary(max_size=6)), max_size=6))
def test_damaged_files_are_read_or_refused_and_never_break(
    seed: bytes, wounds: list[tuple[int, bytes]]
) -> None:
    damaged = bytearray(seed)
    for place, content in wounds:
        at = place % len(damaged)
        damaged[at : at + len(content)] = content
    try:
        cells(bytes(damaged))
    except Unreadable as refused:
        assert refused.sentence


@settings(max_examples=100)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(source: bytes) -> None:
    try:
        cells(source)
    except Unreadable as refused:
        assert refused.sentence


@settings(max_examples=60)
@given(st.sampled_from([SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]), st.data())
def test_damaged_parts_of_a_workbook_never_break(part: str, data: st.DataObject) -> None:
    seed = SEEDS[2]
    with ZipFile(io.BytesIO(seed)) as archive:
        content = bytearray(archive.read(part))
    for _wound in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=6))
    try:
        cells(repacked(seed, part, bytes(content)))
    except Unreadable as refused:
        assert refused.sentence


def test_reading_a_workbook_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert cells(workbook([["名称"]])) == [["名称"]]


def test_the_csv_reader_is_left_as_it_was() -> None:
    before = csv.field_size_limit()
    cells(written(ROWS).encode())
    assert csv.field_size_limit() == before
