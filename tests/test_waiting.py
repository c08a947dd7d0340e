"""Stories of the waiting list: full, wait, be offered a place, take it, decline it, let its time pass."""

from datetime import timedelta

from offered import an_activity, place_of, state_of, taken
from sqlalchemy import func, select

from app import limits_of
from models.activities import ActivityState
from models.outbox import Kind, Outgoing
from models.registrations import Registration
from outreach.offers import tend
from views.activities import Join
from views.joining import Accept, Decline, LeaveSure, Wait


def joins(somebody, activity, party="1人"):
    somebody.presses(Join(activity.id).pack())
    if any(one["label"].endswith("2人") for one in somebody.buttons()):
        somebody.taps(party)
    somebody.taps(next(one for one in ("はい、参加する", "はい、待つ") if one in somebody.reads()))


def leaves(somebody, db):
    somebody.presses(LeaveSure(place_of(db, somebody.line_id).id).pack())


def pushes(db, because=None):
    """To whom, in the order they were told."""
    rows = select(Outgoing.to).where(Outgoing.kind == Kind.PUSH).order_by(Outgoing.id)
    return list(db.scalars(rows.where(Outgoing.because == because) if because else rows))


def ticks(town):
    told = tend(town.database, town.clock, limits_of(town.settings))
    town.work()
    return told


def a_full_house(phone, db, clock, waiting=("taro", "jiro"), **fields):
    activity = an_activity(db, clock(), **({"capacity": 1, "party_most": 1} | fields))
    people = [phone(name) for name in ("hana", *waiting)]
    for one in people:
        joins(one, activity)
    return activity, people


def test_a_full_activity_offers_the_waiting_list(phone, db, clock):
    _activity, (hana, taro, jiro) = a_full_house(phone, db, clock)
    jiro.sees("空きを待っています", "先に待っている人は1人")
    assert [state_of(db, one.line_id) for one in (hana, taro, jiro)] == ["joined", "waiting", "waiting"]
    assert taken(db) == 1
    jiro.says("よてい")
    jiro.sees("空きを待っています")


def test_a_free_place_is_offered_to_whoever_waited_longest(phone, db, clock):
    _activity, (hana, taro, jiro) = a_full_house(phone, db, clock)
    leaves(hana, db)
    assert pushes(db) == [taro.line_id]
    taro.sees("空きが出ました", "11月25日(水) 10:00まで")
    assert (state_of(db, taro.line_id), taken(db)) == ("offered", 1)
    taro.taps("参加する")
    taro.sees("入りました")
    assert (state_of(db, taro.line_id), state_of(db, jiro.line_id)) == ("joined", "waiting")


def test_whoever_waits_comes_before_whoever_asks_now(phone, db, clock):
    activity, (hana, _taro, _jiro) = a_full_house(phone, db, clock)
    leaves(hana, db)
    saburo = phone("saburo")
    joins(saburo, activity)
    assert state_of(db, saburo.line_id) == "waiting"
    saburo.sees("先に待っている人は1人")


def test_a_declined_place_goes_on_at_once(phone, db, clock):
    _activity, (hana, taro, jiro) = a_full_house(phone, db, clock)
    leaves(hana, db)
    taro.taps("今回はやめておく")
    taro.sees("次の方に回します")
    assert pushes(db) == [taro.line_id, jiro.line_id]
    assert [state_of(db, one.line_id) for one in (taro, jiro)] == ["declined", "offered"]


def test_an_offer_is_kept_24_hours_and_then_goes_on(town, phone, db, clock):
    _activity, (hana, taro, jiro) = a_full_house(phone, db, clock)
    leaves(hana, db)
    clock.moves(hours=23, minutes=59)
    assert ticks(town) == 0
    assert state_of(db, taro.line_id) == "offered"
    clock.moves(minutes=1)
    assert ticks(town) == 2
    assert pushes(db, "waiting.over") == [taro.line_id]
    assert pushes(db, "waiting.offer") == [taro.line_id, jiro.line_id]
    taro.sees("お返事の期限が過ぎた")
    jiro.sees("空きが出ました")
    assert ticks(town) == 0
    taro.taps("待つ")
    taro.sees("空きを待っています")
    assert state_of(db, taro.line_id) == "waiting"


