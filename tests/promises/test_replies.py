"""D24 in small, and recovery from crashes: at most one answer to an event, whatever happens to it on its way."""

from pathlib import Path
from typing import Any

from own_line import OwnLine
from replying import (
    FATES,
    TERMINAL,
    answered,
    asks,
    killed_while_answering,
    killed_while_sending,
    post,
    rows,
    send_all,
)
from road import says
from sqlalchemy import func, select
from storing import carry_all_in
from webhooks import person

from models.database import Database
from models.inbox import Event, EventState
from models.outbox import Outgoing, State, answer


def test_every_outcome_of_a_reply_has_its_fate_and_nobody_is_answered_twice(
    either: Database, clock: Any
) -> None:
    # Guards delivery/verdicts.py: `_reply` (uncertain after silence and 5xx, push only when the token was refused);
    # delivery/worker.py: `_ask` gives replies no retry key; models/outbox.py: event_id is unique.
    names = list(FATES)
    line = OwnLine(behaves={f"token-r{number}": [name] for number, name in enumerate(names)})
    answered(either, clock, *[asks("r", number) for number in range(len(names))])
    with line.open():
        send_all(either, line)
    fates = rows(either)
    assert line.replies_with_key == 0
    for number, name in enumerate(names):
        state, most, pushed = FATES[name]
        assert fates[f"token-r{number}"] == (state, "push" if pushed else "reply"), name
        assert line.shown[f"token-r{number}"] == most, name
        assert line.shown[person(number)] == int(pushed), name
        assert line.asked[f"reply token-r{number}"] == (2 if name == "429" else 1), name


def test_a_reply_that_never_reached_line_is_tried_again(sqlite: Database, clock: Any) -> None:
    # Guards delivery/line.py: a refused connection is `sent=False`, and delivery/verdicts.py, which believes it.
    line = OwnLine()
    answered(sqlite, clock, asks("n", 1))
    send_all(sqlite, line)
    assert rows(sqlite)["token-n1"] == (State.PENDING, "reply")
    with line.open():
        send_all(sqlite, line)
    assert rows(sqlite)["token-n1"] == (State.ACCEPTED, "reply") and line.shown["token-n1"] == 1


def test_a_push_in_place_of_a_refused_reply_is_not_doubled_by_trouble(sqlite: Database, clock: Any) -> None:
    # Guards delivery/worker.py: a push carries the row's one retry key at each try.
    line = OwnLine(behaves={"token-p1": ["used"], person(1): ["500 after", "silence", "reset after"]})
    answered(sqlite, clock, asks("p", 1))
    with line.open():
        send_all(sqlite, line)
    assert rows(sqlite)["token-p1"] == (State.ACCEPTED, "push")
    assert line.shown == {person(1): 1} and len(line.keys[person(1)]) == 1


def test_a_worker_killed_while_it_sends_doubles_nothing_and_holds_up_nobody(
    either: Database, clock: Any, tmp_path: Path
) -> None:
    # Guards delivery/worker.py: `take_back` makes the replies of the dead uncertain and frees what it held.
    shown = killed_while_sending(either, clock, tmp_path, people=12)
    assert shown == {f"token-k{number}": 1 for number in range(12)}


def test_events_that_a_killed_worker_left_are_answered_once_by_the_next(
    either: Database, clock: Any, tmp_path: Path
) -> None:
    # Guards bot/engine.py: an event is done in the transaction that holds its answer, and in no other.
    left, shown = killed_while_answering(either, clock, tmp_path, people=200, kills=1)
    assert left > 0 and max(shown.values()) == 1
    with either.reading() as db:
        made = db.scalars(select(Outgoing.event_id)).all()
        assert len(made) == len(set(made)) == 200
        assert db.scalar(select(func.count()).where(Outgoing.state.not_in(TERMINAL))) == 0
        # What a reply was under way with when the worker died is not sent again; everything else arrived.
        unsure = db.scalar(select(func.count()).where(Outgoing.state == State.UNCERTAIN))
        assert len(shown) + (unsure or 0) >= 200


def test_an_event_that_cannot_be_answered_is_set_aside_and_stops_nobody(either: Database, clock: Any) -> None:
    # Guards bot/engine.py: `_stumble`, which gives up on one event; its worker would die of it again and again.
    post(either, clock, asks("s", 0))
    carry_all_in(either)
    with either.writing() as db:
        event = db.scalars(select(Event)).one()
        # What no release of ours writes: an answer to an event that is not done.
        db.add(Outgoing(**answer(event.id, person(0), "token-s0", says("reply"), "test", clock())))
    answered(either, clock, *[asks("s", number) for number in (1, 2)])
    with either.reading() as db:
        states = db.scalars(select(Event.state).order_by(Event.id)).all()
        assert states == [EventState.FAILED, EventState.DONE, EventState.DONE]
        tokens = db.scalars(select(Outgoing.reply_token).order_by(Outgoing.reply_token)).all()
        assert tokens == ["token-s0", "token-s1", "token-s2"]
