"""The month's messages: counted, reserved, guarded, and given back to what had to wait (D16)."""

import json
from dataclasses import replace
from math import inf

import pytest
from pyroaring import BitMap
from sqlalchemy import select

from delivery.answers import Answer
from delivery.quota import refresh
from locales import speaking
from models.budget import Quota, TooFewMessagesLeft, budget, guard, refused, spend
from models.limits import Limits
from models.outbox import Lane, Outgoing, State
from models.residents import Resident
from models.sends import Send, SendState, Why, pause, progress
from outreach.expanding import expand
from outreach.sending import begin, by_face
from views import budget as faces
from views import flex

LIMITS = Limits(undo=0.0, canary_wait=0.0, quiet_from=0, quiet_until=0, reserve=20)


class Plan:
    """LINE's end, as far as the month is concerned; it counts how often it is asked."""

    def __init__(self, value: int | None, used: int) -> None:
        self.value, self.used, self.asked = value, used, 0

    def call(self, method: str, path: str, body: bytes | None = None, **more: object) -> Answer:
        self.asked += 1
        if path.endswith("/consumption"):
            return Answer(200, json.dumps({"totalUsage": self.used}).encode())
        said = {"type": "none"} if self.value is None else {"type": "limited", "value": self.value}
        return Answer(200, json.dumps(said).encode())

    async def post(self, path: str, body: bytes, retry_key: str | None = None, closes: float = inf) -> Answer:
        raise AssertionError("nothing is sent here")

    async def close(self) -> None:
        """Nothing is held."""


def read(town, plan: Plan) -> None:
    """Have the quota read now, whenever it was read before."""
    with town.database.writing() as db:
        refused(db)
    refresh(town.database, plan, town.clock, LIMITS)


def people(town, phone, count: int) -> BitMap:
    line_ids = [phone(f"resident {number}").line_id for number in range(count)]
    with town.database.reading() as db:
        return BitMap(db.scalars(select(Resident.id).where(Resident.line_id.in_(line_ids))))


def begun(town, keys: BitMap, *, lane: Lane = Lane.BULK, number: int = 1) -> int:
    with town.database.writing() as db:
        parts = by_face(db, keys)
        said = [flex.text(f"川原の草刈り {number}")]
        send = begin(
            db, town.database, kind="announcement", subject=f"announcements:{number}", title="川原の草刈り",
            words="軍手", parts=parts, bodies=dict.fromkeys(parts, said), now=town.clock(), limits=LIMITS, lane=lane,
        )  # fmt: skip
        return send.id


def now_of(town):
    with town.database.reading() as db:
        return budget(db, LIMITS, town.clock())


def test_what_line_says_and_what_went_since_are_added(town) -> None:
    read(town, Plan(200, 50))
    with town.database.writing() as db:
        spend(db, 7, town.clock())
        spend(db, 3, town.clock())
    found = now_of(town)
    assert (found.limit, found.used, found.reserved) == (200, 60, 0)
    assert (found.left, found.left_for_news, found.left_for_reminders) == (140, 120, 140)
    # The next reading has them in it: they are not counted twice.
    read(town, Plan(200, 60))
    assert now_of(town).used == 60


def test_people_of_a_send_are_spoken_for_before_and_after_it_is_expanded(town, phone) -> None:
    keys = people(town, phone, 12)
    read(town, Plan(200, 50))
    begun(town, keys)
    assert now_of(town).reserved == 12
    expand(town.database, town.clock, LIMITS)
    assert now_of(town).reserved == 12
    town.work()
    found = now_of(town)
    assert (found.used, found.reserved) == (62, 0)


def test_without_a_limit_all_sums_are_endless(town) -> None:
    read(town, Plan(None, 4_000))
    found = now_of(town)
    assert (found.limit, found.used, found.left_for_news, found.short_of(1_000_000)) == (None, 4_000, inf, 0)
    assert not found.runs_over and found.share == 0.0
    with town.database.writing() as db:
        guard(db, LIMITS, town.clock(), 1_000_000)
    assert faces.cheaper(found, 1_000_000) == []


def test_too_many_people_are_refused_with_the_numbers(town) -> None:
    read(town, Plan(200, 100))
    with town.database.writing() as db, pytest.raises(TooFewMessagesLeft) as no:
        guard(db, LIMITS, town.clock(), 120)
    assert "あと80通" in str(no.value) and "40人分 足りません" in str(no.value)
    found = now_of(town)
    assert faces.cost(found, 120).splitlines() == [
        "送る人数は 120人です。",
        "今月の残りは 80通です。このまま送ると 40人分 足りません。",
    ]
    assert "予定の前の知らせ" in "".join(faces.standing(found))
    assert len(faces.cheaper(found, 120)) == 4
    with speaking("en"):
        assert "40 too few" in faces.cost(found, 120)


def test_news_never_touches_what_is_kept_for_reminders(town) -> None:
    read(town, Plan(200, 180))
    with town.database.writing() as db:
        # Guards `- self.reserve` in Budget.left_for_news.
        with pytest.raises(TooFewMessagesLeft):
            guard(db, LIMITS, town.clock(), 1)
        assert guard(db, LIMITS, town.clock(), 20, news=False).left_for_reminders == 20


def test_a_new_month_in_japan_begins_with_nothing_used(town) -> None:
    with town.database.writing() as db:
        spend(db, 150, town.clock())
    read(town, Plan(200, 150))
    assert now_of(town).left == 50
    town.clock.now = town.clock.now.replace(day=30, hour=23, minute=59)
    assert now_of(town).used == 150
    town.clock.moves(minutes=2)
    found = now_of(town)
    assert (found.limit, found.used, found.left) == (200, 0, 200)


