"""Encodings are told apart without a mark, and a few bytes that are none of them cost nothing but themselves."""

import pytest
from lists import written

from imports.encoding import LOST
from imports.source import Table


def cells(source: bytes) -> list[list[str]]:
    with Table(source) as table:
        return [row.cells for row in table.rows()]


@pytest.mark.parametrize("encoding", ["euc_jp", "cp932", "utf-16-le", "utf-16-be"])
def test_encodings_without_a_mark_are_told_apart(encoding: str) -> None:
    # Guards imports/encoding.py: EUC-JP is Shift_JIS as well, full of half-width kana; UTF-16 is UTF-8 full of zeros.
    rows = [
        ["名称", "電話番号", "備考"],
        ["公民館ひばり", "055-1", "ｶﾅの注意ｱ"],
        ["図書館", "055-2", "2階"],
    ] * 3
    assert cells(written(rows).encode(encoding)) == rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_few_bytes_that_are_no_character_cost_nothing_but_themselves(encoding: str) -> None:
    # Guards imports/encoding.py: MOST_LOST; imports/source.py: errors="replace".
    source = written([["名称", "住所"], ["ひばり公民館", "本町@1"], *[["図書館", "本町2"]] * 20]).encode(
        encoding
    )
    rows = cells(source.replace(b"@", b"\xff"))
    assert LOST.sub("@", rows[1][1]) == "本町@1" and len(rows) == 22


@pytest.mark.parametrize("missing", [1, 2])
def test_a_file_that_was_cut_off_within_a_character_is_still_what_it_was(missing: int) -> None:
    # Guards imports/encoding.py: how strange UTF-8 looks when it is read as Shift_JIS counts, too.
    source = (
        written([["名称", "住所"], ["ひばり公民館", "本町1"], ["図書館", "本町"]]).strip().encode()[:-missing]
    )
    assert cells(source)[:2] == [["名称", "住所"], ["ひばり公民館", "本町1"]]
