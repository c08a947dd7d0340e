"""Typing instead of tapping: numbers in every script, labels, misspelt words, and nothing done on a guess."""

import re
from datetime import timedelta

import pytest
from line_rules import line_takes_everything  # noqa: F401
from offered import an_activity
from phone import bare
from sqlalchemy import select

from locales import LOCALES, _, speaking
from models.activities import Occurrence
from models.help import Unheard
from models.registrations import Registration
from models.residents import LetterSize
from views.tap import Open


def joining(db):
    db.expire_all()
    return db.scalars(select(Registration)).all()


def shown(phone):
    """What the last answer says, apart from the numbers and the ways back that stand under it."""
    return [words for words in re.sub(r"(?m)^\d+ ", "", phone.reads()).split("\n") if words != "もどる"]


@pytest.mark.parametrize("words", ["4", "４", "④", "四", "4番", "4。", " 4 ", "よん", "よんばん"])
def test_a_number_presses_what_stands_beside_it(phone, words):
    hana = phone("hana")
    hana.says("最初から")
    hana.sees("4 くらし")
    hana.says(words)
    hana.sees("健康と安全")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_number_on_the_screen_presses_its_own_button(phone, db, clock, locale):
    an_activity(db, clock())
    one = phone("hana", locale=locale)
    one.says("start")
    numbered = {action["label"]: action["data"] for action in one.buttons()}
    answers = {}
    for label, data in numbered.items():
        one.presses(data)
        answers[label] = one.reads()
    for place, label in enumerate(numbered, 1):
        assert label.startswith(f"{place} ")
        one.says("start")
        one.says(str(place))
        assert one.reads() == answers[label], label


@pytest.mark.parametrize("number", ["0", "99", "九十九", "999999999999", "-3"])
def test_a_number_that_is_not_on_the_screen_does_nothing_but_show_what_is(phone, db, clock, number):
    an_activity(db, clock(), text="99人まで、0円、3階で", address="川東999999999999")
    hana = phone("hana")
    hana.says("最初から")
    hana.says(number)
    hana.sees("さがす", "人に聞く")
    hana.sees_not("川原の草刈り")


@pytest.mark.parametrize("locale", LOCALES)
def test_whatever_stands_on_a_button_presses_it_when_typed(phone, db, clock, locale):
    an_activity(db, clock())
    one = phone("hana", locale=locale)
    with speaking(locale):
        one.says("find")
        one.taps(_("Details"))
        one.sees("いっしょに草を刈ります。")
        one.says(_("Interested"))
        one.sees("川原の草刈り")
        one.says(_("My plans").upper())
        one.sees("川原の草刈り", _("Kept in mind"))
        for label in [bare(action["label"]) for action in one.buttons()]:
            one.says("find")
            one.presses(Open("mine").pack())
            one.says(label)
            one.sees_not(
                _("Sorry, I did not understand “{words}”. Choose one of these, or ask a person.", words=label)
            )


def test_numbers_of_an_older_answer_are_not_pressed_any_more(phone, db, clock):
    an_activity(db, clock())
    hana = phone("hana")
    hana.says("さがす")
    hana.says("設定")
    hana.says("1")
    hana.sees("日本語", "English")
    assert joining(db) == []


@pytest.mark.parametrize("size", LetterSize)
def test_numbers_are_the_same_in_both_letter_sizes(phone, size):
    hana = phone("hana", letter_size=size)
    hana.says("くらし")
    hana.says("2")
    hana.sees("避難所")


@pytest.mark.parametrize(
    "words",
    [
        "いべんと",
        "ｲﾍﾞﾝﾄ",
        "イベント",
        "ｉべんと",
        "イベント！",
        "イベントをおねがいします",
        "いべんとを教えて",
    ],
)
def test_the_same_word_in_any_spelling_finds_what_is_on(phone, db, clock, words):
    an_activity(db, clock())
    hana = phone("hana")
    hana.says(words)
    if words == "ｉべんと":  # one letter wrong: found, or asked about by name
        hana.says("1")
    hana.sees("川原の草刈り")


@pytest.mark.parametrize(
    ("words", "entry"),
    [
        ("ひなんじよ", "evacuation"),
        ("といれい", "toilet"),
        ("せっていい", "settings"),
        ("よていひょ", "mine"),
    ],
)
def test_a_slip_opens_what_was_meant_or_offers_it_first(phone, db, words, entry):
    hana = phone("hana")
    hana.presses(Open(entry).pack())
    meant = shown(hana)
    hana.says("最初から")
    hana.says(words)
    if f"すみません、「{words}」がよくわかりませんでした。このことですか。" in hana.reads():
        hana.says("1")
    assert shown(hana)[:1] == meant[:1]


def test_words_that_mean_nothing_show_the_menu_a_person_and_the_words(phone, db):
    hana = phone("hana")
    hana.says("ぬぬぬぬぬ")
    hana.sees("ぬぬぬぬぬ", "さがす", "くらし", "人に聞く")
    assert db.scalars(select(Unheard)).one().words == "ぬぬぬぬぬ"


