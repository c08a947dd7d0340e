"""LINE's statistics of each send: asked for once a day for two weeks, within LINE's 60 questions an hour."""

import json
import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from delivery.answers import Answer
from delivery.line import Messenger
from models.clock import Clock
from models.database import Database, insert_new
from models.figures import Figure
from models.rates import Rate
from models.sends import Send

log = logging.getLogger(__name__)

TOKYO = ZoneInfo("Asia/Tokyo")
PATH = "/v2/bot/insight/message/event/aggregation"
# LINE changes them for so long; the first ones are there a day later at best.
FOR_SO_LONG = timedelta(days=14)
ONCE_IN = timedelta(hours=23)
# One question in so many seconds, whoever of the workers asks: 53 an hour.
PACE = 68.0
ENDPOINT = "figures"


def refresh(database: Database, messenger: Messenger, clock: Clock) -> bool:
    """To be called every minute or so: ask for the send that has waited longest. False: there was nothing to ask."""
    now = clock()
    with database.reading() as db:
        if db.scalar(_next(now).with_only_columns(Send.id)) is None:
            return False
    with database.writing() as db:
        if not _our_turn(database, db):
            return False
        # Found again: another worker may have asked for the one that was seen.
        send = db.scalars(_next(now)).first()
        if send is None:
            return False
        asked = {"send_id": send.id, "asked_at": now, "opened": None, "clicked": None}
        if not insert_new(db, Figure, [asked]):
            db.execute(update(Figure).where(Figure.send_id == send.id).values(asked_at=now))
        path = _path(send, now)
    answer = messenger.call("GET", path)
    found = _overview(answer)
    if found is None:
        log.warning("LINE has no statistics of send %s: %s", send.id, answer.status)
        return True
    with database.writing() as db:
        opened, clicked = found
        row = update(Figure).where(Figure.send_id == send.id)
        db.execute(row.values(opened=opened, clicked=clicked))
    return True


def _next(now: datetime) -> Select[Send]:
    """The send of the last two weeks that was never asked for, or the longest ago."""
    stale = or_(Figure.asked_at.is_(None), Figure.asked_at < now - ONCE_IN)
    lately = Send.made_at.between(now - FOR_SO_LONG, now - timedelta(hours=1))
    found = select(Send).outerjoin(Figure, Figure.send_id == Send.id).where(lately, stale)
    return found.order_by(Figure.asked_at.asc().nulls_first(), Send.id).limit(1)


def _our_turn(database: Database, db: Session) -> bool:
    now = database.moment(db)
    insert_new(db, Rate, [{"endpoint": ENDPOINT, "tat": 0.0, "rests_until": 0.0, "troubles": 0}])
    turn = update(Rate).where(Rate.endpoint == ENDPOINT, Rate.tat <= now).values(tat=now + PACE)
    return db.scalar(turn.returning(Rate.endpoint)) is not None


def _path(send: Send, now: datetime) -> str:
    first = send.made_at.astimezone(TOKYO)
    last = min(now.astimezone(TOKYO), first + FOR_SO_LONG)
    return f"{PATH}?customAggregationUnit=send_{send.id}&from={first:%Y%m%d}&to={last:%Y%m%d}"


def _overview(answer: Answer) -> tuple[int | None, int | None] | None:
    """(displayed on, links opened on) as LINE tells them; None when it said something else."""
    if not answer.ok:
        return None
    try:
        said = json.loads(answer.body)["overview"]
        opened, clicked = said.get("uniqueImpression"), said.get("uniqueClick")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return _count(opened), _count(clicked)


def _count(value: object) -> int | None:
    good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31
    return value if good and isinstance(value, int) else None
