"""The demo town as a whole: how much there is, that it is made once, and that a seed decides."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import demo
from demo.content import town
from models.activities import Activity
from models.base import Base
from models.database import Database
from models.imports import Source
from models.interests import Interest
from models.livelihood import Place, PlaceKind, metres
from models.organisations import Organisation, Representative
from models.registrations import Answer, Registration, RegistrationState
from models.residents import Resident, Subscription
from models.topics import Topic

NOW = datetime(2026, 5, 16, 9, 30, tzinfo=ZoneInfo("Asia/Tokyo"))


def rows(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    with database.reading() as db:
        return {
            name: [tuple(row) for row in db.execute(select(table).order_by(*table.primary_key))]
            for name, table in Base.metadata.tables.items()
        }


def count(db: Session, table: type[Base]) -> int:
    return db.scalar(select(func.count()).select_from(table)) or 0


def test_an_empty_town_gets_what_it_says_it_got(empty: Callable[[], Database]) -> None:
    database = empty()
    with database.writing() as db:
        assert demo.make(db, NOW) == demo.Made(organisations=25, activities=120, places=300, residents=10)
    with database.reading() as db:
        found = [count(db, table) for table in (Organisation, Activity, Place, Resident)]
    assert found == [25, 120, 300, 10]


def test_making_it_twice_adds_nothing(empty: Callable[[], Database]) -> None:
    database = empty()
    with database.writing() as db:
        assert demo.make(db, NOW).anything
    before = rows(database)
    with database.writing() as db:
        assert not demo.make(db, NOW + timedelta(days=1), seed=2).anything
    assert rows(database) == before


def test_a_town_with_one_organisation_of_its_own_is_left_alone(empty: Callable[[], Database]) -> None:
    database = empty()
    with database.writing() as db:
        db.add(Organisation(name="本物の会", made_at=NOW))
    with database.writing() as db:
        assert demo.make(db, NOW) == demo.Made()
    with database.reading() as db:
        assert (count(db, Organisation), count(db, Place), count(db, Resident)) == (1, 0, 0)


def test_somebody_who_followed_before_there_was_a_town_is_not_doubled(empty: Callable[[], Database]) -> None:
    database, hana = empty(), demo.people(1)[0]
    with database.writing() as db:
        Resident.taken_in(db, hana.line_id, NOW, NOW)
    with database.writing() as db:
        assert demo.make(db, NOW).residents == 10
    with database.reading() as db:
        assert count(db, Resident) == 10
        assert (
            db.scalars(select(Resident).where(Resident.line_id == hana.line_id)).one().display_name == "はな"
        )


def test_the_same_seed_makes_the_same_rows_and_another_one_does_not(
    made: Database, empty: Callable[[], Database]
) -> None:
    again, other = empty(), empty()
    with again.writing() as db:
        demo.make(db, NOW, seed=1)
    with other.writing() as db:
        demo.make(db, NOW, seed=2)
    same, different = rows(again), rows(other)
    assert same == rows(made)
    changed = {name for name in same if same[name] != different[name]}
    assert {"activities", "places", "residents", "registrations"} <= changed
    assert same["organisations"] == different["organisations"]


def test_every_district_topic_and_kind_of_place_is_there(db: Session) -> None:
    districts = set(town().districts)
    assert len(districts) == 8
    assert set(db.scalars(select(Activity.district))) == districts
    assert set(db.scalars(select(Place.district))) == districts
    assert set(db.scalars(select(Activity.topic))) == {topic.value for topic in Topic}
    assert set(db.scalars(select(Place.kind))) == set(PlaceKind)


def test_everything_lies_in_one_small_piece_of_japan(db: Session) -> None:
    spots = [*db.scalars(select(Activity)), *db.scalars(select(Place).where(Place.kind != PlaceKind.SCHEME))]
    assert len(spots) == 120 + 270
    for spot in spots:
        assert spot.latitude is not None and spot.longitude is not None
        assert 24 < spot.latitude < 46 and 123 < spot.longitude < 146
        assert metres(spot, 36.105, 138.0) < 5_000


def test_no_telephone_number_or_address_on_the_web_is_real(db: Session) -> None:
    written = " ".join(str(row) for name in Base.metadata.tables for row in db.execute(_all(name)))
    numbers = re.findall(r"(?<![\d-])0[\d-]{8,}\d", written)
    assert len(numbers) > 300
    assert all(re.fullmatch(r"0000-00-\d{4}", number) for number in numbers)
    addresses = re.findall(r"https?://[^/\s']+", written)
    assert set(addresses) == {"https://example.jp"}


def test_lists_say_who_publishes_them_and_as_of_when(db: Session) -> None:
    sources = db.scalars(select(Source)).all()
    assert len(sources) == len(PlaceKind)
    assert {(source.name, source.licence) for source in sources} == {
        ("つなぐ町オープンデータ（架空）", "CC BY 4.0")
    }
    places = db.scalars(select(Place)).all()
    assert all(
        place.as_of == place.source.as_of and place.as_of < NOW.date() for place in places if place.as_of
    )
    assert {place.as_of for place in places} >= {date(2026, 4, 1), date(2025, 11, 1)}


def test_the_ten_people_are_the_same_for_the_stand_in_and_the_bot(db: Session) -> None:
    ten = demo.people(1)
    assert len({person.line_id for person in ten}) == len({person.name for person in ten}) == 10
    assert all(re.fullmatch("U[0-9a-f]{32}", person.line_id) for person in ten)
    assert {person.line_id for person in ten}.isdisjoint(person.line_id for person in demo.people(2))
    residents = {one.line_id: one for one in db.scalars(select(Resident))}
    for person in ten:
        known = residents[person.line_id]
        assert (known.display_name, known.locale, known.letter_size) == (
            person.name,
            person.locale,
            person.letter_size,
        )
        assert 15 <= len(person.life) <= 80
    assert {person.locale for person in ten} == {"ja", "ja_Hira", "en"}
    assert {person.letter_size for person in ten} == {"normal", "large"}
    assert {person.language for person in ten} == {"ja", "en"}


def test_the_ten_lead_different_lives_in_the_bot(db: Session) -> None:
    assert count(db, Representative) == 2
    assert len(set(db.scalars(select(Representative.organisation_id)))) == 2
    assert count(db, Subscription) >= 20
    assert count(db, Interest) >= 10
    assert count(db, Answer) >= 5
    states = [registration.state for registration in db.scalars(select(Registration))]
    written = town().residents
    assert states.count(RegistrationState.JOINED) == sum(len(one.joined) for one in written) >= 10
    assert states.count(RegistrationState.WAITING) == sum(len(one.waiting) for one in written) >= 4
    assert set(states) == {RegistrationState.JOINED, RegistrationState.WAITING}
    choices = [
        (answer.words, answer.question.choices)
        for answer in db.scalars(select(Answer))
        if answer.question.choices
    ]
    assert choices and all(words in offered for words, offered in choices)


@pytest.mark.parametrize("kind", list(PlaceKind))
def test_places_carry_what_people_ask_about(db: Session, kind: PlaceKind) -> None:
    for place in db.scalars(Place.of_kind(kind)):
        assert place.hours and place.phone and place.kana and place.search, place.name
        assert place.details and all(len(pair) == 2 and all(pair) for pair in place.details), place.name
        assert place.text or kind in {PlaceKind.AED, PlaceKind.TOILET, PlaceKind.WIFI}, place.name


def test_schemes_say_who_what_how_and_where(db: Session) -> None:
    schemes = db.scalars(Place.of_kind(PlaceKind.SCHEME)).all()
    assert len(schemes) >= 25
    for scheme in schemes:
        assert [label for label, _words in scheme.details] == ["だれが", "内容", "申し込み", "窓口"]
        assert scheme.latitude is None and scheme.address


def _all(name: str) -> Any:
    return select(Base.metadata.tables[name])
