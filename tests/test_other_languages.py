"""Whoever writes in a language the bot did not expect of them is asked which they read."""

import pytest


@pytest.mark.parametrize(
    "words", ["I want to cut grass", "공원 청소", "Tôi muốn tham gia", "is there a doctor open on sunday"]
)
def test_whoever_writes_in_another_language_is_asked_which(phone, db, words):
    # Guards locales/folding.py: `is_foreign`; views/prompts.py: `_in_another_language`.
    hana = phone("hana")
    hana.says(words)
    hana.sees("Which language?")
    hana.taps("English")
    hana.says(words)
    assert "Which language?" not in hana.reads()


@pytest.mark.parametrize("words", ["ぬぬぬ", "OKです", "SNS教室", "x"])
def test_whoever_writes_japanese_is_not(phone, db, words):
    hana = phone("hana")
    hana.says(words)
    assert "Which language?" not in hana.reads()
