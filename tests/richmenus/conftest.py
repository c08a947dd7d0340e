"""A town of people and LINE's shelf of menus."""

import pytest
from line_shelf import LineShelf
from small_menus import BORN, Clock, Go, Settle, SmallMenu, Undo, a_set, line_id

from delivery.menus import Report, publish, roll_back
from models.database import Database
from models.organisations import Organisation, Representative
from models.residents import LetterSize, Resident


@pytest.fixture
def shelf() -> LineShelf:
    return LineShelf()


@pytest.fixture
def settle(database: Database, shelf: LineShelf) -> Settle:
    """`settle(7, "en", large=True)` lets somebody live here who is known to LINE as well."""

    def settle_one(
        number: int,
        locale: str = "ja",
        *,
        large: bool = False,
        speaks: bool = False,
        follows: bool = True,
        known: bool = True,
    ) -> str:
        with database.writing() as db:
            resident = Resident.taken_in(db, line_id(number), BORN, BORN)
            resident.locale, resident.follows = locale, follows
            resident.letter_size = LetterSize.LARGE if large else LetterSize.NORMAL
            if speaks:
                organisation = Organisation(name=f"organisation {number}", made_at=BORN)
                db.add(organisation)
                db.flush()
                db.add(Representative(resident_id=resident.id, organisation_id=organisation.id, since=BORN))
        if known:
            shelf.people.add(line_id(number))
        return line_id(number)

    return settle_one


@pytest.fixture
def go(database: Database, shelf: LineShelf, clock: Clock) -> Go:
    """Publish, a minute later than whatever was before."""

    def publish_now(menus: list[SmallMenu] | None = None) -> Report:
        clock.moves(minutes=1)
        return publish(database, shelf, menus or a_set(), clock, pause=lambda seconds: None)

    return publish_now


@pytest.fixture
def undo(database: Database, shelf: LineShelf, clock: Clock) -> Undo:
    def roll_back_now() -> Report:
        clock.moves(minutes=1)
        return roll_back(database, shelf, clock, pause=lambda seconds: None)

    return roll_back_now


@pytest.fixture
def townspeople(settle: Settle) -> dict[str, str]:
    """One person for each menu somebody can have, and the menu that suits them."""
    return {
        settle(1): "everyday.ja",
        settle(2, "en"): "everyday.en",
        settle(3, large=True): "large_type.ja",
        settle(4, speaks=True): "organiser.ja",
        settle(5, large=True, speaks=True): "organiser.ja",
    }
