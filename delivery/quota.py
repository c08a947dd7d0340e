"""The month's quota: asked of LINE every few minutes; what it stopped goes on when there is room again."""

import json
import logging
from collections.abc import Sequence
from datetime import datetime
from math import inf

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from delivery.answers import Answer
from delivery.line import Messenger
from models.budget import ONLY, Quota, budget, ensure, keep_reading, needs, ours_of
from models.clock import Clock
from models.database import Database
from models.limits import Limits
from models.outbox import ABOARD, WAITING, Kind, Lane, Outgoing, State
from models.quiet import opens_at
from models.rates import one_by_one
from models.residents import Resident
from models.riding import NO_ROOM, drop_late
from models.sends import Send, SendState, Why, resume

log = logging.getLogger(__name__)

# Seconds between two readings, and after one that failed.
EVERY = 180.0
AFTER_A_FAILURE = 60.0
# What LINE refused for the month may only have met another send's reservation: the first look, and the longest wait.
FIRST_LOOK = 60.0
LONGEST_WAIT = 3600.0
MOST_LET_OFF = 500


def refresh(database: Database, messenger: Messenger, clock: Clock, limits: Limits) -> None:
    """To be called every few seconds: read the quota when it is time, then let go on what has room."""
    with database.reading() as db:
        row = db.get(Quota, ONLY)
        moment = database.moment(db)
        stuck = db.scalar(_stuck().with_only_columns(Send.id).limit(1)) is not None
        wakes = row is not None and row.try_at is not None and row.try_at <= moment
        asks = row is None or row.due <= moment or (stuck and row.try_at is None)
    if asks:
        _ask(database, messenger, clock, moment, stuck=stuck)
    if wakes or asks:
        _let_go(database, clock(), limits)


def _stuck() -> Select[Send]:
    return select(Send).where(Send.state == SendState.PAUSED, Send.why == Why.QUOTA)


def _ask(database: Database, messenger: Messenger, clock: Clock, seen: float, *, stuck: bool) -> None:
    """One reading. Whoever moves `due` asks; the others have its answer in a moment."""
    with database.writing() as db:
        ensure(db)
        now = database.moment(db)
        mine = update(Quota).where(Quota.id == ONLY)
        if stuck:
            db.execute(mine.where(Quota.try_at.is_(None)).values(try_at=now + FIRST_LOOK, due=0.0))
        asking = mine.where(Quota.due <= now).values(due=now + EVERY).returning(Quota.id)
        if db.scalar(asking) is None:
            return
        # Before LINE counts: what it accepts in between is counted twice for a while rather than not at all.
        ours = ours_of(db, clock())
    most = messenger.call("GET", "/v2/bot/message/quota")
    used = messenger.call("GET", "/v2/bot/message/quota/consumption")
    said = _reading(most, used)
    with database.writing() as db:
        if said is None:
            log.warning("LINE did not tell the month's quota: %s, %s", most.status, used.status)
            db.execute(mine.values(due=database.moment(db) + AFTER_A_FAILURE))
        else:
            keep_reading(db, *said, ours, clock())


def _reading(most: Answer, used: Answer) -> tuple[int | None, int] | None:
    """(limit or None, used), or None when LINE said something else."""
    try:
        plan, usage = json.loads(most.body), json.loads(used.body)["totalUsage"]
        limit = None if plan["type"] == "none" else plan["value"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not (most.ok and used.ok) or not _count(usage) or not (limit is None or _count(limit)):
        return None
    return limit, usage


def _count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def _let_go(database: Database, now: datetime, limits: Limits) -> None:
    with database.writing() as db:
        one_by_one(db)
        row = db.get(Quota, ONLY, with_for_update=True)
        if row is None:
            return
        drop_late(db)
        _singles(db, limits, now)
        moment = database.moment(db)
        if row.try_at is None or row.try_at > moment:
            return
        stuck = db.scalars(_stuck().order_by(Send.lane, Send.id).with_for_update()).all()
        if not stuck:
            row.try_at, row.tries = None, 0
            return
        if _resume(db, stuck, limits, now):
            row.tries += 1
            database.knock(db)
        row.try_at = moment + min(FIRST_LOOK * 2.0**row.tries, LONGEST_WAIT)


def _resume(db: Session, stuck: Sequence[Send], limits: Limits, now: datetime) -> bool:
    """Let those go on that have room as a whole, news within what it may use and not at night."""
    found = budget(db, limits, now)
    wants = {send.id: needs(db, send.id) for send in stuck}
    free = (inf if found.limit is None else found.limit - found.used) - (found.reserved - sum(wants.values()))
    night = opens_at(now, None, limits) > now
    resumed = False
    for send in stuck:
        bulk = send.lane == Lane.BULK
        kept = limits.reserve if bulk and not send.own else 0
        if wants[send.id] > free - kept or (bulk and night):
            continue
        refused = update(Outgoing).where(WAITING, Outgoing.send_id == send.id)
        db.execute(refused.values(due=0.0))
        resumed |= resume(db, send.id)
        free -= wants[send.id]
        log.info("send %s goes on: there are messages left for it", send.id)
    return resumed


def _singles(db: Session, limits: Limits, now: datetime) -> None:
    """Messages to one person: they ride while the month is used up, and go by push when it has room again."""
    found = budget(db, limits, now)
    refused = update(Outgoing).where(
        WAITING,
        Outgoing.send_id.is_(None),
        Outgoing.kind == Kind.PUSH,
        Outgoing.error.contains("monthly limit"),
    )
    if found.limit is not None and found.used >= found.limit:
        db.execute(refused.values(state=State.RIDING, units=0, error=NO_ROOM))
        return
    db.execute(refused.values(due=0.0))
    room = int(min(found.left_for_reminders, MOST_LET_OFF))
    waiting = (
        select(Outgoing.id, Resident)
        .join(Resident, Resident.line_id == Outgoing.to)
        .where(ABOARD, Outgoing.error == NO_ROOM)
    )
    for key, resident in db.execute(waiting.order_by(Outgoing.id).limit(room)).all():
        opens = opens_at(now, resident, limits)
        off = update(Outgoing).where(Outgoing.id == key, ABOARD)
        due = opens.timestamp() if opens > now else 0.0
        db.execute(off.values(state=State.PENDING, units=1, due=due, error=None))
