"""What stories start from: an activity somebody offers, an organisation, and who speaks for it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.activities import Activity, Occurrence, Question
from models.organisations import Organisation, Representative
from models.registrations import Registration, RegistrationState
from models.residents import Resident


def an_activity(
    db: Session,
    now: datetime,
    *,
    days: int = 4,
    questions: Sequence[tuple[str, list[str]]] = (),
    **fields: Any,
) -> Activity:
    """Cutting grass, from 9:00 to 11:30, `days` from now; ten places unless told otherwise."""
    usual: dict[str, Any] = {
        "title": "川原の草刈り",
        "kana": "かわらのくさかり",
        "text": "いっしょに草を刈ります。",
        "place": "川原の広場",
        "price_yen": 0,
        "capacity": 10,
        "party_most": 4,
        "topic": "nature",
        "district": "川東",
    }
    made = Activity(made_at=now, extra={}, **(usual | fields))
    starts = now.replace(hour=9, minute=0) + timedelta(days=days)
    made.occurrences = [Occurrence.at(starts, starts + timedelta(hours=2, minutes=30))]
    made.questions = [
        Question(position=place, words=words, choices=choices)
        for place, (words, choices) in enumerate(questions, 1)
    ]
    made.prepare()
    db.add(made)
    db.flush()
    return made


def an_organisation(db: Session, now: datetime, name: str = "川をまもる会") -> Organisation:
    made = Organisation(name=name, made_at=now)
    db.add(made)
    db.flush()
    return made


def speaks_for(db: Session, line_id: str, organisation: Organisation, now: datetime) -> Representative:
    resident = Resident.known(db, line_id)
    assert resident is not None
    made = Representative(resident_id=resident.id, organisation_id=organisation.id, since=now)
    db.add(made)
    db.flush()
    return made


def place_of(db: Session, line_id: str) -> Registration:
    """The one registration of somebody, as it stands now."""
    found = select(Registration).join(Registration.resident).where(Resident.line_id == line_id)
    return db.scalars(found.execution_options(populate_existing=True)).one()


def state_of(db: Session, line_id: str) -> RegistrationState:
    return place_of(db, line_id).state


def taken(db: Session) -> int:
    """The places held of the one activity there is."""
    return db.scalars(select(Activity.taken)).one()
