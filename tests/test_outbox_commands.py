"""What staff decide about messages that did not simply go; every decision is written down."""

import pytest
from announced import AT_ONCE, announce
from sqlalchemy import select, update

from delivery.answers import Answer
from models.audit import Act
from models.outbox import Kind, Outgoing, State, answer
from models.sends import Send, SendState, stop
from outreach.expanding import expand
from views import flex


@pytest.fixture
def types(town):
    """`types("retry", "1")` is what a clerk types after `flask outbox`; the exit code and the words."""
    runner = town.app.test_cli_runner()

    def typed(*words, answers=None):
        ended = runner.invoke(args=["outbox", *words], input=answers)
        assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
        return ended.exit_code, ended.output.strip()

    return typed


def waiting(town, somebody, state, **more):
    """A push that stands in some state; its number."""
    with town.database.writing() as db:
        row = Outgoing.push(somebody.line_id, [flex.text("内緒の話があります。")], "notes:3", town.clock())
        row.state = state
        for name, value in more.items():
            setattr(row, name, value)
        db.add(row)
        db.flush()
        return row.id


def did(db):
    return [(act.actor, act.did, act.to) for act in db.scalars(select(Act).order_by(Act.id))]


def test_only_what_waits_for_a_decision_is_listed(town, phone, types) -> None:
    assert types("list") == (0, "決めることはありません。")
    hana = phone("hana")
    for state in State:
        waiting(town, hana, state, error=f"because {state.value}")
    said = types("list")[1]
    for shown in ("because dead", "because uncertain", "because held", "表示：3件"):
        assert shown in said
    for state in ("dead", "uncertain", "held", "pending"):
        assert f"because {state}" in types("list", "--state", state)[1]
        assert "表示：1件" in types("list", "--state", state)[1]
    assert types("list", "--state", "lost")[0] == 2


def test_words_are_shown_only_when_asked_for_and_names_never(town, phone, types) -> None:
    hana = phone("hana")
    number = str(waiting(town, hana, State.DEAD, error="400 Failed to send messages\x1b[31m"))
    for words in (("list",), ("show", number)):
        code, said = types(*words)
        assert code == 0 and "notes:3" in said and "Failed to send" in said
        # Guards the flag in commands/outbox.py: somebody's words are nobody's business.
        assert "内緒" not in said and hana.line_id not in said and "\x1b" not in said
    said = types("show", number, "--text")[1]
    assert "内緒の話があります" in said and hana.line_id not in said
    assert types("show", "99")[0] == 2
    assert types("show", "1; drop")[0] == 2


def test_a_dead_one_is_sent_again_under_a_new_key(town, phone, types, db) -> None:
    hana = phone("hana")
    number = waiting(town, hana, State.DEAD, tries=3, deaths=2, first_try=5.0)
    before = db.scalar(select(Outgoing.retry_key).where(Outgoing.id == number))
    assert types("retry", str(number), answers="n\n")[1].endswith("何も変えていません。")
    assert did(db) == []
    code, said = types("retry", str(number), answers="y\n")
    assert code == 0 and "2回届く" not in said
    # Guards the new key in models.decisions.retry: LINE knows the old one for a day and would take it for sent.
    assert db.scalar(select(Outgoing.retry_key).where(Outgoing.id == number)) != before
    town.work()
    hana.sees("内緒の話")
    assert db.scalar(select(Outgoing.state)) == State.ACCEPTED
    assert did(db) == [("command line", "outbox.retried", f"outbox:{number}")]
    assert types("retry", str(number), "--yes")[0] == 2


def test_of_an_uncertain_one_it_is_said_that_it_may_come_twice(town, phone, types) -> None:
    number = str(waiting(town, phone("hana"), State.UNCERTAIN))
    assert "2回届くことがあります" in types("retry", number, answers="y\n")[1]


