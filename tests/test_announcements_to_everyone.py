"""Announcements that no list of ours names the people of: to everyone at LINE, and by the weekly digest alone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from agreed import A_MINUTE_TO_UNDO, AT_ONCE, KITA, agreed, approved, goes_out, sends, times
from offered import an_organisation, speaks_for
from sqlalchemy import select, update
from test_taking_back import rows_with

from models.acting import By
from models.announcements import Held, State, TimeState, for_weekly
from models.approving import submit
from models.audiences import Audience, EverybodyOrSome
from models.budget import Quota, budget
from models.contents import Content, Words
from models.drafting import correct, draft
from models.entitlements import NotEntitled
from models.limits import Limits
from models.outbox import Kind, Outgoing
from models.outbox import State as RowState
from models.planning import withdraw
from models.residents import Delivery, Resident
from models.schedules import Rule, Schedule
from models.sends import Send, SendPart, SendState, progress
from outreach import digests

TOKYO = ZoneInfo("Asia/Tokyo")
EVERYONE_AT_LINE = Audience(everyone=True, unmet=True)
CANARY = "canary4711"
WATER = Content((Words({"ja": "水が止まります。", "en": "No water."}),))


@pytest.fixture
def types(town):
    """`types("show", "1")` is what a clerk types after `flask announcements`."""
    runner = town.app.test_cli_runner()

    def typed(*words):
        ended = runner.invoke(args=["announcements", *words])
        assert ended.exit_code == 0, ended.output
        return ended.output.strip()

    return typed


def narrowcasts(town) -> list[dict]:
    return [said for _method, path, said in town.wire.calls if path == "/v2/bot/message/narrowcast"]


def rows(db) -> list[Outgoing]:
    found = select(Outgoing).where(Outgoing.kind == Kind.NARROWCAST).order_by(Outgoing.id)
    return list(db.scalars(found.execution_options(populate_existing=True)))


def test_everyone_at_line_is_one_call_in_one_language(town, phone, db) -> None:
    phone("hana"), phone("ann", locale="en"), phone("gone", follows=False)
    phone("rest", paused_until=town.clock() + timedelta(days=3)), phone("weekly", delivery=Delivery.WEEKLY)
    approved(db, town.clock(), WATER, audience=EVERYONE_AT_LINE)
    assert goes_out(town) == 1
    [said] = narrowcasts(town)
    assert set(said) == {"messages"}
    assert "水が止まります。" in said["messages"][0]["text"]
    [row] = rows(db)
    assert (row.state, row.units, row.recipients, row.to) == (RowState.ACCEPTED, 4, None, "")
    goes_out(town)
    assert len(narrowcasts(town)) == 1
    [send] = sends(db)
    db.refresh(send)
    assert (send.state, send.total, send.subject) == (SendState.FINISHED, 4, "announcements:1")
    assert not db.scalars(select(SendPart)).all()
    found = progress(db, send)
    assert found.adds_up and found.accepted == 4
    assert budget(db, Limits(), town.clock()).used == 4


def test_for_a_minute_everyone_at_line_can_be_undone(town, phone, db) -> None:
    phone("hana")
    one = approved(db, town.clock(), WATER, audience=EVERYONE_AT_LINE)
    goes_out(town, limits=A_MINUTE_TO_UNDO)
    assert not narrowcasts(town)
    [row] = rows(db)
    assert row.state == RowState.PENDING and row.due > 0
    assert budget(db, Limits(), town.clock()).reserved == 1
    withdraw(db, one, KITA, town.clock())
    db.execute(update(Outgoing).values(due=0.0))
    goes_out(town)
    assert rows(db)[0].state == RowState.CANCELLED
    assert not narrowcasts(town)


def test_after_its_minute_it_leaves_also_when_it_was_paused_meanwhile(types, town, phone, db) -> None:
    phone("hana")
    approved(db, town.clock(), WATER, audience=EVERYONE_AT_LINE)
    goes_out(town, limits=A_MINUTE_TO_UNDO)
    types("pause", "1", "--by", "北")
    db.execute(update(Outgoing).values(due=0.0))
    goes_out(town)
    assert not narrowcasts(town)
    types("resume", "1", "--by", "北")
    goes_out(town)
    assert len(narrowcasts(town)) == 1


def test_too_few_messages_hold_everyone_at_line_and_twice_is_a_mistake(town, phone, db) -> None:
    phone("hana"), phone("taro")
    db.add(Quota(id=1, most=21, used=0, ours=0, month="2026-11", read_at=town.clock(), due=1e12))
    db.flush()
    approved(db, town.clock(), WATER, audience=EVERYONE_AT_LINE)
    goes_out(town)
    assert times(db)[0].why == Held.MONTH
    assert not rows(db)
    db.get_one(Quota, 1).most = 100
    db.flush()
    approved(db, town.clock(), WATER, audience=EVERYONE_AT_LINE)
    approved(db, town.clock(), WATER, audience=EVERYONE_AT_LINE)
    goes_out(town)
    assert [time.why for time in times(db)[1:]] == [None, Held.TWICE]
    assert len(narrowcasts(town)) == 1


def test_its_correction_goes_to_everyone_there_too(town, phone, db) -> None:
    phone("hana")
    one = approved(db, town.clock(), WATER, audience=EVERYONE_AT_LINE)
    goes_out(town)
    right = correct(db, one, KITA, Content.of_words("水は止まりません。"), town.clock())
    agreed(db, right, town.clock())
    goes_out(town)
    assert [send.kind for send in sends(db)] == ["announcement", "correction"]
    assert [row.kind for row in rows(db)] == [Kind.NARROWCAST] * 2


def test_everyone_at_line_is_for_the_office_and_cannot_be_narrowed(town, phone, db) -> None:
    hana = phone("hana")
    now, club = town.clock(), an_organisation(db, town.clock())
    speaks_for(db, hana.line_id, club, now)
    db.flush()
    resident = db.scalars(select(Resident).where(Resident.line_id == hana.line_id)).one()
    by = By.resident(resident)
    one = draft(db, by, "", WATER, EVERYONE_AT_LINE, now, organisation_id=club.id)
    with pytest.raises(NotEntitled):
        submit(db, one, by, {}, now)
    for odd in (
        Audience(everyone=True, unmet=True, topics=("nature",)),
        Audience(unmet=True, districts=("川東",)),
    ):
        with pytest.raises(EverybodyOrSome):
            odd.check()


def test_the_office_is_told_what_everyone_at_line_means(types, town, phone, db) -> None:
    phone("hana")
    types("new", "--by", "北", "--ja", "水が止まります。", "--everyone-at-line")
    said = types("show", "1")
    assert "日本語" in said and "お休み" in said and "ひとりずつ" in said
    # Guards views/audiences.py: "everybody" alone would be those whom the bot knows.
    assert "送る相手：LINEの友だち全員（ボットがまだ知らない人も含みます）" in said
    types("submit", "1", "--by", "北")


def test_what_only_weekly_readers_are_meant_for_begins_in_their_digest(types, town, phone, db, clock) -> None:
    weekly = phone("weekly", delivery=Delivery.WEEKLY)
    approved(db, clock(), WATER)
    assert goes_out(town) == 1
    assert goes_out(town) == 0
    [time] = times(db)
    assert (time.state, time.send_id, time.started_at) == (TimeState.STARTED, None, clock())
    assert not sends(db)
    assert time.announcement.state == State.STARTED
    assert "週に1回" in types("show", "1")
    clock.now = datetime(2026, 11, 27, 17, 0, tzinfo=TOKYO)
    assert digests.tend(town.database, clock, AT_ONCE)
    goes_out(town)
    weekly.sees("水が止まります。")


def test_taken_back_before_the_digest_it_is_not_in_it(town, phone, db, clock) -> None:
    phone("weekly", delivery=Delivery.WEEKLY)
    one = approved(db, clock(), WATER)
    goes_out(town)
    assert for_weekly(db, clock() - timedelta(days=7))
    withdraw(db, one, KITA, clock())
    db.flush()
    assert not for_weekly(db, clock() - timedelta(days=7))
    clock.now = datetime(2026, 11, 27, 17, 0, tzinfo=TOKYO)
    assert not digests.tend(town.database, clock, AT_ONCE)


def test_a_drill_for_weekly_readers_alone_is_held(town, phone, db) -> None:
    phone("weekly", delivery=Delivery.WEEKLY)
    approved(db, town.clock(), WATER, drill=True)
    goes_out(town)
    assert (times(db)[0].state, times(db)[0].why) == (TimeState.HELD, Held.NOBODY)


def test_at_night_the_office_reads_when_it_really_leaves(types, town, phone, db, clock) -> None:
    phone("hana")
    clock.now = datetime(2026, 11, 24, 21, 44, tzinfo=TOKYO)
    approved(db, clock(), WATER, schedule=Schedule(rule=Rule.BY_HAND))
    for said in (types("send", "1", "--by", "北"), types("show", "1")):
        assert "夜" in said and "11月25日" in said and "8:00" in said
        assert "21:44" not in said
    approved(db, clock(), "にげてください。", urgent=True)
    assert "夜" not in types("show", "2")


def written_and_taken_back(town, phone, db, *, limits: Limits) -> None:
    """Somebody wrote an announcement in a message; it began; then they take the message back."""
    writer = phone("writer", follows=False)
    writer.says("お知らせを書く", message_id="900")
    approved(db, town.clock(), CANARY, title="断水", message_id="900")
    goes_out(town, limits=limits)
    assert {"sends", "send_parts"} <= {name for name, _row in rows_with(db, CANARY)}
    writer.does("unsend", unsend={"messageId": "900"})


def test_what_is_unsent_in_its_minute_does_not_leave_and_leaves_no_words(town, phone, db) -> None:
    hana = phone("hana")
    written_and_taken_back(town, phone, db, limits=A_MINUTE_TO_UNDO)
    db.expire_all()
    assert [(send.state, send.title) for send in sends(db)] == [(SendState.STOPPED, "―")]
    assert rows_with(db, CANARY) == []
    db.execute(update(Send).values(not_before=0.0))
    goes_out(town)
    assert not hana.chat


def test_rows_that_wait_lose_their_words_too(town, phone, db) -> None:
    """A narrowcast has its row at once, and its minute there."""
    phone("hana")
    writer = phone("writer", follows=False)
    writer.says("お知らせを書く", message_id="900")
    approved(db, town.clock(), CANARY, title="断水", message_id="900", audience=EVERYONE_AT_LINE)
    goes_out(town, limits=A_MINUTE_TO_UNDO)
    assert "outbox" in {name for name, _row in rows_with(db, CANARY)}
    writer.does("unsend", unsend={"messageId": "900"})
    assert rows_with(db, CANARY) == []
    db.execute(update(Outgoing).values(due=0.0))
    goes_out(town)
    assert not narrowcasts(town)


def test_what_has_left_is_stopped_for_the_rest_and_can_still_be_looked_up(town, phone, db) -> None:
    hana = phone("hana")
    written_and_taken_back(town, phone, db, limits=AT_ONCE)
    hana.sees(CANARY)
    db.expire_all()
    [send] = sends(db)
    assert (send.title, send.words) == ("断水", CANARY)
    assert {name for name, _row in rows_with(db, CANARY)} == {"outbox", "sends", "send_parts"}
