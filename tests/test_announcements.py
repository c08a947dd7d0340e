"""Announcements from the first word to the phones, in every language; over 300 lines: one story of one thing."""

import pytest
from agreed import (
    A_MINUTE_TO_UNDO,
    KITA,
    MINAMI,
    NISHI,
    agreed,
    approved,
    as_it_is,
    goes_out,
    sends,
    times,
    written,
)
from offered import an_activity, an_organisation, speaks_for
from sqlalchemy import select

from models.acting import By
from models.announcements import Held, State, TimeState, shown_in
from models.approving import (
    ChangedSince,
    NotWaiting,
    OnlyTheOffice,
    OwnWork,
    approvals,
    approve,
    refuse,
    submit,
)
from models.audit import Act
from models.budget import Quota
from models.contents import Card, Content, Picture, TooManyParts, Words
from models.drafting import HasBegun, change, correct
from models.limits import Limits
from models.outbox import Lane, Outgoing
from models.outbox import State as RowState
from models.planning import NotApproved, release, withdraw
from models.refusals import Gone, Refusal
from models.residents import LetterSize, Resident
from models.schedules import Rule, Schedule
from models.sends import SendState
from models.testers import NoTesters, name_tester, try_out
from views.announcements import bodies

WATER = Content((Words({"ja": "明日、水が止まります。", "en": "There will be no water tomorrow."}),))


def test_everybody_reads_it_in_their_own_language(town, phone, db) -> None:
    hana, hiro, ann = phone("hana"), phone("hiro", locale="ja_Hira"), phone("ann", locale="en")
    approved(db, town.clock(), WATER)
    assert goes_out(town) == 1
    hana.sees("明日、水が止まります。")
    hiro.sees("明日、水が止まります。")  # easy Japanese falls back to Japanese, not to English
    ann.sees("There will be no water tomorrow.")
    [send] = sends(db)
    assert (send.kind, send.subject, send.total, send.lane) == (
        "announcement",
        "announcements:1",
        3,
        Lane.BULK,
    )
    assert send.title == "明日、水が止まります。"
    assert goes_out(town) == 0
    assert len(hana.chat) == 1


def test_under_every_announcement_one_can_ask_why_and_have_less(town, phone, db) -> None:
    hana = phone("hana")
    approved(db, town.clock(), WATER)
    goes_out(town)
    labels = [action["data"] for action in hana.buttons()]
    assert [data.partition("/")[0] for data in labels] == ["why.ask", "why.less", "why.rest"]
    assert all("announcements%3A1" in data or "announcements:1" in data for data in labels[:2])


def test_pictures_and_cards_go_along_and_large_letters_are_heeded(town, phone, db) -> None:
    hana, ume = phone("hana"), phone("ume", letter_size=LetterSize.LARGE)
    grass = an_activity(db, town.clock())
    content = Content(
        (Words({"ja": "人が足りません。"}), Picture("https://town.example/a.jpg"), Card(grass.id))
    )
    approved(db, town.clock(), content)
    goes_out(town)
    kinds = [message["type"] for message in hana.chat]
    assert kinds == ["text", "image", "flex"] == [message["type"] for message in ume.chat]
    assert hana.chat[1]["previewImageUrl"] == "https://town.example/a.jpg"
    hana.sees("川原の草刈り", "参加する")
    small, large = (each.chat[2]["contents"]["body"]["contents"][0]["size"] for each in (hana, ume))
    assert (small, large) == ("xl", "xxl")


def test_an_approved_card_stays_as_it_was_seen(town, phone, db) -> None:
    hana = phone("hana")
    grass = an_activity(db, town.clock())
    approved(db, town.clock(), Content((Card(grass.id),)))
    grass.title = "書きかえた題"  # the version is the same: it was not moved
    db.flush()
    goes_out(town)
    hana.sees("川原の草刈り")
    hana.sees_not("書きかえた題")


def test_a_button_on_the_card_says_what_it_came_with(town, phone, db) -> None:
    hana = phone("hana")
    grass = an_activity(db, town.clock())
    approved(db, town.clock(), Content((Card(grass.id),)))
    goes_out(town)
    join = next(action["data"] for action in hana.buttons() if action["data"].startswith("activity.join"))
    assert "via=announcements:1" in join


def test_nobody_approves_their_own_words_however_they_type_their_name(town, phone, db) -> None:
    phone("hana")
    one = written(db, town.clock(), by=By.staff("Tanaka"))
    faces = bodies(one, {}, town.clock())
    submit(db, one, By.staff("Tanaka"), faces, town.clock())
    for same in ("Tanaka", "tanaka", "ＴＡＮＡＫＡ", " Tanaka "):
        with pytest.raises(OwnWork):
            approve(db, one, By.staff(same), one.fingerprint, faces, town.clock())
    with pytest.raises(NotApproved):
        release(db, one, By.staff("Tanaka"), town.clock())
    assert goes_out(town) == 0


