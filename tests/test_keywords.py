"""Keywords: what can be read can be typed, and what is typed is not taken for something else."""

import ast
import re
import tomllib

import pytest
from wording import HOLE, KANJI, ROOT, files, labels, said, width

from bot.conversing import ALWAYS
from handlers import routes
from locales import LOCALES, fold, keywords, speaking
from locales.keywords import words_of
from views.help import EXAMPLES, word_for

# Answered by the conversation itself, before any handler.
BY_ITSELF = {"stop", "back", "skip"}
# Both end at a person; the menu says 人に聞く for one, the buttons for the other.
TO_A_PERSON = {"help", "person"}


@pytest.mark.parametrize("locale", LOCALES)
def test_other_words_of_a_button_belong_to_a_label_of_that_language(locale: str) -> None:
    on_buttons = {words for original, words in said(locale) if original in labels()}
    assert sorted(set(words_of(locale).buttons) - on_buttons) == []


def test_a_button_with_kanji_can_be_pressed_by_typing_kana() -> None:
    known, buttons = keywords(), words_of("ja").buttons
    silent = []
    for original, label in said("ja"):
        place = labels().get(original)
        if place is None or not place.typed or not KANJI.search(label) or HOLE.search(label):
            continue
        others = buttons.get(label, [])
        if entry := known.get(fold(label)):
            others = [*others, *words_of("ja").entries[entry]]
        if not any(re.fullmatch(r"[ぁ-ゖー]+", fold(word)) for word in others):
            silent.append(label)
    assert silent == []


@pytest.mark.parametrize("locale", LOCALES)
def test_other_words_of_a_button_are_not_heard_as_something_else_first(locale: str) -> None:
    for label, words in words_of(locale).buttons.items():
        for word in words:
            entry = keywords().get(fold(word))
            assert fold(word) and (entry not in ALWAYS or keywords().get(fold(label)) == entry), (label, word)


def test_no_word_is_claimed_twice_and_none_is_empty() -> None:
    assert "" not in keywords()  # keywords() itself raises when two entries claim one word
    for locale in LOCALES:
        for entry, words in words_of(locale).entries.items():
            folded = [fold(word) for word in words]
            assert len(folded) == len(set(folded)), (locale, entry)


def test_every_word_leads_to_an_entry_that_somebody_answers() -> None:
    assert sorted(set(keywords().values()) - set(routes().entries) - BY_ITSELF) == []


@pytest.mark.parametrize("locale", ["ja", "en"])
def test_every_entry_can_be_reached_by_a_word(locale: str) -> None:
    spoken = {entry for entry, words in words_of(locale).entries.items() if words}
    # 「AED」 is written alike in every language.
    assert sorted((set(routes().entries) | BY_ITSELF) - spoken) == []


def test_what_stands_on_a_menu_opens_the_same_when_typed() -> None:
    for path in sorted((ROOT / "richmenus").glob("*/menu.toml")):
        for area in tomllib.loads(path.read_text(encoding="utf-8"))["areas"]:
            for locale, label in area["label"].items() if "entry" in area else ():
                opened = keywords().get(fold(label))
                same = opened == area["entry"] or {opened, area["entry"]} <= TO_A_PERSON
                assert same, (path.parent.name, locale, label, opened)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_button_that_opens_an_entry_is_no_word_of_another(locale: str) -> None:
    translated = dict(said(locale))
    for path in files():
        for call in (
            node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)
        ):
            match call.args:
                case [
                    ast.Call(func=ast.Name(id="_"), args=[ast.Constant(value=str(original))]),
                    ast.Call(func=ast.Name(id="Open"), args=[ast.Constant(value=str(entry))]),
                ]:
                    opened = keywords().get(fold(translated[original]), entry)
                    assert opened == entry, (translated[original], opened, entry)


def test_words_heard_in_the_middle_of_a_form_answer_no_question() -> None:
    ways = {"Back", "Stop", "Skip", "From the start", "Ask a person", "A person", "How to use"}
    ways |= {"When it cannot wait"}
    for locale in LOCALES:
        for original, words in said(locale):
            if original in labels() and original not in ways:
                assert keywords().get(fold(words)) not in ALWAYS, words
    for answer in (
        "中止",
        "電話",
        "相談",
        "特になし",
        "雨のため",
        "はい",
        "いいえ",
        "cancel",
        "phone",
        "office",
    ):
        assert keywords().get(fold(answer)) not in ALWAYS, answer


def test_to_cancel_shows_the_plans_unless_something_can_be_stopped() -> None:
    for word in ("キャンセル", "ｷｬﾝｾﾙ", "取り消したい", "cancel"):
        assert keywords()[fold(word)] == "mine"
    for locale, stop in (("ja", "やめる"), ("ja_Hira", "やめる"), ("en", "Stop")):
        others = {fold(word) for word in words_of(locale).buttons[stop]}
        assert fold("cancel" if locale == "en" else "キャンセル") in others


def test_the_words_that_help_teaches_are_easy_to_type() -> None:
    for entry in (*EXAMPLES, *ALWAYS):
        for locale in LOCALES:
            with speaking(locale):
                word = word_for(entry)
            assert keywords()[fold(word)] == entry
            assert locale != "ja_Hira" or not KANJI.search(word), word
            assert width(word) <= 16, word
