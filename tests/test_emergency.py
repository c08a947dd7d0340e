"""Emergency: whoever calls for help finds the numbers to call at once, in the middle of anything."""

import pytest
from living import a_place, links
from offered import an_activity
from sqlalchemy import select

from models.help import Unheard
from models.livelihood import PlaceKind


@pytest.mark.parametrize(
    "words", ["119", "火事です", "たすけて", "おじいちゃんが倒れた", "救急車", "tasukete", "Fire!"]
)
def test_a_call_for_help_brings_the_numbers_to_call(phone, db, words):
    hana = phone("hana")
    hana.says(words)
    hana.sees("命にかかわるとき", "119", "110", "AED", "避難所", "人に聞く")
    assert db.scalars(select(Unheard)).all() == []


def test_the_numbers_can_be_pressed(phone):
    hana = phone("hana")
    hana.says("火事")
    assert links(hana) == ["tel:119", "tel:110"]
    hana.says("つらい")
    assert links(hana) == ["tel:0120279338", "tel:119"]


def test_a_form_waits_while_somebody_calls_for_help(phone, db, clock):
    an_activity(db, clock())
    hana = phone("hana")
    hana.says("さがす")
    hana.taps("参加する")
    hana.says("火事だ")
    hana.sees("119", "続きをする")
    hana.taps("続きをする")
    hana.sees("何人で来ますか。")


@pytest.mark.parametrize("words", ["死にたい", "もう死にたいです", "さみしい", "つらい", "I want to die"])
def test_whoever_cannot_go_on_is_told_who_listens_and_is_not_misunderstood(phone, words):
    hana = phone("hana")
    hana.says(words)
    hana.sees("あなたの話を聞く人がいます。", "0120-279-338", "24時間、無料", "人に聞く")
    hana.sees_not("わかりませんでした")


def test_a_danger_on_a_card_does_not_send_people_to_the_wrong_shelter(phone, db):
    """「大雨の時は使えません」 stands on cards, too: it opens the question where one is, not that card."""
    details = [["使える災害", "地震"], ["使えない災害", "高潮、大雨"]]
    a_place(db, PlaceKind.EVACUATION, "川原いこいの家", details=details)
    for words in ("大雨", "台風", "高潮"):
        hana = phone("hana")
        hana.says(words)
        hana.sees("避難所をさがします。", "カードの「使える災害」を見てください。")
        hana.sees_not("川原いこいの家")
