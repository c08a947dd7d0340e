"""Friends who come, go, come back and were there before: what they are told, and when nothing any more."""

from datetime import timedelta

import pytest
from announced import AT_ONCE, announce
from line_rules import line_takes_everything  # noqa: F401
from offered import an_activity
from sqlalchemy import select

from delivery import fates
from models.outbox import Kind, Outgoing
from models.registrations import Registration
from models.residents import PRIVACY_VERSION, Resident
from models.topics import Topic
from outreach.expanding import expand
from views.activities import Join
from views.tap import MenuTab


def residents(db):
    db.expire_all()
    return db.scalars(select(Resident)).all()


def test_a_friend_from_before_the_bot_existed_hears_first_what_is_kept(phone, db, town):
    hana = phone("hana", new=True)
    hana.says("くらし")
    hana.sees(town.settings.office_name, town.settings.office_phone, "健康と安全")
    known = residents(db)[0]
    assert known.privacy_version == PRIVACY_VERSION and known.follows
    first = len(hana.answer)
    hana.says("くらし")
    assert len(hana.answer) == first - 1


def test_a_first_event_without_an_answer_does_not_swallow_the_purpose(phone, db, town):
    hana = phone("hana", new=True)
    hana.presses(MenuTab("living").pack())
    assert hana.answer == []
    hana.says("くらし")
    hana.sees(town.settings.office_name)
    assert residents(db)[0].privacy_version == PRIVACY_VERSION


def at(clock, **ago):
    return int((clock() - timedelta(**ago)).timestamp() * 1000)


def test_a_late_and_older_unfollow_changes_nothing(phone, db, clock):
    hana = phone("hana", new=True)
    hana.does("follow", timestamp=at(clock, minutes=1))
    hana.does("unfollow", timestamp=at(clock, minutes=9))
    assert residents(db)[0].follows
    hana.does("unfollow", timestamp=at(clock, seconds=1))
    assert not residents(db)[0].follows


def test_a_late_and_older_follow_does_not_bring_a_friend_back(phone, db, clock):
    hana = phone("hana", new=True)
    hana.does("follow", timestamp=at(clock, minutes=9))
    hana.does("unfollow", timestamp=at(clock, minutes=1))
    hana.does("follow", timestamp=at(clock, minutes=5))
    known = residents(db)[0]
    assert not known.follows
    assert int(known.follows_since.timestamp() * 1000) == at(clock, minutes=1)


def test_who_blocks_and_comes_back_is_welcomed_back_and_keeps_their_topics(phone, db, clock):
    hana = phone("hana", new=True)
    hana.does("follow")
    hana.presses(f"news.follow/1?topic={Topic.NATURE}")
    clock.moves(hours=1)
    hana.does("unfollow")
    assert hana.answer == []
    clock.moves(hours=1)
    hana.does("follow")
    hana.sees("おかえりなさい。つなぐ町の「つなぐ」です。また会えてうれしいです。何をしますか。")
    hana.says("お知らせ")
    hana.sees(f"✓ {Topic.NATURE.label}")


def a_full_activity_that_taro_waits_for(phone, db, clock):
    made = an_activity(db, clock(), capacity=1, party_most=1)
    hana, taro = phone("hana"), phone("taro")
    hana.presses(Join(made.id).pack())
    hana.taps("はい、参加する")
    taro.presses(f"waiting.join/1?activity={made.id}")
    return hana, taro, db.scalars(select(Registration).where(Registration.state == "joined")).one()


def test_who_still_follows_is_told_that_a_place_is_free(phone, db, clock):
    hana, taro, place = a_full_activity_that_taro_waits_for(phone, db, clock)
    before = len(taro.chat)
    hana.presses(f"place.leave_sure/1?registration={place.id}")
    assert "川原の草刈り" in repr(taro.chat[before:])


def test_who_blocks_is_told_nothing_more(phone, db, clock):
    hana, taro, place = a_full_activity_that_taro_waits_for(phone, db, clock)
    clock.moves(minutes=1)
    taro.does("unfollow")
    before = len(taro.chat)
    hana.presses(f"place.leave_sure/1?registration={place.id}")
    assert taro.chat[before:] == []


def test_who_blocks_before_a_message_has_left_does_not_get_it(phone, town, db, clock):
    hana, taro, place = a_full_activity_that_taro_waits_for(phone, db, clock)
    before = len(taro.chat)
    data = f"place.leave_sure/1?registration={place.id}"
    source = {"type": "user", "userId": hana.line_id}
    town.post(town.event("postback", source, postback={"data": data}))
    clock.moves(minutes=1)
    town.post(town.event("unfollow", {"type": "user", "userId": taro.line_id}))
    town.work()
    assert taro.chat[before:] == []


def test_who_comes_back_finds_the_menu_of_their_own_letters(phone, db):
    hana = phone("hana", letter_size="large")
    hana.does("unfollow")
    hana.does("follow")
    menus = [row.to for row in db.scalars(select(Outgoing).where(Outgoing.kind == Kind.MENU))]
    assert menus == [hana.line_id]


@pytest.mark.parametrize("newcomers", [0, 1000])
@pytest.mark.parametrize("hours", [2, -2])
def test_who_leaves_and_comes_back_gets_nothing_from_before_whatever_the_workers_clock_says(
    town, phone, db, clock, monkeypatch, hours, newcomers
):
    # Guards `came_after` (D15, D25): in models/residents.py it is set, in delivery/fates.py asked for, in two ways.
    # Times of LINE are not held against a host's.
    monkeypatch.setattr(fates, "NEWCOMERS", newcomers)
    hana, taro, newcomer = phone("hana"), phone("taro"), phone("newcomer", new=True)
    newcomer.does("follow")
    send = announce(town, "川原の草刈り", "軍手とかまを貸します。", [hana, taro, newcomer], go=False)
    hana.does("unfollow")
    hana.does("follow")
    expand(town.database, lambda: clock() + timedelta(hours=hours), AT_ONCE)
    town.work()
    for one, told in ((hana, False), (taro, True), (newcomer, True)):
        assert ("軍手とかま" in repr(one.chat)) == told, one.name
    assert db.scalar(select(Outgoing.units).where(Outgoing.send_id == send)) == 2
    announce(town, "もちつき大会", "きなこもちがつきます。", [hana], number=2)
    hana.sees("きなこもち")
