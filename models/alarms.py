"""Alarms: what somebody has to look at, read from the database in a few short questions."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.budget import ONLY, Quota, month_of, ours_of
from models.database import Database
from models.decisions import FOR_A_PERSON
from models.heartbeats import alive
from models.inbox import PENDING, Event
from models.outbox import WAITING, Kind, Lane, Outgoing, State
from models.rates import CHANNEL, Rate
from models.sends import Send, SendState

# Seconds after which something that is due should have left; news of many thousands takes its time.
OVERDUE = 60.0
OVERDUE_NEWS = 900.0
# Seconds by which the clocks of this machine and of the database may differ.
CLOCKS_APART = 5.0
# Shares that are nearly all of it.
MONTH_FULL = 0.9
DISK_FULL = 0.9

NAMES = (
    "no_worker", "dead_letters", "uncertain", "held", "overdue", "unanswered", "token_refused", "resting",
    "paused_sends", "month_nearly_used", "disk_nearly_full", "clocks_apart",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alarms:
    """Nothing personal: numbers, seconds and shares."""

    workers: int = 0
    dead: int = 0
    uncertain: int = 0
    held: int = 0
    # Seconds for which the oldest message that is due, and the oldest unanswered event, have waited.
    overdue: float = 0.0
    unanswered: float = 0.0
    token_refused: bool = False
    # Endpoints that rest because LINE asked for it or does not answer.
    resting: int = 0
    paused: int = 0
    month_used: float = 0.0
    disk_used: float = 0.0
    clocks_apart: float = 0.0

    @property
    def ringing(self) -> tuple[str, ...]:
        """The names of those that somebody should look at."""
        rings = (
            not self.workers, self.dead > 0, self.uncertain > 0, self.held > 0, self.overdue > OVERDUE,
            self.unanswered > OVERDUE, self.token_refused, self.resting > 0, self.paused > 0,
            self.month_used >= MONTH_FULL, self.disk_used >= DISK_FULL, self.clocks_apart > CLOCKS_APART,
        )  # fmt: skip
        return tuple(name for name, now in zip(NAMES, rings, strict=True) if now)


def alarms(database: Database, db: Session, now: datetime, *, disk: Path | None = None) -> Alarms:
    """How things stand. `disk`: a folder whose disk is looked at, the database's own unless told."""
    moment = database.moment(db)
    states = _undecided(db)
    return Alarms(
        workers=len(alive(database, db)),
        dead=states.get(State.DEAD, 0),
        uncertain=states.get(State.UNCERTAIN, 0),
        held=states.get(State.HELD, 0),
        overdue=_overdue(db, moment),
        unanswered=_unanswered(database, db, moment),
        token_refused=_rests(db, channel=True) > 0,
        resting=_rests(db, channel=False),
        paused=db.scalar(select(func.count()).where(Send.state == SendState.PAUSED)) or 0,
        month_used=_month(db, now),
        disk_used=_disk(database, disk),
        clocks_apart=abs(now.timestamp() - moment),
    )


def _undecided(db: Session) -> dict[State, int]:
    rows = select(Outgoing.state, func.count()).where(FOR_A_PERSON).group_by(Outgoing.state)
    return {row[0]: row[1] for row in db.execute(rows)}


def _overdue(db: Session, moment: float) -> float:
    """For how long the oldest message waits that nothing holds back; news may take its time."""
    waited = 0.0
    for send_id in (None, *db.scalars(Send.at_work().with_only_columns(Send.id))):
        for lane, kind in product(Lane, Kind):
            # Queue by queue, as they are claimed: so the index finds the oldest without reading all of them.
            queue = WAITING, Outgoing.send_id == send_id, Outgoing.lane == lane, Outgoing.kind == kind
            patience = OVERDUE_NEWS if lane is Lane.BULK else OVERDUE
            before = datetime.fromtimestamp(moment - patience, UTC)
            late = Outgoing.due <= moment - patience, Outgoing.made_at <= before
            oldest = (
                select(Outgoing.due, Outgoing.made_at)
                .where(*queue, *late)
                .order_by(Outgoing.due, Outgoing.id)
            )
            if (row := db.execute(oldest.limit(1)).first()) is not None:
                waited = max(waited, moment - max(row.due, row.made_at.timestamp()))
    return waited


def _unanswered(database: Database, db: Session, moment: float) -> float:
    oldest = db.scalar(select(Event.received_at).where(PENDING).order_by(Event.id).limit(1))
    came = [moment] if oldest is None else [moment, oldest.timestamp()]
    if database.doorstep is not None and (lies := database.doorstep.waiting()).oldest_ms is not None:
        came.append(lies.oldest_ms / 1000)
    return moment - min(came)


def _rests(db: Session, *, channel: bool) -> int:
    """Whether LINE refuses our token, or how many endpoints have troubles: until their next success."""
    which = Rate.endpoint == CHANNEL if channel else Rate.endpoint != CHANNEL
    return db.scalar(select(func.count()).where(which, Rate.troubles > 0)) or 0


def _month(db: Session, now: datetime) -> float:
    reading = db.get(Quota, ONLY)
    if reading is None or reading.most is None or reading.month != month_of(now):
        return 0.0
    used = reading.used + max(0, ours_of(db, now) - reading.ours)
    return used / reading.most if reading.most else 1.0


def _disk(database: Database, disk: Path | None) -> float:
    """How much of the disk is used that the embedded database stands on; of a server's we know nothing."""
    if disk is None:
        if not database.embedded:
            return 0.0
        disk = Path(str(database.url.database)).absolute().parent
    usage = shutil.disk_usage(disk)
    return usage.used / usage.total if usage.total else 0.0
