"""An import is taken back: everything as before, and nobody loses what they joined or saved."""

from typing import Any

import pytest
from offered import an_activity
from sqlalchemy import func, select
from test_import_writing import Broken, break_off, small_batches
from writing import AED, EVENT, NOW, activities, counts, event, everything, places, put, taken_back

from imports import undoing as room
from imports.runs import Asked, NotDone
from models.activities import Activity, ActivityState, Occurrence
from models.database import Database
from models.imports import ImportRun, Source
from models.interests import Interest
from models.registrations import Registration, RegistrationState
from models.residents import Resident

ANOTHER = Asked("焼津市", "aed", "CC BY 4.0", "", NOW.date())


def test_undo_brings_everything_back(either: Database) -> None:
    with either.writing() as db:
        an_activity(db, NOW)
    rows = [event(number, 備考=f"第{number}回", 定員="") for number in range(10)]
    put(either, *rows)
    before = everything(either)
    changed = [
        rows[0] | {"開始日": "2026-11-30"},
        rows[1] | {"定員": "5人"},
        rows[2] | {"場所名称": "体育館"},
        *rows[3:8],
    ]
    run, found = put(either, *changed, event(20), event(21))
    assert counts(found) == (2, 3, 2)
    done = taken_back(either, run)
    assert (done.removed, done.hidden, done.changed_back, done.shown_again) == (2, 0, 3, 2)
    assert everything(either) == before
    with either.reading() as db:
        assert db.get_one(ImportRun, run).undone_at == NOW
        assert db.scalar(select(func.count(Occurrence.id))) == 11


def test_a_calendar_takes_the_time_that_came_back(either: Database) -> None:
    put(either, EVENT)
    run, _found = put(either, EVENT | {"開始日": "2026-11-30"})
    assert activities(either)["川原の草刈り"].version == 1
    taken_back(either, run)
    one = activities(either)["川原の草刈り"]
    assert (one.version, one.starts_at) == (2, one.occurrences[0].starts_at)


def test_undo_of_places_and_of_what_is_said_of_their_source(either: Database) -> None:
    rows = [AED | {"NO": str(number), "名称": f"公民館{number}"} for number in range(5)]
    put(either, *rows, asked=ANOTHER)
    before = everything(either)
    run, found = put(either, *rows[1:], AED | {"NO": "9"}, asked=Asked("焼津市", "aed", "CC BY 2.1"))
    assert counts(found) == (1, 0, 1)
    taken_back(either, run)
    assert everything(either) == before
    with either.reading() as db:
        source = db.scalars(select(Source)).one()
        assert (source.licence, source.as_of) == ("CC BY 4.0", NOW.date())


def test_after_undo_the_same_file_is_new_again(database: Database) -> None:
    run, first = put(database, *map(event, range(3)))
    taken_back(database, run)
    assert activities(database) == {}
    _run, again = put(database, *map(event, range(3)))
    assert again == first


def test_what_somebody_joined_or_saved_is_hidden_and_not_deleted(either: Database) -> None:
    run, _found = put(either, *map(event, range(5)))
    with either.writing() as db:
        hana = Resident.taken_in(db, "U1", NOW, NOW)
        joined, saved = db.scalars(select(Activity).order_by(Activity.id).limit(2))
        db.add(
            Registration(
                resident=hana,
                activity=joined,
                state=RegistrationState.JOINED,
                check_in_code="1234",
                changed_at=NOW,
            )
        )
        Interest.keep(db, hana, saved, NOW)
    done = taken_back(either, run)
    assert (done.removed, done.hidden) == (3, 2)
    assert {one.state for one in activities(either).values()} == {ActivityState.HIDDEN}
    with either.reading() as db:
        assert db.scalar(select(func.count(Registration.id))) == 1
    # The same list again finds them and shows them again.
    _run, found = put(either, *map(event, range(5)))
    assert (found.new, found.back) == (3, 2)
    assert len(activities(either)) == 5


def test_a_later_run_must_be_undone_first(database: Database) -> None:
    first, _found = put(database, *map(event, range(4)))
    other, _found = put(database, AED, asked=ANOTHER)
    idle, _found = put(database, *map(event, range(4)))
    later, _found = put(database, *map(event, range(5)))
    with pytest.raises(NotDone) as refused:
        taken_back(database, first)
    assert str(later) in refused.value.sentence and str(idle) not in refused.value.sentence
    taken_back(database, later)
    taken_back(database, first)  # the one between did nothing
    assert activities(database) == {} and len(places(database)) == 1
    assert taken_back(database, other).removed == 1


@pytest.mark.parametrize("number", [0, -1, 99, 2**40])
def test_a_run_that_is_not_there_cannot_be_undone(database: Database, number: int) -> None:
    with pytest.raises(NotDone):
        taken_back(database, number)


def test_a_run_is_undone_once(database: Database) -> None:
    run, _found = put(database, EVENT)
    taken_back(database, run)
    with pytest.raises(NotDone):
        taken_back(database, run)


def test_an_undo_that_broke_off_goes_on_with_the_rest(
    either: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = [event(number, 説明="前の話") for number in range(10)]
    put(either, *old)
    before = everything(either)
    run, _found = put(either, *[event(number) for number in range(3, 16)])
    small_batches(monkeypatch, 5)
    real, calls = room._undo_batch, 0

    def fails(*arguments: Any) -> bool:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise OSError
        return real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(room, "_undo_batch", fails)
        with pytest.raises(OSError):
            taken_back(either, run)
    assert everything(either) != before
    taken_back(either, run)
    assert everything(either) == before


def test_a_run_taken_up_with_another_file_is_undone_to_the_beginning(either: Database) -> None:
    put(either, *[event(number, 説明="前の話") for number in range(20)])
    before = everything(either)
    with pytest.MonkeyPatch.context() as patch:
        small_batches(patch, 4)
        break_off(patch, 3)
        with pytest.raises(Broken):
            put(either, *[event(number, 説明="途中の話") for number in range(-2, 18)])
    run, _found = put(either, *[event(number, 説明="新しい話") for number in range(19)])
    taken_back(either, run)
    assert everything(either) == before
