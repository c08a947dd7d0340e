"""Free words: sentences, scraps, romaji, emoji, polite numbers, and questions about what one looks at."""

import pytest
from offered import an_activity

from bot.gist import names
from bot.questions import people, plain_number
from locales.romaji import kana
from models.livelihood import PlaceKind


@pytest.fixture
def hana(phone, db, clock):
    an_activity(db, clock(), title="川原の草刈り", kana="かわらのくさかり")
    an_activity(
        db,
        clock(),
        days=5,
        title="みそづくり",
        kana="みそづくり",
        topic="food",
        text="あのころの、うちの味です。",
    )
    return phone("hana")


@pytest.mark.parametrize(
    "words",
    [
        "草刈りに行きたいんですけど、まだ空いてますか",
        "明日の草刈り中止ですか",
        "すみませんがこの前チラシで見た草刈りについてもう少し知りたいです",
        "kusakari",
        "KUSAKARI",
    ],
)
def test_a_sentence_leads_to_what_it_names(hana, words):
    hana.says(words)
    hana.sees("で見つかった活動です", "川原の草刈り")


@pytest.mark.parametrize("words", ["料理教室", "料理教室はやってますか", "ryouri"])
def test_half_of_a_long_word_may_name_a_topic(hana, words):
    hana.says(words)
    hana.sees("「食・料理」の活動です", "みそづくり")


@pytest.mark.parametrize(
    ("words", "shown"), [("sagasu", "町の活動です。"), ("toire", "トイレをさがします。")]
)
def test_romaji_works_as_the_word_does(hana, words, shown):
    hana.says(words)
    hana.sees(shown)


def test_a_long_sentence_in_kana_is_asked_about_by_the_titles_in_it(hana):
    hana.says("えーとくさかりってわたしみたいなとしよりでもいけるのかね")
    hana.sees("このことですか。", "川原の草刈り")


@pytest.mark.parametrize(
    "words", ["あのー", "さん", "おはようさん", "申し込みました", "1番お願いします", "の"]
)
def test_a_scrap_is_not_looked_for(hana, words):
    hana.says(words)
    hana.sees_not("見つかった", "どちらを見ますか", "くらしの情報です")


@pytest.mark.parametrize("words", ["👍", "😀😀", "。。。", "？"])
def test_a_sign_alone_is_not_misunderstood(hana, words):
    hana.says(words)
    hana.sees("何をしますか。", "さがす")


@pytest.mark.parametrize("words", ["99", "９９番", "99番お願いします"])
def test_a_number_without_a_button_shows_the_numbers_there_are(hana, words):
    hana.says("さがす")
    hana.says(words)
    hana.sees("その番号のボタンは、いまありません。", "川原の草刈り", "1 参加する")
    hana.says("1番でお願いします")
    hana.sees("何人で来ますか。")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("ありがとうございます", "こちらこそ、ありがとう"),
        ("thank you!", "こちらこそ、ありがとう"),
        ("すみません", "だいじょうぶです。"),
        ("こんにちは", "こんにちは。何をしますか。"),
        ("はい", "何をしますか。"),
    ],
)
def test_a_friendly_word_gets_one_back(hana, words, answer):
    hana.says(words)
    hana.sees(answer, "さがす", "人に聞く")


def test_a_question_about_what_one_looks_at_shows_it_again(hana):
    hana.says("持ち物は？")
    hana.sees("どの活動のことですか。", "さがす")
    hana.says("草刈り")
    hana.taps("くわしく")
    for words in ("持ち物は？", "雨でもやりますか", "いくらですか"):
        hana.says(words)
        hana.sees("いっしょに草を刈ります。", "無料")


def test_a_question_about_what_one_has_joined_shows_it(hana):
    for words in ("草刈り", "1", "1", "はい"):
        hana.says(words)
    hana.says("最初から")
    hana.says("集合場所")
    hana.sees("川原の草刈り", "川原の広場", "参加が決まっています。")


def test_a_place_named_in_a_sentence_is_the_one_shown(phone, db):
    from living import a_place

    a_place(db, PlaceKind.FACILITY, "町立図書館")
    a_place(db, PlaceKind.FACILITY, "町役場")
    hana = phone("hana")
    hana.says("図書館休みいつ")
    hana.sees("町立図書館")
    hana.sees_not("町役場")
    hana.says("役場の電話番号")
    hana.sees("町役場")


NUMBERS = {
    "２": 2, "2人": 2, "ふたり": 2, "ふたりです": 2, "たぶん2人": 2, "2人でお願いします": 2, "二番": 2, "①": 1,
    "1で": 1, "1、": 1,
    "3にします": 3, "いちばん": 1, "1番がいいです": 1, "お願いします": None, "です": None, "-1": None,
    "2人か3人": None, "孫": None,
}  # fmt: skip
PARTIES = {
    "大人2人と子ども1人": 3,
    "大人2人、子供1人です": 3,
    "夫婦と子ども2人": 4,
    "2人": 2,
    "ふたり": 2,
    "2人か3人": None,
    "私と孫": None,
}


@pytest.mark.parametrize(("words", "number"), NUMBERS.items())
def test_a_number_is_heard_with_what_is_said_around_it(words, number):
    assert plain_number(words) == number


@pytest.mark.parametrize(("words", "number"), PARTIES.items())
def test_a_party_is_counted_by_its_groups(words, number):
    assert people(words) == number


def test_a_party_told_in_groups_joins(hana):
    hana.says("草刈り")
    hana.says("1")
    hana.says("大人2人と子ども1人です")
    hana.sees("3人", "参加しますか。")


ROMAJI = {
    "kusakari": "くさかり",
    "zasshi": "ざっし",
    "matcha": "まっちゃ",
    "gakkō": "がっこう",
    "shinbun": "しんぶん",
}


@pytest.mark.parametrize("words", ["hello", "thank you", "asdfghjkl", "the quick brown fox", "ok", "草"])
def test_what_is_no_romaji_is_left_alone(words):
    assert kana(words) is None
    assert {said: kana(said) for said in ROMAJI} == ROMAJI


def test_what_names_nothing_is_no_gist():
    assert list(names("今度の日曜日に子供と一緒に参加したいです。何時からですか")) == []
    assert list(names("インフルエンザの予防接種")) == ["インフルエンザ", "予防接種", "予防", "接種"]