def test_a_quiet_button_is_typed_with_the_number_of_its_card(phone, db, clock):
    an_activity(db, clock(), title="一つめの会", kana="")
    an_activity(db, clock(), title="二つめの会", kana="", days=5)
    hana = phone("hana")
    hana.says("さがす")
    hana.says("２ くわしく")
    hana.sees("二つめの会")
    hana.sees_not("一つめの会")


def test_a_quiet_button_that_stands_there_once_needs_no_number(phone, db, clock):
    an_activity(db, clock(), title="一つめの会", kana="")
    hana = phone("hana")
    hana.says("さがす")
    hana.says("くわしく")
    hana.sees("一つめの会", "いっしょに草を刈ります。")


@pytest.mark.parametrize("words", ["わたしの予定", "わたしのよてい", "さがす"])
def test_the_name_of_a_menu_area_is_no_answer_to_an_organiser(phone, db, clock, words):
    an_activity(db, clock(), questions=[("持ち物はありますか。", [])], party_most=1)
    hana = phone("hana")
    hana.says("さがす")
    hana.says("1")
    hana.says("1")
    hana.sees("持ち物はありますか。")
    hana.says(words)
    hana.sees("川原の草刈り", "続きをする")
    assert not joining(db)[0].answers


def test_yes_to_nothing_shows_what_can_be_done(phone, db):
    hana = phone("hana")
    hana.says("はい")
    hana.sees("何をしますか")
    assert not db.scalars(select(Unheard)).all()


def test_who_stops_in_the_middle_of_questions_hears_that_the_place_is_safe(phone, db, clock):
    an_activity(db, clock(), questions=[("持ち物はありますか。", [])], party_most=1)
    hana = phone("hana")
    hana.says("さがす")
    hana.says("1")
    hana.says("1")
    hana.says("やめる")
    hana.sees("川原の草刈り")
    assert joining(db)[0].state == "joined"


def test_large_letters_are_asked_for_in_one_word(phone):
    hana = phone("hana")
    hana.says("おおきいもじ")
    hana.says("2")
    hana.sees("変えました")
    hana.says("さがす")


def test_a_word_on_several_cards_asks_which_and_the_number_answers(phone, db, clock):
    an_activity(db, clock(), title="川原の草刈り")
    an_activity(db, clock(), title="朝の体操", days=5, party_most=1)
    hana = phone("hana")
    hana.says("さがす")
    hana.says("参加する")
    hana.sees("どれのことですか", "川原の草刈り", "朝の体操")
    hana.says("2")
    hana.sees("朝の体操", "参加しますか")
    hana.sees_not("川原の草刈り")


def test_the_question_how_many_says_for_what(phone, db, clock):
    an_activity(db, clock(), title="川原の草刈り")
    hana = phone("hana")
    hana.says("さがす")
    hana.says("参加する")
    hana.sees("川原の草刈り", "何人で来ますか")


def test_joining_where_it_is_full_can_be_typed_and_asks_about_waiting(phone, db, clock):
    an_activity(db, clock(), title="川原の草刈り", capacity=1, taken=1)
    hana = phone("hana")
    hana.says("さがす")
    hana.says("参加する")
    hana.sees("川原の草刈り", "待")


def test_a_place_given_back_leaves_no_questions_to_go_on_with(phone, db, clock):
    an_activity(db, clock(), party_most=1, questions=[("持ち物はありますか。", [])])
    hana = phone("hana")
    hana.says("さがす")
    hana.taps("参加する")
    hana.taps("はい、参加する")
    hana.says("わたしの予定")
    assert [bare(action["label"]) for action in hana.buttons()][:2] == ["見る・変える", "もっとさがす"]
    hana.sees("続きをする")
    hana.taps("見る・変える")
    hana.taps("取り消す")
    hana.taps("はい、取り消す")
    hana.sees("取り消しました")
    hana.sees_not("続きをする")


def test_tomorrow_and_next_week_show_what_is_on_then(phone, db, clock):
    # It is Tuesday the 24th.
    for title, days in (
        ("あすの体操", 1),
        ("土曜の草刈り", 4),
        ("月曜のお茶", 6),
        ("日曜の市", 12),
        ("先の祭り", 13),
    ):
        an_activity(db, clock(), title=title, days=days)
    hana = phone("hana")
    hana.says("あしたはなにがありますか")
    hana.sees("あすの体操")
    hana.sees_not("土曜の草刈り")
    hana.says("来週")
    hana.sees("月曜のお茶", "日曜の市")
    hana.sees_not("土曜の草刈り", "先の祭り")
    clock.moves(days=1)
    hana.says("あした")
    hana.sees("ほかの日はどうですか", "今週末")


def test_a_list_of_later_days_shows_the_day_that_is_meant(phone, db, clock):
    one = an_activity(db, clock(), title="月に二度のお茶", days=1)
    starts = one.occurrences[0].starts_at
    one.occurrences.append(Occurrence.at(starts + timedelta(days=14), starts + timedelta(days=14, hours=1)))
    one.prepare()
    db.flush()
    hana = phone("hana")
    hana.says("来月")
    hana.sees("12月9日(水)", "ほか1回")
    hana.sees_not("11月25日")
    hana.says("さがす")
    hana.sees("11月25日(水)", "ほか1回")
