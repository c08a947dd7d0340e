"""What a clerk types and reads: lists in, what changed, what to look at, and back out."""

import io
import zipfile
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from lists import table
from phone import TestTown
from sqlalchemy import func, select
from writing import AED, EVENT, activities, event, places

from commands.importing import import_files, imports
from imports.lists import TITLES, Kind
from locales import _
from models.livelihood import Place

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "civic-samples"


class Desk:
    """A clerk's terminal."""

    def __init__(self, town: TestTown, folder: Path) -> None:
        self.town, self.folder = town, folder

    def types(self, command: click.Command, *words: str) -> Result:
        with self.town.app.app_context():
            result = CliRunner().invoke(command, words, catch_exceptions=False)
        return result

    def imports(self, *words: str) -> Result:
        return self.types(import_files, *words)

    def file(self, name: str, *rows: dict[str, str]) -> str:
        path = self.folder / name
        path.write_bytes(table(*rows))
        return str(path)


@pytest.fixture
def desk(town: TestTown, tmp_path: Path) -> Desk:
    return Desk(town, tmp_path)


def test_a_list_is_taken_and_told(desk: Desk) -> None:
    said = desk.imports(
        desk.file("list.csv", event(1), event(2), event(3, イベント名="")), "--licence", "CC BY 4.0"
    )
    assert said.exit_code == 0
    for words in (
        _("File: {name}", name="list.csv"),
        _(
            "List: {kind} of {source} (kept as {list_name})",
            kind=_("events"),
            source="焼津市",
            list_name="event",
        ),
        _("Characters: {encoding}", encoding=_("UTF-8")),
        _(
            "Rows: {rows}, which are {drafts} entries; rows not taken: {left_out}",
            rows=3,
            drafts=2,
            left_out=1,
        ),
        _(
            "New: {new}. Changed: {changed}. Gone: {gone}. As before: {same}.",
            new=2,
            changed=0,
            gone=0,
            same=0,
        ),
        _("This row has no name, so it was not taken. Please fill in the name."),
        _("Row {row}", row=4),
        "健康体操1",
    ):
        assert words in said.stdout
    assert len(activities(desk.town.database)) == 2


def test_a_preview_shows_first_and_writes_nothing(desk: Desk) -> None:
    said = desk.imports(desk.file("list.csv", EVENT), "--preview")
    assert said.exit_code == 0
    assert _("This was a preview: nothing was written. Without --preview it is written.") in said.stdout
    assert activities(desk.town.database) == {}
    assert _("Nothing has been imported yet.") in desk.types(imports, "list").stdout


def test_what_is_missing_must_be_meant(desk: Desk) -> None:
    desk.imports(desk.file("list.csv", *map(event, range(10))))
    short = desk.file("short.csv", event(1))
    preview = desk.imports(short, "--preview")
    assert preview.exit_code == 0
    assert _("So much is missing that writing it needs --yes-gone.") in preview.stdout
    said = desk.imports(short)
    assert said.exit_code == 1
    assert "--yes-gone" in said.stderr and "--list" in said.stderr
    assert {one.state.value for one in activities(desk.town.database).values()} == {"open"}
    assert desk.imports(short, "--list", "event_2").exit_code == 0
    assert desk.imports(short, "--yes-gone").exit_code == 0


def test_several_files_at_once_and_what_was_refused_is_not_hidden(desk: Desk) -> None:
    letter = desk.folder / "letter.csv"
    letter.write_text("こんにちは\n", encoding="utf-8")
    said = desk.imports(desk.file("a.csv", EVENT), str(letter), desk.file("b.csv", AED), "no such file.csv")
    assert said.exit_code == 1
    assert _("Files that were not taken: {refused} of {all}", refused=2, all=4) in said.stderr
    assert "こんにちは" in said.stderr and "no such file.csv" in said.stderr
    assert len(activities(desk.town.database)) == len(places(desk.town.database)) == 1


def test_whose_list_it_is_must_be_known(desk: Desk) -> None:
    nobodys = desk.file("list.csv", {name: cell for name, cell in EVENT.items() if name != "市区町村名"})
    said = desk.imports(nobodys)
    assert said.exit_code == 1
    assert _("The list does not say whose it is. Please add for example --source 焼津市.") in said.stderr
    said = desk.imports(nobodys, "--source", "藤枝市")
    assert said.exit_code == 0 and "藤枝市" in said.stdout


def test_a_prefecture_before_the_towns_name_is_left_away(desk: Desk) -> None:
    newer = {name: cell for name, cell in EVENT.items() if name != "市区町村名"} | {
        "地方公共団体名": "静岡県焼津市"
    }
    said = desk.imports(desk.file("list.csv", newer))
    assert "焼津市" in said.stdout and "静岡県焼津市" not in said.stdout


