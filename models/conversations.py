"""Conversations: where each resident stands, one row each, so that any process can take the next turn."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

SPOT_LIFE = timedelta(minutes=30)


class Conversation(Base):
    __tablename__ = "conversations"

    resident_id: Mapped[int] = mapped_column(ForeignKey("residents.id", ondelete="CASCADE"), primary_key=True)
    # The form in progress: its name, what it was started with, the answers so far, the question asked now.
    form: Mapped[str | None] = mapped_column(String(60))
    given: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    asking: Mapped[str | None] = mapped_column(String(60))
    # Set aside by a menu press; offered again.
    aside: Mapped[bool] = mapped_column(default=False)
    # What the last answer offered: [label, packed tap] in the order of its numbers.
    choices: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    # Where もどる leads: packed taps, the present place last.
    trail: Mapped[list[str]] = mapped_column(JSON, default=list)
    # What a pin or a word would be taken for: the name of an entry, and when it was set.
    expecting: Mapped[str | None] = mapped_column(String(60))
    # The last pin as [latitude, longitude] with the ISO time it came, good for half an hour; the last search.
    spot: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    searched: Mapped[str | None] = mapped_column(String(100))
    touched_at: Mapped[datetime]

    @classmethod
    def begun(cls, resident_id: int, now: datetime) -> "Conversation":
        """The first one with a resident."""
        return cls(
            resident_id=resident_id, given={}, answers={}, aside=False, choices=[], trail=[], touched_at=now
        )

    @property
    def idle(self) -> bool:
        """Whether they are in the middle of nothing, so that choices can be put before them."""
        return self.form is None or self.aside

    def fresh_spot(self, now: datetime) -> tuple[float, float] | None:
        """Where the resident was within the last half hour, if a pin told us."""
        if self.spot is None or now - datetime.fromisoformat(self.spot[2]) > SPOT_LIFE:
            return None
        return self.spot[0], self.spot[1]

    def forget(self, message_id: str) -> None:
        """What was said in one message."""
        self.answers = {name: one for name, one in self.answers.items() if one.get("message") != message_id}
        self.searched = None  # it may be what was looked for

    def row(self) -> dict[str, Any]:
        """All but whose it is, by column: for writing many at once."""
        return {
            column.name: getattr(self, column.name)
            for column in Conversation.__table__.columns
            if not column.primary_key
        }

    def begin(self, form: str, given: dict[str, Any]) -> None:
        self.form, self.given, self.answers, self.asking, self.aside = form, given, {}, None, False

    def end(self) -> None:
        self.form, self.given, self.answers, self.asking, self.aside = None, {}, {}, None, False
