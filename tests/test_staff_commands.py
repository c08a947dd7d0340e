"""What the office types: organisations, activities, codes, and who waits; every change is written down."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from offered import an_organisation
from sqlalchemy import select

from models.activities import Activity, Question
from models.audit import Act
from models.help import HelpRequest, Unheard
from models.organisations import Organisation, Representative
from models.residents import Resident

TOKYO = ZoneInfo("Asia/Tokyo")
HOME = Path(__file__).parent.parent
DAY = ("--starts", "2026-12-05 09:00", "--place", "川原の広場")


@pytest.fixture
def types(town):
    """`types("code", "川をまもる会")` is what a clerk types after `flask staff`; the exit code and the words."""
    runner = town.app.test_cli_runner()

    def typed(*words):
        ended = runner.invoke(args=["staff", *words])
        assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
        return ended.exit_code, ended.output.strip()

    return typed


def did(db):
    return [(act.actor, act.did, act.to) for act in db.scalars(select(Act).order_by(Act.id))]


def test_an_organisation_is_taken_in(types, db):
    assert (
        types("organisation", "川をまもる会", "--about", "川をきれいにします。", "--phone", "012-345-6789")[0]
        == 0
    )
    made = db.scalars(select(Organisation)).one()
    assert (made.name, made.about, made.phone) == ("川をまもる会", "川をきれいにします。", "012-345-6789")
    assert did(db) == [("command line", "organisation.add", f"organisations:{made.id} 川をまもる会")]


def test_a_name_is_taken_once_however_it_is_written(types, db):
    types("organisation", "カワノカイ")
    code, said = types("organisation", "ｶﾜﾉｶｲ")
    assert (code, "ｶﾜﾉｶｲ" in said) == (2, True)
    assert len(db.scalars(select(Organisation)).all()) == 1


def test_an_activity_is_put_in_with_everything_it_has(types, db, clock):
    an_organisation(db, clock())
    code, said = types(
        "activity", "川をまもる会", "川原の草刈り", "--starts", "2026-12-05 09:00", "--ends", "11:30",
        "--place", "川原の広場", "--capacity", "３０", "--price", "1,500円", "--topic", "自然",
        "--district", "川東", "--text", "いっしょに草を刈ります。", "--kana", "かわらのくさかり", "--party-most", "3",
        "--closes", "2026-12-03",
        "--question", "ぐんてはありますか：はい／いいえ", "--question", "アレルギー: 食べられない物は何ですか",
    )  # fmt: skip
    assert code == 0, said
    assert "2026年12月5日(土) 9:00" in said
    made = db.scalars(select(Activity)).one()
    assert made.organiser_name == "川をまもる会"
    assert made.starts_at == datetime(2026, 12, 5, 9, tzinfo=TOKYO)
    assert made.ends_at == datetime(2026, 12, 5, 11, 30, tzinfo=TOKYO)
    assert made.closes_at == datetime(2026, 12, 3, 23, 59, tzinfo=TOKYO)
    assert (made.capacity, made.price_yen, made.price_text, made.party_most) == (30, 1500, "", 3)
    assert (made.topic, made.district, made.kana) == ("nature", "川東", "かわらのくさかり")
    asked = [(one.words, one.choices) for one in db.scalars(select(Question).order_by(Question.position))]
    assert asked == [("ぐんてはありますか", ["はい", "いいえ"]), ("アレルギー: 食べられない物は何ですか", [])]
    assert did(db) == [("command line", "activity.add", f"activities:{made.id} 川原の草刈り")]


def test_a_process_that_does_nothing_else_can_do_it(tmp_path):
    """A clerk's own process has opened fewer rooms than these tests have."""
    flask = Path(sys.executable).with_name("flask")
    town = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'town.db'}"}
    for words in (
        ("db", "upgrade"),
        ("staff", "organisation", "川をまもる会"),
        ("staff", "activity", "川をまもる会", "草刈り", "--starts", "2099-12-05 09:00", "--place", "川原"),
    ):
        ended = subprocess.run([flask, *words], env=town, cwd=HOME, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr
    assert "草刈り" in ended.stdout


def test_what_was_put_in_is_found_by_residents(types, phone, db, clock):
    an_organisation(db, clock())
    types("activity", "川をまもる会", "川原の草刈り", *DAY, "--kana", "かわらのくさかり", "--price", "無料")
    hana = phone("hana")
    hana.says("くさかり")
    hana.sees("川原の草刈り", "12月5日(土) 9:00", "無料", "空きがあります", "川をまもる会")


@pytest.mark.parametrize(
    ("price", "kept"),
    [
        ("0", (0, "")),
        ("無料", (0, "")),
        ("￥５００", (500, "")),
        ("大人500円", (None, "大人500円")),
        ("", (None, "")),
    ],
)
def test_a_price_is_a_number_only_when_it_is_certain(types, db, clock, price, kept):
    an_organisation(db, clock())
    assert types("activity", "川をまもる会", "草刈り", *DAY, "--price", price)[0] == 0
    made = db.scalars(select(Activity)).one()
    assert (made.price_yen, made.price_text) == kept


@pytest.mark.parametrize(
    "typed", ["2026/12/5 9:00", "２０２６年１２月５日　９時００分", "2026-12-05T09:00", "2026.12.5 09:00"]
)
def test_a_time_is_read_in_japan_however_it_is_written(types, db, clock, typed):
    an_organisation(db, clock())
    assert types("activity", "川をまもる会", "草刈り", "--starts", typed, "--place", "川原")[0] == 0
    assert db.scalars(select(Activity.starts_at)).one() == datetime(2026, 12, 5, 9, tzinfo=TOKYO)


NAMED = ("川をまもる会", "草刈り")


@pytest.mark.parametrize(
    ("words", "about"),
    [
        (("organisation",), "NAME"),
        (("organisation", "あ" * 101), "100"),
        (("activity", *NAMED, "--place", "川原"), "--starts"),
        (("activity", *NAMED, "--starts", "あした", "--place", "川原"), "あした"),
        (("activity", *NAMED, "--starts", "2026-02-31 09:00", "--place", "川原"), "2026-02-31"),
        (("activity", *NAMED, "--starts", "2026-11-01 09:00", "--place", "川原"), ""),
        (("activity", *NAMED, "--starts", "2026-12-05 09:00"), "--place"),
        (("activity", "川をまもる会", "", *DAY), "TITLE"),
        (("activity", "なぞの会", "草刈り", *DAY), "川をまもる会"),
        (("activity", *NAMED, *DAY, "--ends", "08:00"), ""),
        (("activity", *NAMED, *DAY, "--ends", "25:00"), "25:00"),
        (("activity", *NAMED, *DAY, "--closes", "2026-12-24"), ""),
        (("activity", *NAMED, *DAY, "--closes", "2026-11-01"), ""),
        (("activity", *NAMED, *DAY, "--capacity", "0"), "--capacity"),
        (("activity", *NAMED, *DAY, "--capacity", "たくさん"), "たくさん"),
        (("activity", *NAMED, *DAY, "--party-most", "99"), "--party-most"),
        (("activity", *NAMED, *DAY, "--topic", "宇宙"), "nature"),
        (("activity", *NAMED, *DAY, *(["--question", "なぜ"] * 6)), "5"),
        (("activity", *NAMED, *DAY, "--question", f"どれ:{'長' * 18}/短"), "17"),
        (("code", "なぞの会"), "なぞの会"),
        (("done", "7"), "7"),
        (("done", "七"), "七"),
        (("done",), "NUMBER"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence_and_changes_nothing(types, db, clock, words, about):
    an_organisation(db, clock())
    code, said = types(*words)
    assert code == 2
    assert about in said
    assert len(said.splitlines()) == 1
    assert db.scalars(select(Activity)).all() == []
    assert did(db) == []


def test_the_same_activity_is_put_in_once(types, db, clock):
    an_organisation(db, clock())
    assert types("activity", *NAMED, *DAY)[0] == 0
    code, said = types("activity", *NAMED, *DAY)
    assert (code, "草刈り" in said) == (2, True)
    assert types("activity", *NAMED, "--starts", "2026-12-12 09:00", "--place", "川原")[0] == 0
    assert len(db.scalars(select(Activity)).all()) == 2


def test_a_code_is_shown_once_and_works(types, phone, db, clock):
    organisation = an_organisation(db, clock())
    exit_code, said = types("code", "川をまもる会")
    code, about = said.splitlines()
    assert exit_code == 0
    assert "川をまもる会" in about
    assert "2026年12月8日(火)" in about
    assert did(db) == [("command line", "code.issue", f"organisations:{organisation.id} 川をまもる会")]
    yuko = phone("yuko")
    yuko.says("コード")
    yuko.says(code)
    yuko.sees("川をまもる会の代表です")
    assert db.scalars(select(Representative)).one().organisation_id == organisation.id


def asked(db, phone, clock, words, name="花子"):
    resident = Resident.known(db, phone(name, display_name=name).line_id)
    request = HelpRequest(resident_id=resident.id, words=words, made_at=clock())
    db.add(request)
    db.flush()
    clock.moves(minutes=30)
    return request


def test_who_waits_is_listed_oldest_first_in_even_columns(types, phone, db, clock):
    first = asked(db, phone, clock, "バスの\n時間は？", "花子")
    asked(db, phone, clock, "\x1b[31mred", "Bob")
    code, said = types("people")
    _head, one, other, count = said.splitlines()
    assert code == 0
    assert "11月24日(火) 10:00  花子" in one
    assert one.endswith("バスの 時間は？")
    assert "\x1b" not in said
    cells = [wide(line[: line.index(words)]) for line, words in ((one, "バス"), (other, "[31m"))]
    assert cells[0] == cells[1]
    assert "2" in count
    types("done", str(first.id))
    assert "バス" not in types("people")[1]


def wide(words):
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in words)


def test_a_request_is_done_once(types, phone, db, clock):
    request = asked(db, phone, clock, "バスの時間は？")
    assert types("done", str(request.id))[0] == 0
    assert types("done", str(request.id))[0] == 0
    db.refresh(request)
    assert request.done_at == clock()
    assert did(db) == [("command line", "help.done", f"help_requests:{request.id}")]
    assert len(types("people")[1].splitlines()) == 1


def test_unheard_words_are_counted_however_they_are_spelled(types, db, clock):
    for words in ("ごみ", "ゴミ", "ごみ", "ﾊﾞｽ", "\x1b[2Jx"):
        db.add(Unheard(words=words, locale="ja", heard_at=clock()))
    db.flush()
    code, said = types("unheard")
    assert code == 0
    assert [line.split() for line in said.splitlines()[1:3]] == [["3", "ごみ"], ["1", "[2Jx"]]
    assert "\x1b" not in said
    assert len(types("unheard", "--most", "1")[1].splitlines()) == 2


def test_where_everything_was_understood_it_says_so(types):
    code, said = types("unheard")
    assert code == 0
    assert len(said.splitlines()) == 1
