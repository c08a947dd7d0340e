"""Lists of places: each kind with its own details, every word kept, and nothing guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lists import grave, left_out, places, read, table, written

from imports.cells import Answer
from imports.details import Aed, Childcare, Facility, Hazard, Hospital, Refuge, Sight, Toilet, Wifi
from imports.hours import Sitting
from imports.lists import Kind
from imports.places import PlaceRecord
from imports.spots import Spot

HERE = {
    "市区町村コード": "222127",
    "NO": "1",
    "名称": "会館",
    "住所": "本町1-2",
    "緯度": "34.86",
    "経度": "138.32",
}


def one(cells: dict[str, str], kind: Kind | None = None) -> PlaceRecord:
    (place,) = places({**HERE, **cells}, kind=kind)
    return place


def test_an_aed_tells_its_position_and_pads() -> None:
    place = one(
        {
            "設置位置": "2階入口",
            "小児対応設備の有無": "有",
            "利用可能曜日": "月火",
            "開始時間": "8:30",
            "終了時間": "17:00",
        }
    )
    assert place.details == Aed("2階入口", Answer.YES)
    assert (place.key, place.contact.spot) == ("222127/1", Spot(34.86, 138.32))
    assert (place.hours.days, place.hours.sittings) == ((1, 2), (Sitting(510, 1020),))


def test_a_hospital_tells_its_departments() -> None:
    place = one(
        {
            "医療機関の種類": "診療所",
            "診療科目": "内科、小児科;外科",
            "病床数": "19",
            "診療曜日": "月火水木金",
        }
    )
    assert place.details == Hospital("診療所", ("内科", "小児科", "外科"), 19, "")


def test_childcare_tells_ages_and_places_and_zero_places_means_unknown() -> None:
    place = one({"種別": "公立幼稚園", "収容定員": "0", "受入年齢": "4歳から", "一時預かりの有無": "無"})
    assert place.details == Childcare("公立幼稚園", "4歳から", None, Answer.NO, "")


def test_a_toilet_tells_what_it_has_what_it_has_not_and_what_nobody_said() -> None:
    place = one(
        {
            "車椅子使用者用トイレ有無": "有",
            "オストメイト設置トイレ有無": "無",
            "乳幼児用設備設置トイレ有無": "",
            "男性トイレ総数": "2",
        }
    )
    assert place.details == Toilet("", Answer.YES, Answer.UNKNOWN, Answer.NO, {"mens_toilets": 2})


def test_an_evacuation_site_is_silent_about_hazards_that_are_blank() -> None:
    place = one(
        {
            "災害種別_洪水": "",
            "災害種別_地震": "1",
            "災害種別_津波": "×",
            "災害種別_高潮": "△",
            "想定収容人数": "1,200人",
        }
        | {"指定避難所との重複": "○", "対象となる町会・自治会": "本町一区;本町二区"}
    )
    assert isinstance(place.details, Refuge)
    assert place.details.hazards == {
        Hazard.EARTHQUAKE: Answer.YES,
        Hazard.TSUNAMI: Answer.NO,
        Hazard.STORM_SURGE: Answer.PARTLY,
    }
    assert (place.details.people, place.details.also_shelter) == (1200, Answer.YES)
    assert place.details.neighbourhoods == ("本町一区", "本町二区")


def test_a_shelter_for_earthquake_or_tsunami_is_one_for_both() -> None:
    place = one({"開設される災害の種類（地震・津波）": "○", "避難所面積平方メートル": "475"})
    assert place.kind is Kind.SHELTER
    assert isinstance(place.details, Refuge)
    assert place.details.hazards == {Hazard.EARTHQUAKE: Answer.YES, Hazard.TSUNAMI: Answer.YES}
    assert place.details.square_metres == 475


def test_a_wireless_lan_tells_its_name_and_area() -> None:
    assert one({"SSID": "Town-Free", "提供エリア": "1階"}).details == Wifi("Town-Free", "1階", "")


def test_a_sight_tells_its_price_and_parking() -> None:
    details = one({"料金（基本）": "300円", "説明": "滝", "駐車場情報": "普20台", "説明_英語": ""}).details
    assert isinstance(details, Sight)
    assert (details.fee.yen, details.description, details.parking) == (300, "滝", "普20台")


def test_a_facility_tells_what_it_is() -> None:
    assert one({"名称_通称": "ホール", "説明": "音楽堂"}).details == Facility("ホール", "音楽堂", "")


@pytest.mark.parametrize(
    ("cells", "address"),
    [
        ({"所在地_連結表記": "静岡県焼津市本町1"}, "静岡県焼津市本町1"),
        (
            {
                "所在地_都道府県": "静岡県",
                "所在地_市区町村": "焼津市",
                "所在地_町字": "本町",
                "所在地_番地以下": "1-2",
            },
            "静岡県焼津市本町1-2",
        ),
        ({"所在地_都道府県": "静岡県", "所在地_市区町村": "静岡県焼津市本町1-2"}, "静岡県焼津市本町1-2"),
        ({"所在地_都道府県": "", "所在地_市区町村": "焼津市本町1-2"}, "焼津市本町1-2"),
    ],
)
def test_the_newer_editions_address_is_put_together(cells: dict[str, str], address: str) -> None:
    here = {"全国地方公共団体コード": "222127", "ID": "1", "名称": "会館", "SSID": "a"}
    (place,) = places({**here, **cells})
    assert place.contact.address == address


def test_the_english_edition_is_read_like_the_japanese() -> None:
    (place,) = places(
        {
            "localgov_code": "222127",
            "id": "7",
            "name": "公園",
            "seat_copulative_spell": "本町1",
            "latitude": "34.8",
        }
        | {
            "longitude": "138.3",
            "wheelchair_wc": "有",
            "ostomate_wc": "無",
            "available_time_note": "24時間",
            "note": "あ",
        }
    )
    assert (place.kind, place.key, place.remarks) == (Kind.TOILET, "222127/7", "あ")
    assert place.hours.sittings == (Sitting(0, 1440),)
    assert isinstance(place.details, Toilet) and place.details.wheelchair is Answer.YES


@pytest.mark.parametrize(
    ("cells", "column", "value"),
    [
        ({"緯度": "0", "経度": "0"}, "緯度", "0, 0"),
        ({"緯度": "138.32", "経度": "34.86"}, "緯度", "138.32, 34.86"),
        ({"電話番号": "054-626"}, "電話番号", "054-626"),
        ({"URL": "javascript:alert(1)"}, "URL", "javascript:alert(1)"),
        ({"市区町村コード": "222128"}, "市区町村コード", "222128"),
        ({"小児対応設備の有無": "たぶん"}, "小児対応設備の有無", "たぶん"),
        ({"住所": "", "緯度": "", "経度": ""}, "住所", ""),
    ],
)
def test_each_doubt_is_told_with_its_row_column_and_value(
    cells: dict[str, str], column: str, value: str
) -> None:
    sound = {**HERE, "小児対応設備の有無": "有", "電話番号": "054-626-1139", "URL": "https://a.jp/"}
    assert grave(places(sound)[0]) == []
    (place,) = places({**sound, **cells})
    assert grave(place) == [(2, column, value)]


def test_a_dangerous_link_is_left_away() -> None:
    place = one({"SSID": "a", "URL": "javascript:alert(1)"})
    assert place.contact.url == ""


def test_a_mail_address_among_the_telephone_numbers_is_taken_as_one() -> None:
    place = one({"SSID": "a", "電話番号": "E-mail：hall@example.jp"})
    assert place.contact.email == "hall@example.jp"
    assert grave(place) == []


def test_numbers_used_twice_give_way_to_what_the_place_is() -> None:
    rows = [{**HERE, "SSID": "a", "名称": name} for name in ("北館", "南館", "南館")]
    keys = [place.key for place in places(*rows)]
    assert len(set(keys)) == 3
    assert keys == [place.key for place in places(*rows)]
    assert places(rows[0])[0].key == "222127/1"


def test_every_filled_cell_is_found_again_in_the_record() -> None:
    cells = {**HERE, "SSID": "Town", "FAX番号": "054-000-0000", "色": "青", "備考": "あ"}
    (place,) = places(cells)
    assert place.extras == {"FAX番号": "054-000-0000", "色": "青"}


def test_rows_without_a_name_are_handed_over() -> None:
    (left,) = left_out(table({**HERE, "SSID": "a"}, {**HERE, "名称": "", "SSID": "b"}))
    assert left.row == 3


def test_the_clerk_may_say_which_list_it_is() -> None:
    assert one({"区分": "救護病院"}, kind=Kind.HOSPITAL).details == Hospital("救護病院", (), None, "")


CELLS = st.one_of(
    st.text(max_size=10),
    st.sampled_from(["", "有", "○", "24時間", "月火", "9:00", "34.8", "138.3", "1", "300円"]),
)
NAMES = st.sampled_from(
    [
        *("NO", "名称", "住所", "緯度", "経度", "電話番号", "利用可能曜日", "開始時間", "終了時間", "休業日"),
        *("利用可能日時特記事項", "URL", "備考", "SSID", "病床数", "診療科目", "料金(基本)", "災害種別_洪水"),
    ]
)


@given(st.sampled_from([kind for kind in Kind if kind is not Kind.EVENT]), st.data())
def test_every_row_ends_in_a_record_or_is_left_out(kind: Kind, data: st.DataObject) -> None:
    names = ["名称", "住所", "NO", *data.draw(st.lists(NAMES, max_size=8))]
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(names), max_size=len(names)), max_size=4))
    found = read(written([names, *rows]).encode("utf-8", "replace"), kind=kind)
    assert len({item.row for item in found if not hasattr(item, "rows")}) == len(found)
    keys = [item.key for item in found if isinstance(item, PlaceRecord)]
    assert len(keys) == len(set(keys))


def test_a_character_nobody_can_read_is_told_with_its_cell() -> None:
    # Guards imports/remarks.py: `damaged_cells`; what was lost, and characters of the town's own.
    (place,) = places(
        {**HERE, "電話番号": "055-12\ufffd-1", "備考": "\ue001田さん"}, kind=Kind.PUBLIC_FACILITY
    )
    assert set(grave(place)) == {(2, "電話番号", "055-12\ufffd-1"), (2, "備考", "\ue001田さん")}
