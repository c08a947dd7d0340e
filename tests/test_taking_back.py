"""A message that is taken back leaves nothing of its words anywhere, and only its writer takes it back."""

from announcers import a_desk, may, writes
from line_rules import line_takes_everything  # noqa: F401
from offered import an_activity, an_organisation, speaks_for
from sqlalchemy import inspect, select, update

from models.announcements import Announcement
from models.audit import Act
from models.base import Base
from models.help import HelpRequest
from models.inbox import Event
from models.outbox import Outgoing, State
from models.registrations import Answer, Registration
from views.activities import Join
from views.announcing import AskRefuse, Correct, Rewrite, ShowOne
from views.organising import AskClose, ShowComing

CANARY = "canary4711"


def rows_with(db, words):
    """Every row of every table that holds these words anywhere."""
    found = []
    for table in Base.metadata.sorted_tables:
        for row in db.execute(select(table)):
            if words in repr(tuple(row)):
                found.append((table.name, tuple(row)))
    return found


def test_taking_back_words_nobody_understood_leaves_nothing_of_them(phone, db):
    hana = phone("hana")
    hana.says(f"ぬぬぬ {CANARY}", message_id="900")
    assert {name for name, _row in rows_with(db, CANARY)} == {"inbox", "outbox", "unheard"}
    hana.does("unsend", unsend={"messageId": "900"})
    assert rows_with(db, CANARY) == []
    assert db.scalars(select(Event).where(Event.message_id == "900")).one().kind == "message"


def test_taking_back_a_message_to_the_office_keeps_that_somebody_asked(phone, db):
    hana = phone("hana")
    hana.says("人に聞く")
    hana.says(f"{CANARY}のことで困っています", message_id="901")
    assert "help_requests" in {name for name, _row in rows_with(db, CANARY)}
    hana.does("unsend", unsend={"messageId": "901"})
    assert rows_with(db, CANARY) == []
    assert len(db.scalars(select(HelpRequest)).all()) == 1


def test_taking_back_an_answer_to_the_organiser_takes_the_answer_back(phone, db, clock):
    made = an_activity(db, clock(), party_most=1, questions=[("持ち物は", []), ("ひとこと", [])])
    hana = phone("hana")
    hana.presses(Join(made.id).pack())
    hana.taps("はい、参加する")
    hana.says(f"{CANARY}を持って行きます", message_id="902")
    assert db.scalars(select(Answer)).one().message_id == "902"
    hana.does("unsend", unsend={"messageId": "902"})
    assert rows_with(db, CANARY) == []
    assert db.scalars(select(Answer)).all() == []
    db.expire_all()
    assert db.scalars(select(Registration)).one().state == "joined"


def test_a_message_taken_back_before_it_was_worked_on_is_not_repeated_in_the_answer(phone, town, db):
    hana = phone("hana")
    source = {"type": "user", "userId": hana.line_id}
    message = {"id": "903", "type": "text", "text": f"ぬぬぬ {CANARY}"}
    unsend = {"messageId": "903"}
    town.post(town.event("message", source, message=message), town.event("unsend", source, unsend=unsend))
    town.work()
    assert CANARY not in repr(hana.chat)
    assert rows_with(db, CANARY) == []


def announced_and_looked_at(phone, town, db, clock):
    """Yuko writes an announcement in message 700 and hands it in; Ken hears of it and looks at it."""
    yuko, ken, activity = a_desk(phone, town, db, clock)
    writes(yuko, CANARY, message_id="700")
    yuko.taps("確認に出す")
    ken.sees(CANARY)
    ken.presses(ShowOne(1).pack())
    yuko.says("出したお知らせ")
    yuko.sees(CANARY)
    return yuko, ken, activity


def test_an_announcement_goes_from_every_screen_and_from_the_audit_log(phone, town, db, clock):
    yuko, ken, _activity = announced_and_looked_at(phone, town, db, clock)
    ken.presses(AskRefuse(1).pack())
    yuko.does("unsend", unsend={"messageId": "700"})
    # Guards `thing` in models/announcements.py, `withdraw_repeats` in models/outbox.py, `_who_looked` in
    # models/unsending.py.
    assert rows_with(db, CANARY) == []
    kept = [(act.did, act.to) for act in db.scalars(select(Act).where(Act.to.startswith("announcements:1")))]
    assert kept == [("announcement.draft", "announcements:1"), ("announcement.submit", "announcements:1")]


