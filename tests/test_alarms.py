"""Alarms: what somebody has to look at is told by `flask check` and in /metrics; neither leaks anything (O5)."""

import shutil
from collections import namedtuple
from contextlib import closing

import pytest
from announced import announce
from sqlalchemy import insert, text, update

from commands.check import look
from delivery.answers import Answer
from delivery.channel import Channel
from models.alarms import NAMES, alarms
from models.budget import ensure, keep_reading
from models.database import Database
from models.heartbeats import Heartbeat, beat
from models.outbox import Kind, Outgoing, State, bulk_row
from models.rates import CHANNEL, Rate
from models.sends import Why, pause
from pages.health import LATEST, newest_migration
from settings import Settings
from views import flex

SECRETS = "a very secret token"


@pytest.fixture
def database(blank, tmp_path):
    """With the machine's own clock, which goes on when that of the town is moved."""
    path = tmp_path / "town.db"
    path.write_bytes(blank.read_bytes())
    with closing(Database(f"sqlite:///{path}")) as database:
        yield database


@pytest.fixture(autouse=True)
def well(town):
    """A worker that beats, a machine that knows the time, and tables that are up to date."""
    with town.database.writing() as db:
        beat(town.database, db, "a worker")
        town.clock.now = town.clock.now.fromtimestamp(town.database.moment(db), town.clock.now.tzinfo)
    with town.database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(
            text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": newest_migration()}
        )


def ringing(town) -> tuple[str, ...]:
    with town.database.reading() as db:
        return alarms(town.database, db, town.clock()).ringing


def metrics(town) -> dict[str, float]:
    lines = town.client.get("/metrics").get_data(as_text=True).splitlines()
    return {
        name: float(value)
        for name, _space, value in (line.rpartition(" ") for line in lines if line[0] != "#")
    }


def said(town) -> str:
    town.wire.answers = [Answer(200, b"{}")]
    settings = Settings(
        line_channel_secret="s", line_channel_access_token=SECRETS, public_url="https://a.example"
    )
    found = look(settings, town.database, lambda: Channel("つなぐ町"), town.clock)
    return "\n".join(("✕ " if one.needed else "△ ") + one.sentence() for one in found if not one.good)


def pushed(town, somebody, **more) -> None:
    with town.database.writing() as db:
        row = Outgoing.push(somebody.line_id, [flex.text("内緒の話があります。")], "notes:3", town.clock())
        for name, value in more.items():
            setattr(row, name, value)
        db.add(row)


def test_when_all_is_well_nothing_rings(town, phone) -> None:
    announce(town, "川原の草刈り", "軍手。", [phone("hana")])
    assert ringing(town) == ()
    found = metrics(town)
    assert {found[f'tsunagu_alarm{{what="{name}"}}'] for name in NAMES} == {0.0}
    assert "flask outbox" not in said(town) and "flask sends" not in said(town)
    assert town.client.get("/readyz").get_json() == {"ready": True, "missing": []}


