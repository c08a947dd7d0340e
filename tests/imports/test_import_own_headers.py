"""Lists that follow no standard: a town's own column names, titles, headers of two rows, and rows that are none."""

import pytest
from lists import TODAY, left_out, places, places_in, written

from imports.cells import Answer
from imports.details import Aed, Childcare, Hazard, Refuge, Toilet, Wifi
from imports.headers import find_header
from imports.lists import Kind
from imports.problems import Unreadable
from imports.reading import Reading
from imports.recognition import recognised
from imports.source import Table
from locales import _


def kind_of(rows: list[list[str]], file_name: str = "") -> Kind:
    with Table(written(rows).encode()) as source:
        return recognised(find_header(source), file_name)


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (
            "共通ID 施設・場所名 住所 洪水 崖崩れ、土石流及び地滑り 高潮 地震 津波 緯度 経度",
            Kind.EVACUATION_SITE,
        ),
        ("施設名 所在地 指定緊急避難場所 指定避難所 洪水 土砂災害 地震", Kind.EVACUATION_SITE),
        ("避難所名 住所 収容人数 地震 水害 土砂", Kind.SHELTER),
        ("AED設置施設名 住所 AED設置場所 小児用キー", Kind.AED),
        ("施設名称 住所 SSID名", Kind.WIFI),
        ("設置施設 所在地 SSID(ネットワーク名)", Kind.WIFI),
        ("施設名 所在地 定員 開所時間 閉所時間 受入月齢", Kind.CHILDCARE),
        ("観光地名 住所 見どころ 入場料", Kind.SIGHT),
        ("名称 所在地 多目的トイレ オストメイト", Kind.TOILET),
        ("病院名 所在地 電話 標榜科目", Kind.HOSPITAL),
        ("イベントタイトル 開催日 会場", Kind.EVENT),
    ],
)
def test_a_towns_own_names_tell_which_list_it_is(names: str, kind: Kind) -> None:
    assert kind_of([names.split()]) is kind


@pytest.mark.parametrize(
    ("title", "file_name", "kind"),
    [
        ("", "AED設置場所一覧.csv", Kind.AED),
        ("", "市内公衆トイレ.csv", Kind.TOILET),
        ("", "フリーＷｉ－Ｆｉ.csv", Kind.WIFI),
        ("市内保育所一覧（令和8年4月1日現在）", "ichiran.csv", Kind.CHILDCARE),
        ("市立病院のAED", "", Kind.AED),
        ("指定避難所・指定緊急避難場所", "", Kind.EVACUATION_SITE),
        ("公共施設一覧", "", Kind.PUBLIC_FACILITY),
    ],
)
def test_title_or_file_name_decide_when_the_columns_do_not(title: str, file_name: str, kind: Kind) -> None:
    rows = [[title], ["施設名", "所在地", "電話番号"], ["会館", "本町1", ""]]
    assert kind_of(rows if title else rows[1:], file_name) is kind


@pytest.mark.parametrize("title", ["病院・保育園・公共施設一覧", "市の農園"])
def test_a_title_that_says_several_things_or_none_decides_nothing(title: str) -> None:
    with pytest.raises(Unreadable) as refused:
        kind_of([[title], ["施設名", "所在地", "電話番号"]])
    assert "--kind" in refused.value.sentence


@pytest.mark.parametrize(
    ("names", "title"),
    [
        ("町名 世帯数 男 女 計", "population figures"),
        ("許可番号 屋号 営業所所在地 業種 営業者氏名 許可年月日", "food business licences"),
        ("町名 燃やすごみ 不燃ごみ 資源", "waste collection days"),
    ],
)
def test_a_towns_own_lists_that_nobody_here_needs_are_named(names: str, title: str) -> None:
    with pytest.raises(Unreadable) as refused:
        kind_of([names.split()])
    assert _(title) in refused.value.sentence


TWO_ROWS = [
    ["番号", "避難所名", "所在地", "災害種別", "", "", "収容人数"],
    ["", "", "", "洪水", "土砂災害", "地震", ""],
]


@pytest.mark.parametrize(
    "rows",
    [
        TWO_ROWS,
        [
            ["番号", "避難所名", "所在地", "災害種別", "", "", "収容人数"],
            [*TWO_ROWS[0][:3], *TWO_ROWS[1][3:6]],
        ],
        [["町の避難所"], *TWO_ROWS],
        [
            ["避難所名", "災害種別", "", "", "収容人数", "場所", ""],
            ["", "洪水", "土砂", "地震", "", "", "所在地"],
        ],
    ],
)
def test_two_rows_may_be_one_header(rows: list[list[str]]) -> None:
    with Table(written(rows).encode()) as source:
        header = find_header(source)
    assert header.row == len(rows)
    assert {"name", "address", "flood", "landslide", "earthquake", "people"} <= header.columns.keys()


