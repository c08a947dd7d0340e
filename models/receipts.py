"""Receipts: whom a send has reached, or may have reached: asked by whoever has to correct it, or was told it."""

import json
from collections.abc import Collection

from pyroaring import BitMap
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.figures import NARROWCASTS, Progress
from models.outbox import Outgoing, State
from models.residents import Resident

# What has left, what may have left, and what leaves at this moment.
MAY_HAVE_IT = (State.ACCEPTED, State.RODE, State.UNCERTAIN, State.SENDING)
CHUNK = 500


def who_got(db: Session, send_id: int) -> BitMap:
    """The residents to whom LINE took it, and those of whom nobody knows."""
    rows = select(Outgoing.to, Outgoing.recipients).where(
        Outgoing.send_id == send_id, Outgoing.state.in_(MAY_HAVE_IT)
    )
    found = BitMap()
    for to, recipients in db.execute(rows):
        line_ids = json.loads(recipients) if recipients else [to]
        for start in range(0, len(line_ids), CHUNK):
            some = Resident.line_id.in_(line_ids[start : start + CHUNK])
            found.update(db.scalars(select(Resident.id).where(some)))
    return found


def sent_by_line(db: Session, send_ids: Collection[int], resident: Resident | None = None) -> set[int]:
    """Those of the sends that LINE itself took to everybody who was a friend; with a resident: to them, too.

    Who that was stands nowhere, but since which send they are a friend does. Who has left since then and come back
    counts as one who came later: the bot cannot tell."""
    ours = NARROWCASTS, Outgoing.send_id.in_(send_ids), Outgoing.state.in_((State.ACCEPTED, State.UNCERTAIN))
    failed = (
        select(Progress.row_id).where(Progress.row_id == Outgoing.id, Progress.phase == "failed").exists()
    )
    found = select(Outgoing.send_id).where(*ours, ~failed)
    if resident is not None:
        found = found.where(Outgoing.send_id > resident.came_after)
    return {key for key in db.scalars(found) if key is not None}
