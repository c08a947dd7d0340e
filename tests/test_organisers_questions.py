"""Stories of the organiser's own questions: answered, skipped, left for later, taken back."""

from offered import an_activity, place_of, state_of
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
    hana.sees("ぐんては持っていますか。 いいえ", "食べられない物はありますか。 そば")
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