def test_on_the_day_an_offer_is_kept_two_hours(phone, db, clock):
    _activity, (hana, taro, _jiro) = a_full_house(phone, db, clock, days=1)
    clock.moves(hours=20)  # 6:00 on the day
    leaves(hana, db)
    assert place_of(db, taro.line_id).offer_until == clock() + timedelta(hours=2)
    taro.sees("8:00まで")


def test_no_offer_outlives_the_start(phone, db, clock):
    activity, (hana, taro, _jiro) = a_full_house(phone, db, clock, days=1)
    clock.moves(hours=22, minutes=30)
    leaves(hana, db)
    assert place_of(db, taro.line_id).offer_until == activity.starts_at


def test_an_offer_pressed_too_late_says_so_once_and_goes_on(town, phone, db, clock):
    _activity, (hana, taro, jiro) = a_full_house(phone, db, clock)
    leaves(hana, db)
    offered = Accept(place_of(db, taro.line_id).id).pack()
    clock.moves(hours=25)
    taro.presses(offered)
    taro.sees("お返事の期限が過ぎた")
    assert [state_of(db, one.line_id) for one in (taro, jiro)] == ["expired", "offered"]
    assert ticks(town) == 0
    assert pushes(db, "waiting.over") == []
    assert taken(db) == 1


def test_an_old_no_does_not_end_the_waiting_that_began_since(town, phone, db, clock):
    activity, (hana, taro, _jiro) = a_full_house(phone, db, clock)
    leaves(hana, db)
    declined = Decline(place_of(db, taro.line_id).id).pack()
    clock.moves(hours=25)
    ticks(town)
    taro.presses(Wait(activity.id).pack())
    taro.presses(declined)
    assert state_of(db, taro.line_id) == "waiting"


def test_a_party_of_three_is_not_overtaken_but_told_when_it_fits(phone, db, clock):
    activity = an_activity(db, clock(), capacity=3, party_most=3)
    hana, taro, family, jiro = (phone(name) for name in ("hana", "taro", "family", "jiro"))
    joins(hana, activity)
    joins(taro, activity, "2人")
    joins(family, activity, "3人")
    joins(jiro, activity)
    leaves(hana, db)
    assert pushes(db) == []
    leaves(taro, db)
    assert pushes(db) == [family.line_id]
    assert (state_of(db, jiro.line_id), taken(db)) == ("waiting", 3)


def test_when_the_first_in_line_gives_up_the_next_party_that_fits_is_told(phone, db, clock):
    activity = an_activity(db, clock(), capacity=2, party_most=2)
    hana, taro, pair, jiro = (phone(name) for name in ("hana", "taro", "pair", "jiro"))
    joins(hana, activity)
    joins(taro, activity)
    joins(pair, activity, "2人")
    joins(jiro, activity)
    leaves(hana, db)
    assert pushes(db) == []
    pair.says("よてい")
    pair.taps("見る・変える")
    pair.taps("待つのをやめる")
    pair.sees("待つのをやめました")
    assert pushes(db) == [jiro.line_id]


def test_a_waiting_party_that_becomes_smaller_is_offered_what_is_free_and_told_once(phone, db, clock):
    activity = an_activity(db, clock(), capacity=2, party_most=2)
    hana, taro, pair = (phone(name) for name in ("hana", "taro", "pair"))
    joins(hana, activity)
    joins(taro, activity)
    joins(pair, activity, "2人")
    leaves(hana, db)
    pair.says("よてい")
    pair.taps("見る・変える")
    pair.taps("人数を変える")
    pair.says("1")
    pair.sees("空きが出ました")
    assert pushes(db) == []
    assert state_of(db, pair.line_id) == "offered"


def test_waiting_for_what_is_free_is_answered_with_the_offer_and_no_push(phone, db, clock):
    activity = an_activity(db, clock(), capacity=1, party_most=1)
    hana = phone("hana")
    hana.presses(Wait(activity.id).pack())
    hana.sees("空きが出ました")
    assert (state_of(db, hana.line_id), pushes(db)) == ("offered", [])


