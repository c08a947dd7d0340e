"""Stories of the organiser's own questions: answered, skipped, left for later, taken back."""

from offered import an_activity, an_organisation, place_of, speaks_for, state_of
from sqlalchemy import select

from models.registrations import Answer
from views.activities import Join
from views.joining import ShowPlan

QUESTIONS = [("ぐんては持っていますか。", ["はい", "いいえ"]), ("食べられない物はありますか。", [])]


def joined_with_questions(phone, db, clock):
    activity = an_activity(db, clock(), party_most=1, questions=QUESTIONS)
    hana = phone("hana")
    hana.presses(Join(activity.id).pack())
    hana.taps("はい、参加する")
    hana.sees("入りました", "質問があります", "ぐんては持っていますか")
    return hana


def answers(db):
    return list(db.scalars(select(Answer.words).order_by(Answer.question_id)))


def test_the_organisers_questions_are_answered_after_the_place_is_safe(phone, db, clock):
    hana = joined_with_questions(phone, db, clock)
    assert state_of(db, hana.line_id) == "joined"
    hana.taps("いいえ")
    hana.sees("食べられない物")
    hana.says("そば")
    hana.sees("主催者に届きます")
    assert answers(db) == ["いいえ", "そば"]
    hana.presses(ShowPlan(place_of(db, hana.line_id).id).pack())
    hana.sees("ぐんては持っていますか。\n答え：いいえ", "食べられない物はありますか。\n答え：そば")
    hana.sees_not("質問に答える")


def test_the_organisers_questions_can_be_skipped(phone, db, clock):
    hana = joined_with_questions(phone, db, clock)
    hana.taps("とばす")
    hana.says("とばす")
    hana.sees("主催者に届きます")
    assert answers(db) == []
    assert state_of(db, hana.line_id) == "joined"


def test_the_organisers_questions_can_be_answered_later(phone, db, clock):
    hana = joined_with_questions(phone, db, clock)
    hana.taps("はい")
    hana.taps("やめる")
    assert answers(db) == ["はい"]
    hana.says("よてい")
    hana.taps("見る・変える")
    hana.taps("質問に答える")
    hana.taps("とばす")
    hana.says("なし")
    assert answers(db) == ["はい", "なし"]


def test_an_unsent_answer_is_forgotten(phone, db, clock):
    hana = joined_with_questions(phone, db, clock)
    hana.taps("はい")
    hana.says("卵", message_id="500")
    assert answers(db) == ["はい", "卵"]
    hana.does("unsend", unsend={"messageId": "500"})
    assert answers(db) == ["はい"]


def test_the_first_answer_to_a_question_is_number_one(phone, db, clock):
    an_activity(db, clock(), party_most=1, questions=[("刈る係と鍋の係、どちらですか。", ["刈る", "鍋"])])
    hana = phone("hana")
    hana.says("さがす")
    hana.says("1")
    hana.says("1")
    hana.sees("入りました", "1 刈る", "2 鍋")
    hana.says("2")
    assert [answer.words for answer in place_of(db, hana.line_id).answers] == ["鍋"]


def test_the_desk_tells_who_signed_up_another_way(phone, db, clock):
    organisation = an_organisation(db, clock())
    an_activity(db, clock(), organisation=organisation, capacity=10, taken=3)
    yuko = phone("yuko")
    speaks_for(db, yuko.line_id, organisation, clock())
    yuko.says("団体")
    yuko.sees("来る人：0人", "電話や紙での申し込み：3人", "残り：定員10人のうち7人")
    yuko.sees_not("残り7人")


def test_words_that_answer_no_choice_but_lead_somewhere_lead_there(phone, db, clock):
    # Guards bot/conversing.py: `hears` asks the form whether it takes them; the question stays open.
    an_activity(db, clock(), party_most=1, questions=[("軍手は", ["ある", "ない"])])
    hana = phone("hana")
    hana.says("さがす")
    hana.says("1")
    hana.taps("はい、参加する")
    hana.sees("軍手は")
    hana.says("まえのおしらせ")
    hana.sees("こちらからお送りしたもの")
    hana.taps("続きをする")
    hana.says("ある")
    hana.sees("主催者に届きます")