def test_whoever_changed_it_is_a_writer_too_and_every_change_voids_the_approval(town, phone, db) -> None:
    hana = phone("hana")
    now = town.clock()
    one = written(db, now, schedule=Schedule(rule=Rule.BY_HAND))
    agreed(db, one, now)
    assert as_it_is(db, one).state == State.APPROVED
    seen = one.fingerprint
    change(db, one, MINAMI, now, content=Content.of_words("水は止まりません。"))
    assert as_it_is(db, one).state == State.DRAFT
    with pytest.raises(NotApproved):
        release(db, one, KITA, now)
    faces = bodies(one, {}, now)
    submit(db, one, MINAMI, faces, now)
    for writer in (KITA, MINAMI):
        with pytest.raises(OwnWork):
            approve(db, one, writer, one.fingerprint, faces, now)
    with pytest.raises(ChangedSince):  # the button of the old version is pressed again
        approve(db, one, NISHI, seen, faces, now)
    with pytest.raises(ChangedSince):
        approve(db, one, NISHI, "", faces, now)
    assert approve(db, one, NISHI, one.fingerprint[:12], faces, now) == State.APPROVED
    release(db, one, KITA, now)
    goes_out(town)
    hana.sees("水は止まりません。")


def test_what_is_refused_says_why_and_can_be_handed_in_anew(town, db, phone) -> None:
    phone("hana")
    now = town.clock()
    one = written(db, now)
    faces = bodies(one, {}, now)
    with pytest.raises(NotWaiting):
        refuse(db, one, MINAMI, "まだです", now)
    submit(db, one, KITA, faces, now)
    refuse(db, one, MINAMI, "時間が書かれていません", now)
    assert (as_it_is(db, one).state, one.why_refused) == (State.REFUSED, "時間が書かれていません")
    with pytest.raises(NotWaiting):
        approve(db, one, MINAMI, one.fingerprint, faces, now)
    assert submit(db, one, KITA, faces, now) == State.WAITING


def test_urgent_takes_two_others_of_the_office_and_wakes_people_at_night(town, phone, db, clock) -> None:
    clock.moves(hours=13)  # 23:00
    hana = phone("hana", paused_until=clock().replace(year=2030))
    now = town.clock()
    one = written(db, now, "川があふれます。にげてください。", urgent=True)
    faces = bodies(one, {}, now)
    submit(db, one, KITA, faces, now)
    assert approve(db, one, MINAMI, one.fingerprint, faces, now) == State.WAITING
    assert approve(db, one, MINAMI, one.fingerprint, faces, now) == State.WAITING  # twice is once
    assert approvals(db, one) == 1
    goes_out(town)
    assert not hana.chat
    assert approve(db, one, NISHI, one.fingerprint, faces, now) == State.SCHEDULED
    goes_out(town)
    hana.sees("【緊急】", "川があふれます。")
    assert sends(db)[0].lane == Lane.URGENT


def test_an_organiser_cannot_be_urgent(town, phone, db) -> None:
    hana = phone("hana")
    club = an_organisation(db, town.clock())
    speaks_for(db, hana.line_id, club, town.clock())
    db.flush()
    by = By(key="resident:1", name="hana", resident_id=1)
    one = written(db, town.clock(), by=by, organisation_id=club.id, urgent=True)
    with pytest.raises(OnlyTheOffice):
        submit(db, one, by, {}, town.clock())


def test_a_drill_is_marked_on_the_screen(town, phone, db) -> None:
    hana = phone("hana")
    approved(db, town.clock(), WATER, drill=True)
    goes_out(town)
    hana.sees("【訓練】", "明日、水が止まります。")
    assert sends(db)[0].drill


def test_testers_see_it_first_marked_as_a_test_and_it_counts_nowhere(town, phone, db) -> None:
    hana, taro = phone("hana"), phone("taro")
    now = town.clock()
    one = written(db, now, WATER)
    shown = bodies(one, {}, now, test=True)
    with pytest.raises(NoTesters):
        try_out(db, one, KITA, shown, now)
    name_tester(db, db.scalars(select(Resident).where(Resident.line_id == taro.line_id)).one(), now)
    db.flush()
    assert try_out(db, one, KITA, shown, now) == 1
    db.flush()
    town.work()
    taro.sees("【テスト】", "明日、水が止まります。")
    assert not hana.chat
    assert not sends(db)
    assert as_it_is(db, one).state == State.DRAFT


