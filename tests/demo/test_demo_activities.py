"""Activities of the demo town: enough of every situation a resident can meet."""

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.activities import Activity, ActivityState, SignUp
from models.registrations import HOLDS_SEATS, Registration, RegistrationState, waiting


def activities(db: Session) -> list[Activity]:
    return list(db.scalars(select(Activity)))


def test_every_way_to_sign_up_and_every_end_of_it_is_there(db: Session) -> None:
    found = activities(db)
    ways = Counter(activity.sign_up for activity in found)
    assert ways[SignUp.HERE] > 80 and ways[SignUp.NOT_NEEDED] >= 5 and ways[SignUp.ELSEWHERE] >= 2
    states = Counter(activity.state for activity in found)
    assert states[ActivityState.CANCELLED] == 2 and states[ActivityState.CLOSED] >= 3
    for activity in found:
        assert bool(activity.sign_up_text) == (activity.sign_up == SignUp.ELSEWHERE)
        assert bool(activity.why_closed) == (activity.state != ActivityState.OPEN)
    assert any(activity.closes_at for activity in found if activity.state == ActivityState.OPEN)


def test_some_are_full_some_nearly_and_some_have_room(db: Session) -> None:
    left = Counter[str]()
    for activity in activities(db):
        if activity.sign_up == SignUp.HERE and activity.left is not None:
            left["full" if not activity.left else "few" if activity.left <= 3 else "room"] += 1
    assert left["full"] >= 5 and left["few"] >= 8 and left["room"] >= 40


def test_what_residents_hold_is_counted_and_waiting_lists_stand_only_before_full_doors(db: Session) -> None:
    lengths = set()
    for activity in activities(db):
        held = db.scalar(
            select(func.sum(Registration.party)).where(
                Registration.activity_id == activity.id, Registration.state.in_(HOLDS_SEATS)
            )
        )
        assert activity.taken >= (held or 0)
        assert activity.capacity is None or activity.taken <= activity.capacity
        if activity.left == 0:
            lengths.add(waiting(db, activity))
        else:
            assert waiting(db, activity) == 0
    assert {0, 1} <= lengths


def test_codes_at_the_door_are_four_digits_and_never_alike_in_one_activity(db: Session) -> None:
    codes = db.execute(select(Registration.activity_id, Registration.check_in_code)).all()
    assert len(set(codes)) == len(codes)
    assert all(len(code) == 4 and code.isdigit() and code[0] != "0" for _activity, code in codes)


def test_nobody_brings_more_than_an_activity_takes_at_once(db: Session) -> None:
    for registration in db.scalars(select(Registration)):
        assert 1 <= registration.party <= registration.activity.party_most
        if registration.state == RegistrationState.JOINED:
            assert registration.activity.sign_up == SignUp.HERE


def test_sizes_prices_and_questions_differ(db: Session) -> None:
    found = activities(db)
    capacities = [activity.capacity for activity in found if activity.capacity is not None]
    assert (min(capacities), max(capacities)) == (6, 80)
    prices = [activity.price_yen for activity in found if activity.price_yen is not None]
    assert (min(prices), max(prices)) == (0, 2500) and len(set(prices)) >= 12
    assert any(activity.price_yen is None and activity.price_text for activity in found)
    assert len({activity.audience for activity in found}) >= 25
    assert len({activity.party_most for activity in found}) >= 4
    asked = Counter(len(activity.questions) for activity in found)
    assert 30 <= len(found) - asked[0] <= 50 and max(asked) == 5
    questions = [question for activity in found for question in activity.questions]
    assert any(question.choices for question in questions)
    assert any(not question.choices for question in questions)


def test_most_of_the_organisations_offer_something(db: Session) -> None:
    offering = Counter(activity.organisation_id for activity in activities(db))
    assert None not in offering and len(offering) == 25


def test_a_search_finds_an_activity_by_its_reading(db: Session) -> None:
    when = min(activity.made_at for activity in activities(db))
    found = db.scalars(Activity.matching("くさかり いもに", when)).unique().all()
    assert [activity.title for activity in found] == ["川原の草刈りと芋煮"]
