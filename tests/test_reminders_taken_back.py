"""Stories of reminders that are true no more: moved, called off, given back; what has not left stays here."""

from datetime import timedelta

import pytest
from offered import an_activity, place_of
from reminding import joins, moved, on, pushes, tend
from sqlalchemy import select

from app import limits_of, town_of
from delivery.answers import Answer
from models.activities import Activity, ActivityState
from models.outbox import Outgoing, State
from models.reminders import Reminder, withdraw
from outreach import reminders
from views.joining import LeaveSure


def test_what_was_moved_reminds_of_its_new_time_only(town, phone, db, clock):
    activity = an_activity(db, clock(), days=4)
    hana = phone("hana")
    joins(hana, activity)
    with town.database.writing() as writing:
        moved(writing, activity, timedelta(days=1))
    on(clock, 27, 18)
    assert tend(town) == 0
    on(clock, 28, 8)
    assert tend(town) == 0
    on(clock, 28, 18)
    assert tend(town) == 1
    hana.sees("あすです。", "11月29日(日) 9:00\N{NON-BREAKING HYPHEN}11:30")


def test_what_is_moved_after_it_was_announced_is_announced_again(town, phone, db, clock):
    activity = an_activity(db, clock(), days=4)
    hana = phone("hana")
    joins(hana, activity)
    on(clock, 27, 18)
    assert tend(town) == 1
    with town.database.writing() as writing:
        moved(writing, activity, timedelta(days=1))
    on(clock, 28, 18)
    assert tend(town) == 1
    hana.sees("11月29日(日)")


@pytest.mark.parametrize("state", [ActivityState.CANCELLED, ActivityState.HIDDEN])
def test_what_does_not_take_place_is_not_announced(town, phone, db, clock, state):
    activity = an_activity(db, clock(), days=4)
    hana = phone("hana")
    joins(hana, activity)
    activity.state = state
    db.flush()
    on(clock, 27, 18)
    assert tend(town) == 0


def waiting_row(town, phone, db, clock) -> tuple[Outgoing, Activity]:
    """A reminder that has been written and cannot leave: the month is used up, so it waits for the next reply."""
    activity = an_activity(db, clock(), days=4)
    hana = phone("hana")
    joins(hana, activity)
    on(clock, 27, 18)
    assert reminders.tend(town.database, clock, limits_of(town.settings), town_of(town.settings)) == 1
    row = pushes(db, hana)[0]
    row.state = State.RIDING
    db.flush()
    return row, activity


def state_of(db, row: Outgoing) -> State:
    db.expire_all()
    return db.scalars(select(Outgoing.state).where(Outgoing.id == row.id)).one()


# Guards `withdraw` in imports.activity_rows.Activities.change.
def test_a_reminder_that_has_not_left_is_taken_back_when_its_activity_moves(town, phone, db, clock):
    row, activity = waiting_row(town, phone, db, clock)
    with town.database.writing() as writing:
        moved(writing, activity, timedelta(hours=1))
    assert state_of(db, row) == State.CANCELLED
    assert db.scalars(select(Reminder)).all() == []
    assert tend(town) == 1  # the new time has one of its own
    phone("hana").sees("11月28日(土) 10:00\N{NON-BREAKING HYPHEN}12:30")


# Guards `_stale` in models.reminders: whoever changes an activity need not know of reminders.
@pytest.mark.parametrize("change", [{"state": ActivityState.CANCELLED}, {"version": 7}])
def test_whatever_changed_without_a_word_is_found_out(town, phone, db, clock, change):
    row, activity = waiting_row(town, phone, db, clock)
    for name, value in change.items():
        setattr(activity, name, value)
    db.flush()
    tend(town)
    assert state_of(db, row) == State.CANCELLED


# Guards WAITS in models.reminders: LINE was in trouble when it was tried, and has it or not.
def test_what_was_tried_in_vain_does_not_remind_of_what_is_called_off(town, phone, db, clock):
    activity = an_activity(db, clock(), days=4)
    hana = phone("hana")
    joins(hana, activity)
    on(clock, 27, 18)
    town.wire.answers = [Answer(500)]
    tend(town)
    row = pushes(db, hana)[0]
    assert (row.state, row.tries) == (State.PENDING, 1)
    activity.state = ActivityState.CANCELLED
    db.flush()
    clock.moves(minutes=5)
    tend(town)
    assert state_of(db, row) == State.CANCELLED
    hana.sees_not("あすです。")


# Guards `withdraw_own` in handlers.joining.give_back.
def test_who_gives_the_place_back_hears_no_more_of_it(town, phone, db, clock):
    row, _activity = waiting_row(town, phone, db, clock)
    hana = phone("hana")
    hana.presses(LeaveSure(place_of(db, hana.line_id).id).pack())
    assert state_of(db, row) == State.CANCELLED
    hana.sees_not("あすです。")
    on(clock, 28, 8)
    assert tend(town) == 0


def test_what_has_left_is_not_taken_back(town, phone, db, clock):
    activity = an_activity(db, clock(), days=4)
    hana = phone("hana")
    joins(hana, activity)
    on(clock, 27, 18)
    tend(town)
    with town.database.writing() as writing:
        assert withdraw(writing, [activity.id]) == 0
    assert [row.state for row in pushes(db, hana)] == [State.ACCEPTED]


def test_who_blocked_us_is_not_written_to_and_nothing_is_revived_by_coming_back(town, phone, db, clock):
    hana = phone("hana")
    joins(hana, an_activity(db, clock(), days=4))
    hana.does("unfollow")
    on(clock, 27, 18)
    assert tend(town) == 0
    assert pushes(db, hana) == []
