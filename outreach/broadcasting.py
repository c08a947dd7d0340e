"""Broadcasting: one row for everyone LINE knows as a friend, also those the bot has never met."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from locales import fold
from models.announcements import CORRECTION, KIND, Announcement
from models.database import Database
from models.limits import Limits
from models.outbox import Json, Kind, Lane, Outgoing, bulk_row, frozen
from models.sends import Send, SendState

# Who reads what, LINE does not know: everyone gets the same.
FACE = "ja.normal"


def begin(
    db: Session,
    database: Database,
    one: Announcement,
    messages: Sequence[Json],
    people: int,
    now: datetime,
    limits: Limits,
    *,
    not_after: datetime | None,
) -> Send:
    """A send with one narrowcast to everyone. Nobody stands in it by name: LINE does not say who they are.

    `people`: how many of the month's messages it is taken to use, until LINE tells."""
    body = f'{{"messages":{frozen(messages)}}}'
    lane = Lane.URGENT if one.urgent else Lane.BULK
    ends = not_after.timestamp() if not_after else None
    words = one.content.searched()
    send = Send(
        kind=KIND if one.corrects_id is None else CORRECTION,
        subject=one.subject,
        organisation_id=one.organisation_id,
        lane=lane,
        drill=one.drill,
        # Its only row is made here.
        state=SendState.SENDING,
        not_after=ends,
        total=people,
        title=one.title[:120],
        words=words,
        search="|".join(fold(part) for part in (one.title, words) if part)[:4000],
        fingerprint=hashlib.sha256(body.encode()).hexdigest(),
        made_at=now,
    )
    db.add(send)
    db.flush()
    row = bulk_row(send.id, lane, body, f"{send.kind} {send.subject}"[:60], ends, now)
    # The minute in which it can be undone is the row's own: once LINE has it, nothing stops it.
    due = 0.0 if one.urgent else database.moment(db) + limits.undo
    db.execute(insert(Outgoing), [row | {"kind": Kind.NARROWCAST, "units": people, "due": due}])
    database.knock(db)
    return send
