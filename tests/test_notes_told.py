"""Stories of organisers who hear what became of their note: once, by push, and not of what they stopped themselves."""

import pytest
from announcers import a_desk, got
from sqlalchemy import delete, func, select, update

from models.awaiting import Awaited
from models.notes import Note
from models.organisations import Representative
from models.outbox import Outgoing
from models.sends import Send, SendState, Why
from views.noting import Withdraw, WriteNote


@pytest.fixture
def yuko(phone, town, db, clock):
    """She wrote to Hana and Taro, who joined."""
    yuko, _ken, activity = a_desk(phone, town, db, clock)
    yuko.presses(WriteNote(activity.id).pack())
    yuko.says("長ぐつで来てください。")
    yuko.taps("はい、送る")
    return yuko


def goes_through(town):
    """Begun, made into rows, sent, found to be through, told."""
    for _second in range(4):
        town.tend()


def awaited(db):
    return db.scalar(select(func.count()).select_from(Awaited))


def test_she_hears_once_how_many_got_it_and_finds_her_notes(yuko, town, db):
    """Guards `await_result` in outreach.notes."""
    before = len(yuko.chat)
    goes_through(town)
    goes_through(town)
    assert len(yuko.chat) == before + 1
    told = "「川原の草刈り」のお知らせは、申し込んだ2人のうち2人に届きました。\n送り終わりました。"
    assert yuko.chat[-1]["text"] == told
    pushed = db.scalars(select(Outgoing).where(Outgoing.because == "result notes:1")).one()
    assert (pushed.units, pushed.send_id, awaited(db)) == (1, None, 0)
    yuko.taps("参加者への連絡")
    yuko.sees("送りました：2人のうち2人分をLINEが受け付けました")


def test_what_keeps_the_rest_back_is_told_with_a_way_to_a_person(yuko, town):
    town.tend()
    with town.database.writing() as writing:
        writing.execute(update(Send).values(state=SendState.PAUSED, why=Why.CONTENT, total=Send.total + 3))
    goes_through(town)
    yuko.sees("申し込んだ5人のうち2人に届きました。\nLINEがこの内容を受け付けないので", "人に聞く")


@pytest.mark.parametrize("way", ["pressed", "unsent"])
def test_she_hears_nothing_of_what_she_stopped_herself(yuko, town, db, way):
    """Guards both `knows` in models.notes."""
    town.tend()
    with town.database.writing() as writing:  # as if there were one more, whose turn has not come
        writing.execute(update(Send).values(state=SendState.SENDING, total=Send.total + 1))
        writing.execute(update(Note).values(message_id="700"))
    assert awaited(db) == 1
    if way == "pressed":
        yuko.presses(Withdraw(1).pack())
        yuko.sees("止めました")
    else:
        yuko.does("unsend", unsend={"messageId": "700"})
    goes_through(town)
    assert got(yuko, "人に届きました。\n") == 0 and awaited(db) == 0


def test_who_may_not_speak_for_them_any_more_hears_nothing(yuko, town, db):
    town.tend()
    with town.database.writing() as writing:
        writing.execute(delete(Representative))
    before = len(yuko.chat)
    goes_through(town)
    assert len(yuko.chat) == before and awaited(db) == 0
