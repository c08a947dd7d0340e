"""Words: every sentence is said in every language, fits its place, and what can be read can be typed."""

import ast
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_file

from bot.conversing import ALWAYS
from handlers import routes
from locales import LOCALES, fold, keywords, speaking
from locales.catalogues import catalogue
from locales.keywords import words_of
from models.livelihood import LABELS as PLACE_LABELS
from models.topics import LABELS as TOPIC_LABELS
from views.flex import QUICK_LABEL_MOST
from views.help import EXAMPLES, word_for

ROOT = Path(__file__).parent.parent
# Rooms that say nothing to anybody through the catalogues.
WORDLESS = {"tests", "bench", "demo", "simulator", "migrations", "docs", "var"}
MARKS = {"_": None, "lazy": None, "counted": (1, 2)}

BUTTON_MOST = 36
# A button of Flex does not wrap: on the narrow cards of a carousel more would end in dots. Halves of a kanji.
BUTTON_WIDTH = 24
QUICK = {"quick", "quick_pin", "quick_day"}
BUTTON = {"button", "link", "postback"}
# Answered by the conversation itself, before any handler.
BY_ITSELF = {"stop", "back", "skip"}
# Both end at a person; the menu says 人に聞く for one, the buttons for the other.
TO_A_PERSON = {"help", "person"}

KANJI = re.compile(r"[々〇一-鿿]+")
READING = re.compile(r"（[ぁ-ゖー]+）")
HOLE = re.compile(r"\{\w+\}")


def files() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*.py")):
        room = path.relative_to(ROOT).parts[0]
        if room not in WORDLESS and not room.startswith("."):
            yield path


@cache
def sources() -> dict[str, tuple[str, ...]]:
    """Every sentence marked in the code, by its first form."""
    found: dict[str, tuple[str, ...]] = {}
    for path in files():
        for _line, message, _comments, _context in extract_from_file("python", path, MARKS):
            forms = (message,) if isinstance(message, str) else tuple(message)
            found[forms[0]] = max(found.get(forms[0], ()), forms, key=len)
    return found


@cache
def labels() -> dict[str, bool]:
    """Every sentence that stands on a button; true where it is a quick reply, the shortest kind."""
    found = {one.message: True for one in (*TOPIC_LABELS.values(), *PLACE_LABELS.values())}
    found |= {str(route.label.message): True for route in routes().entries.values() if route.label}
    for path in files():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for scope in [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))]:
            known = {
                target.id: node.value
                for node in ast.walk(scope)
                if isinstance(node, ast.Assign)
                for target in node.targets
                if isinstance(target, ast.Name)
            }
            for call in (node for node in ast.walk(scope) if isinstance(node, ast.Call)):
                for part, quick in _labelled(call):
                    part = known.get(part.id, part) if isinstance(part, ast.Name) else part
                    for said in _marked(part):
                        found[said] = quick or found.get(said, False)
    return found


def _labelled(call: ast.Call) -> Iterator[tuple[ast.expr, bool]]:
    """The parts of a call that become labels, and whether of quick replies."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if call.args and name in QUICK | BUTTON:
        yield call.args[0], name in QUICK
    if name == "Choice" and len(call.args) > 1 and isinstance(call.args[1], ast.Dict):
        yield from ((value, True) for value in call.args[1].values)
    yield from ((keyword.value, True) for keyword in call.keywords if keyword.arg == "unit")


def _marked(part: ast.AST) -> Iterator[str]:
    for node in ast.walk(part):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            if node.args and isinstance(node.args[0], ast.Constant):
                yield str(node.args[0].value)


def said(locale: str) -> Iterator[tuple[str, str]]:
    """Each translation of a locale with the source it stands for; plural forms one by one."""
    for message in messages(locale):
        for form in forms(message):
            yield source(message), form


def messages(locale: str) -> list[Message]:
    return [message for message in catalogue(locale) if message.id]


def source(message: Message) -> str:
    return message.id if isinstance(message.id, str) else str(message.id[0])


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def width(words: str) -> int:
    """How wide words are, in halves of a kanji."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)


def sentences(words: str) -> list[str]:
    """The sentences of a text without readings and holes."""
    bare = HOLE.sub("", READING.sub("", words))
    return [one.strip() for one in re.split(r"[。\n]", bare) if one.strip()]


# The catalogues


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_of_the_code_is_said(locale: str) -> None:
    said_well = {source(message) for message in messages(locale) if all(forms(message))}
    assert sorted(set(sources()) - said_well) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_is_translated_that_the_code_no_longer_says(locale: str) -> None:
    assert sorted({source(message) for message in messages(locale)} - set(sources())) == []
    assert not catalogue(locale).obsolete


