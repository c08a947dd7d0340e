"""What was written for the demo town: fitting readings, own texts, files that point to what is there."""

import re
import shutil
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from demo import content
from models.activities import Activity
from models.livelihood import Place

HIRAGANA = re.compile("[ぁ-ゖー]+")


def shape(name: str) -> str:
    """A pattern that the reading of `name` must fit: its kana as they stand, anything for the rest."""
    bare = re.sub(r"[\s・「」（）]", "", unicodedata.normalize("NFKC", name))
    kana = "".join(chr(ord(letter) - 0x60) if "ァ" <= letter <= "ヶ" else letter for letter in bare)
    return "".join(
        run if HIRAGANA.fullmatch(run) else ".+" for run in re.findall("[ぁ-ゖー]+|[^ぁ-ゖー]+", kana)
    )


def named(db: Session) -> list[tuple[str, str]]:
    return [
        *((activity.title, activity.kana) for activity in db.scalars(select(Activity))),
        *((place.name, place.kana) for place in db.scalars(select(Place))),
        *((district.name, district.kana) for district in content.town().districts.values()),
    ]


def test_every_reading_is_hiragana_and_follows_its_name(db: Session) -> None:
    for name, kana in named(db):
        assert HIRAGANA.fullmatch(kana), name
        assert re.fullmatch(shape(name), kana), (name, kana)


def test_one_name_is_read_one_way(db: Session) -> None:
    readings = set(named(db))
    assert len(readings) > 250
    assert [name for name, many in Counter(name for name, _kana in readings).items() if many > 1] == []


def test_every_activity_has_words_of_its_own(db: Session) -> None:
    found = db.scalars(select(Activity)).all()
    assert len({activity.title for activity in found}) == len({activity.text for activity in found}) == 120
    assert all(40 <= len(activity.text) <= 200 for activity in found)
    openings = Counter(activity.text[:8] for activity in found)
    assert max(openings.values()) == 1


def test_texts_of_places_and_organisations_are_not_repeated(db: Session) -> None:
    texts = Counter(place.text for place in db.scalars(select(Place)) if place.text)
    assert len(texts) >= 150 and max(texts.values()) == 1
    assert len({one.about for one in content.town().organisations}) == 25


def test_whatever_is_written_fits_its_column(db: Session) -> None:
    for table in (Activity, Place):
        for row in db.scalars(select(table)):
            for column in table.__table__.columns:
                most, value = getattr(column.type, "length", None), getattr(row, column.key)
                assert most is None or value is None or len(value) <= most, (column.key, value)


@pytest.mark.parametrize(
    ("file", "wrong", "named_in_error"),
    [
        ("activities_nature.toml", ('by = "kawara"', 'by = "nobody"'), "川原の草刈りと芋煮"),
        ("activities_nature.toml", ('at = "kawara_hiroba"', 'at = "nowhere"'), "川原の草刈りと芋煮"),
        ("activities_nature.toml", ("price_note", "prise_note"), "activities_nature.toml"),
        ("living_aed.toml", ('at = "yakuba"', 'at = "castle"'), "castle"),
        ("residents.toml", ('title = "おやこリトミック"', 'title = "ない会"'), "はな"),
    ],
)
def test_a_slip_in_a_file_says_where_it_is(
    file: str,
    wrong: tuple[str, str],
    named_in_error: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for path in content.ROOM.glob("*.toml"):
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(content, "ROOM", tmp_path)
    assert content.town.__wrapped__() == content.town()
    text = (tmp_path / file).read_text(encoding="utf-8")
    assert wrong[0] in text
    (tmp_path / file).write_text(text.replace(*wrong, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(named_in_error)):
        content.town.__wrapped__()
