"""Organisations and activities of the demo town: from entries to rows, and how full each one looks.

Places go to the ten residents by the same rules as to everybody, with a registration. Beyond those, an
activity counts places that were taken by telephone or on paper: `taken` is then higher than the
registrations say, and never above the capacity. Nobody is invented to stand for them."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from demo import chance, dates, places
from demo.entries import ActivityEntry, OrganisationEntry, Seats, Town
from models.activities import Activity, ActivityState, Question, SignUp
from models.organisations import Organisation

# How full something looks when its file leaves it open.
OPEN_TO_CHANCE = (Seats.NONE, Seats.SOME, Seats.SOME, Seats.HALF, Seats.HALF, Seats.FEW)
PERCENT = {Seats.SOME: (10, 35), Seats.HALF: (45, 70)}


def add_organisations(db: Session, town: Town, now: datetime) -> dict[str, Organisation]:
    """Add all organisations, and return them by key."""
    found = {entry.key: _organisation(entry, now) for entry in town.organisations}
    db.add_all(found.values())
    db.flush()
    return found


def add(
    db: Session, town: Town, organisations: dict[str, Organisation], now: datetime, seed: int
) -> dict[str, Activity]:
    """Add all activities, open and empty, and return them by title."""
    found = {
        entry.title: _activity(town, entry, organisations[entry.by], now, seed) for entry in town.activities
    }
    db.add_all(found.values())
    db.flush()
    return found


def take_seats(activities: dict[str, Activity], town: Town, seed: int) -> None:
    """Count the places taken by telephone and on paper, on top of what residents hold already."""
    for entry in town.activities:
        activity = activities[entry.title]
        if activity.sign_up == SignUp.HERE and activity.capacity is not None:
            activity.taken = max(activity.taken, _taken(entry, activity.capacity, seed))


def close(activities: dict[str, Activity], town: Town) -> None:
    """Close and cancel what is closed and cancelled, after people have joined."""
    for entry in town.activities:
        activity = activities[entry.title]
        if entry.cancelled:
            activity.state, activity.why_closed = ActivityState.CANCELLED, entry.cancelled
        elif entry.closed:
            activity.state, activity.why_closed = ActivityState.CLOSED, entry.closed


def _organisation(entry: OrganisationEntry, now: datetime) -> Organisation:
    return Organisation(
        name=entry.name, about=entry.about, phone=places.phone(entry.phone), made_at=now - timedelta(days=300)
    )


def _activity(
    town: Town, entry: ActivityEntry, organisation: Organisation, now: datetime, seed: int
) -> Activity:
    facility = town.facilities[entry.at]
    latitude, longitude = places.spot(town, facility)
    activity = Activity(
        organisation=organisation,
        title=entry.title,
        kana=entry.kana,
        text=entry.text,
        topic=entry.topic,
        audience=entry.audience,
        price_text=_price(entry),
        price_yen=entry.price if isinstance(entry.price, int) else None,
        when_text=entry.note,
        place=facility.name,
        address=places.address(town, facility),
        district=places.district(facility),
        latitude=latitude,
        longitude=longitude,
        phone=organisation.phone or "",
        url=f"{places.SITE}/activities/{town.activities.index(entry) + 1:03}",
        sign_up=_sign_up(entry),
        sign_up_text=entry.elsewhere,
        capacity=entry.capacity,
        taken=0,
        party_most=entry.party,
        state=ActivityState.OPEN,
        made_at=now - timedelta(days=chance.number(seed, f"{entry.title} made", 8, 30)),
        occurrences=dates.occurrences([dates.Rule.parse(words) for words in entry.when], now),
        questions=_questions(entry),
    )
    activity.prepare()
    if entry.closes is not None and activity.starts_at is not None:
        activity.closes_at = dates.deadline(activity.starts_at, entry.closes)
    return activity


def _questions(entry: ActivityEntry) -> list[Question]:
    asked = []
    for position, question in enumerate(entry.questions, start=1):
        words, *choices = [question] if isinstance(question, str) else question
        asked.append(Question(position=position, words=words, choices=choices))
    return asked


def _sign_up(entry: ActivityEntry) -> SignUp:
    if entry.walk_in:
        return SignUp.NOT_NEEDED
    return SignUp.ELSEWHERE if entry.elsewhere else SignUp.HERE


def _price(entry: ActivityEntry) -> str:
    # Organisers write their own prices, in their own language, as everything in this room.
    if isinstance(entry.price, str):
        return entry.price
    price = f"{entry.price:,}円" if entry.price else "無料"
    return f"{price}（{entry.price_note}）" if entry.price_note else price


def _taken(entry: ActivityEntry, capacity: int, seed: int) -> int:
    seats = entry.seats or chance.one_of(seed, f"{entry.title} seats", OPEN_TO_CHANCE)
    if seats == Seats.FULL:
        return capacity
    if seats == Seats.FEW:
        return capacity - chance.number(seed, f"{entry.title} left", 1, 3)
    if seats == Seats.NONE:
        return 0
    least, most = PERCENT[seats]
    return capacity * chance.number(seed, f"{entry.title} percent", least, most) // 100
