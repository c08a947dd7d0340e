"""The log of sends: what was said to how many, how far it came, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models import presses
from models.figures import NARROWCASTS, Figure
from models.figures import Progress as Narrowcast
from models.outbox import Outgoing
from models.sends import Progress, Send, SendPart, progress


@dataclass(frozen=True, slots=True)
class Entry:
    """One send as the log shows it."""

    send: Send
    progress: Progress
    # Different people who pressed something, of those who agreed to be counted.
    pressed: int
    # LINE's own numbers, when it told any, and when it was asked.
    opened: int | None
    clicked: int | None
    asked_at: datetime | None
    # How many read each face: "ja.large" → 12.
    faces: Mapping[str, int]
    # Of a narrowcast of LINE's: (phase, reached, not reached).
    narrowcast: tuple[str, int | None, int | None] | None = None


def newest() -> Select[Send]:
    """The newest first."""
    return select(Send).order_by(Send.id.desc())


def entry(db: Session, send: Send) -> Entry:
    figure = db.get(Figure, send.id)
    faces = db.execute(
        select(SendPart.face, SendPart.total).where(SendPart.send_id == send.id).order_by(SendPart.face)
    )
    return Entry(
        send=send,
        progress=progress(db, send),
        pressed=presses.people(db, send.id),
        opened=figure.opened if figure else None,
        clicked=figure.clicked if figure else None,
        asked_at=figure.asked_at if figure else None,
        faces={row.face: row.total for row in faces},
        narrowcast=_narrowcast(db, send.id),
    )


def _narrowcast(db: Session, send_id: int) -> tuple[str, int | None, int | None] | None:
    row = db.execute(
        select(func.max(Narrowcast.phase), func.sum(Narrowcast.succeeded), func.sum(Narrowcast.failed))
        .join(Outgoing, Outgoing.id == Narrowcast.row_id)
        .where(NARROWCASTS, Outgoing.send_id == send_id)
    ).one()
    return None if row[0] is None else (row[0], row[1], row[2])
