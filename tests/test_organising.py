"""Organisers' stories: their activities, who is coming, closing and opening; nobody else sees it."""

import pytest
from offered import an_activity, an_organisation, place_of, speaks_for, state_of
from sqlalchemy import select

from models.activities import Activity
from models.audit import Act
from models.limits import Limits
from models.notes import Note
from models.outbox import Outgoing
from outreach.offers import tend
from views.activities import Join
from views.checking_in import StartCheckIn
from views.noting import Withdraw, WriteNote
from views.organising import AskClose, AskReopen, ReopenSure, ShowComing, ShowDesk


def a_desk(phone, db, clock, **fields):
    """Yuko speaks for the organisation; its activity is the one on her desk."""
    organisation = an_organisation(db, clock())
    activity = an_activity(db, clock(), organisation_id=organisation.id, **fields)
    yuko = phone("yuko")
    right = speaks_for(db, yuko.line_id, organisation, clock())
    return yuko, activity, right


def joins(somebody, activity, party="1人"):
    somebody.presses(Join(activity.id).pack())
    somebody.taps(party)
    somebody.taps("はい、参加する")


def did(db):
    return [(act.actor, act.did, act.to) for act in db.scalars(select(Act).order_by(Act.id))]


def test_the_desk_shows_what_is_ahead_with_its_figures(phone, db, clock):
    yuko, activity, _right = a_desk(phone, db, clock, capacity=3)
    an_activity(db, clock(), title="よその催し", organisation_id=an_organisation(db, clock(), "別の会").id)
    an_activity(db, clock(), title="おととい", days=-2, organisation_id=activity.organisation_id)
    joins(phone("hana"), activity, "3人")
    taro = phone("taro")
    taro.presses(Join(activity.id).pack())
    taro.taps("1人")
    taro.taps("はい、待つ")
    yuko.says("団体")
    yuko.sees("川をまもる会", "川原の草刈り", "来る人：3人", "空きを待っている人：1人", "定員3人のうち0人")
    yuko.sees_not("よその催し", "おととい", "hana")
    yuko.says("1")
    yuko.sees("来る人を見る", "当日の受付をする", "みんなに知らせる", "受付を終える")


def test_a_long_desk_has_pages(phone, db, clock):
    yuko, activity, _right = a_desk(phone, db, clock)
    for number in range(2, 8):
        an_activity(
            db, clock(), title=f"草刈り{number}", days=4 + number, organisation_id=activity.organisation_id
        )
    yuko.says("団体")
    yuko.sees("草刈り5")
    yuko.sees_not("草刈り6")
    yuko.taps("もっと見る")
    yuko.sees("草刈り6", "草刈り7")
    yuko.sees_not("草刈り5", "もっと見る")


def test_the_organiser_sees_names_parties_and_answers(phone, db, clock):
    questions = [("ぐんては持っていますか。", ["はい", "いいえ"])]
    yuko, activity, _right = a_desk(phone, db, clock, questions=questions)
    hana, nobody = phone("hana", display_name="花子\u202e\n"), phone("nameless", display_name=None)
    joins(hana, activity, "2人")
    hana.taps("いいえ")
    joins(nobody, activity)
    yuko.presses(ShowDesk(activity.id).pack())
    yuko.taps("来る人を見る")
    yuko.sees("花子 · 2人", "ぐんては持っていますか。\n答え：いいえ", "お名前のない方 · 1人", "来る人：3人")
    assert "花子" not in yuko.last()[0]["altText"]


def test_a_long_list_of_names_has_pages(phone, db, clock):
    yuko, activity, _right = a_desk(phone, db, clock, capacity=20)
    for number in range(14):
        joins(phone(f"p{number}", display_name=f"住民{number}番"), activity)
    yuko.presses(ShowComing(activity.id).pack())
    yuko.sees("住民11番")
    yuko.sees_not("住民12番")
    yuko.taps("もっと見る")
    yuko.sees("住民12番", "住民13番")
    yuko.taps("もどる")
    yuko.sees("住民0番")


def test_a_page_of_the_longest_answers_fits_into_one_card(phone, db, clock):
    questions = [("長" * 120, []) for _place in range(5)]
    yuko, activity, _right = a_desk(phone, db, clock, questions=questions)
    for number in range(6):
        somebody = phone(f"p{number}", display_name="寿" * 100)
        joins(somebody, activity)
        for _question in questions:
            somebody.says("答" * 200)
    yuko.presses(ShowComing(activity.id).pack())
    row = db.scalars(select(Outgoing.body).where(Outgoing.to == yuko.line_id).order_by(Outgoing.id)).all()[-1]
    assert row.count("答" * 200) == 25
    assert len(row.encode()) < 30_000


def test_nobody_else_reaches_any_of_it(phone, db, clock):
    yuko, activity, _right = a_desk(phone, db, clock)
    hana = phone("hana", display_name="花子")
    joins(hana, activity)
    yuko.presses(WriteNote(activity.id).pack())
    yuko.says("長ぐつで来てください")
    yuko.taps("はい、送る")
    note = db.scalars(select(Note)).one()
    taro = phone("taro")
    speaks_for(db, taro.line_id, an_organisation(db, clock(), "別の会"), clock())
    kinds = (ShowDesk, ShowComing, AskClose, AskReopen, ReopenSure, StartCheckIn, WriteNote)
    for tap in [*(kind(activity.id) for kind in kinds), Withdraw(note.id)]:
        taro.presses(tap.pack())
        taro.sees("もうここにありません")
        refused = taro.reads()
        taro.presses(type(tap)(99_999).pack())
        assert taro.reads() == refused
    db.refresh(note)
    assert note.state == "queued"
    assert db.scalars(select(Activity.state)).one() == "open"