def test_words_that_were_written_anew_can_be_taken_back_as_well(phone, town, db, clock):
    yuko, _ken, _activity = announced_and_looked_at(phone, town, db, clock)
    yuko.presses(Rewrite(1).pack())
    yuko.says("正しい方", message_id="701")
    yuko.does("unsend", unsend={"messageId": "700"})
    assert rows_with(db, CANARY) == []
    assert db.scalars(select(Announcement.title)).one() == "正しい方"


def test_what_is_corrected_lends_its_words_to_nobody(phone, town, db, clock):
    yuko, _ken, _activity = a_desk(phone, town, db, clock)
    may(town, clock, needs_approval=False)
    writes(yuko, CANARY, message_id="700")
    yuko.taps("送る")
    town.tend()
    yuko.presses(Correct(1).pack())
    yuko.says("正しい方", message_id="701")
    yuko.does("unsend", unsend={"messageId": "700"})
    # It has been sent: whoever has it may still look it up.
    assert {name for name, _row in rows_with(db, CANARY)} == {"outbox", "sends", "send_parts"}
    assert [row for row in db.scalars(select(Outgoing)) if CANARY in row.body and row.send_id is None] == []
    # Guards `correct` in models/drafting.py.
    assert db.scalars(select(Announcement.title).order_by(Announcement.id)).all() == ["―", "正しい方"]


def test_a_colleague_who_is_asked_in_the_morning_is_not_asked_about_it(phone, town, db, clock):
    yuko, ken, _activity = a_desk(phone, town, db, clock)
    clock.moves(hours=13)  # it is night
    writes(yuko, CANARY, message_id="700")
    yuko.taps("確認に出す")
    assert CANARY not in str(ken.chat)
    yuko.does("unsend", unsend={"messageId": "700"})
    db.execute(update(Outgoing).values(due=0.0))
    town.work()
    assert CANARY not in str(ken.chat) and rows_with(db, CANARY) == []
    told = select(Outgoing.state).where(Outgoing.because == "announcement")
    assert db.scalars(told).all() == [State.CANCELLED]


def test_an_answer_goes_from_the_screen_of_the_organiser_who_has_read_it(phone, db, clock):
    organisation = an_organisation(db, clock())
    made = an_activity(
        db, clock(), party_most=1, questions=[("持ち物は", [])], organisation_id=organisation.id
    )
    hana, yuko, taro = phone("hana"), phone("yuko"), phone("taro")
    speaks_for(db, yuko.line_id, organisation, clock())
    hana.presses(Join(made.id).pack())
    hana.taps("はい、参加する")
    hana.says(CANARY, message_id="902")
    yuko.presses(ShowComing(made.id).pack())
    yuko.sees(CANARY)
    taro.says(f"ぬぬぬ {CANARY}")  # somebody else's words are theirs
    hana.does("unsend", unsend={"messageId": "902"})
    assert sorted(name for name, _row in rows_with(db, CANARY)) == ["inbox", "outbox", "unheard"]  # taro's


def test_reasons_go_too_why_something_was_given_back_and_why_it_is_closed(phone, town, db, clock):
    yuko, ken, activity = a_desk(phone, town, db, clock)
    writes(yuko)
    yuko.taps("確認に出す")
    ken.presses(AskRefuse(1).pack())
    ken.says(CANARY, message_id="900")
    yuko.sees(CANARY)
    ken.presses(AskClose(activity.id).pack())
    ken.says(f"{CANARY} 2", message_id="901")
    ken.taps("はい、終える")
    assert {"announcements", "activities"} <= {name for name, _row in rows_with(db, CANARY)}
    # Guards `_forget_reasons` in models/unsending.py.
    for message_id in ("900", "901"):
        ken.does("unsend", unsend={"messageId": message_id})
    assert rows_with(db, CANARY) == []


def test_nobody_takes_back_what_somebody_else_said(phone, db):
    hana, taro = phone("hana"), phone("taro")
    hana.says(f"ぬぬぬ {CANARY}", message_id="904")
    before = rows_with(db, CANARY)
    taro.does("unsend", unsend={"messageId": "904"})
    taro.does("unsend", unsend={"messageId": "no such message"})
    assert rows_with(db, CANARY) == before and len(before) == 3


def test_every_table_was_looked_through(db):
    """`rows_with` is only worth something if it sees the tables there are."""
    there = set(inspect(db.get_bind()).get_table_names())
    assert {"inbox", "outbox", "unheard", "help_requests", "answers", "conversations"} <= there
    assert {table.name for table in Base.metadata.sorted_tables} <= there
