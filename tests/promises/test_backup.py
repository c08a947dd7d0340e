"""O1: a backup taken while messages leave comes back whole, and nothing of it is sent or answered a second time."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from time import time
from typing import Any

from alembic import command
from processes import until
from replying import asks, post
from road import AT_ONCE, drained, inhabit, letters, news, says, states, workers
from road_line import road_line
from sqlalchemy import func, inspect, select, text

from commands.database import config
from models import Base
from models.database import Database
from models.inbox import Event, EventState
from models.outbox import Outgoing, State
from models.sends import Send, SendState, resume
from outreach.expanding import expand

ROOT = Path(__file__).parent.parent.parent
DEPLOY = ROOT / "deploy"
PEOPLE = 6_000


class Backups:
    """The two scripts as a town's own user runs them."""

    def __init__(self, database: Database, folder: Path) -> None:
        command.stamp(config(database.engine), "head")
        self.folder = folder
        folder.mkdir()
        url = database.url.set(drivername="sqlite" if database.embedded else "postgresql")
        self._environment = os.environ | {
            "DATABASE_URL": url.render_as_string(hide_password=False),
            "TSUNAGU_BACKUPS": str(folder),
            "TSUNAGU_USER": "root",
        }

    def runs(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(words, env=self._environment, capture_output=True, text=True)

    def make(self) -> Path:
        return Path(self._well(DEPLOY / "tsunagu-backup"))

    def restore(self, file: Path) -> str:
        return self._well(DEPLOY / "tsunagu-restore", file)

    def _well(self, *words: str | Path) -> str:
        ended = self.runs(*words)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout.splitlines()[-1]


def everything(database: Database) -> dict[str, list[str]]:
    with database.reading() as db:
        return {
            table.name: sorted(repr(tuple(row)) for row in db.execute(select(table)))
            for table in Base.metadata.sorted_tables
        }


def destroy(database: Database) -> None:
    """What a failed disk leaves."""
    if database.embedded:
        database.close()
        file = Path(str(database.url.database))
        for part in ("", "-wal", "-shm", ".lock"):
            file.with_name(file.name + part).unlink(missing_ok=True)
    else:
        with database.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        database.close()


def test_a_town_lost_while_it_sends_comes_back_and_doubles_nothing(
    either: Database, clock: Any, tmp_path: Path
) -> None:
    # Guards commands/restoring.py: `mark_restored` (rows, events, sends), and deploy/tsunagu-restore, which runs it
    # before anybody can start.
    inhabit(either, PEOPLE)
    backups = Backups(either, tmp_path / "backups")
    letters(either, "letters", range(PEOPLE))
    with road_line(tmp_path, slow=0.5) as line:
        with workers(either, line, tmp_path):
            until(lambda: line.counts()["accepted"] > 600, "the letters to be on their way")
            post(either, clock, asks("o1", 5))
            before = states(either)["accepted"]
            file = backups.make()
            later = states(either)["accepted"]
            line.turn(slow=0.0)
            news(either, "news", range(PEOPLE))
            drained(either)
        assert before > 0 and later < PEOPLE
        answers = line.counts()["requests"]["reply"]
        destroy(either)
        backups.restore(file)

        after = states(either)
        assert before <= after["accepted"] <= later
        assert set(after) <= {"accepted", "uncertain"} and after["accepted"] + after["uncertain"] == PEOPLE
        with workers(either, line, tmp_path):
            # What is new leaves; what was open does not, and nobody is answered again.
            letters(either, "afterwards", range(100))
            drained(either)
        assert line.seen("letters", PEOPLE) == {1: PEOPLE}
        assert line.seen("news", PEOPLE) == {1: PEOPLE}
        assert line.seen("afterwards", 100) == {1: 100}
        assert line.counts()["requests"]["reply"] == answers


def test_people_whose_rows_were_not_made_yet_wait_for_a_person(
    either: Database, clock: Any, tmp_path: Path
) -> None:
    # Guards commands/restoring.py: sends that were being made are paused; made anew, their rows had other keys.
    inhabit(either, PEOPLE)
    backups = Backups(either, tmp_path / "backups")
    number = news(either, "news", range(PEOPLE))
    file = backups.make()
    with road_line(tmp_path) as line:
        with workers(either, line, tmp_path):
            drained(either)
        destroy(either)
        backups.restore(file)
        assert expand(either, clock, AT_ONCE) == 0
        assert line.seen("news", PEOPLE) == {1: PEOPLE}
    with either.writing() as db:
        assert db.scalar(select(Send.state)) == SendState.PAUSED
        assert resume(db, number)  # a person may


def test_what_waited_is_uncertain_and_what_came_later_is_gone(either: Database, tmp_path: Path) -> None:
    # Guards commands/restoring.py: UNSETTLED; deploy/tsunagu-backup: old ones go only when a new one is good;
    # deploy/tsunagu-restore: tables of a later release go with everything else.
    backups = Backups(either, tmp_path / "backups")
    old = backups.folder / "town-20200101T000000Z.db"
    old.write_text("an old one")
    os.utime(old, (time() - 40 * 86_400,) * 2)
    with either.writing() as db:
        for state in State:
            row = Outgoing.push(f"U{state}", says("old"), "test", datetime.now(UTC))
            row.state = state
            db.add(row)
        db.add(Outgoing.menu("Umenu", "test", datetime.now(UTC)))
        event = {"kind": "message", "payload": "{}", "occurred_ms": 1, "received_at": datetime.now(UTC)}
        for number, state in enumerate(EventState):
            db.add(Event(webhook_event_id=str(number), lane="U1", state=state, **event))
    made = backups.make()  # while the town is open
    assert made.parent == backups.folder and made.stat().st_mode & 0o077 == 0
    assert list(backups.folder.iterdir()) == [made]
    before = everything(either)
    with either.writing() as db:
        db.add(Outgoing.push("Ulater", says("later"), "test", datetime.now(UTC)))
        db.execute(text("CREATE TABLE from_a_later_release (id INTEGER)"))
    either.close()

    backups.restore(made)
    with either.reading() as db:
        assert not inspect(db.connection()).has_table("from_a_later_release")
        found = {row.to: State(row.state) for row in db.scalars(select(Outgoing))}
        events = {EventState(state): count for state, count in db.execute(
            select(Event.state, func.count()).group_by(Event.state))}  # fmt: skip
    open_ones = ("pending", "sending", "riding", "held", "uncertain")
    assert found == {f"U{state}": State.UNCERTAIN if state in open_ones else state for state in State} | {
        "Umenu": State.PENDING
    }
    assert events == {EventState.DONE: 1, EventState.FAILED: 2}
    after = everything(either)
    assert {name for name in before if before[name] != after[name]} == {"outbox", "inbox", "audit"}


def test_a_damaged_backup_is_refused_and_the_town_stays(either: Database, tmp_path: Path) -> None:
    # Guards deploy/tsunagu-restore: it looks before it puts anything in the town's place.
    with either.writing() as db:
        db.add(Outgoing.push("Uhere", says("here"), "test", datetime.now(UTC)))
    backups = Backups(either, tmp_path / "backups")
    good = backups.make().read_bytes()
    either.close()
    damaged = tmp_path / "damaged"
    damaged.write_bytes(good[: len(good) // 2] + b"x" * 5_000)
    assert backups.runs(DEPLOY / "tsunagu-restore", damaged).returncode != 0
    with either.reading() as db:
        assert db.scalar(select(Outgoing.to)) == "Uhere"
