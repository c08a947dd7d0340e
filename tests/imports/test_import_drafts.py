"""Words on their way into columns: topics, districts, and how long texts are cut."""

import pytest

from imports.drafts import cut, cut_lines, district_of, lines
from imports.topics import CATEGORY, TITLE, topic_of
from models.topics import Topic


@pytest.mark.parametrize(
    ("category", "title", "topic"),
    [
        ("子育て", "親子で歌おう", Topic.CHILDCARE),
        ("", "赤ちゃんのおはなし会", Topic.CHILDCARE),
        ("スポーツ", "みんなの卓球", Topic.SPORTS),
        ("", "ﾏﾗｿﾝ大会", Topic.SPORTS),
        ("防災・防犯", "", Topic.DISASTER),
        ("その他", "スマホ教室", Topic.DIGITAL),
        ("", "ハロウィーンのつどい", None),
        # Two topics at once: nobody guesses.
        ("", "親子で料理", None),
        ("講座", "親子で料理", Topic.LEARNING),
        ("健康・スポーツ", "", None),
        ("", "", None),
    ],
)
def test_a_topic_is_told_only_when_it_is_certain(category: str, title: str, topic: Topic | None) -> None:
    assert topic_of(category, title) == topic


def test_every_topic_has_words_and_no_word_names_two() -> None:
    for words in (CATEGORY, TITLE):
        assert set(words) == set(Topic)
        every = [word for own in words.values() for word in own]
        assert len(every) == len(set(every))


@pytest.mark.parametrize(
    ("address", "district"),
    [
        ("静岡県焼津市本町2-16-32", "本町"),
        ("焼津市本町二丁目16番", "本町"),
        ("静岡県焼津市三ケ名１番地", "三ケ名"),
        ("焼津市大字大島1", "大島"),
        ("焼津市東小川　7丁目", "東小川"),
        ("焼津市港ニュータウン3-1", "港ニュータウン"),
        ("焼津市", None),
        ("本町2-16", None),
        ("藤枝市岡部町1", None),
        ("焼津市とても長い名前のついたどこかの建物のいちばん奥の部屋", None),
        ("", None),
    ],
)
def test_the_district_stands_behind_the_town(address: str, district: str | None) -> None:
    assert district_of(address, "焼津市") == district


def test_without_a_town_no_district_is_guessed() -> None:
    assert district_of("焼津市本町2", "") is None


def test_long_words_end_where_a_line_ends_and_show_it() -> None:
    days = "\n".join(f"12月{day}日" for day in range(1, 31))
    assert cut_lines(days, 30) == "12月1日\n12月2日\n12月3日\n12月4日\n…"
    assert cut_lines("短い", 30) == "短い"
    assert cut_lines("長い" * 30, 10) == cut("長い" * 30, 10) == "長い長い長い長い長…"
    assert lines("a", "", "b", "a") == "a\nb"