@pytest.mark.parametrize("locale", LOCALES)
def test_no_translation_is_a_guess_and_plurals_are_complete(locale: str) -> None:
    assert [source(message) for message in messages(locale) if message.fuzzy] == []
    wanted = catalogue(locale).num_plurals
    assert wanted == (2 if locale == "en" else 1)
    for message in messages(locale):
        plural = len(sources()[source(message)]) > 1
        assert len(forms(message)) == (wanted if plural else 1), source(message)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translation_has_the_holes_of_its_source(locale: str) -> None:
    for original, words in said(locale):
        wanted = {
            name for form in sources()[original] for _text, name, *_rest in Formatter().parse(form) if name
        }
        holes = [(name, spec) for _text, name, spec, _turn in Formatter().parse(words) if name is not None]
        assert {name for name, _spec in holes} == wanted, (original, words)
        assert all(name.isidentifier() and not spec for name, spec in holes), words


@pytest.mark.parametrize("locale", LOCALES)
def test_dates_come_whole_from_babel_and_are_not_put_together(locale: str) -> None:
    for original, words in said(locale):
        assert not re.search(r"\{(year|month|weekday)\}|\}[年月/]|\}日[(（]", words), (original, words)


@pytest.mark.parametrize("locale", LOCALES)
def test_only_the_comma_that_joins_lists_has_spaces_around_it(locale: str) -> None:
    edges = [
        original for original, words in said(locale) if words != words.strip() or original != original.strip()
    ]
    assert set(edges) <= {", "}


# Buttons


def test_the_labels_are_found_in_the_code() -> None:
    assert {"Join", "Details", "Yes, I join", "{count} in all", "Nature", "Doctors", "Pick a day"} <= set(
        labels()
    )
    assert set(labels()) <= set(sources())


@pytest.mark.parametrize("locale", LOCALES)
def test_a_label_fits_its_button(locale: str) -> None:
    for original, words in said(locale):
        if original not in labels():
            continue
        quick = labels()[original]
        # A count takes two characters, a name or a number on a button up to twenty.
        most = (QUICK_LABEL_MOST if quick else BUTTON_MOST) - len(HOLE.findall(words)) * (2 if quick else 20)
        assert 0 < len(HOLE.sub("", words)) <= most, (original, words)
        assert width(HOLE.sub("", words)) <= BUTTON_WIDTH, (original, words)
        assert words[-1] not in "。.", (original, words)


@pytest.mark.parametrize("locale", LOCALES)
def test_other_words_of_a_button_belong_to_a_label_of_that_language(locale: str) -> None:
    on_buttons = {words for original, words in said(locale) if original in labels()}
    assert sorted(set(words_of(locale).buttons) - on_buttons) == []


def test_a_button_with_kanji_can_be_pressed_by_typing_kana() -> None:
    known, buttons = keywords(), words_of("ja").buttons
    silent = []
    for original, label in said("ja"):
        if original not in labels() or not KANJI.search(label) or HOLE.search(label):
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


# Keywords


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
    for locale in LOCALES:
        for original, words in said(locale):
            if original in labels() and original not in ways:
                assert keywords().get(fold(words)) not in ALWAYS, words
    for answer in (
        "中止",
        "電話",
        "相談",
        "わからない",
        "なし",
        "特になし",
        "雨のため",
        "はい",
        "いいえ",
        "cancel",
        "phone",
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


# How Japanese is said


def test_japanese_is_polite_and_does_not_shout() -> None:
    for original, words in said("ja"):
        for one in re.findall(r"([^。\n]+)。", words):
            assert re.search(r"(です|ます|ません|ました|でした|ください|か|ね)）?$", one), (original, one)
        assert not re.search(r"[！!]|エラー|無効|不正|システム|失敗", words), (original, words)


def test_easy_japanese_has_a_reading_behind_every_kanji() -> None:
    for original, words in said("ja_Hira"):
        for kanji in KANJI.finditer(words):
            assert READING.match(words, kanji.end()), (original, words)


def test_easy_japanese_has_no_kanji_on_buttons() -> None:
    kanji = [words for original, words in said("ja_Hira") if original in labels() and KANJI.search(words)]
    assert kanji == []


def test_a_sentence_of_easy_japanese_is_short() -> None:
    longest = sorted((len(one), one) for _original, words in said("ja_Hira") for one in sentences(words))
    assert [one for one in longest if one[0] > 40] == []
    assert longest[-1][0] > 25  # the measure measures


def test_easy_japanese_is_not_polite_for_its_own_sake() -> None:
    hard = re.compile(
        r"いただ|いたしま|ございません|くださいませ|ご覧|ご利用|ご了承|おりま|されま|られま|[～〜※]"
    )
    for original, words in said("ja_Hira"):
        assert not hard.search(READING.sub("", words)), (original, words)


def test_in_easy_japanese_the_telephone_comes_last() -> None:
    told = [words for _original, words in said("ja_Hira") if "{phone}" in words]
    assert told
    assert [words for words in told if not words.endswith("{phone}")] == []
