"""What waits costs a claim nothing: it reads what may leave now, however much there is besides.

Guards `kind` in ix_outbox_waiting and `first_due` (models/outbox.py), the limits of each kind in delivery/waiting.py:
`_next`; models/statistics.py; and in models/database.py jit = off and statement_timestamp()."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from fresh import fresh_postgres, fresh_sqlite
from sqlalchemy import insert, text, update
from sqlalchemy.orm import Session

from delivery.claims import NOTHING, ROUNDS, Claimer, Room
from models.database import Database
from models.limits import Limits
from models.outbox import Kind, Lane, Outgoing, State, bulk_row, frozen
from models.rates import Rate
from models.sends import Send, SendState
from models.statistics import count_tables
from outreach.expanding import expand

MANY = 5_000
Found = TypeVar("Found")
ROOM = Room(100, 75, 10, {})
# A question of every lane and kind is a thousand steps of SQLite's machine; to read all rows is twenty times that.
MOST_STEPS, MOST_ROWS = 3_000, 50


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with fresh_sqlite(tmp_path) if request.param == "SQLite" else fresh_postgres() as database:
        yield database


@pytest.fixture
def claimer(both: Database) -> Claimer:
    with both.writing() as db:
        Claimer(both, Limits(), "another", 30.0).claim(db, Room(1, 1, 1, {Kind.PUSH: 1}))  # makes the rates
    return Claimer(both, Limits(), "ours", 30.0)


def test_letters_without_a_turn_are_not_read_to_find_something_else(
    both: Database, claimer: Claimer, clock
) -> None:
    letters(both, clock(), due=0.0)
    with both.writing() as db:
        db.execute(update(Rate).where(Rate.endpoint == Kind.PUSH).values(tat=both.moment(db) + 3_600))
    with both.writing() as db:
        assert cheap(both, db, lambda: claimer.claim(db, ROOM)) == NOTHING


def test_letters_for_the_morning_are_not_read_to_find_something_due(
    both: Database, claimer: Claimer, clock
) -> None:
    with both.reading() as db:
        morning = both.moment(db) + 3_600
    letters(both, clock(), due=morning)
    with both.writing() as db:
        assert cheap(both, db, lambda: claimer.any_due(db)) is False
        assert cheap(both, db, lambda: claimer.claim(db, ROOM)) == NOTHING


def test_a_claim_reads_no_more_rows_than_there_are_turns(both: Database, claimer: Claimer, clock) -> None:
    letters(both, clock(), due=0.0)
    with both.writing() as db:
        # LINE was in trouble: one call finds out whether it is over.
        db.execute(update(Rate).where(Rate.endpoint == Kind.PUSH).values(troubles=1))
        parcels, turns, _found = cheap(both, db, lambda: claimer.claim(db, ROOM))
        assert len(parcels) == len(turns) == 1


def test_what_is_too_late_holds_nothing_up(both: Database, claimer: Claimer, clock) -> None:
    # Guards delivery/claims.py: ROUNDS, and that rows which stay give their turns back, Rooms.leave.
    letters(both, clock(), due=0.0)
    with both.writing() as db:
        db.execute(update(Outgoing).where(Outgoing.id <= 10 * ROUNDS).values(not_after=1.0))
        db.execute(update(Rate).where(Rate.endpoint == Kind.PUSH).values(troubles=1))
    claims = []
    while not claims or (claims[-1].found and not claims[-1].parcels):
        with both.writing() as db:
            claims.append(claimer.claim(db, ROOM))
    assert [len(claim.turns) for claim in claims] == [0] * 10 + [1]
    assert [parcel.id for parcel in claims[-1].parcels] == [10 * ROUNDS + 1]


def test_postgresql_compiles_no_questions() -> None:
    with fresh_postgres() as database, database.reading() as db:
        assert db.scalar(text("SHOW jit")) == "off"


def test_large_tables_that_were_never_counted_are_counted_once(both: Database, clock) -> None:
    letters(both, clock(), due=0.0, counted=False)
    with both.writing() as db:
        if not both.embedded:
            db.execute(text("SELECT pg_stat_force_next_flush()"))
    with both.writing() as db:
        assert count_tables(db) == ([] if both.embedded else ["outbox"])
    with both.writing() as db:
        assert count_tables(db) == []
        if not both.embedded:
            size = text("SELECT reltuples FROM pg_class WHERE relname = 'outbox'")
            assert db.scalar(size) == MANY


@pytest.mark.parametrize("last", [State.PENDING, State.SENDING])
def test_a_send_goes_on_until_the_last_of_it_is_done(both: Database, clock, last: State) -> None:
    key = letters(both, clock(), due=0.0)
    mine = Outgoing.send_id == key
    with both.writing() as db:
        db.execute(update(Outgoing).where(mine).values(state=State.ACCEPTED))
        db.execute(update(Outgoing).where(Outgoing.id == MANY).values(state=last))
    expand(both, clock, Limits())
    with both.writing() as db:
        assert db.get_one(Send, key).state == SendState.SENDING
        db.execute(update(Outgoing).where(mine).values(state=State.ACCEPTED))
    expand(both, clock, Limits())
    with both.reading() as db:
        assert db.get_one(Send, key).state == SendState.FINISHED


def letters(database: Database, now, *, due: float, counted: bool = True) -> int:
    """A send with words of their own for very many."""
    with database.writing() as db:
        send = Send(
            kind="digest", subject="digests:1", lane=Lane.BULK, state=SendState.SENDING, total=MANY,
            title="", words="", fingerprint="", made_at=now,
        )  # fmt: skip
        db.add(send)
        db.flush()
        rows = [
            bulk_row(send.id, Lane.BULK, frozen([{"type": "text", "text": "a"}]), "test", None, now)
            | {"kind": Kind.PUSH, "to": f"U{number:032x}", "units": 1, "due": due}
            for number in range(MANY)
        ]
        db.execute(insert(Outgoing), rows)
    if counted and not database.embedded:  # as it does by itself, or the worker has it done
        with database.writing() as db:
            db.execute(text("ANALYZE outbox"))
    return send.id


def cheap(database: Database, db: Session, do: Callable[[], Found]) -> Found:
    """What it finds, having read little of the table."""
    if not database.embedded:
        before = rows_read(db)
        found = do()
        assert rows_read(db) - before < MOST_ROWS
        return found
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 100
        return 0

    raw = db.connection().connection.driver_connection
    assert raw is not None
    raw.set_progress_handler(step, 100)
    try:
        found = do()
    finally:
        raw.set_progress_handler(None, 100)
    assert steps < MOST_STEPS
    return found


def rows_read(db: Session) -> int:
    """Of the outbox, in this transaction on PostgreSQL."""
    read = "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'outbox'"
    return int(db.scalar(text(read)) or 0)