def test_a_party_larger_than_the_room_never_stands_in_line(phone, db, clock):
    activity = an_activity(db, clock(), capacity=2, party_most=4)
    hana, taro = phone("hana"), phone("taro")
    joins(hana, activity)
    taro.presses(Wait(activity.id, party=4).pack())
    assert place_of(db, taro.line_id).party == 2


def test_who_blocked_us_is_offered_the_place_but_not_pushed(town, phone, db, clock):
    _activity, (hana, taro, jiro) = a_full_house(phone, db, clock)
    taro.does("unfollow")
    leaves(hana, db)
    assert pushes(db) == []
    clock.moves(hours=24)
    assert ticks(town) == 1
    assert pushes(db) == [jiro.line_id]


def test_the_list_stands_still_while_sign_up_is_closed_and_moves_when_it_opens(town, phone, db, clock):
    activity, (hana, taro, _jiro) = a_full_house(phone, db, clock)
    activity.state = ActivityState.CLOSED
    db.flush()
    leaves(hana, db)
    assert ticks(town) == 0
    activity.state = ActivityState.OPEN
    db.flush()
    assert ticks(town) == 1
    assert pushes(db) == [taro.line_id]


def test_those_who_wait_still_move_up_after_the_day_for_signing_up(phone, db, clock):
    _activity, (hana, taro, _jiro) = a_full_house(phone, db, clock, closes_at=clock() + timedelta(hours=1))
    clock.moves(hours=2)
    leaves(hana, db)
    assert pushes(db) == [taro.line_id]
    taro.taps("参加する")
    assert state_of(db, taro.line_id) == "joined"


def test_nothing_is_offered_of_what_is_cancelled(town, phone, db, clock):
    activity, (hana, taro, _jiro) = a_full_house(phone, db, clock)
    leaves(hana, db)
    activity.state = ActivityState.CANCELLED
    db.flush()
    taro.taps("参加する")
    taro.sees("中止になりました")
    clock.moves(hours=25)
    ticks(town)
    assert pushes(db, "waiting.offer") == [taro.line_id]
    assert db.scalar(select(func.count()).where(Registration.state == "joined")) == 0


def test_each_is_told_in_their_own_language(town, phone, db, clock):
    activity = an_activity(db, clock(), capacity=1, party_most=1)
    hana, bob, taro = phone("hana"), phone("bob", locale="en"), phone("taro")
    joins(hana, activity)
    for waiting in (bob, taro):
        waiting.presses(Wait(activity.id).pack())
    leaves(hana, db)
    bob.sees("A place is free")
    clock.moves(hours=24)
    ticks(town)
    bob.sees("has passed")
    taro.sees("空きが出ました")


def test_a_pushed_offer_is_answered_by_number_and_by_word(phone, db, clock):
    an_activity(db, clock(), capacity=1, party_most=1)
    hana, taro, jiro = phone("hana"), phone("taro"), phone("jiro")
    for one in (hana, taro, jiro):
        one.says("さがす")
        one.says("1")
        one.says("1")
    hana.says("わたしの予定")
    hana.says("1")
    hana.says("とりけす")
    hana.says("はい")
    taro.sees("1 参加する")
    taro.says("今回はやめておく")
    jiro.sees("1 参加する")
    jiro.says("1")
    jiro.sees("入りました")


def test_an_offer_in_the_middle_of_a_busy_moment_can_be_answered_by_number(phone, town, db, clock):
    # Guards `Batch.standing` in bot/batch.py: taro's own turn and the offer are in one batch, and both must count.
    _activity, (hana, taro, _jiro) = a_full_house(phone, db, clock)
    town.engine.longest_batch = 60.0
    leave = LeaveSure(place_of(db, hana.line_id).id).pack()
    town.post(
        town.event(
            "message", {"type": "user", "userId": taro.line_id}, message={"type": "text", "text": "ヘルプ"}
        ),
        town.event("postback", {"type": "user", "userId": hana.line_id}, postback={"data": leave}),
    )
    town.work()
    taro.sees("空きが出ました")
    offered = next(one["label"] for one in taro.buttons() if "受け" in one["label"] or "参加" in one["label"])
    taro.says(offered.split()[0])
    assert state_of(db, taro.line_id) == "joined"
