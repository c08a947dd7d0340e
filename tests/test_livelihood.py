"""Stories of living information: near a pin, in a district, by name, by words; one place; nothing found."""

from datetime import date

import pytest
from line_rules import line_takes_everything  # noqa: F401
from offered import an_activity
from phone import actions
from sqlalchemy import select

from locales import _, speaking
from models.conversations import Conversation
from models.imports import Source
from models.livelihood import Place, PlaceKind
from views.livelihood import CAUTIONS, AskDistrict, Look, PlaceMap, ShowPlace, Way
from views.places import ReadAll

ASK = "{kind}: where are you? Send a pin, choose a district, or write a name."
HERE = (35.2000, 136.9000)


@pytest.fixture
def source(db):
    made = Source(
        name="つなぐ町オープンデータ", list_name="places", licence="CC BY 4.0", as_of=date(2026, 4, 1)
    )
    db.add(made)
    db.flush()
    return made


@pytest.fixture
def a_place(db, source):
    """`a_place("aed", "公民館", north=300)` stands 300 metres north of HERE."""
    count = 0

    def make(kind, name, *, north=None, **fields):
        nonlocal count
        count += 1
        made = Place(
            kind=PlaceKind(kind), name=name, source_id=source.id, source_key=f"k{count}", extra={}, details=[]
        )
        if north is not None:
            made.latitude, made.longitude = HERE[0] + north / 111_195, HERE[1]
        for field, value in fields.items():
            setattr(made, field, value)
        made.prepare()
        db.add(made)
        db.flush()
        return made

    return make


def names(phone):
    """The names on the cards of the last answer, in their order."""
    shown = [message["contents"] for message in phone.last() if message["type"] == "flex"]
    bubbles = [bubble for one in shown for bubble in one.get("contents", [one])]
    return [bubble["body"]["contents"][0]["text"] for bubble in bubbles]


def links(phone):
    return [found["uri"] for message in phone.last() for found in _uris(message)]


def _uris(part):
    if isinstance(part, dict):
        if part.get("type") == "uri":
            yield part
        for value in part.values():
            yield from _uris(value)
    elif isinstance(part, list):
        for value in part:
            yield from _uris(value)


def test_all_kinds_stand_on_the_board_and_open_by_label_and_by_number(phone, a_place):
    hana = phone("hana")
    hana.says("くらし")
    labels = [kind.label for kind in PlaceKind]
    hana.sees(*labels)
    assert len(hana.buttons()) >= len(labels)
    hana.says("2")
    hana.sees(
        _(
            "{kind}: where are you? Send a pin, choose a district, or write a name.",
            kind=PlaceKind.EVACUATION.label,
        )
    )
    hana.says("もどる")
    hana.says(PlaceKind.WIFI.label)
    hana.sees(_(ASK, kind=PlaceKind.WIFI.label))