def test_an_unknown_list_says_what_was_understood_and_takes_a_kind(desk: Desk) -> None:
    own = desk.file(
        "own.csv",
        {"名称": "町の泉", "住所": "焼津市本町1", "緯度": "34.8", "経度": "138.3", "市区町村名": "焼津市"},
    )
    said = desk.imports(own)
    assert said.exit_code == 1 and "名称、住所、緯度、経度" in said.stderr
    assert desk.imports(own, "--kind", "public_facility").exit_code == 0
    assert places(desk.town.database)["町の泉"].district == "本町"


def test_a_list_of_another_municipality_is_pointed_out(desk: Desk) -> None:
    desk.imports(desk.file("a.csv", event(1)))
    said = desk.imports(desk.file("b.csv", event(1, 市区町村コード="222143")), "--preview")
    assert "222143" in said.stdout and "222127" in said.stdout
    same = desk.imports(desk.file("c.csv", event(1)), "--preview")
    assert "222127" not in same.stdout


def test_imports_are_listed_and_taken_back(desk: Desk) -> None:
    desk.imports(desk.file("list.csv", event(1), event(2)))
    listed = desk.types(imports, "list").stdout
    assert "焼津市" in listed and "list.csv" in listed
    assert _("new {new}, changed {changed}, gone {gone}", new=2, changed=0, gone=0) in listed
    said = desk.types(imports, "undo", "1")
    assert said.exit_code == 0
    assert _("Import number {number} was undone.", number=1) in said.stdout
    assert activities(desk.town.database) == {}
    again = desk.types(imports, "undo", "1")
    assert again.exit_code == 1
    assert _("Import number {number} has been undone already.", number=1) in again.stderr


def test_all_problems_of_an_import_can_be_read_again(desk: Desk) -> None:
    rows = [event(number, 緯度="369.56", 経度="138.3") for number in range(12)]
    said = desk.imports(desk.file("list.csv", *rows))
    assert _("and {count} more", count=7) in said.stdout
    told = desk.types(imports, "problems", "1").stdout
    assert told.count("369.56") == 12
    assert all(_("Row {row}", row=row) in told for row in range(2, 14))
    assert desk.types(imports, "problems", "77").exit_code == 1


def test_names_that_a_terminal_would_obey_are_shown_bare(desk: Desk) -> None:
    path = desk.folder / "\x1b[31mred\x07.csv"
    path.write_bytes(table(EVENT))
    said = desk.imports(str(path))
    assert said.exit_code == 0
    assert "\x1b" not in said.stdout + desk.types(imports, "list").stdout


def test_a_workbook_that_claims_a_gigabyte_is_refused(desk: Desk) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<a>" + b" " * (8 << 20))
        archive.writestr("[Content_Types].xml", b"<a/>")
    path = desk.folder / "big.xlsx"
    path.write_bytes(packed.getvalue())
    said = desk.imports(str(path))
    assert said.exit_code == 1 and said.exception is not None
    assert (
        _(
            "This workbook would unpack to far more than a list needs. Please save the list alone as a new file."
        )
        in said.stderr
    )


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not beside the repository")
def test_a_real_towns_lists_are_taken_and_a_second_time_change_nothing(desk: Desk) -> None:
    names = ("aed", "evacuation_space", "preschool", "public_toilet", "public_wireless_lan", "tourism_onsen")
    files = [str(SAMPLES / "yaizu" / f"222127_{name}.csv") for name in names]
    said = desk.imports(*files, "--licence", "CC BY 4.0", "--as-of", "2026-11-01")
    assert said.exit_code == 0
    with desk.town.database.reading() as db:
        assert db.scalar(select(func.count(Place.id))) == 82 + 31 + 60 + 112 + 17 + 9
    again = desk.imports(*files, "--as-of", "2026-11-01")
    assert again.stdout.count(
        _("New: {new}. Changed: {changed}. Gone: {gone}. As before: {same}.", new=0, changed=0, gone=0, same=82)
    ) == 1  # fmt: skip
    # Another list of the same kind would replace the first: it is asked for a name of its own.
    sights = str(SAMPLES / "yaizu" / "222127_tourism_sights.csv")
    assert desk.imports(sights).exit_code == 1
    assert desk.imports(sights, "--list", "tourism_sights").exit_code == 0


def test_the_guide_tells_of_every_kind_and_option() -> None:
    guide = (Path(__file__).resolve().parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
    japanese, _mark, english = guide.partition("\n---\n")
    options = [name for one in import_files.params for name in one.opts if name.startswith("--")]
    assert len(options) == 9
    for name in (*options, *(f"imports {name}" for name in imports.commands)):
        assert name in japanese and name in english
    assert all(f"| `{kind}` | {TITLES[kind]} |" in japanese for kind in Kind)
