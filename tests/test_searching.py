"""Words that are looked for: in one kind of place, in activities, in both, and what is kept of them."""

import pytest
from line_rules import line_takes_everything  # noqa: F401
from living import HERE, a_place, names
from offered import an_activity
from sqlalchemy import select

from models.conversations import Conversation
from models.livelihood import PlaceKind
from views.livelihood import Look, Way


def test_a_keyword_that_names_some_public_places_shows_these(phone, db):
    a_place(db, "facility", "町立図書館", north=900)
    a_place(db, "facility", "役場", north=100)
    hana = phone("hana")
    hana.says("としょかん")
    hana.sees(
        f"{PlaceKind.FACILITY.label}をさがします。いまいる場所を送るか、地区を選ぶか、名前を書いてください。"
    )
    hana.says("図書館")
    hana.sees("町立図書館")
    hana.sees_not("役場")
    hana.says("もどる")
    hana.sees(
        f"{PlaceKind.FACILITY.label}をさがします。いまいる場所を送るか、地区を選ぶか、名前を書いてください。"
    )


@pytest.mark.parametrize(
    ("kind", "words", "found"),
    [
        ("medical", "小児科", ["青木こども医院"]),
        ("medical", "小児科はどこですか", ["青木こども医院"]),
        ("toilet", "オストメイト", ["駅のトイレ"]),
        ("scheme", "補助金", ["住宅の補助金"]),
        # Words for the whole kind, and dangers, which a card may name to say no, narrow nothing.
        ("medical", "病院", []),
        ("evacuation", "洪水", []),
    ],
)
def test_a_keyword_narrows_only_where_it_names_something(phone, db, kind, words, found):
    a_place(db, "medical", "青木こども医院", details=[["診療科", "小児科"]])
    a_place(db, "medical", "町立病院", details=[["診療科", "内科"]])
    a_place(db, "toilet", "駅のトイレ", details=[["設備", "オストメイト"]])
    a_place(db, "toilet", "公園のトイレ")
    a_place(db, "scheme", "住宅の補助金")
    a_place(db, "scheme", "児童手当")
    a_place(db, "evacuation", "河川公園", details=[["洪水", "使えません"]])
    hana = phone("hana")
    hana.says(words)
    assert names(hana) == found
    if not found:
        hana.sees(
            f"{PlaceKind(kind).label}をさがします。いまいる場所を送るか、地区を選ぶか、名前を書いてください。"
        )


def test_words_typed_at_the_question_are_looked_for_in_this_kind_first(phone, db):
    a_place(db, "aed", "若草会館", address="つなぐ町若草1")
    a_place(db, "wifi", "若草広場", address="つなぐ町若草2")
    hana = phone("hana")
    hana.says("AED")
    hana.says("若草")
    hana.sees("若草会館")
    hana.sees_not("若草広場")
    # What the kind does not have is looked for everywhere.
    hana.says("広場")
    hana.sees("若草広場", PlaceKind.WIFI.label)


def test_words_found_only_in_living_information_show_it_and_lead_back(phone, db):
    a_place(db, "facility", "若草会館", text="卓球台があります")
    hana = phone("hana")
    hana.says("設定")
    hana.says("卓球台はありますか")
    hana.sees("若草会館")
    hana.says("もどる")
    hana.sees("文字の大きさ")


def test_words_found_only_in_activities_show_these(phone, db, clock):
    an_activity(db, clock(), title="卓球の集い")
    hana = phone("hana")
    hana.says("卓球")
    hana.sees("卓球の集い", "参加する")


def test_words_found_in_both_offer_both(phone, db, clock):
    an_activity(db, clock(), title="若草会館の卓球")
    a_place(db, "facility", "若草会館")
    a_place(db, "wifi", "若草会館")
    hana = phone("hana")
    hana.says("若草会館")
    hana.sees("1", "2")
    hana.says("1")
    hana.sees("若草会館の卓球")
    hana.says("もどる")
    hana.says("2")
    hana.sees(PlaceKind.FACILITY.label, PlaceKind.WIFI.label)
    hana.sees_not("若草会館の卓球")


def test_a_list_of_words_whose_words_are_forgotten_asks_again(phone, db):
    a_place(db, "aed", "役場", north=0)
    hana = phone("hana")
    hana.presses(Look(Way.WORDS).pack())
    hana.sees("見つかりませんでした。ほかのさがし方もできます。")
    hana.sees_not("役場")


def test_what_was_looked_up_leaves_no_profile(phone, db):
    """Health and children are nobody's profile: beyond the present step nothing says who looked."""
    a_place(db, "medical", "心のクリニック", north=0)
    hana = phone("hana")
    hana.says("病院")
    hana.pins(*HERE)
    hana.says("心のクリニック")
    hana.sees("心のクリニック")
    hana.says("最初から")
    db.expire_all()
    kept = db.scalars(select(Conversation)).one()
    assert "medical" not in repr((kept.trail, kept.choices, kept.expecting, kept.given, kept.answers))
    assert "クリニック" not in repr((kept.trail, kept.choices, kept.given, kept.answers))


def test_a_slip_in_the_name_of_an_activity_is_asked_about(phone, db, clock):
    an_activity(db, clock(), title="川原の草刈り", kana="かわらのくさかり")
    an_activity(db, clock(), title="朝の体操", kana="あさのたいそう")
    hana = phone("hana")
    for words in ("くさきり", "くさきりにさんかしたい"):
        hana.says(words)
        hana.sees(f"「{words}」", "このことですか", "川原の草刈り", "人に聞く")
        hana.sees_not("朝の体操")
    hana.says("1")
    hana.sees("川原の草刈り", "参加する")
    for words in ("ゆかいなはなし", "たまねぎ", "あかい"):
        hana.says(words)
        hana.sees("下から選ぶか、人に聞いてください")
