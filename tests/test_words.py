"""Words: every sentence is said in every language, whole, politely, and short enough for its place."""

import re
from string import Formatter

import pytest
from wording import HOLE, KANJI, READING, forms, labels, messages, said, sentences, source, sources, width

from locales import LOCALES
from locales.catalogues import catalogue
from views.flex import QUICK_LABEL_MOST

# A button of Flex does not wrap: on the narrow cards of a carousel more would end in dots. Halves of a kanji.
BUTTON_WIDTH = 24


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
def test_only_what_joins_lists_has_spaces_around_it(locale: str) -> None:
    edges = [
        original for original, words in said(locale) if words != words.strip() or original != original.strip()
    ]
    assert set(edges) <= {", ", " or ", ", and of these "}


def test_the_labels_are_found_in_the_code() -> None:
    some = {
        "Join",
        "Details",
        "Yes, I join",
        "{count} in all",
        "Nature",
        "Doctors",
        "Pick a day",
        "Large letters",
    }
    assert some <= set(labels())
    assert set(labels()) <= set(sources())


@pytest.mark.parametrize("locale", LOCALES)
def test_a_label_fits_its_button(locale: str) -> None:
    too_long = []
    for original, words in said(locale):
        if label := labels().get(original):
            bare, holes = HOLE.sub("", words), len(HOLE.findall(words))
            # A count takes two characters, a name or a number on a button up to twenty.
            room = label.most - holes * (2 if label.most == QUICK_LABEL_MOST else 20)
            if not 0 < len(bare) <= room or width(bare) > BUTTON_WIDTH or words[-1] in "。.":
                too_long.append((original, words))
    assert too_long == []


def test_japanese_is_polite_and_does_not_shout() -> None:
    polite = re.compile(r"(です|ます|ません|ました|でした|ください|か|ね|こんにちは|おかえりなさい)$")
    for original, words in said("ja"):
        bare = re.sub(r"（[^）]*）", "", words)
        blunt = [one for one in re.findall(r"([^。\n]+)。", bare) if not polite.search(one)]
        assert blunt == [], original
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
    hard = re.compile(r"いただ|いたしま|ございません|くださいませ|ご覧|ご利用|おりま|されま|られま|[～〜※]")
    for original, words in said("ja_Hira"):
        assert not hard.search(READING.sub("", words)), (original, words)


def test_in_easy_japanese_the_telephone_comes_last() -> None:
    told = [words for _original, words in said("ja_Hira") if "{phone}" in words]
    assert told
    assert [words for words in told if not words.endswith("{phone}")] == []
