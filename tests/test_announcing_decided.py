"""Stories of organisers who hear in the chat what somebody else did with their announcement before it left."""

import pytest
from announcers import a_desk, got, one, writes
from offered import speaks_for
from sqlalchemy import select

from models.announcements import State
from models.organisations import Organisation
from views.announcing import ShowOne, TakeBack

WORDS = "手袋をお貸しします。"


@pytest.fixture
def desk(phone, town, db, clock):
    return a_desk(phone, town, db, clock)


@pytest.fixture
def types(town):
    """`types("refuse", "1", …)` is what somebody at the office types after `flask announcements`."""
    runner = town.app.test_cli_runner()

    def typed(*words):
        ended = runner.invoke(args=["announcements", *words, "--by", "北"])
        assert ended.exit_code == 0, ended.output
        town.work()

    return typed


@pytest.fixture
def yuko(desk):
    """Hers waits for somebody to look at it."""
    writes(desk[0])
    desk[0].taps("確認に出す")
    return desk[0]


def test_a_colleague_takes_back_what_had_not_left(desk, yuko, town):
    """Guards `take_back` in handlers.announced; `withdraw` in models.planning says that nothing was on its way."""
    _yuko, ken, _activity = desk
    ken.taps("見る")
    ken.taps("承認する")
    before = len(yuko.chat)
    ken.taps("送るのをやめる")
    yuko.sees("kenさんが「手袋をお貸しします。」を取りやめました。もうだれにも届きません。")
    assert len(yuko.chat) == before + 1
    ken.presses(TakeBack(1).pack())  # once more is once
    for _second in range(3):
        town.tend()
    assert len(yuko.chat) == before + 1


def test_of_two_colleagues_the_slower_one_sees_that_it_was_agreed_to(desk, yuko, phone, town, db, clock):
    """Guards `agree` in handlers.announced: whoever comes too late sees how it stands."""
    _yuko, ken, _activity = desk
    mio = phone("mio")
    speaks_for(db, mio.line_id, db.scalars(select(Organisation)).one(), clock())
    for colleague in (ken, mio):
        colleague.presses(ShowOne(1).pack())
    ken.taps("承認する")
    before = len(yuko.chat)
    mio.taps("承認する")
    mio.sees("承認されました。", "1分後に送ります")
    assert len(yuko.chat) == before and len(ken.answer) == len(mio.answer)


def test_whoever_takes_back_their_own_is_told_once(yuko, town, db):
    before = len(yuko.chat)
    yuko.taps("取りやめる")
    yuko.sees("取りやめました。")
    town.tend()
    assert (len(yuko.chat), one(db).state) == (before + 1, State.WITHDRAWN)


def test_the_office_gives_it_back_with_a_reason(yuko, types, db):
    """Guards `_tell_its_writer` in commands.announcements; so do the next two."""
    types("refuse", "1", "--why", "日にちがありません")
    yuko.sees("差し戻されました", "日にちがありません")
    yuko.taps("見る")
    yuko.taps("書きなおす")


def test_the_office_agrees_and_she_hears_it_once(yuko, types, db):
    types("approve", "1", "--seal", one(db).fingerprint)
    types("approve", "1", "--seal", one(db).fingerprint)
    yuko.sees("承認されました")
    assert got(yuko, "承認されました") == 1


def test_the_office_takes_it_back(yuko, types, town):
    types("stop", "1")
    yuko.sees("「手袋をお貸しします。」は取りやめになりました。もうだれにも届きません。")
    types("stop", "1")
    town.tend()
    assert got(yuko, "取りやめになりました") == 1


def test_what_the_office_wrote_itself_is_told_to_nobody(desk, types, db):
    yuko, ken, _activity = desk
    types("new", "--ja", WORDS, "--everyone")
    before = len(yuko.chat), len(ken.chat)
    types("stop", "1")
    assert (len(yuko.chat), len(ken.chat)) == before
