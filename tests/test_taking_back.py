"""A message that is taken back leaves nothing of its words anywhere, and only its writer takes it back."""

from line_rules import line_takes_everything  # noqa: F401
from offered import an_activity
from sqlalchemy import inspect, select

from models.base import Base
from models.help import HelpRequest
from models.inbox import Event
from models.registrations import Answer, Registration
from views.activities import Join

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
