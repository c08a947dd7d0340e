"""DEMO: つなぐ町, an invented town to try the bot in, with its people, activities and living information."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from demo import activities, places
from demo import people as residents
from demo.content import town
from demo.people import Person, people
from models.activities import Activity
from models.livelihood import Place
from models.organisations import Organisation

__all__ = ["Made", "Person", "make", "people"]


@dataclass(frozen=True, slots=True)
class Made:
    """How many rows were added; nothing at all where a town was already."""

    organisations: int = 0
    activities: int = 0
    places: int = 0
    residents: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.organisations)


def make(db: Session, now: datetime, seed: int = 1) -> Made:
    """Fill an empty town around `now`; the caller commits. A town that has anything in it is left alone."""
    if any(db.scalar(select(table.id).limit(1)) for table in (Organisation, Activity, Place)):
        return Made()
    about = town()
    living = places.add(db, about, now, seed)
    organisers = activities.add_organisations(db, about, now)
    offered = activities.add(db, about, organisers, now, seed)
    ten = residents.add(db, organisers, now, seed)
    # In the order of real life: our people joined, others filled the rest, latecomers wait, doors close.
    residents.join(db, ten, offered, now, seed)
    activities.take_seats(offered, about, seed)
    db.flush()
    residents.wait(db, ten, offered, now, seed)
    activities.close(offered, about)
    db.flush()
    return Made(len(organisers), len(offered), living, len(ten))