@pytest.mark.parametrize(
    "rows",
    [
        [["名称", "住所", "名称_通称"], ["", "本町1", "会館"]],
        [["名称", "住所", "名称_通称"], ["会館", "住所", "電話番号"]],
        [["一覧", "", "", "令和8年"], ["名称", "住所", "名称_通称"]],
        [["", "凡例", "○=有"], ["名称", "住所", "名称_通称"]],
    ],
)
def test_an_entry_or_a_title_is_no_second_row_of_the_header(rows: list[list[str]]) -> None:
    with Table(written(rows).encode()) as source:
        assert set(find_header(source).columns) == {"name", "address", "common_name"}


def test_a_header_of_two_rows_is_read_to_the_end() -> None:
    (place,) = places_in(written([*TWO_ROWS, ["1", "学校", "本町1", "○", "×", "", "200"]]).encode())
    assert isinstance(place.details, Refuge)
    assert place.details.hazards == {Hazard.FLOOD: Answer.YES, Hazard.LANDSLIDE: Answer.NO}
    assert (place.row, place.details.people) == (3, 200)


@pytest.mark.parametrize(
    "name", ["合計", "合　計", "小計", "計", "総数", "計12か所", "【北部地区】", "※変わることがあります。"]
)
def test_sums_headings_and_notes_are_no_entries(name: str) -> None:
    rows = [
        ["名称", "住所", "SSID", "備考"],
        ["会館", "本町1", "a", ""],
        [name, "", "", "3" if "計" in name else ""],
    ]
    source = written(rows).encode()
    assert [place.name for place in places_in(source)] == ["会館"]
    assert [left.row for left in left_out(source)] == [3]


def test_a_place_with_a_strange_name_stays_a_place() -> None:
    here = {"住所": "本町1", "SSID": "a"}
    assert len(places(*({"名称": name} | here for name in ("総数", "【旧】会館", "計")))) == 3


def test_a_note_does_not_keep_an_event_from_being_finished() -> None:
    rows = [
        ["イベント名", "開始日", "場所名称"],
        ["朝市", "2026-06-01", ""],
        ["【毎月の催し】", "", ""],
        ["合計", "1", ""],
    ]
    with Reading(written(rows).encode()) as reading:
        found = list(reading.items(TODAY))
    assert [hasattr(item, "occurrences") for item in found] == [True, False, False]


def test_water_in_general_is_flood_and_inland_flood() -> None:
    (place,) = places({"避難所名": "会館", "住所": "本町1", "水害": "×", "土砂": "△"})
    assert isinstance(place.details, Refuge)
    assert place.details.hazards == {
        Hazard.FLOOD: Answer.NO,
        Hazard.INLAND_FLOOD: Answer.NO,
        Hazard.LANDSLIDE: Answer.PARTLY,
    }


@pytest.mark.parametrize(
    ("cell", "count", "said"), [("2", 2, Answer.UNKNOWN), ("○", None, Answer.YES), ("", None, Answer.UNKNOWN)]
)
def test_toilets_for_everybody_are_counted_or_only_marked(cell: str, count: int | None, said: Answer) -> None:
    (place,) = places({"トイレ名": "公園", "住所": "本町1", "多目的トイレ": cell, "女子トイレ": "1"})
    assert isinstance(place.details, Toilet)
    assert (place.details.counts.get("accessible_toilets"), place.details.accessible) == (count, said)


def test_a_capacity_and_the_place_of_a_wireless_lan_are_known_by_their_usual_names() -> None:
    (school,) = places({"保育園名": "つくし", "住所": "本町1", "定員": "90", "受入月齢": "6か月"})
    assert isinstance(school.details, Childcare) and school.details.places == 90
    (lan,) = places({"設置施設": "駅", "住所": "本町1", "SSID": "a", "設置場所": "1階"})
    assert lan.details == Wifi("a", "1階", "")
    (aed,) = places({"AED設置施設名": "駅", "住所": "本町1", "AED設置場所": "改札"})
    assert aed.details == Aed("改札", Answer.UNKNOWN)
