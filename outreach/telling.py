"""Telling one person something about themselves: now, after their quiet hours, or with their next free reply."""

from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime

from sqlalchemy.orm import Session

from models.budget import budget
from models.conversations import Conversation
from models.database import Database
from models.limits import Limits
from models.outbox import Json, Lane, Outgoing, State
from models.quiet import opens_at
from models.residents import Resident
from models.riding import NO_HOUR, NO_ROOM
from views.numbers import number


def tell(
    db: Session,
    database: Database,
    resident: Resident,
    messages: Sequence[Json],
    because: str,
    now: datetime,
    limits: Limits,
    *,
    urgent: bool = False,
    not_after: datetime | None = None,
    left: float | None = None,
) -> Outgoing | None:
    """Say something to one person; the row tells when it leaves. None: they are no friend any more.

    It leaves now, or when their quiet hours end, or it waits for their next free reply when the month has no
    message left for it. At most four messages: more would never find room beside an answer. What is urgent waits
    for nothing. `because` is for staff; speak the person's language around the call. Whoever tells many looks once
    how many messages are `left`: to count what is on its way takes longer the more there is."""
    if not resident.follows:
        return None
    if len(messages) > 4:
        raise ValueError(f"{len(messages)} messages have no room beside an answer")
    opens = now if urgent else opens_at(now, resident, limits)
    too_long = not_after is not None and opens > not_after
    room = urgent or (not too_long and _left(db, limits, now, left) >= 1)
    said = deepcopy(list(messages))  # numbers are written into them
    if room and opens <= now and (theirs := db.get(Conversation, resident.id)) is not None and theirs.idle:
        theirs.choices = number(said)  # it is on the screen in a moment, and can be answered by number
    row = Outgoing.push(
        resident.line_id,
        said,
        because[:60],
        now,
        lane=Lane.URGENT,
        due=opens.timestamp() if opens > now else 0.0,
        not_after=not_after.timestamp() if not_after else None,
    )
    if not room:
        row.state, row.units, row.error = State.RIDING, 0, NO_HOUR if too_long else NO_ROOM
    db.add(row)
    database.knock(db)
    return row


def _left(db: Session, limits: Limits, now: datetime, left: float | None) -> float:
    return budget(db, limits, now).left_for_reminders if left is None else left
