"""One place on its cards: gone, very long, hostile, on the map, in large letters, in each language."""

import pytest
from line_rules import line_takes_everything  # noqa: F401
from living import HERE, a_place, links
from phone import actions

from locales import _, speaking
from models.livelihood import PlaceKind
from views.livelihood import AskDistrict, Look, PlaceMap, ShowPlace, Way
from views.places import ReadAll


def test_a_place_that_its_source_no_longer_has_is_gone(phone, db, clock):
    made = a_place(db, "aed", "古い倉庫", north=10)
    hana = phone("hana")
    hana.pins(*HERE)
    hana.says("AED")
    hana.sees("古い倉庫")
    button = next(action["data"] for action in hana.buttons() if action["data"].startswith("living.show"))
    made.gone_at = clock()
    db.flush()
    hana.presses(button)
    hana.sees("それは、もうここにありません。")
    hana.says("AED")
    hana.sees_not("古い倉庫")


def test_a_long_text_is_cut_on_the_card_and_can_be_read_to_its_end(phone, db):
    text = "".join(f"第{number}の決まりがあります。" for number in range(900)) + "おしまい。"
    a_place(
        db,
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
    hana.taps("全部読む")
    read = "".join(hana.last()[n]["text"] for n in range(len(hana.last())))
    while any(action["label"].endswith("もっと見る") for action in hana.buttons()):
        hana.taps("もっと見る")
        read += "".join(message["text"] for message in hana.last())
    assert text in read and "項目19" in read
    hana.presses(ReadAll(1, 10_000).pack())
    hana.sees("長い制度")


def test_the_map_is_a_pin_and_only_where_there_is_a_spot(phone, db):
    here, nowhere = a_place(db, "aed", "役場", north=0, address="つなぐ町1"), a_place(db, "aed", "巡回車")
    hana = phone("hana")
    hana.presses(PlaceMap(here.id).pack())
    pin = hana.last()[0]
    assert (pin["type"], pin["title"], pin["address"]) == ("location", "役場", "つなぐ町1")
    assert (pin["latitude"], pin["longitude"]) == pytest.approx(HERE)
    hana.presses(PlaceMap(nowhere.id).pack())
    hana.sees("それは、もうここにありません。")
    hana.presses(ShowPlace(nowhere.id).pack())
    hana.sees("巡回車")
    hana.sees_not("地図")


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
def test_only_plain_web_addresses_become_buttons(phone, db, written, opened):
    made = a_place(db, "facility", "役場", url=written)
    hana = phone("hana")
    hana.presses(ShowPlace(made.id).pack())
    assert links(hana) == ([opened] if opened else [])


def test_hostile_words_from_outside_stay_inside_what_line_takes(phone, db):
    odd = "\u202e🏞️" + "長" * 117
    made = a_place(db, "facility", odd[:120], kana="ア" * 200, address="\n" * 200, phone="内線" * 50, hours="\t" * 500,
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


def test_large_letters_have_two_buttons_a_card_at_most(phone, db):
    a_place(db, "aed", "役場", north=0, phone="0000-00-1111")
    taro = phone("taro", letter_size="large")
    taro.pins(*HERE)
    taro.says("AED")
    assert len(taro.last()[-1]["contents"]["footer"]["contents"]) == 2


def test_each_language_speaks_its_own_sentences_over_the_towns_own_words(phone, db):
    a_place(db, "aed", "役場", north=0, details=[["置き場所", "玄関"]])
    for locale in ("ja", "ja_Hira", "en"):
        one = phone(f"one{locale}", locale=locale)
        one.pins(*HERE)
        one.says("AED")
        with speaking(locale):
            told = _("{label}: {words}", label="置き場所", words="玄関")
            one.sees("役場", told, _("{kind} near you, nearest first.", kind=PlaceKind.AED.label))


def test_no_button_of_the_cards_carries_anything_but_ids_days_and_choices(phone, db):
    a_place(db, "aed", "役場の秘密", north=0, phone="0000-00-1111", address="つなぐ町1")
    hana = phone("hana")
    hana.pins(*HERE)
    hana.says("AED")
    data = [action["data"] for message in hana.last() for action in actions(message)]
    assert data and all("%" not in one for one in data)
