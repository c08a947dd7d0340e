"""A turn: who did what, when, and what a handler may do about it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy.orm import Session

from locales import speaking
from models.base import Base
from models.conversations import Conversation
from models.outbox import MOST_MESSAGES, Outgoing
from models.quiet import opens_at
from models.refusals import Gone
from models.residents import Resident
from models.town import Town
from views import Json, flex
from views.numbers import number
from views.tap import Tap

Reply = Json | list[Json]
Row = TypeVar("Row", bound=Base)


class Spot(NamedTuple):
    """A pin somebody sent, in degrees (WGS 84)."""

    latitude: float
    longitude: float

    @classmethod
    def sent(cls, message: Json) -> "Spot | None":
        """Where this message of LINE's says that it is, if it says so and the place is on the earth."""
        latitude, longitude = message.get("latitude"), message.get("longitude")
        if message.get("type") != "location" or isinstance(latitude, bool) or isinstance(longitude, bool):
            return None
        if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
            return None
        inside = -90 <= latitude <= 90 and -180 <= longitude <= 180  # NaN is inside nothing
        return cls(float(latitude), float(longitude)) if inside else None


@dataclass
class Turn:
    db: Session
    now: datetime
    town: Town
    resident: Resident
    conversation: Conversation
    # Where somebody else stands.
    standing: Callable[[Resident], Conversation | None]
    # What they typed, cleaned; "" for anything else.
    words: str = ""
    message_id: str | None = None
    # What a date picker or a rich menu switch sent along.
    picked: dict[str, str] = field(default_factory=dict)
    spot: Spot | None = None
    event: Json = field(default_factory=dict)
    # Whether the resident was met for the first time in this turn.
    newcomer: bool = False
    # Whether the answer is a place one can come back to.
    placed: bool = False

    def find(self, kind: type[Row], key: int) -> Row:
        """The row with this id. Raises Gone; whether it is theirs, the handler checks."""
        found = self.db.get(kind, key)
        if found is None:
            raise Gone
        return found

    @contextmanager
    def to(
        self, resident: Resident, because: str, until: datetime | None = None
    ) -> Iterator[Callable[[Json], None]]:
        """Say something to somebody else, in their language and letter size; it leaves by push.

        Not at night, unless it is over (`until`) before the morning."""
        said: list[Json] = []
        with speaking(resident.locale), flex.letters(large=resident.reads_large):
            yield said.append
        if said and resident.follows:
            opens = opens_at(self.now, resident, self.town.limits)
            at_once = opens <= self.now or (until is not None and until <= opens)
            if at_once and (theirs := self.standing(resident)) is not None and theirs.idle:
                theirs.choices = number(said)  # a push can be answered by number, too
            due = 0.0 if at_once else opens.timestamp()
            self.db.add(Outgoing.push(resident.line_id, said[:MOST_MESSAGES], because, self.now, due=due))

    def expect(self, entry: str | None) -> None:
        """What the next pin or free word is for."""
        if self.conversation.expecting != entry:
            self.conversation.expecting = entry

    def show_menu(self) -> None:
        """Give this person the rich menu of their language, letters and role; the worker finds which."""
        self.db.add(Outgoing.menu(self.resident.line_id, "settings", self.now))


Handler = Callable[[Turn], Reply]
TapHandler = Callable[[Turn, Tap], Reply]
