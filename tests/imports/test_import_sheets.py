"""Workbooks as Excel really writes them: shared words with readings, dates by number, gaps, hidden sheets."""

import io
import zipfile

import pytest

from imports.problems import Unreadable
from imports.source import Row, Table
from locales import _

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATED = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'


def workbook(rows: str, strings: str = "", styles: str = "", sheets: str = "", book: str = "") -> bytes:
    """A workbook with these rows in its second part, `two.xml`."""
    sheets = sheets or '<sheet name="表" sheetId="2" r:id="r2"/>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            f'{RELATED}<Relationship Id="a" Type="{LINKS}/officeDocument" Target="xl/book.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/book.xml",
            f'<workbook {MAIN} xmlns:r="{LINKS}"><workbookPr {book}/><sheets>{sheets}</sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/book.xml.rels",
            f'{RELATED}<Relationship Id="r1" Type="{LINKS}/worksheet" Target="/xl/worksheets/one.xml"/>'
            f'<Relationship Id="r2" Type="{LINKS}/worksheet" Target="worksheets/two.xml"/></Relationships>',
        )
        archive.writestr("xl/worksheets/one.xml", f"<worksheet {MAIN}><sheetData/></worksheet>")
        archive.writestr(
            "xl/worksheets/two.xml", f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"
        )
        if strings:
            archive.writestr("xl/sharedStrings.xml", f"<sst {MAIN}>{strings}</sst>")
        if styles:
            archive.writestr("xl/styles.xml", f"<styleSheet {MAIN}>{styles}</styleSheet>")
    return packed.getvalue()


def rows_of(source: bytes) -> list[Row]:
    with Table(source, "list.xlsx") as table:
        return list(table.rows())


def cells_of(source: bytes) -> list[list[str]]:
    return [row.cells for row in rows_of(source)]


def test_readings_beside_kanji_are_no_part_of_the_words() -> None:
    strings = (
        "<si><t>焼津市</t><rPh sb='0' eb='3'><t>ヤイヅシ</t></rPh></si>"
        "<si><r><t>川原の</t></r><r><rPr/><t xml:space='preserve'>草刈り</t></r></si>"
    )
    source = workbook("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c></row>", strings)
    assert cells_of(source) == [["焼津市", "川原の草刈り"]]


def test_dates_that_only_japanese_excel_knows_are_dates() -> None:
    styles = "<cellXfs><xf numFmtId='0'/><xf numFmtId='28'/><xf numFmtId='32'/><xf numFmtId='14'/></cellXfs>"
    cells = "".join(
        f"<c s='{style}'><v>{value}</v></c>"
        for style, value in ((0, 46354), (1, 46354), (2, 0.375), (3, 46354))
    )
    assert cells_of(workbook(f"<row>{cells}</row>", styles=styles)) == [
        ["46354", "2026-11-28", "09:00", "2026-11-28"]
    ]


def test_an_old_macs_dates_begin_in_1904() -> None:
    styles = "<cellXfs><xf numFmtId='14'/></cellXfs>"
    source = workbook("<row><c s='0'><v>44892</v></c></row>", styles=styles, book="date1904='1'")
    assert cells_of(source) == [["2026-11-28"]]


@pytest.mark.parametrize("value", ["-5", "99999999999", "1e300"])
def test_a_date_that_is_none_is_left_empty(value: str) -> None:
    styles = "<cellXfs><xf numFmtId='14'/></cellXfs>"
    source = workbook(
        f"<row><c t='str'><v>名</v></c><c s='0'><v>{value}</v></c><c t='str'><v>x</v></c></row>",
        styles=styles,
    )
    assert cells_of(source) == [["名", "", "x"]]


def test_rows_and_cells_that_are_left_out_count() -> None:
    source = workbook(
        "<row r='3'><c r='B3' t='inlineStr'><is><t>会館</t></is></c><c r='D3'><v>1.5</v></c></row>"
    )
    assert [(row.number, row.cells) for row in rows_of(source)] == [(3, ["", "会館", "", "1.5"])]


def test_answers_formulas_and_their_mistakes() -> None:
    cells = (
        "<c t='b'><v>1</v></c><c t='b'><v>0</v></c><c t='str'><f>A1&amp;\"x\"</f><v>=cmd</v></c>"
        "<c t='e'><v>#REF!</v></c><c t='d'><v>2026-11-28T09:30:00</v></c><c><v>34.866918</v></c>"
    )
    assert cells_of(workbook(f"<row>{cells}</row>")) == [
        ["TRUE", "FALSE", "=cmd", "", "2026-11-28 09:30", "34.866918"]
    ]


def test_a_hidden_first_sheet_is_passed_over() -> None:
    sheets = '<sheet name="裏" sheetId="1" state="hidden" r:id="r1"/><sheet name="表" sheetId="2" r:id="r2"/>'
    assert cells_of(workbook("<row><c t='str'><v>会館</v></c></row>", sheets=sheets)) == [["会館"]]


def test_a_cell_far_to_the_right_costs_nothing() -> None:
    assert cells_of(workbook("<row r='1'><c r='A1'><v>1</v></c><c r='XFD1'><v>2</v></c></row>")) == [["1"]]


@pytest.mark.parametrize(
    "rows",
    [
        "<row>" + "<c/>" * 400_000 + "</row>",
        "<row><c t='str'><v>" + "長い話はいつまでも続く" * 600_000 + "</v></c></row>",
    ],
)
def test_a_row_without_end_is_refused(rows: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imports.workbooks.MOST_RATIO", 10**9)
    with pytest.raises(Unreadable) as refused:
        cells_of(workbook(rows))
    assert refused.value.sentence == _(
        "This workbook would unpack to far more than a list needs. Please save the list alone as a new file."
    )


@pytest.mark.parametrize(
    "rows",
    [
        "<row r='9999999'/>",
        "<row r='x'/>",
        "<row><c t='s'><v>7</v></c></row>",
        "<row><c r='?1'/></row>",
        "<row>",
    ],
)
def test_nonsense_is_refused_kindly(rows: str) -> None:
    with pytest.raises(Unreadable):
        cells_of(workbook(rows))
