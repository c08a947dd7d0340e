"""Staffing: what the office does for others: takes in organisations and activities, hands out codes, helps."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from locales import fold, lazy
from models.activities import Activity, Occurrence, Question
from models.audit import record
from models.help import HelpRequest, Unheard
from models.organisations import OneTimeCode, Organisation
from models.refusals import Refusal
from models.topics import Topic

MOST_QUESTIONS = 5
MOST_CHOICES = 9
MOST_PARTY = 20


class NameTaken(Refusal):
    message = lazy("There is an organisation called “{name}” already.")


class NoSuchOrganisation(Refusal):
    message = lazy("There is no organisation called “{name}”. Known are: {known}.")


class ThereAlready(Refusal):
    message = lazy("“{title}” at this time is there already, as number {number}.")


class InThePast(Refusal):
    message = lazy("The start lies in the past. Please check day and time.")


class EndsBeforeItStarts(Refusal):
    message = lazy("The end does not lie after the start. Please check both.")


class ClosesTooLate(Refusal):
    message = lazy("Sign-up has to close after this moment and not after the end.")


class OddNumber(Refusal):
    message = lazy("{name} has to be a number from {least} to {most}.")


class TooManyQuestions(Refusal):
    message = lazy("An activity can have {most} questions at most, each with {choices} choices at most.")


class NoSuchRequest(Refusal):
    message = lazy("There is no request with the number {number}.")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An activity as the office writes it down."""

    title: str
    starts: datetime
    ends: datetime | None = None
    place: str = ""
    capacity: int | None = None
    price_yen: int | None = None
    price_text: str = ""
    topic: Topic | None = None
    district: str | None = None
    text: str = ""
    kana: str = ""
    party_most: int = 4
    closes: datetime | None = None
    # (words, choices); no choices: the answer is typed.
    questions: Sequence[tuple[str, Sequence[str]]] = field(default_factory=tuple)


def add_organisation(
    db: Session, name: str, about: str, phone: str | None, actor: str, now: datetime
) -> Organisation:
    """Raises NameTaken, also for a name that only differs in width or kana."""
    if _called(db, name) is not None:
        raise NameTaken(name=name)
    made = Organisation(name=name, about=about, phone=phone, made_at=now)
    db.add(made)
    db.flush()
    record(db, actor, "organisation.add", f"organisations:{made.id} {name}", now)
    return made


def organisation_called(db: Session, name: str) -> Organisation:
    """Raises NoSuchOrganisation, which names those there are."""
    found = _called(db, name)
    if found is None:
        known = db.scalars(select(Organisation.name).order_by(Organisation.name).limit(20)).all()
        raise NoSuchOrganisation(name=name, known="、".join(known) or "―")
    return found


def add_activity(db: Session, by: Organisation, draft: Draft, actor: str, now: datetime) -> Activity:
    """Take in an activity with its questions. Raises a Refusal that says what does not fit."""
    _check(draft, now)
    same = select(Activity.id).where(
        Activity.organisation_id == by.id, Activity.title == draft.title, Activity.starts_at == draft.starts
    )
    if (number := db.scalars(same).first()) is not None:
        raise ThereAlready(title=draft.title, number=number)
    made = Activity(
        organisation_id=by.id,
        title=draft.title,
        kana=draft.kana,
        text=draft.text,
        place=draft.place,
        capacity=draft.capacity,
        price_yen=draft.price_yen,
        price_text=draft.price_text,
        topic=draft.topic.value if draft.topic else None,
        district=draft.district,
        party_most=draft.party_most,
        closes_at=draft.closes,
        phone=by.phone or "",
        extra={},
        made_at=now,
    )
    made.occurrences = [Occurrence.at(draft.starts, draft.ends)]
    made.questions = [
        Question(position=place, words=words, choices=list(choices))
        for place, (words, choices) in enumerate(draft.questions, 1)
    ]
    made.prepare()
    db.add(made)
    db.flush()
    record(db, actor, "activity.add", f"activities:{made.id} {made.title}", now)
    return made


def hand_out_code(db: Session, organisation: Organisation, actor: str, now: datetime) -> str:
    """A new one-time code; what is written down does not tell it."""
    code = OneTimeCode.issue(db, organisation, now)
    record(db, actor, "code.issue", f"organisations:{organisation.id} {organisation.name}", now)
    return code


def open_requests() -> Select[HelpRequest]:
    """Who asked for a person and has had no answer, the oldest first."""
    return (
        select(HelpRequest)
        .where(HelpRequest.done_at.is_(None))
        .options(joinedload(HelpRequest.resident))
        .order_by(HelpRequest.made_at, HelpRequest.id)
    )


def mark_done(db: Session, number: int, actor: str, now: datetime) -> bool:
    """Whether it was open until now; twice is once. Raises NoSuchRequest."""
    found = db.get(HelpRequest, number)
    if found is None:
        raise NoSuchRequest(number=number)
    if found.done_at is not None:
        return False
    found.done_at = now
    record(db, actor, "help.done", f"help_requests:{found.id}", now)
    return True


def unheard_counted(db: Session, most: int) -> list[tuple[str, int]]:
    """What nobody understood, however it was spelled, the most frequent first: (its usual spelling, times)."""
    rows = db.execute(select(Unheard.words, func.count()).group_by(Unheard.words))
    times: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = {}
    for words, count in rows:
        shape = fold(words)
        times[shape] += count
        spellings.setdefault(shape, Counter())[words] += count
    ranked = sorted(times.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(spellings[shape].most_common(1)[0][0], count) for shape, count in ranked[:most]]


def _called(db: Session, name: str) -> Organisation | None:
    shape = fold(name)
    rows = db.execute(select(Organisation.id, Organisation.name))
    key = next((key for key, known in rows if fold(known) == shape), None)
    return None if key is None else db.get_one(Organisation, key)


def _check(draft: Draft, now: datetime) -> None:
    if draft.starts <= now:
        raise InThePast
    if draft.ends is not None and draft.ends <= draft.starts:
        raise EndsBeforeItStarts
    if draft.closes is not None and not now < draft.closes <= (draft.ends or draft.starts):
        raise ClosesTooLate
    if draft.capacity is not None and not 1 <= draft.capacity <= 100_000:
        raise OddNumber(name="--capacity", least=1, most=100_000)
    if not 1 <= draft.party_most <= MOST_PARTY:
        raise OddNumber(name="--party-most", least=1, most=MOST_PARTY)
    if len(draft.questions) > MOST_QUESTIONS or any(len(c) > MOST_CHOICES for _words, c in draft.questions):
        raise TooManyQuestions(most=MOST_QUESTIONS, choices=MOST_CHOICES)
