"""Nobody gets lost: back from everywhere, stop, forms taken up again, searches; over 300 lines: one story each way."""

import re

import pytest
from line_rules import line_takes_everything  # noqa: F401
from offered import an_activity
from phone import bare
from sqlalchemy import select

from handlers import routes
from locales import _, fold, keywords, speaking
from models.activities import ActivityState
from models.conversations import Conversation
from models.help import HelpRequest
from models.registrations import Registration
from models.residents import Resident
from views.activities import How
from views.tap import Open

HERE = (35.2, 136.9)
# Entries that are a question and no place, or that begin anew.
NO_PLACES = {"person", "code", "start", "organiser"}
PLACES = sorted(name for name, route in routes().entries.items() if route.place and name not in NO_PLACES)


def joining(db):
    db.expire_all()
    return db.scalars(select(Registration)).all()


def shown(phone):
    """What the last answer says, apart from the numbers and the ways back that stand under it."""
    return [words for words in re.sub(r"(?m)^\d+ ", "", phone.reads()).split("\n") if words != "もどる"]


@pytest.mark.parametrize("place", PLACES)
def test_from_every_place_back_leads_to_the_place_before(phone, db, clock, place):
    an_activity(db, clock())
    hana = phone("hana")
    before = "settings" if place != "settings" else "living"
    hana.presses(Open(before).pack())
    there = shown(hana)
    hana.presses(Open(place).pack())
    assert shown(hana) != there
    hana.taps("もどる")
    assert shown(hana) == there


@pytest.mark.parametrize("place", PLACES)
def test_every_place_shows_the_way_to_the_start_and_to_a_person(phone, place):
    hana = phone("hana")
    hana.presses(Open(place).pack())
    hana.sees("最初から", "人に聞く")


def test_back_goes_step_by_step_through_everything_that_was_seen(phone, db, clock):
    an_activity(db, clock())
    hana = phone("hana")
    seen = []
    for words in ("くらし", "制度", "さがす"):
        hana.says(words)
        seen.append(shown(hana))
    hana.says("設定")
    for step in reversed(seen):
        hana.says("もどる")
        assert shown(hana) == step


def test_at_the_beginning_back_says_so_and_shows_what_there_is(phone):
    hana = phone("hana")
    hana.says("もどる")
    hana.sees("ここが最初です。何をしますか。", "さがす")
    hana.says("くらし")
    hana.says("もどる")
    hana.sees("ここが最初です。何をしますか。")


def test_the_same_place_twice_is_one_step_back(phone):
    hana = phone("hana")
    hana.says("設定")
    for _again in range(5):
        hana.says("くらし")
    hana.says("もどる")
    hana.sees("文字の大きさ")


def test_a_very_long_way_in_still_leads_back_and_stays_small(phone, db):
    hana = phone("hana")
    for _again in range(15):
        hana.says("くらし")
        hana.says("設定")
    db.expire_all()
    assert len(db.scalars(select(Conversation)).one().trail) <= 10
    for _step in range(12):
        hana.says("もどる")
    hana.sees("ここが最初です。何をしますか。")


@pytest.fixture
def asked(phone, db, clock):
    """Hana is asked with how many people she comes."""
    an_activity(db, clock())
    hana = phone("hana")
    hana.says("さがす")
    hana.taps("参加する")
    hana.sees("ご自分を入れて、何人で来ますか。")
    return hana


def test_back_from_what_is_said_beside_a_place_leads_to_that_place(phone, db, clock):
    """A map, a word nobody understood, thanks, a setting: none of them costs the card one was reading."""
    an_activity(db, clock(), latitude=35.2, longitude=136.9)
    hana = phone("hana")
    hana.says("さがす")
    hana.taps("くわしく")
    card = shown(hana)
    for words in ("地図", "ちんぷんかんぷん", "ありがとう", "ふにゃふにゃのぺ"):
        hana.says(words)
        assert shown(hana) != card, words
        hana.sees("もどる")
    hana.says("もどる")
    assert shown(hana) == card
    hana.says("もどる")
    hana.sees("町の活動です。")


def test_back_after_joining_leads_to_where_one_joined(asked, db):
    asked.says("1")
    asked.says("はい")
    asked.sees("入りました。")
    asked.says("もどる")
    asked.sees("町の活動です。")


def test_back_passes_by_what_is_gone(phone, db, clock):
    activity = an_activity(db, clock())
    hana = phone("hana")
    hana.says("くらし")
    hana.says("さがす")
    hana.taps("くわしく")
    hana.says("設定")
    activity.state = ActivityState.HIDDEN
    db.flush()
    hana.says("もどる")
    hana.sees_not("もうここにありません")


@pytest.mark.parametrize("word", ["やめる", "ヤメル", "ﾔﾒﾙ", "止める", "stop", "終わり"])
def test_stop_leaves_a_form_from_every_question(asked, db, word):
    asked.says("2")
    asked.says(word)
    asked.sees("やめました。何も送っていません。予定はそのままです。", "さがす")
    assert joining(db) == []
    asked.says("2")
    assert joining(db) == []


def test_stop_by_its_button_works_too(asked, db):
    asked.taps("やめる")
    asked.sees("やめました。何も送っていません。予定はそのままです。")
    db.expire_all()
    assert db.scalars(select(Conversation)).one().form is None


def test_back_in_a_form_asks_the_question_before_and_then_leaves_it(asked, db):
    asked.says("3")
    asked.says("もどる")
    asked.sees("ご自分を入れて、何人で来ますか。")
    asked.says("2")
    asked.taps("はい、参加する")
    assert joining(db)[0].party == 2