def test_a_held_one_goes_when_somebody_has_looked(town, phone, types, db) -> None:
    hana = phone("hana")
    for _one in range(32):
        waiting(town, hana, State.PENDING)
    town.work()
    held = db.scalars(select(Outgoing.id).where(Outgoing.state == State.HELD)).all()
    assert len(held) == 2
    assert types("retry", str(held[0]), "--yes")[0] == 0
    town.work()
    # Guards `first_try` in models.decisions.retry: it is not held again for the same reason.
    assert db.get(Outgoing, held[0]).state == State.ACCEPTED


def test_an_uncertain_answer_goes_as_a_push(town, phone, types, db) -> None:
    hana = phone("hana")
    with town.database.writing() as session:
        row = answer(
            None, hana.line_id, "old token", [flex.text("こんにちは")], "answer.message", town.clock()
        )
        session.execute(Outgoing.__table__.insert(), row | {"state": State.UNCERTAIN})
    number = db.scalar(select(Outgoing.id))
    assert types("retry", str(number), "--yes")[0] == 0
    row = db.execute(select(Outgoing.kind, Outgoing.units, Outgoing.reply_token)).one()
    assert row == (Kind.PUSH, 1, None)
    town.work()
    hana.sees("こんにちは")


def test_what_is_withheld_is_not_asked_about_again(town, phone, types, db) -> None:
    hana = phone("hana")
    numbers = [
        waiting(town, hana, state) for state in (State.DEAD, State.UNCERTAIN, State.HELD, State.PENDING)
    ]
    for number in numbers:
        assert types("withhold", str(number))[0] == 0
        assert types("withhold", str(number))[0] == 2
    assert set(db.scalars(select(Outgoing.state))) == {State.CANCELLED}
    assert types("list") == (0, "決めることはありません。")
    assert [what for _actor, what, _to in did(db)] == ["outbox.withheld"] * 4
    town.work()
    assert hana.chat == []


@pytest.mark.parametrize("state", [State.ACCEPTED, State.SENDING, State.RODE, State.CANCELLED])
def test_what_needs_no_decision_is_left_alone(town, phone, types, db, state) -> None:
    number = str(waiting(town, phone("hana"), state))
    assert types("retry", number, "--yes")[0] == 2
    assert types("withhold", number)[0] == 2
    assert did(db) == [] and db.scalar(select(Outgoing.state)) == state


def test_too_late_or_for_nobody_stays_where_it_is(town, phone, types, db) -> None:
    late = waiting(town, phone("hana"), State.DEAD, not_after=5.0)
    gone = waiting(town, phone("taro", follows=False), State.DEAD)
    assert "時期を過ぎて" in types("retry", str(late), "--yes")[1]
    assert "もう友だちではありません" in types("retry", str(gone), "--yes")[1]
    assert set(db.scalars(select(Outgoing.state))) == {State.DEAD}


def test_a_send_that_is_through_begins_again_for_one_of_it_and_a_stopped_one_does_not(
    town, phone, types, db
) -> None:
    hana = phone("hana")
    send = announce(town, "川原の草刈り", "軍手。", [hana], go=False)
    expand(town.database, town.clock, AT_ONCE)
    town.wire.answers = [Answer(400, b'{"message":"Failed to send messages"}')]
    town.work()
    expand(town.database, town.clock, AT_ONCE)
    assert db.scalar(select(Send.state)) == SendState.FINISHED
    number = str(db.scalar(select(Outgoing.id)))
    assert types("retry", number, "--yes")[0] == 0
    town.work()
    expand(town.database, town.clock, AT_ONCE)
    hana.sees("川原の草刈り")
    assert db.scalar(select(Send.state)) == SendState.FINISHED

    db.execute(update(Outgoing).values(state=State.DEAD))
    db.execute(update(Send).values(state=SendState.SENDING))
    with town.database.writing() as session:
        stop(session, send, town.clock())
    assert "止められています" in types("retry", number, "--yes")[1]
    assert db.scalar(select(Outgoing.state)) == State.DEAD
