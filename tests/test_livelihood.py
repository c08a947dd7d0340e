"""Stories of living information: near a pin, in a district, by name, page by page, nothing found."""

from datetime import date

from line_rules import line_takes_everything  # noqa: F401
from living import HERE, a_place, links, names

from models.livelihood import PlaceKind
from views.livelihood import CAUTIONS, AskDistrict, Look, Way


def test_all_kinds_stand_on_the_board_and_open_by_label_and_by_number(phone, db):
    hana = phone("hana")
    hana.says("くらし")
    labels = [kind.label for kind in PlaceKind]
    hana.sees(*labels)
    assert len(hana.buttons()) >= len(labels)
    hana.says("2")
    hana.sees(
        f"{PlaceKind.EVACUATION.label}をさがします。いまいる場所を送るか、地区を選ぶか、名前を書いてください。"
    )
    hana.says("もどる")
    hana.says(PlaceKind.WIFI.label)
    hana.sees(
        f"{PlaceKind.WIFI.label}をさがします。いまいる場所を送るか、地区を選ぶか、名前を書いてください。"
    )


def test_the_nearest_aed_comes_first_with_its_distance_place_phone_and_source(phone, db):
    a_place(db, "aed", "遠い学校", north=1400, address="つなぐ町北2")
    a_place(
        db,
        "aed",
        "近い公民館",
        north=350,
        address="つなぐ町南1",
        phone="0000-00-1234",
        hours="9:00〜17:00（月曜休み）",
        details=[["置き場所", "玄関の右"], ["子ども用のパッド", "あり"]],
        as_of=date(2026, 9, 1),
    )
    hana = phone("hana")
    hana.says("ＡＥＤ")
    hana.sees("119")
    hana.pins(*HERE)
    assert names(hana) == ["近い公民館", "遠い学校"]
    hana.sees("119", "つなぐ町南1 (350 m)", "つなぐ町北2 (1.4 km)", "玄関の右", "9:00〜17:00（月曜休み）")
    hana.sees("つなぐ町オープンデータ", "CC BY 4.0", "2026年9月1日", "2026年4月1日")
    assert links(hana) == ["tel:0000001234"]

    hana.says("1")
    hana.sees("近い公民館", "子ども用のパッド", "あり", "(350 m)")


def test_a_pin_is_used_at_once_for_half_an_hour_and_then_asked_for_again(phone, db, clock):
    a_place(db, "toilet", "駅のトイレ", north=100)
    hana = phone("hana")
    hana.pins(*HERE)
    hana.says("トイレ")
    hana.sees("駅のトイレ", "100 m")
    clock.moves(minutes=31)
    hana.says("トイレ")
    hana.sees_not("駅のトイレ")
    hana.sees("いまいる場所を送る")


def test_another_pin_looks_round_the_new_spot(phone, db):
    a_place(db, "toilet", "南のトイレ", north=0)
    a_place(db, "toilet", "北のトイレ", north=3000)
    hana = phone("hana")
    hana.says("トイレ")
    hana.pins(*HERE)
    assert names(hana) == ["南のトイレ", "北のトイレ"]
    hana.pins(HERE[0] + 3000 / 111_195, HERE[1])
    assert names(hana) == ["北のトイレ", "南のトイレ"]


def test_a_district_or_the_list_of_names_will_do_without_a_pin(phone, db):
    a_place(db, "medical", "山口医院", kana="やまぐちいいん", district="川西")
    a_place(db, "medical", "青木歯科", kana="あおきしか", district="川東")
    hana = phone("hana")
    hana.says("病院")
    hana.taps("地区でさがす")
    hana.sees("川東", "川西")
    hana.says("川東")
    hana.sees("青木歯科", "119")
    hana.sees_not("山口医院")
    hana.taps("名前の順に見る")
    assert names(hana) == ["青木歯科", "山口医院"]


def test_long_lists_come_five_at_a_time_to_the_very_end(phone, db):
    for number in range(12):
        a_place(db, "wifi", f"広場{number:02}", north=number * 50)
    hana = phone("hana")
    hana.says("wifi")
    hana.pins(*HERE)
    seen = names(hana)
    while any(action["label"].endswith("もっと見る") for action in hana.buttons()):
        hana.says("もっと見る")
        seen += names(hana)
    assert seen == [f"広場{number:02}" for number in range(12)]


def test_schemes_are_listed_by_name_without_asking_where_one_is(phone, db):
    a_place(
        db,
        "scheme",
        "児童手当",
        kana="じどうてあて",
        details=[["だれが", "中学生までの子どもがいる人"], ["申し込み", "役場で"]],
        phone="0000-00-2222",
    )
    a_place(db, "scheme", "移住支援金", kana="いじゅうしえんきん", details=[["だれが", "移住した人"]])
    hana = phone("hana")
    hana.says("制度")
    assert names(hana) == ["移住支援金", "児童手当"]
    hana.sees("中学生までの子どもがいる人")
    hana.sees_not("いまいる場所を送る")
    hana.says("2")
    hana.sees("児童手当", "役場で")
    assert links(hana) == ["tel:0000002222"]


def test_the_dangers_an_evacuation_place_is_for_stand_in_bold_on_its_card(phone, db):
    a_place(
        db,
        "evacuation",
        "中央小学校",
        north=200,
        details=[["使える災害", "洪水・土砂災害"], ["滞在", "寝泊まりできます"]],
    )
    hana = phone("hana")
    hana.says("避難所")
    hana.pins(*HERE)
    hana.sees(str(CAUTIONS[PlaceKind.EVACUATION]))
    card = hana.last()[-1]["contents"]
    bold = [part["text"] for part in card["body"]["contents"] if part.get("weight") == "bold"]
    assert "使える災害：洪水・土砂災害" in bold


def test_nothing_found_names_other_ways_and_a_person(phone):
    hana = phone("hana")
    hana.says("トイレ")
    hana.pins(*HERE)
    hana.sees("見つかりませんでした。ほかのさがし方もできます。", "名前の順に見る", "くらし", "人に聞く")
    hana.taps("地区でさがす")
    hana.sees("くらし", "人に聞く")
    hana.says("制度")
    hana.sees("見つかりませんでした。ほかのさがし方もできます。", "くらし")


def test_an_offset_out_of_range_is_answered(phone, db):
    a_place(db, "aed", "役場", north=0, district="川東")
    hana = phone("hana")
    hana.presses(Look(Way.NAMES, PlaceKind.AED, offset=-7).pack())
    hana.sees("役場")
    hana.presses(AskDistrict(PlaceKind.AED, -7).pack())
    hana.sees("川東")
    hana.presses(Look(Way.NAMES, PlaceKind.AED, offset=10**9).pack())
    hana.sees("これで全部です。ほかのさがし方もできます。", "くらし")
    hana.presses(AskDistrict(PlaceKind.AED, 10**9).pack())
    hana.sees("くらし")
