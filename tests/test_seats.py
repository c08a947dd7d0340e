"""Promise D29: never one place too many, the waiting list in its order, each told once; on both databases.

What guards each place. Each was taken away by hand, and the test named after it failed:
- `with_for_update` in `models.seats.locked`: two at once get one number in the waiting list (the storm);
- `fits` in `models.seats.hold`: only the table's check is left, so presses end as bugs of ours (the storm);
- `.order_by(Registration.queued)` in `offer_places`: somebody is offered a place out of turn (the storm);
- the exception for oneself in `handlers.joining.tell_offered`: whoever presses is told twice (`test_waiting`,
  the two stories that end with no push);
- `if waiting(db, activity)` in `join`: a newcomer passes a family that waits (the family);
- each `db.refresh` in `models.registrations`, and `populate_existing` in `Registration.of`: what another
  process has decided is not seen (the five that were seen late).
"""

from datetime import timedelta

import pytest
from fresh import fresh_postgres, fresh_sqlite
from offered import an_activity
from sqlalchemy import select
from storm import Storm

from models.activities import Activity
from models.refusals import Gone
from models.registrations import (
    AlreadyJoined,
    OfferOver,
    Registration,
    accept,
    change_party,
    expire,
    join,
    leave,
    offer_places,
    wait,
)
from models.residents import Resident
from models.seats import Full


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def both(request, tmp_path):
    with fresh_sqlite(tmp_path) if request.param == "SQLite" else fresh_postgres() as database:
        yield database


def weather(database, clock, *, people=60, engines=8, places=10, rounds=3, seed=29):
    """The storm, and everything that must hold after it. The full form: 500 people, 30 places, 8 rounds."""
    storm = Storm(database, clock, people=people, engines=engines, places=places, seed=seed)
    try:
        books = storm.rages(rounds)
        taken, held, first_waiting = storm.counted()
        assert storm.failed() == []
        assert books.most_held <= places
        assert taken == held <= places
        assert books.overtaken == []
        assert len(set(storm.queue_numbers())) == len(storm.queue_numbers())
        # Each offer was told: by one message or, to whoever was pressing just then, in the answer; who presses once
        # more after the message reads it again.
        assert storm.told("waiting.offer") <= books.offers
        assert storm.told("waiting.offer") + storm.read_in_the_answer() >= books.offers
        assert storm.told("waiting.over") <= books.expired
        # Nobody waits for a place that is free.
        assert first_waiting is None or first_waiting > places - taken
        # It was a storm: all was taken at some time, places were offered, and offers ran out.
        assert books.most_held == places
        assert books.offers.total() >= 3
        assert books.expired.total() >= 1
        return books
    finally:
        storm.close()


def test_in_a_storm_no_place_is_given_twice_and_nobody_is_overtaken(both, clock):
    weather(both, clock)


class Two:
    """Hana and Taro at an activity for two, whose rows are read in one transaction and changed in another."""

    def __init__(self, database, now):
        self.database, self.now = database, now
        with database.writing() as db:
            self.activity = an_activity(db, now, capacity=2, party_most=2).id
            self.hana = Resident.taken_in(db, "U1", now, now)
            self.taro = Resident.taken_in(db, "U2", now, now)

    def does(self, verb, *given):
        with self.database.writing() as db:
            return verb(db, *given, self.now).id

    def leaves(self, place):
        """Somebody leaves, and what is free is offered."""
        with self.database.writing() as db:
            leave(db, db.get(Registration, place), self.now)
            offer_places(db, self.activity, self.now)

    def stands(self):
        """Places held, and each registration's state and party."""
        with self.database.reading() as db:
            rows = db.execute(select(Registration.state, Registration.party).order_by(Registration.id))
            return db.scalars(select(Activity.taken)).one(), [tuple(row) for row in rows]


def test_a_newcomer_does_not_pass_a_family_that_waits(both, clock):
    two = Two(both, clock())
    two.does(join, two.hana, two.activity, 1)
    two.does(wait, two.taro, two.activity, 2)
    with both.writing() as db:
        newcomer = Resident.taken_in(db, "U3", clock(), clock())
        with pytest.raises(Full):
            join(db, newcomer, two.activity, 1, clock())


@pytest.fixture
def two(clock):
    with fresh_postgres() as database:
        yield Two(database, clock())


def test_an_offer_that_was_taken_meanwhile_does_not_expire(two):
    hana = two.does(join, two.hana, two.activity, 2)
    taro = two.does(wait, two.taro, two.activity, 2)
    two.leaves(hana)
    with two.database.writing() as late:
        seen = late.get(Registration, taro)
        with two.database.writing() as db:
            accept(db, db.get(Registration, taro), two.now)
        assert not expire(late, seen, two.now + timedelta(hours=25))
    assert two.stands() == (2, [("left", 2), ("joined", 2)])


def test_an_offer_that_expired_meanwhile_is_not_taken(two):
    hana = two.does(join, two.hana, two.activity, 2)
    taro = two.does(wait, two.taro, two.activity, 2)
    two.leaves(hana)
    with two.database.writing() as late:
        seen = late.get(Registration, taro)
        with two.database.writing() as db:
            expire(db, db.get(Registration, taro), two.now + timedelta(hours=25))
        with pytest.raises(OfferOver):
            accept(late, seen, two.now)
    assert two.stands() == (0, [("left", 2), ("expired", 2)])


def test_a_party_that_shrank_meanwhile_gives_back_only_what_it_has(two):
    hana = two.does(join, two.hana, two.activity, 1)
    taro = two.does(join, two.taro, two.activity, 1)
    with two.database.writing() as db:
        leave(db, db.get(Registration, taro), two.now)
        change_party(db, db.get(Registration, hana), 2, two.now)
    with two.database.writing() as late:
        seen = late.get(Registration, hana)
        with two.database.writing() as db:
            change_party(db, db.get(Registration, hana), 1, two.now)
            join(db, two.taro, two.activity, 1, two.now)
        leave(late, seen, two.now)
    assert two.stands() == (1, [("left", 1), ("joined", 1)])


def test_a_party_that_was_offered_its_places_meanwhile_does_not_change(two):
    hana = two.does(join, two.hana, two.activity, 2)
    taro = two.does(wait, two.taro, two.activity, 1)
    with two.database.writing() as late:
        seen = late.get(Registration, taro)
        two.leaves(hana)
        with pytest.raises(Gone):
            change_party(late, seen, 2, two.now)
    assert two.stands() == (1, [("left", 2), ("offered", 1)])


def test_somebody_who_joined_again_meanwhile_has_one_place(two):
    hana = two.does(join, two.hana, two.activity, 1)
    two.leaves(hana)
    with two.database.writing() as late:
        seen = late.get(Registration, hana)
        two.does(join, two.hana, two.activity, 1)
        with pytest.raises(AlreadyJoined):
            join(late, late.get(Resident, two.hana.id), two.activity, 1, two.now)
    assert seen.state == "joined"
    assert two.stands() == (1, [("joined", 1)])
