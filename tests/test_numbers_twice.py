"""A number sent twice means it once: the second does not undo what the first did.

Guards `undoes` of the taps in views/announcing.py and views/noting.py, and views/numbers.py: `typed`."""

import re

import pytest
from announcers import a_desk, may, one, writes
from sqlalchemy import select

from models.announcements import State
from models.notes import Note, NoteState
from views.noting import WriteNote


@pytest.fixture
def desk(phone, town, db, clock):
    return a_desk(phone, town, db, clock)


def number_of(somebody, label):
    for action in somebody.buttons():
        if found := re.fullmatch(rf"(\d+) {label}", action["label"]):
            return found[1]
    raise AssertionError(f"{label!r} has no number on the screen:\n{somebody.reads()}")


def test_whoever_agrees_twice_has_agreed(desk, db):
    yuko, ken, _activity = desk
    writes(yuko)
    yuko.taps("確認に出す")
    ken.taps("見る")
    agrees = number_of(ken, "承認する")
    ken.says(agrees)
    ken.sees("承認されました", "1分後に送ります")
    for _time in range(2):
        offered = [action["label"] for action in ken.buttons()]
        ken.says(agrees)
        ken.sees("もう受け取っています")
        assert [action["label"] for action in ken.buttons()][:3] == offered[:3]
        assert one(db).state == State.SCHEDULED


def test_whoever_sends_twice_has_sent_and_can_still_take_it_back(desk, db, town, clock):
    yuko, _ken, _activity = desk
    may(town, clock, needs_approval=False)
    writes(yuko)
    sends = number_of(yuko, "送る")
    yuko.says(sends)
    yuko.says(f"{sends}ばん")
    assert one(db).state == State.SCHEDULED
    yuko.says("出したお知らせ")
    yuko.says(number_of(yuko, "見る"))
    yuko.says(number_of(yuko, "送るのをやめる"))
    assert one(db).state == State.WITHDRAWN


def test_whoever_sends_a_note_twice_has_sent_it(desk, db):
    yuko, _ken, activity = desk
    yuko.presses(WriteNote(activity.id).pack())
    yuko.says("長ぐつで")
    sends = number_of(yuko, "はい、送る")
    yuko.says(sends)
    assert number_of(yuko, "送るのをやめる") != sends
    yuko.says(sends)
    yuko.sees("もう受け取っています", "2 送るのをやめる")
    state = select(Note.state).execution_options(populate_existing=True)
    assert db.scalar(state) == NoteState.QUEUED
