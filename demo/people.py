"""The ten people of the demo town: who they are to LINE, and what they do in the bot."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from demo import chance
from demo.content import town
from demo.entries import Joining, ResidentEntry
from models import registrations, topics
from models.activities import Activity
from models.interests import Interest
from models.organisations import Organisation, Representative
from models.registrations import Answer, Registration
from models.residents import Delivery, LetterSize, Resident


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a phone, for the stand-in and for the bot alike."""

    line_id: str
    name: str
    # What the phone is set to, and how the bot speaks to this person.
    language: str
    locale: str
    letter_size: str
    life: str


def people(seed: int) -> list[Person]:
    """The ten, in the order of their file: the same people for the same seed."""
    return [_person(entry, seed) for entry in town().residents]


def add(db: Session, organisations: dict[str, Organisation], now: datetime, seed: int) -> dict[str, Resident]:
    """Add the residents with what they chose, and return them by name."""
    found = {}
    for entry in town().residents:
        person = _person(entry, seed)
        since = now - timedelta(days=entry.days_here)
        # Somebody who pressed the stand-in's follow button before there was a town is known already.
        resident = Resident.known(db, person.line_id) or Resident.taken_in(db, person.line_id, since, since)
        resident.display_name, resident.profile_due_at = person.name, since
        resident.locale, resident.locale_chosen = person.locale, True
        resident.letter_size = LetterSize(person.letter_size)
        resident.last_seen_at = now
        resident.was_told_privacy(since)
        if entry.weekly:
            topics.choose_delivery(resident, Delivery.WEEKLY)
        for topic in entry.topics:
            topics.subscribe(db, resident, topic, since)
        if entry.speaks_for:
            organisation = organisations[entry.speaks_for]
            db.add(Representative(resident_id=resident.id, organisation_id=organisation.id, since=since))
        found[entry.name] = resident
    db.flush()
    return found


def join(
    db: Session, residents: dict[str, Resident], activities: dict[str, Activity], now: datetime, seed: int
) -> None:
    """Join and save, each person on a day of their own; the rules of the bot decide."""
    for order, entry in enumerate(town().residents):
        resident, at = residents[entry.name], _day_of(entry, now, seed)
        for joining in entry.joined:
            mine = registrations.join(db, resident, activities[joining.title].id, joining.party, at)
            _settle(mine, joining, order, seed)
        for title in entry.saved:
            db.add(Interest(resident_id=resident.id, activity_id=activities[title].id, since=at))
    db.flush()


def wait(
    db: Session, residents: dict[str, Resident], activities: dict[str, Activity], now: datetime, seed: int
) -> None:
    """Stand in the waiting lists of what is full by now."""
    for order, entry in enumerate(town().residents):
        for joining in entry.waiting:
            activity, at = activities[joining.title], _day_of(entry, now, seed)
            mine = registrations.wait(db, residents[entry.name], activity.id, joining.party, at)
            _settle(mine, joining, order, seed)
    db.flush()


def _person(entry: ResidentEntry, seed: int) -> Person:
    return Person(
        line_id=chance.line_id(seed, entry.name),
        name=entry.name,
        language=entry.language,
        locale=entry.locale,
        letter_size=entry.letter_size,
        life=entry.life,
    )


def _day_of(entry: ResidentEntry, now: datetime, seed: int) -> datetime:
    return now - timedelta(days=chance.number(seed, f"{entry.name} joins", 2, 6))


def _settle(mine: Registration, joining: Joining, order: int, seed: int) -> None:
    """Answer what was asked, and make the code at the door the same for the same seed."""
    # The last digit is the person's own, so no two codes of one activity can be alike.
    what = f"{joining.title} {order} code"
    mine.check_in_code = f"{chance.number(seed, what, 100, 999)}{order}"
    for question, words in zip(mine.activity.questions, joining.answers, strict=False):
        mine.answers.append(Answer(question_id=question.id, words=words))