@pytest.mark.parametrize(
    "kind", [ShowDesk, ShowComing, AskClose, AskReopen, ReopenSure, StartCheckIn, WriteNote]
)
def test_the_right_ends_the_moment_it_is_taken_away(phone, db, clock, kind):
    yuko, activity, right = a_desk(phone, db, clock)
    joins(phone("hana"), activity)
    yuko.presses(kind(activity.id).pack())
    yuko.sees_not("もうここにありません")
    db.delete(right)
    db.flush()
    yuko.presses(kind(activity.id).pack())
    yuko.sees("もうここにありません")


def test_what_was_begun_ends_too_when_the_right_is_taken_away(phone, db, clock):
    yuko, activity, right = a_desk(phone, db, clock)
    yuko.presses(AskClose(activity.id).pack())
    yuko.says("雨のため")
    db.delete(right)
    db.flush()
    yuko.taps("はい、終える")
    yuko.sees_not("受付を終えました")
    assert db.scalars(select(Activity.state)).one() == "open"
    assert did(db) == []


def test_sign_up_is_closed_with_a_reason_and_opened_again(town, phone, db, clock):
    yuko, activity, right = a_desk(phone, db, clock, capacity=1)
    hana, taro = phone("hana"), phone("taro")
    hana.presses(Join(activity.id).pack())
    hana.taps("はい、参加する")
    yuko.presses(ShowDesk(activity.id).pack())
    yuko.taps("受付を終える")
    yuko.sees("理由はみんなに見えます")
    yuko.says("道具が足りません")
    yuko.sees("みんなに見える理由：道具が足りません", "申し込みずみの1人はそのままです", "受付を終えますか")
    yuko.taps("はい、終える")
    yuko.sees("受付を終えました")
    taro.says("さがす")
    taro.sees("受付終了：道具が足りません")
    assert state_of(db, hana.line_id) == "joined"

    yuko.presses(ShowDesk(activity.id).pack())
    yuko.taps("受付を再開する")
    yuko.sees("受付を再開しますか")
    yuko.taps("はい、再開する")
    yuko.sees("受付を再開しました")
    taro.says("さがす")
    taro.sees_not("受付終了")
    actor, thing = f"resident:{right.resident_id}", f"activities:{activity.id} 川原の草刈り"
    assert did(db) == [(actor, "sign-up.close", thing), (actor, "sign-up.reopen", thing)]


def test_closing_needs_a_yes_and_can_do_without_a_reason(phone, db, clock):
    yuko, activity, _right = a_desk(phone, db, clock)
    yuko.presses(AskClose(activity.id).pack())
    yuko.taps("とばす")
    yuko.sees_not("理由")
    yuko.taps("いいえ")
    assert (db.scalars(select(Activity.state)).one(), did(db)) == ("open", [])
    for _twice in range(2):
        yuko.presses(AskClose(activity.id).pack())
        yuko.says("とばす")
        yuko.taps("はい、終える")
    assert db.scalars(select(Activity.state)).one() == "closed"
    assert len(did(db)) == 1


def test_opening_again_passes_a_place_on_to_those_who_wait(town, phone, db, clock):
    yuko, activity, _right = a_desk(phone, db, clock, capacity=1, closes_at=clock())
    clock.moves(hours=-1)
    hana, taro = phone("hana"), phone("taro")
    hana.presses(Join(activity.id).pack())
    hana.taps("はい、参加する")
    taro.presses(Join(activity.id).pack())
    taro.taps("はい、待つ")
    yuko.presses(AskClose(activity.id).pack())
    yuko.taps("とばす")
    yuko.taps("はい、終える")
    hana.says("よてい")
    hana.taps("見る・変える")
    hana.taps("取り消す")
    hana.taps("はい、取り消す")
    assert state_of(db, taro.line_id) == "waiting"
    clock.moves(hours=2)  # the day for signing up has passed as well
    yuko.taps("受付を再開する")
    yuko.sees("先に、待っている1人に知らせます")
    yuko.taps("はい、再開する")
    assert tend(town.database, clock, Limits()) == 1
    assert place_of(db, taro.line_id).state == "offered"
    assert db.scalars(select(Activity.closes_at)).one() is None


def test_the_organisers_pages_can_be_read_in_large_letters_and_english(phone, db, clock):
    organisation = an_organisation(db, clock())
    activity = an_activity(db, clock(), organisation_id=organisation.id)
    ann = phone("ann", locale="en", letter_size="large")
    speaks_for(db, ann.line_id, organisation, clock())
    joins_in_english = phone("bob", locale="en")
    joins_in_english.presses(Join(activity.id).pack())
    joins_in_english.says("2")
    joins_in_english.taps("Yes, I join")
    ann.presses(ShowDesk(activity.id).pack())
    ann.sees("Coming: 2 people", "Check people in")
    ann.taps("Who is coming")
    ann.sees("bob · 2 people")