def test_the_forecast_goes_on_as_the_month_did(town) -> None:
    # 24 November, 10:00: 23.4 days are over, 6.6 are left.
    with town.database.writing() as db:
        spend(db, 150, town.clock())
    read(town, Plan(200, 150))
    found = now_of(town)
    assert found.forecast == 192 and not found.runs_over
    read(town, Plan(180, 150))
    assert now_of(town).runs_over
    assert "180通を超えます" in faces.outlook(now_of(town))


def test_the_quota_is_read_now_and_then_and_at_once_when_line_refuses(town) -> None:
    plan = Plan(200, 50)
    refresh(town.database, plan, town.clock, LIMITS)
    refresh(town.database, plan, town.clock, LIMITS)
    assert plan.asked == 2  # the limit and what is used, once
    with town.database.writing() as db:
        refused(db)
    refresh(town.database, plan, town.clock, LIMITS)
    assert plan.asked == 4


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"type":"limited"}', b'{"type":"limited","value":"many"}', b"<html>"]
)
def test_an_odd_answer_changes_nothing(town, body: bytes) -> None:
    read(town, Plan(200, 50))
    odd = Plan(None, 0)
    odd.call = lambda method, path, body_=None, **more: Answer(200, body)  # type: ignore[method-assign]
    read(town, odd)
    assert now_of(town).limit == 200


def stopped_by_the_month(town, phone, *, lane: Lane = Lane.BULK) -> int:
    """A send of twelve that LINE refuses for the month; nothing of it is dead."""
    send = begun(town, people(town, phone, 12), lane=lane)
    expand(town.database, town.clock, LIMITS)
    town.wire.answers = [Answer(429, b'{"message":"You have reached your monthly limit."}')]
    town.work()
    with town.database.reading() as db:
        found = db.get(Send, send)
        assert (found.state, found.why) == (SendState.PAUSED, Why.QUOTA)
        assert progress(db, found).dead == 0
    return send


def wake(town, plan: Plan) -> None:
    """The first look puts a time on the next; make it come, and look again."""
    refresh(town.database, plan, town.clock, LIMITS)
    with town.database.writing() as db:
        row = db.get(Quota, 1)
        assert row.try_at is not None and row.try_at > town.database.moment(db)
        row.try_at = 0.0
    refresh(town.database, plan, town.clock, LIMITS)


def test_a_send_waits_while_the_month_is_used_up_and_goes_on_when_it_is_not(town, phone) -> None:
    send = stopped_by_the_month(town, phone)
    wake(town, Plan(200, 195))
    with town.database.reading() as db:
        # Guards the first condition of `_resume` in delivery/quota.py: twelve do not fit into five.
        assert db.get(Send, send).state == SendState.PAUSED
    read(town, Plan(1_000, 195))
    with town.database.writing() as db:
        db.get(Quota, 1).try_at = 0.0
    refresh(town.database, Plan(1_000, 195), town.clock, LIMITS)
    expand(town.database, town.clock, LIMITS)
    town.work()
    expand(town.database, town.clock, LIMITS)
    with town.database.reading() as db:
        found = db.get(Send, send)
        counts = progress(db, found)
        assert found.state == SendState.FINISHED
        assert (counts.accepted, counts.dead, counts.unsent, counts.open) == (12, 0, 0, 0) and counts.adds_up
    assert [len(chat) for chat in town.wire.chats.values()] == [1] * 12


def test_a_reservation_of_somebody_else_is_over_in_a_while(town, phone) -> None:
    send = stopped_by_the_month(town, phone)
    wake(town, Plan(200, 0))  # there is room: it was only reserved
    with town.database.reading() as db:
        assert db.get(Send, send).state == SendState.EXPANDING
        assert db.get(Quota, 1).tries == 1  # the next try would be later


def test_news_that_waited_does_not_go_on_at_night(town, phone) -> None:
    send = stopped_by_the_month(town, phone)
    town.clock.now = town.clock.now.replace(hour=23)
    night = replace(LIMITS, quiet_from=21, quiet_until=8)
    refresh(town.database, Plan(200, 0), town.clock, night)
    with town.database.writing() as db:
        db.get(Quota, 1).try_at = 0.0
    refresh(town.database, Plan(200, 0), town.clock, night)
    with town.database.reading() as db:
        # Guards `night` in delivery/quota.py.
        assert db.get(Send, send).state == SendState.PAUSED


def test_what_staff_paused_is_not_taken_for_the_months(town, phone) -> None:
    send = begun(town, people(town, phone, 3))
    with town.database.writing() as db:
        pause(db, send, Why.STAFF)
    read(town, Plan(None, 0))
    with town.database.reading() as db:
        assert db.get(Send, send).state == SendState.PAUSED
        assert db.get(Quota, 1).try_at is None


def test_one_persons_message_rides_when_the_month_is_used_up_and_goes_when_there_is_a_new_one(
    town, phone, db
) -> None:
    hana = phone("hana")
    with town.database.writing() as session:
        session.add(
            Outgoing.push(hana.line_id, [flex.text("明日の草刈り、9時からです。")], "reminder", town.clock())
        )
    town.wire.answers = [Answer(429, b'{"message":"You have reached your monthly limit."}')]
    town.work()
    assert db.scalars(select(Outgoing.state)).one() == State.PENDING
    read(town, Plan(200, 200))
    assert db.scalars(select(Outgoing.state)).one() == State.RIDING
    read(town, Plan(400, 200))
    assert db.execute(select(Outgoing.state, Outgoing.units)).one() == (State.PENDING, 1)
    town.work()
    hana.sees("明日の草刈り")
