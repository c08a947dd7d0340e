"""W5 and W11 in small: duplicates, disorder and replays change nothing."""

from itertools import count
from random import Random
from typing import Any

import pytest
from fresh import fresh_postgres
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from in_order import Model, comes_out_right, deliver, history
from phone import TestTown
from replays import everything
from storing import stored
from webhooks import event, person

numbers = count()


def test_events_that_come_three_times_and_mixed_up_come_out_as_if_in_order(town: TestTown) -> None:
    # Guards models/inbox.py: webhook_event_id is unique and `store` passes over what is known; models/residents.py:
    # `followed` and `unfollowed` look at the time of the event; models/outbox.py: event_id is unique.
    comes_out_right(town, count=300, copies=3, seed=5, people=20)


def test_they_do_on_postgresql_too(clock: Any) -> None:
    # Guards the same, and in bot/queue.py that `_unclaimed` reads again what it has locked.
    with fresh_postgres() as database:
        town = TestTown(database, clock)
        comes_out_right(town, count=100, copies=3, seed=5, people=10)
        town.close()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.data(),
    kinds=st.lists(st.sampled_from(["follow", "unfollow", "message", "postback"]), min_size=2, max_size=4),
)
def test_whoever_blocked_last_is_no_friend_in_whatever_order_we_hear_of_it(
    town: TestTown, data: st.DataObject, kinds: list[str]
) -> None:
    # Guards models/residents.py and, in bot/engine.py, that news of another kind says nothing about friendship.
    name = f"h{next(numbers)}"
    who = person(10_000 + next(numbers))
    more = {
        "message": {"message": {"type": "sticker", "id": "1"}},
        "postback": {"postback": {"data": "menu.tab/1"}},
    }
    made = [
        event(kind, who, f"{name}-{n}", 1_790_000_000_000 + n, **more.get(kind, {}))
        for n, kind in enumerate(kinds)
    ]
    for one in data.draw(st.permutations(made)):
        assert town.post(one) == 200
        assert town.engine.batch() == 1
    assert Model.read(town, name).follows == Model.of(made).follows


@pytest.mark.parametrize("later", [{"hours": 1}, {"days": 29}])
def test_a_replay_weeks_later_has_no_effect(town: TestTown, clock: Any, later: dict[str, float]) -> None:
    # Guards commands/worker.py: EVENTS_ARE_KEPT is longer than a month; models/inbox.py: ids are unique.
    captured = [[one] for one in history(Random(11), "w11", 40, people=8)]
    deliver(town, captured)
    clock.moves(**later)
    town.keep_house()
    before = everything(town)
    deliver(town, captured)
    assert everything(town) == before


def test_events_go_when_nobody_can_have_them_any_more(town: TestTown, clock: Any) -> None:
    # Guards commands/worker.py: the chore that prunes, without which the test above would show nothing.
    deliver(town, [[one] for one in history(Random(11), "old", 5, people=2)])
    clock.moves(days=36)
    deliver(town, [[one] for one in history(Random(11), "new", 5, people=2)])
    town.keep_house()
    assert stored(town.database) == {f"new-{number}" for number in range(5)}