def test_the_nearest_aed_comes_first_with_its_distance_place_phone_and_source(phone, a_place):
    a_place("aed", "遠い学校", north=1400, address="つなぐ町北2")
    a_place(
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


def test_a_pin_is_used_at_once_for_half_an_hour_and_then_asked_for_again(phone, a_place, clock):
    a_place("toilet", "駅のトイレ", north=100)
    hana = phone("hana")
    hana.pins(*HERE)
    hana.says("トイレ")
    hana.sees("駅のトイレ", "100 m")
    clock.moves(minutes=31)
    hana.says("トイレ")
    hana.sees_not("駅のトイレ")
    hana.sees(_("Send where I am"))


def test_another_pin_looks_round_the_new_spot(phone, a_place):
    a_place("toilet", "南のトイレ", north=0)
    a_place("toilet", "北のトイレ", north=3000)
    hana = phone("hana")
    hana.says("トイレ")
    hana.pins(*HERE)
    assert names(hana) == ["南のトイレ", "北のトイレ"]
    hana.pins(HERE[0] + 3000 / 111_195, HERE[1])
    assert names(hana) == ["北のトイレ", "南のトイレ"]


def test_a_district_or_the_list_of_names_will_do_without_a_pin(phone, a_place):
    a_place("medical", "山口医院", kana="やまぐちいいん", district="川西")
    a_place("medical", "青木歯科", kana="あおきしか", district="川東")
    hana = phone("hana")
    hana.says("病院")
    hana.taps(_("By district"))
    hana.sees("川東", "川西")
    hana.says("川東")
    hana.sees("青木歯科", "119")
    hana.sees_not("山口医院")
    hana.taps(_("By name"))
    assert names(hana) == ["青木歯科", "山口医院"]


def test_long_lists_come_five_at_a_time_to_the_very_end(phone, a_place):
    for number in range(12):
        a_place("wifi", f"広場{number:02}", north=number * 50)
    hana = phone("hana")
    hana.says("wifi")
    hana.pins(*HERE)
    seen = names(hana)
    while any(action["label"].endswith(_("Show more")) for action in hana.buttons()):
        hana.says(_("Show more"))
        seen += names(hana)
    assert seen == [f"広場{number:02}" for number in range(12)]


def test_schemes_are_listed_by_name_without_asking_where_one_is(phone, a_place):
    a_place(
        "scheme",
        "児童手当",
        kana="じどうてあて",
        details=[["だれが", "中学生までの子どもがいる人"], ["申し込み", "役場で"]],
        phone="0000-00-2222",
    )
    a_place("scheme", "移住支援金", kana="いじゅうしえんきん", details=[["だれが", "移住した人"]])
    hana = phone("hana")
    hana.says("制度")
    assert names(hana) == ["移住支援金", "児童手当"]
    hana.sees("中学生までの子どもがいる人")
    hana.sees_not(_("Send where I am"))
    hana.says("2")
    hana.sees("児童手当", "役場で")
    assert links(hana) == ["tel:0000002222"]


def test_the_dangers_an_evacuation_place_is_for_stand_in_bold_on_its_card(phone, a_place):
    a_place(
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
    assert "使える災害: 洪水・土砂災害" in bold


def test_a_keyword_that_names_some_public_places_shows_these(phone, a_place):
    a_place("facility", "町立図書館", north=900)
    a_place("facility", "役場", north=100)
    hana = phone("hana")
    hana.says("としょかん")
    hana.sees(
        _(
            "{kind}: where are you? Send a pin, choose a district, or write a name.",
            kind=PlaceKind.FACILITY.label,
        )
    )
    hana.says("図書館")
    hana.sees("町立図書館")
    hana.sees_not("役場")
    hana.says("もどる")
    hana.sees(
        _(
            "{kind}: where are you? Send a pin, choose a district, or write a name.",
            kind=PlaceKind.FACILITY.label,
        )
    )


@pytest.mark.parametrize(
    ("kind", "words", "found"),
    [
        ("medical", "小児科", ["青木こども医院"]),
        ("toilet", "オストメイト", ["駅のトイレ"]),
        ("scheme", "移住", ["移住支援金"]),
        # Words for the whole kind, and dangers, which a card may name to say no, narrow nothing.
        ("medical", "病院", []),
        ("evacuation", "洪水", []),
    ],
)
def test_a_keyword_narrows_only_where_it_names_something(phone, a_place, kind, words, found):
    a_place("medical", "青木こども医院", details=[["診療科", "小児科"]])
    a_place("medical", "町立病院", details=[["診療科", "内科"]])
    a_place("toilet", "駅のトイレ", details=[["設備", "オストメイト"]])
    a_place("toilet", "公園のトイレ")
    a_place("scheme", "移住支援金")
    a_place("scheme", "児童手当")
    a_place("evacuation", "河川公園", details=[["洪水", "使えません"]])
    hana = phone("hana")
    hana.says(words)
    assert names(hana) == found
    if not found:
        hana.sees(_(ASK, kind=PlaceKind(kind).label))


def test_words_typed_at_the_question_are_looked_for_in_this_kind_first(phone, a_place):
    a_place("aed", "若草会館", address="つなぐ町若草1")
    a_place("wifi", "若草広場", address="つなぐ町若草2")
    hana = phone("hana")
    hana.says("AED")
    hana.says("若草")
    hana.sees("若草会館")
    hana.sees_not("若草広場")
    # What the kind does not have is looked for everywhere.
    hana.says("広場")
    hana.sees("若草広場", PlaceKind.WIFI.label)


def test_words_found_only_in_living_information_show_it_and_lead_back(phone, a_place):
    a_place("facility", "若草会館", text="卓球台があります")
    hana = phone("hana")
    hana.says("設定")
    hana.says("卓球台はありますか")
    hana.sees("若草会館")
    hana.says("もどる")
    hana.sees(_("Letter size"))


def test_words_found_only_in_activities_show_these(phone, db, clock):
    an_activity(db, clock(), title="卓球の集い")
    hana = phone("hana")
    hana.says("卓球")
    hana.sees("卓球の集い", _("Join"))


def test_words_found_in_both_offer_both(phone, db, clock, a_place):
    an_activity(db, clock(), title="若草会館の卓球")
    a_place("facility", "若草会館")
    a_place("wifi", "若草会館")
    hana = phone("hana")
    hana.says("若草会館")
    hana.sees("1", "2")
    hana.says("1")
    hana.sees("若草会館の卓球")
    hana.says("もどる")
    hana.says("2")
    hana.sees(PlaceKind.FACILITY.label, PlaceKind.WIFI.label)
    hana.sees_not("若草会館の卓球")


def test_a_place_that_its_source_no_longer_has_is_gone(phone, db, a_place, clock):
    made = a_place("aed", "古い倉庫", north=10)
    hana = phone("hana")
    hana.pins(*HERE)
    hana.says("AED")
    hana.sees("古い倉庫")
    button = next(action["data"] for action in hana.buttons() if action["data"].startswith("living.show"))
    made.gone_at = clock()
    db.flush()
    hana.presses(button)
    hana.sees(_("That is no longer here."))
    hana.says("AED")
    hana.sees_not("古い倉庫")


def test_nothing_found_names_other_ways_and_a_person(phone):
    hana = phone("hana")
    hana.says("トイレ")
    hana.pins(*HERE)
    hana.sees(_("Nothing was found. You can look another way."), _("By name"), _("Living"), _("Ask a person"))
    hana.taps(_("By district"))
    hana.sees(_("Living"), _("Ask a person"))
    hana.says("制度")
    hana.sees(_("Nothing was found. You can look another way."), _("Living"))


def test_a_long_text_is_cut_on_the_card_and_can_be_read_to_its_end(phone, a_place):
    text = "".join(f"第{number}の決まりがあります。" for number in range(900)) + "おしまい。"
    a_place(
        "scheme",
        "長い制度",
        text=text,
        hours="長い" * 200,
        details=[[f"項目{n}", "こと" * 150] for n in range(20)],
    )
    hana = phone("hana")
    hana.says("制度")
    hana.says("1")
    hana.sees_not("おしまい。")
    hana.taps(_("Read it all"))
    read = "".join(hana.last()[n]["text"] for n in range(len(hana.last())))
    while any(action["label"].endswith(_("Show more")) for action in hana.buttons()):
        hana.taps(_("Show more"))
        read += "".join(message["text"] for message in hana.last())
    assert text in read and "項目19" in read
    hana.presses(ReadAll(1, 10_000).pack())
    hana.sees("長い制度")


def test_the_map_is_a_pin_and_only_where_there_is_a_spot(phone, a_place):
    here, nowhere = a_place("aed", "役場", north=0, address="つなぐ町1"), a_place("aed", "巡回車")
    hana = phone("hana")
    hana.presses(PlaceMap(here.id).pack())
    pin = hana.last()[0]
    assert (pin["type"], pin["title"], pin["address"]) == ("location", "役場", "つなぐ町1")
    assert (pin["latitude"], pin["longitude"]) == pytest.approx(HERE)
    hana.presses(PlaceMap(nowhere.id).pack())
    hana.sees(_("That is no longer here."))
    hana.presses(ShowPlace(nowhere.id).pack())
    hana.sees("巡回車")
    hana.sees_not(_("Map"))


@pytest.mark.parametrize(
    ("written", "opened"),
    [
        ("https://town.example/a?b=c#d", "https://town.example/a?b=c#d"),
        (" http://town.example ", "http://town.example"),
        ("https://town.example/くらし 1", "https://town.example/%E3%81%8F%E3%82%89%E3%81%97%201"),
        ("https://town.example/100%", "https://town.example/100%25"),
        ("https://town.example:8443/", "https://town.example:8443/"),
        ("javascript:alert(1)", None),
        ("line://app/1", None),
        ("tel:119", None),
        ("https://town.example@evil.example/", None),
        ("https://evil.example\\@town.example/", None),
        ("https://", None),
        ("https://[::1", None),
        ("https://town.example:99999999/", None),
        ("https://town.example/" + "a" * 1000, None),
        ("//town.example", None),
    ],
)
def test_only_plain_web_addresses_become_buttons(phone, a_place, written, opened):
    made = a_place("facility", "役場", url=written)
    hana = phone("hana")
    hana.presses(ShowPlace(made.id).pack())
    assert links(hana) == ([opened] if opened else [])


def test_hostile_words_from_outside_stay_inside_what_line_takes(phone, a_place):
    odd = "\u202e🏞️" + "長" * 117
    made = a_place(
        "facility", odd[:120], kana="ア" * 200, address="\n" * 200, phone="内線" * 50, hours="\t" * 500,
        details=[["", "x"], ["空", ""], ["ラ" * 300, "ベ" * 3000]] + [["い", "ろ"]] * 60, north=0,
    )  # fmt: skip
    made.district = "さ" * 40
    hana = phone("hana")
    hana.pins(*HERE)
    for data in (
        Look(Way.NEAR, PlaceKind.FACILITY), Look(Way.NAMES, PlaceKind.FACILITY), ShowPlace(made.id),
        AskDistrict(PlaceKind.FACILITY), PlaceMap(made.id), ReadAll(made.id),
    ):  # fmt: skip
        hana.presses(data.pack())
        assert hana.answer


def test_an_offset_out_of_range_is_answered(phone, a_place):
    a_place("aed", "役場", north=0, district="川東")
    hana = phone("hana")
    hana.presses(Look(Way.NAMES, PlaceKind.AED, offset=-7).pack())
    hana.sees("役場")
    hana.presses(AskDistrict(PlaceKind.AED, -7).pack())
    hana.sees("川東")
    hana.presses(Look(Way.NAMES, PlaceKind.AED, offset=10**9).pack())
    hana.sees(_("That was all. You can look another way."), _("Living"))
    hana.presses(AskDistrict(PlaceKind.AED, 10**9).pack())
    hana.sees(_("Living"))


def test_a_list_of_words_whose_words_are_forgotten_asks_again(phone, db, a_place):
    a_place("aed", "役場", north=0)
    hana = phone("hana")
    hana.presses(Look(Way.WORDS).pack())
    hana.sees(_("Nothing was found. You can look another way."))
    hana.sees_not("役場")


def test_large_letters_have_two_buttons_a_card_at_most(phone, a_place):
    a_place("aed", "役場", north=0, phone="0000-00-1111")
    taro = phone("taro", letter_size="large")
    taro.pins(*HERE)
    taro.says("AED")
    assert len(taro.last()[-1]["contents"]["footer"]["contents"]) == 2


def test_each_language_speaks_its_own_sentences_over_the_towns_own_words(phone, a_place):
    a_place("aed", "役場", north=0, details=[["置き場所", "玄関"]])
    for locale in ("ja", "ja_Hira", "en"):
        one = phone(f"one{locale}", locale=locale)
        one.pins(*HERE)
        one.says("AED")
        with speaking(locale):
            one.sees("役場", "置き場所: 玄関", _("{kind} near you, nearest first.", kind=PlaceKind.AED.label))


def test_what_was_looked_up_leaves_no_profile(phone, db, a_place):
    """Health and children are nobody's profile: beyond the present step nothing says who looked."""
    a_place("medical", "心のクリニック", north=0)
    hana = phone("hana")
    hana.says("病院")
    hana.pins(*HERE)
    hana.says("心のクリニック")
    hana.sees("心のクリニック")
    hana.says("最初から")
    db.expire_all()
    kept = db.scalars(select(Conversation)).one()
    assert kept.trail == [] and kept.expecting is None and kept.form is None


def test_no_button_of_the_cards_carries_anything_but_ids_days_and_choices(phone, a_place):
    a_place("aed", "役場の秘密", north=0, phone="0000-00-1111", address="つなぐ町1")
    hana = phone("hana")
    hana.pins(*HERE)
    hana.says("AED")
    data = [action["data"] for message in hana.last() for action in actions(message)]
    assert data and all("%" not in one for one in data)
