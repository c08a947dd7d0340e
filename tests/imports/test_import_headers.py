"""Where the column names stand, what they mean, and which list that makes."""

import pytest
from lists import grave, places_in, read, table, written

from imports.columns import BY_NAME, FIELDS, folded
from imports.headers import find_header
from imports.lists import Kind
from imports.problems import Unreadable
from imports.recognition import recognised
from imports.source import Table
from locales import _

A = ["都道府県コード又は市区町村コード", "NO", "都道府県名", "市区町村名"]
B = ["全国地方公共団体コード", "ID", "地方公共団体名"]


def kind_of(*names: str, file_name: str = "", chosen: Kind | None = None) -> Kind:
    with Table(written([names]).encode()) as source:
        return recognised(find_header(source), file_name, chosen)


def refusal(*names: str) -> str:
    with pytest.raises(Unreadable) as refused:
        kind_of(*names)
    return refused.value.sentence


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("利用可能時間特記事項", "利用可能日時特記事項"),
        ("料金(基本)", "料金（基本）"),
        ("名称カナ", "名称_カナ"),
        ("名称＿カナ", "名称_カナ"),
        ("名称_ｶﾅ", "名称_カナ"),
        ("住所", "所在地"),
        ("所在地_連結表記", "所在地_連結標記"),
        ("address", "住所"),
        ("市区町村コ―ド", "全国地方公共団体コード"),
        ("都道府県コ－ド又は市区町村コ‐ド", "市区町村コード"),
        ("施設名等", "名称"),
        ("name", "施設名"),
        ("行事名", "イベント名"),
        ("開催日", "開始日"),
        *(("NO", name) for name in ("No.", "№", "ID", "#property", "ＮＯ", "No")),
        *(("電話番号", name) for name in ("TEL", "telephoneNumber", "telephone　number", "電話\n番号")),
        ("建物名等(方書)", "buillding_name_etc"),
        ("seat_copulative_spell", "所在地_連結表記"),
        ("多機能トイレ数", "バリアフリートイレ数"),
    ],
)
def test_names_that_mean_the_same_fill_the_same_field(one: str, other: str) -> None:
    assert BY_NAME[folded(one)] == BY_NAME[folded(other)]


def test_no_name_fills_two_fields() -> None:
    names = [(folded(name), field) for field, names in FIELDS.items() for name in names]
    assert dict(names) == dict(reversed(names))


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        ([*A, "イベント名", "開始日", "料金(基本)", "料金(詳細)", "場所名称", "駐車場情報"], Kind.EVENT),
        ([*B, "イベント名", "開始日", "所在地_連結表記"], Kind.EVENT),
        (["行事名", "開催日時", "会場", "参加費"], Kind.EVENT),
        (["名称", "開催日", "会場"], Kind.EVENT),
        ([*A, "名称", "住所", "設置位置", "小児対応設備の有無"], Kind.AED),
        (["NO", "名称", "住所", "災害種別_洪水", "災害種別_地震", "市区町村コード"], Kind.EVACUATION_SITE),
        (["NO", "名称", "住所", "開設される災害の種類（風水害）"], Kind.SHELTER),
        (["localgov_code", "id", "name", "male_wc_total", "wheelchair_wc"], Kind.TOILET),
        ([*A, "名称", "診療科目", "病床数"], Kind.HOSPITAL),
        ([*A, "名称", "収容定員", "受入年齢"], Kind.CHILDCARE),
        ([*A, "名称", "SSID"], Kind.WIFI),
        ([*A, "名称", "料金（基本）", "料金（詳細）", "説明_英語"], Kind.SIGHT),
        ([*A, "名称", "名称_通称", "説明"], Kind.PUBLIC_FACILITY),
    ],
)
def test_the_columns_tell_which_list_it_is(names: list[str], kind: Kind) -> None:
    assert kind_of(*names) is kind


@pytest.mark.parametrize(
    ("names", "title"),
    [
        ([*A, "種別", "口径"], "fire hydrants and fire cisterns"),
        ([*A, "地域名", "総人口", "男性", "女性", "世帯数"], "population figures"),
        ([*A, "介護サービス事業所名称", "実施サービス"], "care services"),
        ([*A, "名称", "文化財分類", "文化財指定日"], "cultural properties"),
        ([*A, "データ名称", "データ形式"], "open data sets"),
        ([*A, "施設名称", "営業の種類", "許可番号"], "food business licences"),
        (["stop_id", "stop_name", "stop_lat"], "bus timetables"),
    ],
)
def test_lists_that_nobody_here_needs_are_named_and_left(names: list[str], title: str) -> None:
    assert _(title) in refusal(*names)


def test_an_unknown_list_is_refused_with_what_was_understood() -> None:
    sentence = refusal("農園名", "住所", "緯度", "経度", "区画の広さ")
    assert "農園名、住所、緯度、経度" in sentence
    assert _("public facilities") in sentence
    assert "区画" not in sentence


def test_a_list_without_a_name_column_is_refused() -> None:
    assert "名称" in refusal("住所", "緯度", "経度", "電話番号")


def test_the_clerk_or_the_file_name_decides_when_the_columns_do_not() -> None:
    names = ["名称", "住所", "緯度", "経度"]
    assert kind_of(*names, chosen=Kind.HOSPITAL) is Kind.HOSPITAL
    assert kind_of(*names, file_name="222127_hospital.csv") is Kind.HOSPITAL
    assert kind_of(*names, file_name="public_toilet_20260801.csv") is Kind.TOILET
    with pytest.raises(Unreadable):
        kind_of(*names, file_name="222127_nouen.csv")


def test_titles_comments_and_blank_rows_may_stand_above_the_header() -> None:
    rows = [
        ["令和8年度 公共施設一覧"],
        [],
        ["# 作成: 総務課"],
        ["", "凡例", "○=有"],
        ["名称", "住所", "名称_通称"],
        ["会館", "本町1"],
    ]
    with Table(written(rows).encode()) as source:
        assert find_header(source).row == 5


def test_a_file_without_column_names_is_refused_and_its_beginning_shown() -> None:
    with pytest.raises(Unreadable) as refused:
        read("会館,本町1,054-000-0000\r\n広場,本町2,\r\n".encode())
    assert "会館、本町1" in refused.value.sentence


def test_a_second_header_row_and_comments_are_no_entries() -> None:
    rows = [
        ["名称", "住所", "名称_通称"],
        ["name", "address", "name_common"],
        ["# 以下", ""],
        ["会館", "本町1", ""],
    ]
    assert [place.row for place in places_in(written(rows).encode())] == [4]


def test_names_that_occur_twice_and_names_we_do_not_know_are_kept_as_extras() -> None:
    source = written(
        [
            ["名称", "住所", "名称_通称", "備考", "備考", "色", ""],
            ["会館", "本町1", "", "一", "二", "青", "消える"],
        ]
    )
    (place,) = places_in(source.encode())
    assert place.remarks == "一"
    assert place.extras == {"備考 (2)": "二", "色": "青"}
    assert grave(place) == [(2, "", "消える")]


def test_an_empty_official_form_has_no_entries_and_no_complaints() -> None:
    assert read(table({"名称": "", "住所": "", "名称_通称": "", "都道府県名": "静岡県", "NO": "1"})) == []
