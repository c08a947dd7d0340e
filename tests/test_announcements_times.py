"""When announcements begin: at their time and once, not at night, late only for a while, and never when stale."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from agreed import KITA, MINAMI, agreed, approved, as_it_is, goes_out, sends, times
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from offered import an_activity

from models.activities import ActivityState
from models.announcements import Held, State, TimeState
from models.contents import Card, Content, Words
from models.drafting import change
from models.limits import Limits
from models.outbox import Lane
from models.planning import release
from models.schedules import Holidays, Rule, Schedule

TOKYO = ZoneInfo("Asia/Tokyo")
NINE = datetime(2026, 11, 25, 9, 0, tzinfo=TOKYO)
ONCE = Schedule(rule=Rule.ONCE, at=NINE)
SECOND = timedelta(seconds=1)
AS_OFTEN_AS_LIKE = Limits(undo=0.0, canary_wait=0.0, most_a_week=0)


def test_it_begins_at_its_time_and_not_before(town, phone, db, clock) -> None:
    hana = phone("hana")
    approved(db, clock(), schedule=ONCE)
    clock.now = NINE - SECOND
    assert goes_out(town) == 0
    clock.now = NINE
    assert goes_out(town) == 1
    assert goes_out(town) == 0
    assert len(hana.chat) == 1
    [time] = times(db)
    assert (time.state, time.late, time.due) == (TimeState.STARTED, False, NINE)


def test_what_falls_into_the_night_waits_for_the_morning_and_is_not_late(town, phone, db, clock) -> None:
    hana = phone("hana")
    approved(db, clock(), schedule=Schedule(rule=Rule.ONCE, at=NINE.replace(hour=22)))
    clock.now = NINE.replace(hour=22)
    for _hour in range(10):
        assert goes_out(town) == 0
        clock.moves(hours=1)
    assert clock.now == NINE.replace(hour=8) + timedelta(days=1)
    assert goes_out(town) == 1
    assert len(hana.chat) == 1
    assert not times(db)[0].late


def test_a_little_late_is_marked_and_very_late_is_held_for_a_person(town, phone, db, clock) -> None:
    hana = phone("hana")
    approved(db, clock(), "ひとつめ", schedule=ONCE)
    clock.now = NINE + timedelta(minutes=29)
    goes_out(town)
    assert (times(db)[0].state, times(db)[0].late) == (TimeState.STARTED, True)
    clock.now = NINE - timedelta(hours=1)
    two = approved(db, clock(), "ふたつめ", schedule=ONCE)
    clock.now = NINE + timedelta(minutes=31)
    goes_out(town)
    assert (times(db)[1].state, times(db)[1].why) == (TimeState.HELD, Held.LATE)
    goes_out(town)
    hana.sees_not("ふたつめ")
    release(db, two, KITA, clock())
    release(db, two, MINAMI, clock())
    goes_out(town)
    hana.sees("ふたつめ")
    assert len(sends(db)) == 2


def test_what_is_over_is_never_sent_by_itself(town, phone, db, clock) -> None:
    hana = phone("hana")
    grass = an_activity(db, clock(), days=1)  # over at 11:30
    noon = NINE.replace(hour=12)
    with_card = Content((Words({"ja": "草刈りへどうぞ"}), Card(grass.id)))
    approved(db, clock(), with_card, schedule=Schedule(rule=Rule.ONCE, at=noon))
    approved(db, clock(), "きょうの話", activity_id=grass.id, schedule=Schedule(rule=Rule.ONCE, at=noon))
    approved(db, clock(), "日付", not_after=noon, schedule=Schedule(rule=Rule.ONCE, at=noon))
    clock.now = noon
    goes_out(town)
    assert [(time.state, time.why) for time in times(db)] == [(TimeState.HELD, Held.OVER)] * 3
    assert not hana.chat


def test_what_is_on_its_way_is_not_sent_after_its_day(town, phone, db, clock) -> None:
    phone("hana")
    approved(db, clock(), not_after=NINE)
    goes_out(town)
    assert sends(db)[0].not_after == NINE.timestamp()


@pytest.mark.parametrize("change_to", [{"version": 1}, {"state": ActivityState.CANCELLED}])
def test_what_was_moved_or_called_off_since_is_looked_at_again(town, phone, db, clock, change_to) -> None:
    hana = phone("hana")
    grass = an_activity(db, clock(), days=5)
    approved(db, clock(), Content((Card(grass.id),)), schedule=ONCE)
    for name, value in change_to.items():
        setattr(grass, name, value)
    db.flush()
    clock.now = NINE
    goes_out(town)
    assert times(db)[0].why == Held.CHANGED
    assert not hana.chat


def test_again_and_again_each_time_once(town, phone, db, clock) -> None:
    hana = phone("hana")
    one = approved(
        db, clock(),
        schedule=Schedule(
            rule=Rule.DAILY, hour=11, last=date(2026, 11, 27), exceptions=(date(2026, 11, 25),),
            holidays=Holidays.SKIP,
        ),
    )  # fmt: skip
    for _half_hour in range(4 * 48):
        goes_out(town)
        clock.moves(minutes=30)
    assert [f"{time.due.astimezone(TOKYO):%d %H:%M}" for time in times(db)] == [
        "24 11:00",
        "26 11:00",
        "27 11:00",
    ]
    assert len(hana.chat) == 3 == len(sends(db))
    assert as_it_is(db, one).state == State.STARTED


def test_what_was_missed_for_long_is_held_once_and_not_made_up_for(town, phone, db, clock) -> None:
    hana = phone("hana")
    approved(db, clock(), schedule=Schedule(rule=Rule.DAILY, hour=11))
    clock.moves(days=3, hours=1, minutes=10)  # nobody was at work for three days; today's was ten minutes ago
    goes_out(town)
    goes_out(town)
    assert [(time.state, time.late) for time in times(db)] == [
        (TimeState.HELD, False),
        (TimeState.STARTED, True),
        (TimeState.WAITING, False),
    ]
    assert len(hana.chat) == 1


def test_a_change_takes_its_times_back(town, phone, db, clock) -> None:
    hana = phone("hana")
    one = approved(db, clock(), schedule=ONCE)
    change(db, one, KITA, clock(), schedule=Schedule(rule=Rule.ONCE, at=NINE + timedelta(hours=1)))
    clock.now = NINE
    assert goes_out(town) == 0
    agreed(db, one, clock())
    clock.now = NINE + timedelta(hours=1)
    assert goes_out(town) == 1
    assert len(hana.chat) == 1


def test_urgent_ones_begin_first(town, phone, db, clock) -> None:
    hana = phone("hana")
    approved(db, clock(), "ふつう")
    approved(db, clock(), "いそぎ", urgent=True)
    goes_out(town)
    goes_out(town)
    assert [send.lane for send in sends(db)] == [Lane.URGENT, Lane.BULK]
    hana.sees("いそぎ", "ふつう")


due_times = some.sampled_from(
    [
        datetime(2026, 12, 31, 23, 59, tzinfo=TOKYO),
        datetime(2027, 1, 1, 0, 0, tzinfo=TOKYO),
        datetime(2028, 2, 29, 12, 0, tzinfo=TOKYO),
        datetime(2028, 2, 29, 0, 0, tzinfo=TOKYO),
        datetime(2026, 12, 1, 8, 0, tzinfo=TOKYO),
        datetime(2026, 12, 1, 21, 0, tzinfo=TOKYO),
    ]
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(due_times, some.lists(some.integers(-300, 300), min_size=3, max_size=8), some.booleans())
def test_a_clock_that_jumps_sends_nothing_early_and_nothing_twice(
    town, phone, db, clock, due: datetime, jumps: list[int], urgent: bool
) -> None:
    """D19. Guards: `now < _opens(...)` in outreach.announcements, and the row's own condition there."""
    phone("hana")
    clock.now = due - timedelta(minutes=20)
    before = len(sends(db))
    one = approved(
        db,
        clock(),
        f"{due} {jumps} {urgent} {before}",
        schedule=Schedule(rule=Rule.ONCE, at=due),
        urgent=urgent,
    )
    opens = due
    if not urgent and (due.hour >= 21 or due.hour < 8):
        opens = due.replace(hour=8, minute=0) + (timedelta(days=1) if due.hour >= 21 else timedelta())
    began = None
    for jump in (*jumps, 0):
        clock.now = opens + timedelta(seconds=jump)
        goes_out(town, AS_OFTEN_AS_LIKE)
        here = [send for send in sends(db) if send.subject == one.subject]
        assert len(here) <= 1
        if here and began is None:
            began = clock.now
    assert began is not None and began >= opens
    assert [time.state for time in times(db) if time.announcement_id == one.id] == [TimeState.STARTED]