def test_back_from_the_first_question_leads_out_to_the_list(asked, db):
    asked.taps("もどる")
    asked.sees("川原の草刈り", "参加する")
    asked.sees_not("ご自分を入れて、何人で来ますか。")
    db.expire_all()
    assert db.scalars(select(Conversation)).one().form is None


@pytest.mark.parametrize("words", ["二", "２", "2", "2人", "ふたり", "２名", "  2 ", "(2)"])
def test_a_number_is_understood_however_it_is_written(asked, db, words):
    asked.says(words)
    asked.taps("はい、参加する")
    assert joining(db)[0].party == 2


@pytest.mark.parametrize("words", ["0", "-1", "99", "1.5", "たくさん", "二十", "😀", "１２３４５６７８"])
def test_what_is_no_answer_is_hinted_at_and_asked_again(asked, db, words):
    asked.says(words)
    asked.sees("1から4までの数を送ってください。", "ご自分を入れて、何人で来ますか。", "やめる")
    asked.says("1")
    asked.taps("はい、参加する")
    assert joining(db)[0].party == 1


@pytest.mark.parametrize("aside", ["くらし", "お知らせ", "設定"])
def test_a_form_set_aside_by_the_menu_is_offered_again_and_goes_on_where_it_was(asked, db, aside):
    asked.says("2")
    asked.presses(Open(keywords()[fold(aside)]).pack())
    asked.sees("続きをする")
    asked.says("くらし")  # ordinary words are ordinary again while it waits
    asked.sees("健康と安全", "続きをする")
    asked.taps("続きをする")
    asked.sees_not("健康と安全")
    asked.taps("はい、参加する")
    assert joining(db)[0].party == 2


def test_a_question_of_yesterday_does_not_swallow_a_word_of_the_menu(phone, db, clock):
    hana = phone("hana")
    hana.says("人に聞く")
    clock.moves(hours=20)
    hana.says("くらし")
    hana.sees("健康と安全", "続きをする")
    hana.taps("続きをする")
    hana.says("ごみの出し方を教えてください")
    assert [one.words for one in db.scalars(select(HelpRequest))] == ["ごみの出し方を教えてください"]


def test_an_answer_of_the_next_day_is_still_an_answer(asked, db, clock):
    clock.moves(hours=20)
    asked.says("2")
    asked.taps("はい、参加する")
    assert joining(db)[0].party == 2


def test_an_old_questions_button_is_not_taken_for_the_present_one(asked, db):
    old = next(action["data"] for action in asked.buttons() if "party" in action["data"])
    asked.says("3")
    asked.presses(old)
    asked.sees("このボタンは前のものです。いまできることはこちらです。")
    db.expire_all()
    kept = db.scalars(select(Conversation)).one()
    assert kept.answers["party"]["value"] == "3" and kept.asking == "sure"
    assert joining(db) == []


def test_the_answer_of_a_form_begun_twice_counts_once(asked, db):
    asked.says("1")
    yes = next(action["data"] for action in asked.buttons() if bare(action["label"]) == "はい、参加する")
    asked.presses(yes)
    asked.presses(yes)
    asked.sees("このボタンは前のものです。いまできることはこちらです。")
    assert len(joining(db)) == 1


def test_a_picture_in_the_middle_of_a_form_does_not_end_it(asked, db):
    asked.sends("image", contentProvider={"type": "line"})
    asked.sees("やめる")
    asked.says("2")
    asked.taps("はい、参加する")
    assert joining(db)[0].party == 2


def test_from_the_start_forgets_the_form(asked, db):
    asked.says("最初から")
    asked.sees_not("続きをする")
    asked.says("くらし")
    asked.sees_not("続きをする")


def test_a_pin_out_of_the_blue_offers_what_can_be_near_it_by_number(phone, db, clock):
    an_activity(db, clock(), latitude=HERE[0], longitude=HERE[1])
    hana = phone("hana")
    hana.pins(*HERE)
    hana.says("1")
    hana.sees("川原の草刈り")


def test_a_search_can_be_left_by_back_and_come_back_to(phone, db, clock):
    an_activity(db, clock())
    hana = phone("hana")
    hana.says("設定")
    hana.says("草刈り")
    hana.sees("川原の草刈り")
    found = shown(hana)
    hana.taps("くわしく")
    hana.says("もどる")
    assert shown(hana) == found
    hana.says("もどる")
    hana.sees("文字の大きさ")


def test_what_is_searched_shows_more_of_the_same_words(phone, db, clock):
    for number in range(7):
        an_activity(db, clock(), title=f"草刈り{number}", days=number + 1)
    an_activity(db, clock(), title="別の行事", kana="", text="", days=0)
    hana = phone("hana")
    hana.says("草刈り")
    hana.taps("もっと見る")
    hana.sees("草刈り5", "草刈り6")
    hana.sees_not("別の行事", f"how={How.UPCOMING}")


def test_a_change_of_language_in_the_middle_loses_nothing(asked, db):
    asked.presses("settings.language/1?to=en")
    with speaking("en"):
        asked.taps(_("Go on with it"))
        asked.sees("How many of you will come, yourself included?")
        asked.says("2")
        asked.taps(_("Yes, I join"))
    assert joining(db)[0].party == 2
    assert db.scalars(select(Resident)).one().locale == "en"


def test_an_irreversible_thing_never_happens_on_a_guess(asked, db):
    asked.says("1")
    asked.taps("はい、参加する")
    for words in ("キャンセルしたいです", "取り消しし", "やめたいんです", "参加とりやめ"):
        asked.says(words)
    assert [one.state for one in joining(db)] == ["joined"]
