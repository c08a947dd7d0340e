"""O4: a town moves to PostgreSQL with what waits to be sent, and nobody notices but by nothing."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from processes import at_home, environment, free_port, gunicorn, kill, running, until
from replying import asks, post
from road import AT_ONCE, drained, inhabit, letters, news, now, says, states, workers
from road_line import Line, road_line
from sqlalchemy import func, select, text, update
from storing import carry_all_in, stored, url_of
from webhooks import Client, body_of, person, words

from commands.moving import MovedAlready, NotEmpty, WorkerAlive, move
from models import Base
from models.database import Database
from models.heartbeats import beat
from models.inbox import Event, EventState
from models.outbox import Kind, Outgoing, State, answer
from models.residents import Resident
from outreach.expanding import expand

PEOPLE = 1_200


def half_sent(database: Database, clock: Any) -> None:
    """A town in the middle of everything: letters, news half made, a push and a reply at LINE, an event answered."""
    inhabit(database, PEOPLE)
    letters(database, "letters", range(PEOPLE))
    news(database, "news", range(PEOPLE))
    expand(database, clock, AT_ONCE)
    news(database, "later", range(PEOPLE))
    post(database, clock, asks("o4", 7))
    carry_all_in(database)
    with database.writing() as db:
        event = db.scalars(select(Event)).one()
        event.state = EventState.DONE
        db.add(Outgoing(**answer(event.id, person(7), "token-o4", says("reply"), "test", now())))
        db.flush()
        at_line = Outgoing.kind == Kind.REPLY, Outgoing.to == person(3)
        halfway = {"state": State.SENDING, "lease": "a worker that is gone", "due": database.moment(db) + 999}
        for one in at_line:
            db.execute(
                update(Outgoing).where(one).values(halfway | {"tries": 1, "first_try": database.moment(db)})
            )


def line_has(line: Line, database: Database) -> None:
    """LINE has already taken the letter that stands as under way."""
    import http.client

    with database.reading() as db:
        row = db.scalars(
            select(Outgoing).where(Outgoing.state == State.SENDING, Outgoing.kind == Kind.PUSH)
        ).one()
    body = f'{{"to":"{row.to}","messages":{row.body},"customAggregationUnits":["send_{row.send_id}"]}}'
    wire = http.client.HTTPConnection("127.0.0.1", line.port, timeout=20)
    wire.request("POST", "/v2/bot/message/push", body.encode(), {"X-Line-Retry-Key": row.retry_key})
    assert wire.getresponse().status == 200
    wire.close()


def everything(database: Database) -> dict[str, list[str]]:
    with database.reading() as db:
        return {
            table.name: sorted(repr(tuple(row)) for row in db.execute(select(table)))
            for table in Base.metadata.sorted_tables
        }


def test_what_waits_to_be_sent_arrives_once_from_the_new_place(
    either: Database, postgres: Database, clock: Any, tmp_path: Path
) -> None:
    # Guards commands/moving.py: `_copy` (keys, bodies, bitmaps and cursors come along), `_settle` (a push keeps its
    # key, a reply is not sent again) and `_count_on` (expanding goes on with new numbers).
    half_sent(either, clock)
    before = everything(either)
    with road_line(tmp_path) as line:
        line_has(line, either)
        counts = move(either, postgres)
        after = everything(postgres)
        assert {name: len(rows) for name, rows in before.items()} == counts
        moved = {name for name in before if before[name] != after[name]}
        assert moved == {"outbox"}  # the rows that were under way, and only those
        assert len(set(before["outbox"]) - set(after["outbox"])) == 2
        with workers(postgres, line, tmp_path):
            drained(postgres)
        for label in ("letters", "news", "later"):
            assert line.seen(label, PEOPLE) == {1: PEOPLE}, label
        assert line.counts()["mismatches"] == 0
    assert states(postgres)["uncertain"] == 0
    with postgres.reading() as db:
        replies = select(Outgoing.state).where(Outgoing.reply_token == "token-o4")
        assert db.scalars(replies).all() == [State.UNCERTAIN]


def test_the_old_place_takes_nothing_any_more(
    sqlite: Database, postgres: Database, clock: Any, tmp_path: Path
) -> None:
    # Guards commands/moving.py: `_close`; an event taken there would never be answered, a worker would send again.
    inhabit(sqlite, 3)
    letters(sqlite, "letters", range(3))
    port = free_port()
    with gunicorn(environment(url_of(sqlite), port), tmp_path / "web.log"):
        client = Client(port)
        assert client.post(body_of([words("さがす", person(1), "before", 1)])) == 200
        move(sqlite, postgres)
        assert client.post(body_of([words("さがす", person(1), "after", 2)])) == 503
        client.close()
    assert stored(postgres) == {"before"}  # it had only been laid on the doorstep
    with road_line(tmp_path) as line, workers(sqlite, line, tmp_path) as team:
        until(
            lambda: not team.running[0].is_running() or team.running[0].status() == "zombie",
            "the worker to end",
        )
        assert line.counts()["requests"] == {}
    with pytest.raises(MovedAlready):
        move(sqlite, postgres, again=True)


def test_it_refuses_while_somebody_works_and_where_something_is(either: Database, postgres: Database) -> None:
    # Guards commands/moving.py: `alive`, and `_make_room`, which empties nothing unless it is told to.
    inhabit(either, 2)
    inhabit(postgres, 5)
    with pytest.raises(NotEmpty):
        move(either, postgres)
    with either.writing() as db:
        beat(either, db, "somebody")
    with pytest.raises(WorkerAlive):
        move(either, postgres, again=True)
    with postgres.reading() as db:
        assert db.scalar(select(func.count()).select_from(Resident)) == 5
    with either.writing() as db:
        db.execute(Base.metadata.tables["heartbeats"].delete())
    assert move(either, postgres, again=True)["residents"] == 2


def _moves(settings: Mapping[str, str], log: str, old: str, new: str) -> None:
    at_home(settings, log)
    move(Database(old), Database(new))


def test_killed_in_the_middle_it_begins_again(either: Database, postgres: Database, tmp_path: Path) -> None:
    # Guards commands/moving.py: one transaction there, and the old place closes only with it.
    inhabit(either, 30_000)

    def copying() -> bool:
        with postgres.reading() as db:
            seen = "SELECT 1 FROM pg_stat_progress_copy WHERE relid = 'residents'::regclass AND tuples_processed > 999"
            return db.execute(text(seen)).first() is not None

    settings = environment(url_of(either), 1)
    with running(_moves, settings, tmp_path / "move.log", url_of(either), url_of(postgres)) as mover:
        until(copying, "the copy to be under way")
        kill(mover)
    with postgres.reading() as db:
        assert db.scalar(select(func.count()).select_from(Resident)) == 0
    assert move(either, postgres)["residents"] == 30_000