def trouble(town, phone, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bring about one trouble."""
    hana = phone("hana")
    with town.database.writing() as db:
        moment = town.database.moment(db)
    if what == "no_worker":
        with town.database.writing() as db:
            db.execute(update(Heartbeat).values(at=moment - 40))
    elif what in ("dead_letters", "uncertain", "held"):
        pushed(town, hana, state={"dead_letters": State.DEAD}.get(what) or State(what))
    elif what == "overdue":
        town.clock.moves(seconds=-70)
        pushed(town, hana)
        town.clock.moves(seconds=70)
    elif what == "unanswered":
        town.clock.moves(seconds=-70)
        town.post(town.event("follow", {"type": "user", "userId": hana.line_id}))
        town.clock.moves(seconds=70)
    elif what in ("token_refused", "resting"):
        with town.database.writing() as db:
            endpoint = CHANNEL if what == "token_refused" else "push"
            db.add(
                Rate(endpoint=endpoint, rests_until=moment + 20, troubles=1, why="401 Authentication failed")
            )
    elif what == "paused_sends":
        number = announce(town, "川原の草刈り", "軍手。", [hana], go=False)
        with town.database.writing() as db:
            pause(db, number, Why.CANARY)
    elif what == "month_nearly_used":
        with town.database.writing() as db:
            ensure(db)
            keep_reading(db, 200, 185, 0, town.clock())
    elif what == "disk_nearly_full":
        usage = namedtuple("usage", "total used free")
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(100, 95, 5))
    elif what == "clocks_apart":
        town.clock.moves(seconds=90)


# What `flask check` says of each; no_worker it says itself.
WORDS = {
    "no_worker": "✕ ワーカーが動いていない",
    "dead_letters": "△ LINEが断ったメッセージが1件",
    "uncertain": "△ 届いたかどうか不明のメッセージが1件",
    "held": "△ 確認待ちのメッセージが1件",
    "overdue": "✕ 送るはずのメッセージが",
    "unanswered": "✕ 返事を",
    "token_refused": "✕ LINEがアクセストークンを受け付けません",
    "resting": "△ LINEから待つように",
    "paused_sends": "△ 一時停止中の配信が1件",
    "month_nearly_used": "△ 今月の通数の92％",
    "disk_nearly_full": "✕ ディスクの95％",
    "clocks_apart": "✕ このコンピューターとデータベースの時計",
}


@pytest.mark.parametrize("what", NAMES)
def test_each_trouble_rings_its_own_bell(town, phone, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    trouble(town, phone, what, monkeypatch)
    # Guards the line of `what` in models.alarms.Alarms.ringing.
    assert ringing(town) == (what,)
    found = metrics(town)
    assert [name for name in NAMES if found[f'tsunagu_alarm{{what="{name}"}}']] == [what]
    assert WORDS[what] in said(town)


def test_nothing_that_is_shown_tells_about_anybody(town, phone) -> None:
    hana = phone("hana")
    for state in (State.DEAD, State.UNCERTAIN, State.HELD):
        pushed(town, hana, state=state, error=f"400 {hana.line_id}")
    shown = town.client.get("/metrics").get_data(as_text=True) + town.client.get("/readyz").get_data(
        as_text=True
    )
    for secret in (hana.line_id, "内緒", SECRETS, "hana", str(town.database.url.database)):
        assert secret not in shown + said(town)


def test_figures_are_counted_of_the_latest_and_of_what_waits(town, phone) -> None:
    # Guards LATEST in pages/health.py: a town keeps millions of rows, and somebody asks every few seconds.
    row = bulk_row(
        announce(town, "断水", "軍手。", [phone("hana")], go=False), 2, "[]", "test", None, town.clock()
    )
    made = row | {"kind": Kind.PUSH, "units": 1, "to": "U1"}
    for state, count in ((State.ACCEPTED, LATEST), (State.CANCELLED, 300), (State.PENDING, 7)):
        with town.database.writing() as db:
            rows = [made | {"retry_key": f"{state} {number}", "state": state} for number in range(count)]
            db.execute(insert(Outgoing), rows)
    found = metrics(town)
    assert {name: count for name, count in found.items() if name.startswith("tsunagu_outbox_messages")} == {
        'tsunagu_outbox_messages{kind="push",state="accepted"}': LATEST - 307,
        'tsunagu_outbox_messages{kind="push",state="cancelled"}': 300,
        'tsunagu_outbox_messages{kind="push",state="pending"}': 7,
    }
    assert found['tsunagu_waiting{what="messages"}'] == 7 and found['tsunagu_waiting{what="events"}'] == 0


def test_what_waits_for_its_time_or_for_staff_is_not_overdue(town, phone) -> None:
    hana = phone("hana")
    town.clock.moves(seconds=-7_200)
    number = announce(town, "川原の草刈り", "軍手。", [hana], go=False)
    with town.database.writing() as db:
        later = town.database.moment(db) + 3_600
    pushed(town, hana, due=later)
    pushed(town, hana, send_id=number)
    with town.database.writing() as db:
        pause(db, number, Why.STAFF)
    town.clock.moves(seconds=7_200)
    assert ringing(town) == ("paused_sends",)
