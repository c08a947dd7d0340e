"""Narrowcasts that LINE accepted are sent by LINE in its own time: it is asked after them until they are through."""

import json
import logging

from sqlalchemy import Select, or_, select, update

from delivery.answers import Answer
from delivery.line import Messenger, path_of
from models.database import Database, insert_new
from models.figures import NARROWCASTS, Progress
from models.outbox import Outgoing, State

log = logging.getLogger(__name__)

PATH = "/v2/bot/message/progress/narrowcast?requestId={key}"
# LINE answers for two weeks.
FOR_SO_LONG = 14 * 86_400.0
EVERY = 60.0
MOST_AT_ONCE = 10
NUMBERS = {
    "succeeded": "successCount",
    "failed": "failureCount",
    "target": "targetCount",
    "error": "errorCode",
}


def refresh(database: Database, messenger: Messenger) -> int:
    """To be called every half minute or so. How many narrowcasts were asked after."""
    with database.reading() as db:
        if db.scalar(_waiting(database).with_only_columns(Outgoing.id).limit(1)) is None:
            return 0
    ours: list[tuple[int, str]] = []
    with database.writing() as db:
        due = database.moment(db) + EVERY
        for key, request_id in db.execute(_waiting(database).limit(MOST_AT_ONCE)).all():
            insert_new(db, Progress, [{"row_id": key, "phase": "", "done": False, "due": 0.0}])
            turn = update(Progress).where(Progress.row_id == key, Progress.due < due - EVERY)
            if request_id and db.scalar(turn.values(due=due).returning(Progress.row_id)) is not None:
                ours.append((key, request_id))
    for key, request_id in ours:
        found = _said(messenger.call("GET", path_of(PATH, key=request_id)))
        if found is None:
            log.warning("LINE did not tell how narrowcast row %s goes", key)
            continue
        with database.writing() as db:
            db.execute(update(Progress).where(Progress.row_id == key).values(**found))
    return len(ours)


def _waiting(database: Database) -> Select[int, str | None]:
    """Accepted ones of the last two weeks that are not known to be through, and whose turn it is."""
    now = database.seconds()
    lately = Outgoing.first_try > now - FOR_SO_LONG
    its_turn = or_(Progress.row_id.is_(None), Progress.done.is_(False) & (Progress.due <= now))
    return (
        select(Outgoing.id, Outgoing.request_id)
        .outerjoin(Progress, Progress.row_id == Outgoing.id)
        .where(NARROWCASTS, Outgoing.state == State.ACCEPTED, Outgoing.request_id.is_not(None))
        .where(lately, its_turn)
        .order_by(Outgoing.id)
    )


def _said(answer: Answer) -> dict[str, object] | None:
    """The columns that follow from LINE's answer; None when it said something else."""
    if not answer.ok:
        return None
    try:
        said = json.loads(answer.body)
        phase = said["phase"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not isinstance(phase, str):
        return None
    found: dict[str, object] = {"phase": phase[:20], "done": phase in ("succeeded", "failed")}
    for name, theirs in NUMBERS.items():
        value = said.get(theirs)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31:
            found[name] = value
    return found
