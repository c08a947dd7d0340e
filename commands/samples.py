"""Samples for the gallery: one thing of each kind and state that a button can be about."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, get_type_hints

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.acting import By
from models.activities import Activity, ActivityState, SignUp
from models.announcements import Held, State, Time, TimeState
from models.audiences import Audience
from models.contents import Card, Content, Words
from models.drafting import draft
from models.interests import Interest
from models.livelihood import Place, PlaceKind
from models.notes import Note
from models.organisations import Organisation, Representative
from models.planning import add_time
from models.registrations import HOLDS_SEATS, Registration, RegistrationState
from models.residents import LetterSize, Resident
from models.schedules import Rule, Schedule
from models.topics import Topic
from views.tap import Tap

# Taps that change the walker's own language or letters would spoil what comes after them.
NOT_PRESSED = ("settings.language", "settings.letters")


@dataclass
class Furniture:
    """Ids by the name of the tap's field, each with the name of its case; and words to type."""

    ids: dict[str, dict[str, int]]
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)


def furnish(db: Session, line_id: str, locale: str, size: LetterSize, now: datetime) -> Furniture:
    """Give the walker plans of every state, an organisation to speak for, and one of each thing to look at."""
    walker = db.scalars(select(Resident).where(Resident.line_id == line_id)).one()
    walker.locale, walker.letter_size = locale, size
    activities = _activities(db, now)
    registrations = _registrations(db, walker, activities, now)
    organisation = db.scalars(select(Organisation).order_by(Organisation.id)).first()
    assert organisation is not None  # the demo town has twenty-five
    db.add(Representative(resident_id=walker.id, organisation_id=organisation.id, since=now))
    ours = Activity.upcoming(now).where(Activity.organisation_id == organisation.id).limit(1)
    own = db.scalars(ours).one()
    note = Note(activity_id=own.id, author_id=walker.id, words="雨がふっても行います。", made_at=now)
    db.add(note)
    db.add(Interest(resident_id=walker.id, activity_id=activities["open"], since=now))
    db.flush()
    announced = _announcements(db, walker, organisation.id, own.id, now)
    places = {
        kind.value: key
        for kind in PlaceKind
        if (key := db.scalar(select(Place.id).where(Place.kind == kind).limit(1))) is not None
    }
    mine = {**activities, "own": own.id}
    return Furniture(
        ids={"activity": mine, "registration": registrations, "place": places, "note": {"": note.id},
             "organisation": {"": organisation.id}, "announcement": announced},
        values={"key": {
            "joined": f"activities:{_activity_of(db, registrations['joined'])}",
            "waiting": f"activities:{_activity_of(db, registrations['waiting'])}",
            "nothing": "announcements:0",
        }},
        said={"unheard": "ほにゃらら", "guess": "いべんど", "search": "川", "number": "99"},
    )  # fmt: skip


def _activities(db: Session, now: datetime) -> dict[str, int]:
    """One activity of every state a card can show."""
    found: dict[str, int] = {}
    for activity in db.scalars(Activity.upcoming(now)):
        case = activity.sign_up.value if activity.sign_up != SignUp.HERE else activity.state.value
        if activity.sign_up == SignUp.HERE and activity.state == ActivityState.OPEN:
            if activity.closes_at is not None and activity.closes_at <= now:
                case = "too_late"
            elif activity.left == 0:
                case = "full"
            elif activity.questions:
                case = "questions"
        found.setdefault(case, activity.id)
    return found


def _registrations(
    db: Session, walker: Resident, activities: dict[str, int], now: datetime
) -> dict[str, int]:
    used = set(activities.values())
    here = Activity.upcoming(now).where(Activity.sign_up == SignUp.HERE, Activity.state == ActivityState.OPEN)
    others = iter(
        [one for one in db.scalars(here) if one.id not in used and (one.left is None or one.left > 2)]
    )
    found: dict[str, int] = {}
    for number, state in enumerate(RegistrationState):
        held = state is RegistrationState.OFFERED
        activity = next(others)
        activity.taken += state in HOLDS_SEATS
        made = Registration(
            resident_id=walker.id, activity_id=activity.id, state=state, party=1, queued=number,
            check_in_code=f"{4000 + number}", changed_at=now, offer_until=now + timedelta(hours=24) if held else None,
        )  # fmt: skip
        db.add(made)
        db.flush()
        found[state.value] = made.id
    return found


def _announcements(
    db: Session, walker: Resident, organisation: int, activity: int, now: datetime
) -> dict[str, int]:
    """One of every state; the one that waits was written by somebody else, so that it can be looked at."""
    found: dict[str, int] = {}
    content = Content((Words({"ja": "手袋をお貸しします。長ぐつで来てください。"}), Card(activity)))
    audience = Audience(topics=(Topic.NATURE.value,))
    for state in State:
        by = By.staff("窓口") if state is State.WAITING else By.resident(walker)
        one = draft(db, by, "", content, audience, now, organisation_id=organisation, activity_id=activity)
        one.state = state
        if state is State.REFUSED:
            one.why_refused = "集合の時刻も書いてください。"
        if state is State.SCHEDULED:
            add_time(db, one, now)
        found[state.value] = one.id
    held = draft(db, By.resident(walker), "", content, audience, now, organisation_id=organisation)
    held.state = State.SCHEDULED
    db.add(Time(announcement_id=held.id, due=now, state=TimeState.HELD, why=Held.CHANGED))
    found["held"] = held.id
    tomorrow = Schedule(rule=Rule.ONCE, at=now + timedelta(days=1))
    for case, state, plan in (
        ("timed", State.DRAFT, tomorrow),
        ("missed", State.DRAFT, Schedule(rule=Rule.ONCE, at=now - timedelta(hours=1))),
        ("planned", State.SCHEDULED, tomorrow),
    ):
        one = draft(db, By.resident(walker), "", content, audience, now, organisation_id=organisation)
        one.state, one.schedule_kept = state, plan.kept()
        if state is State.SCHEDULED and plan.at is not None:
            add_time(db, one, plan.at)
        found[case] = one.id
    db.flush()
    return found


def _activity_of(db: Session, registration: int) -> int:
    return db.get_one(Registration, registration).activity_id


def taps_of(kind: type[Tap], things: Furniture) -> Iterator[tuple[str, Tap]]:
    """The tap with each id, choice or flag its fields can have, one field varied at a time."""
    if kind.name in NOT_PRESSED:
        return
    hints = get_type_hints(kind)
    fields = dataclasses.fields(kind)  # type: ignore[arg-type]  # every Tap subclass is a dataclass
    options = {one.name: list(_options(one.name, hints[one.name], one.default, things)) for one in fields}
    first = {name: cases[0][1] for name, cases in options.items() if cases}
    if not any(len(cases) > 1 for cases in options.values()):
        yield "", kind(**first)
        return
    for name, cases in options.items():
        for case, value in cases if len(cases) > 1 else []:
            yield f" {name}={case or value}", kind(**{**first, name: value})


def _options(name: str, hint: Any, default: Any, things: Furniture) -> Iterator[tuple[str, Any]]:
    if name in things.ids:
        yield from things.ids[name].items()
    elif name in things.values:
        yield from things.values[name].items()
    elif isinstance(hint, type) and issubclass(hint, StrEnum):
        yield from ((member.value, member) for member in hint)
    elif hint is bool:
        yield from (("no", False), ("yes", True))
    elif name == "value":
        yield "", Topic.NATURE.value
    elif hint is date:
        yield "", date(2026, 12, 1)
    elif default is not dataclasses.MISSING:
        yield "", default
    else:
        yield "", 1 if hint is int else ""
