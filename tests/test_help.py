"""Stories of help: words that work, a message to a person that survives, and what is kept."""

import pytest
from line_rules import line_takes_everything  # noqa: F401
from offered import an_activity
from sqlalchemy import select

from handlers import routes
from locales import LOCALES, fold, keywords, speaking
from models.help import HelpRequest, Unheard
from models.registrations import Registration
from models.residents import PRIVACY_VERSION, Resident
from views.help import EXAMPLES, WriteToOffice, word_for


def asked(db):
    db.expire_all()
    return db.scalars(select(HelpRequest).order_by(HelpRequest.id)).all()


@pytest.mark.parametrize("locale", LOCALES)
def test_every_word_that_help_teaches_works_in_its_language(phone, locale):
    one = phone("hana", locale=locale)
    one.says("help")
    known = routes().entries
    with speaking(locale):
        for entry, meaning in EXAMPLES.items():
            word = word_for(entry)
            one.sees(str(meaning).format(word=word))
            assert keywords()[fold(word)] == entry and entry in known
        for word in ("back", "stop", "start", "person"):
            assert keywords()[fold(word_for(word))] == word
        one.sees(word_for("back"), word_for("stop"), word_for("start"))


def test_help_leads_to_a_person_by_button_number_and_telephone(phone):
    hana = phone("hana")
    hana.says("使い方")
    hana.sees("0000-00-0000")
    hana.taps("窓口に書いて聞く")
    hana.sees("聞きたいことを、ここに1通で書いてください。", "0000-00-0000")


def test_a_message_to_the_office_is_kept_with_who_and_which_message(phone, db, clock):
    hana = phone("hana")
    hana.says("人に聞く")
    hana.sees("聞きたいことを、ここに1通で書いてください。", "つなぐ町 地域づくり窓口", "119")
    hana.says("ごみの出し方がわかりません", message_id="4001")
    hana.sees("つなぐ町 地域づくり窓口にお預けしました。平日に読んで、お返事します。")
    kept = asked(db)[0]
    assert (kept.words, kept.message_id, kept.made_at) == ("ごみの出し方がわかりません", "4001", clock())
    assert kept.resident.line_id == hana.line_id and kept.done_at is None


def test_one_message_is_one_question_and_the_next_words_are_ordinary_again(phone, db):
    hana = phone("hana")
    hana.says("人に聞く")
    hana.says("話を聞いてほしい")
    hana.says("くらし")
    hana.sees("健康と安全")
    assert len(asked(db)) == 1


@pytest.mark.parametrize(
    "words",
    [
        "2", "はい", "くらしのこと", "Ünïcödé 👨‍👩‍👧‍👦", "{office} %s {0}", "一行目\n二行目\n\n三行目",
        "'; DROP TABLE--",
    ],
)  # fmt: skip
def test_whatever_is_written_arrives_as_it_was_written(phone, db, words):
    hana = phone("hana")
    hana.says("人に聞く")
    hana.says(words)
    assert asked(db)[0].words == words


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("名前\u0000と\ud800欠けた文字", "名前と欠けた文字"),
        ("\u202eあべ\u2066こべ\u061c\u200f", "あべこべ"),
        ("\x1b[31m赤\x85\t字\x07\ufeff", "[31m赤 字"),
        ("一\r\n二\r三\u2028四", "一\n二\n三\n四"),
    ],
)
def test_what_nobody_sees_is_not_kept(phone, db, words, kept):
    # Guards models/unseen.py.
    hana = phone("hana")
    hana.says("人に聞く")
    hana.says(words)
    assert asked(db)[0].words == kept


def test_the_longest_message_line_allows_arrives_whole(phone, db):
    words = "".join(f"{number:04}番目の話。" for number in range(556))[:5000]
    assert len(words) == 5000
    hana = phone("hana")
    hana.says("人に聞く")
    hana.says(words, message_id="4002")
    rows = asked(db)
    assert all(len(row.words) <= 1000 and row.message_id == "4002" for row in rows)
    assert "".join(row.words.split(") ", 1)[1] for row in rows) == words
    assert rows[0].words.startswith(f"(1/{len(rows)}) ")


def test_nothing_is_asked_for_again(phone, db):
    hana = phone("hana")
    hana.says("人に聞く")
    hana.says("　 \n ")
    hana.sees("短い言葉で書いてください。", "聞きたいことを、ここに1通で書いてください。")
    assert asked(db) == []


@pytest.mark.parametrize("way_out", ["やめる", "もどる", "最初から"])
def test_leaving_sends_nothing(phone, db, way_out):
    hana = phone("hana")
    hana.says("くらし")
    hana.says("人に聞く")
    hana.says(way_out)
    hana.says("これは送られない言葉です")
    assert asked(db) == []


def test_back_from_the_question_leads_to_where_one_was(phone):
    hana = phone("hana")
    hana.says("くらし")
    hana.taps("人に聞く")
    hana.taps("もどる")
    hana.sees("健康と安全")


def test_an_unsent_message_to_the_office_loses_its_words_and_keeps_its_fact(phone, db):
    hana = phone("hana")
    hana.says("人に聞く")
    hana.says("病気のことで" + "長く" * 1500, message_id="4003")
    assert len(asked(db)) > 1
    hana.does("unsend", unsend={"messageId": "4003"})
    assert [row.words for row in asked(db)] == [""] * len(asked(db))


def test_asking_a_person_in_the_middle_of_joining_does_not_lose_the_joining(phone, db, clock):
    an_activity(db, clock())
    hana = phone("hana")
    hana.says("さがす")
    hana.taps("参加する")
    hana.taps("人に聞く")
    hana.sees("0000-00-0000", "窓口に書いて聞く")
    hana.taps("続きをする")
    hana.says("1")
    hana.taps("はい、参加する")
    assert db.scalars(select(Registration)).one().party == 1
    assert asked(db) == []


def test_writing_in_the_middle_of_another_form_is_one_press_more(phone, db, clock):
    an_activity(db, clock())
    hana = phone("hana")
    hana.says("さがす")
    hana.taps("参加する")
    hana.says("人に聞く")
    hana.presses(WriteToOffice().pack())
    hana.says("車いすで行けますか")
    assert asked(db)[0].words == "車いすで行けますか"


def test_what_is_asked_of_a_person_is_never_kept_as_a_word_nobody_understood(phone, db):
    hana = phone("hana")
    hana.says("人に聞く")
    hana.says("ぬぬぬぬのこと")
    assert db.scalars(select(Unheard)).all() == []


def test_what_is_kept_is_told_with_its_version_and_a_way_to_have_it_deleted(phone, db, clock):
    hana = phone("hana", new=True)
    hana.does("follow", follow={"isUnblocked": False})
    clock.moves(days=3)
    hana.says("個人情報")
    hana.sees("保存していることと理由", "保存した内容を見る、直す、消す：人に聞いてください。")
    hana.sees(f"第{PRIVACY_VERSION}版、2026年11月27日(金)にお見せしました")
    resident = Resident.known(db, hana.line_id)
    assert (resident.privacy_version, resident.privacy_shown_at) == (PRIVACY_VERSION, clock())
    hana.taps("人に聞く")
    hana.sees("聞きたいことを、ここに1通で書いてください。")