def test_taken_back_before_its_time_nothing_leaves_and_afterwards_the_rest_stays(town, phone, db) -> None:
    hana = phone("hana")
    first = approved(db, town.clock(), WATER)
    assert withdraw(db, first, KITA, town.clock())
    assert first.state == State.WITHDRAWN
    goes_out(town)
    assert not hana.chat
    assert not sends(db)
    # One that has begun, in the minute in which it can be undone.
    second = approved(db, town.clock(), "ほかのこと")
    goes_out(town, limits=A_MINUTE_TO_UNDO)
    assert sends(db)[0].state == SendState.EXPANDING
    withdraw(db, second, KITA, town.clock())
    goes_out(town)
    db.expire_all()
    assert sends(db)[0].state == SendState.STOPPED
    assert not hana.chat
    with pytest.raises(HasBegun):
        change(db, second, KITA, town.clock(), title="新しい題")


def test_a_correction_goes_to_exactly_those_who_got_what_was_wrong(town, phone, db) -> None:
    hana, taro = phone("hana"), phone("taro", follows=False)
    one = approved(db, town.clock(), "水は9時に止まります。")
    goes_out(town)
    yuki, ken, mio = phone("yuki"), phone("ken"), phone("mio")  # yuki came later
    for each, state in ((ken, RowState.DEAD), (mio, RowState.UNCERTAIN)):
        row = Outgoing.push(each.line_id, [{"type": "text", "text": "水"}], "announcement", town.clock())
        row.send_id, row.state = sends(db)[0].id, state
        db.add(row)
    db.flush()
    right = correct(db, one, KITA, Content.of_words("水は10時に止まります。"), town.clock())
    agreed(db, right, town.clock())
    # Even somebody who has had enough news this week hears that it was wrong.
    goes_out(town, limits=Limits(undo=0.0, canary_wait=0.0, most_a_week=1))
    hana.sees("【訂正】", "水は10時に止まります。")
    assert len(hana.chat) == 2
    assert not taro.chat
    assert not yuki.chat
    assert not ken.chat
    mio.sees("【訂正】")  # she may have got it
    assert [send.kind for send in sends(db)] == ["announcement", "correction"]


def test_too_few_messages_left_holds_it_until_somebody_looks(town, phone, db) -> None:
    hana, _taro = phone("hana"), phone("taro")
    db.add(Quota(id=1, most=21, used=0, ours=0, month="2026-11", read_at=town.clock(), due=1e12))
    db.flush()
    one = approved(db, town.clock(), WATER)
    goes_out(town)  # 21, of which 20 are kept for reminders: one is left for two people
    assert [(time.state, time.why) for time in times(db)] == [(TimeState.HELD, Held.MONTH)]
    assert not hana.chat
    db.get_one(Quota, 1).most = 100
    db.flush()
    release(db, one, KITA, town.clock())
    goes_out(town)
    hana.sees("明日、水が止まります。")


def test_the_same_words_twice_in_a_day_are_held(town, phone, db) -> None:
    hana = phone("hana")
    now = town.clock()
    one = approved(db, now, WATER, schedule=Schedule(rule=Rule.BY_HAND))
    release(db, one, KITA, now)
    goes_out(town)
    approved(db, now, WATER)  # another row, with buttons of its own: what people read is the same
    goes_out(town)
    assert [time.why for time in times(db)][-1] == Held.TWICE
    assert len(hana.chat) == 1


def test_every_step_of_the_staff_is_written_down(town, phone, db) -> None:
    phone("hana")
    one = approved(db, town.clock(), WATER)
    goes_out(town)
    goes_out(town)
    withdraw(db, one, NISHI, town.clock())  # all has left: nothing is stopped any more
    did = [(act.actor, act.did) for act in db.scalars(select(Act).order_by(Act.id))]
    assert did == [
        ("staff 北", "announcement.draft"),
        ("staff 北", "announcement.submit"),
        ("staff 南", "announcement.approve"),
        ("staff 南", "announcement.plan"),
        ("worker", "announcement.begin"),
    ]


def test_odd_contents_are_refused_in_words(town, db) -> None:
    now = town.clock()
    for parts in (
        (),
        (Words({"ja": " "}),),
        (Words({"fr": "Bonjour"}),),
        (Words({"ja": "あ" * 2001}),),
        (Picture("http://town.example/a.jpg"),),
        (Picture("https://town.example/a b.jpg"),),
        (Words({"ja": "あ"}),) * 6,
    ):
        with pytest.raises(Refusal) as refused:
            written(db, now, Content(parts))
        assert str(refused.value)
    with pytest.raises(TooManyParts):
        written(db, now, Content((Picture("https://town.example/a.jpg"),) * 5))
    with pytest.raises(Gone):
        written(db, now, Content((Card(99),)))
    assert shown_in(db, written(db, now)) == {}
