"""Whoever changes many rows of the outbox does it one after the other: on PostgreSQL they would wait for each other."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from road import inhabit, letters, states
from sqlalchemy import select, update

from delivery.claims import Parcel
from delivery.rooms import Rooms
from delivery.settling import Outcome, Settler
from delivery.taking_back import take_back
from delivery.verdicts import Verdict
from models.database import Database
from models.outbox import Kind, Outgoing, State

ROWS = 300


def test_what_comes_back_and_what_ran_out_are_written_down_without_a_circle(postgres: Database) -> None:
    # Guards delivery/settling.py and delivery/taking_back.py: `one_by_one`. In a circle the server ends one of the two
    # with an error, a second later.
    inhabit(postgres, ROWS)
    letters(postgres, "letters", range(ROWS))
    with postgres.writing() as db:
        Rooms(db, postgres, 0.0)  # there are rates from the first claim on
        keys = db.scalars(select(Outgoing.id).order_by(Outgoing.id.desc())).all()
    for _round in range(5):
        with postgres.writing() as db:
            db.execute(update(Outgoing).values(state=State.SENDING, lease="late", due=0.0, deaths=0))
        with ThreadPoolExecutor(2) as both:
            work = [both.submit(_settles, postgres, keys), both.submit(_takes_back, postgres)]
        for one in work:
            one.result()
    assert states(postgres) == {"pending": ROWS}


def _settles(database: Database, keys: Sequence[int]) -> None:
    """The last comes back first, and each with a sentence of its own."""
    outcomes = [
        Outcome(_parcel(key), Verdict(State.PENDING, counts=False, error=f"{key}: try again")) for key in keys
    ]
    with database.writing() as db:
        Settler(database, "late").settle(db, outcomes)


def _takes_back(database: Database) -> None:
    with database.writing() as db:
        take_back(database, db)


def _parcel(key: int) -> Parcel:
    return Parcel(key, Kind.PUSH, "", (), None, "[]", str(uuid4()), tries=1, age=0.0, send_id=None)
