"""Announcements leave here: when one's time has come, who gets it is frozen, and exactly one send begins."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from pyroaring import BitMap
from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from models.announcements import (
    CORRECTION,
    KIND,
    Announcement,
    Held,
    Time,
    TimeState,
    ends_of,
    locked,
    stamp_of,
)
from models.audit import record
from models.budget import TooFewMessagesLeft, guard
from models.clock import Clock
from models.crowds import Crowd, people
from models.database import Database
from models.entitlements import AllowanceUsedUp, within_allowance
from models.limits import Limits
from models.outbox import Json, Lane
from models.planning import go_on
from models.quiet import opens_at
from models.refusals import Refusal
from models.sends import Send, addressed
from outreach import broadcasting
from outreach.results import await_result, tell_writer
from outreach.sending import NobodyLeft, SentAlready, begin, by_face
from views import announcing_told

# Later than this it is marked as late.
PUNCTUAL = timedelta(seconds=5)
# Of one round: then whoever else waits for the thread has a turn.
MOST_AT_ONCE = 50
WHY: dict[type[Refusal], Held] = {
    NobodyLeft: Held.NOBODY,
    SentAlready: Held.TWICE,
    TooFewMessagesLeft: Held.MONTH,
    AllowanceUsedUp: Held.ALLOWANCE,
}


def tend(database: Database, clock: Clock, limits: Limits) -> int:
    """Begin what is due, each once, also when several do this at once. Returns how many times were seen to."""
    with database.reading() as db:
        due = [(key, announcement) for key, announcement in db.execute(_due(clock()))]
    return sum(_tend_one(database, clock, limits, key, announcement) for key, announcement in due)


def _due(now: datetime) -> Select[int, int]:
    return (
        select(Time.id, Time.announcement_id)
        .join(Announcement, Announcement.id == Time.announcement_id)
        .where(Time.state == TimeState.WAITING, Time.due <= now)
        .order_by(Announcement.urgent.desc(), Time.due, Time.id)
        .limit(MOST_AT_ONCE)
    )


def _tend_one(database: Database, clock: Clock, limits: Limits, key: int, announcement_id: int) -> bool:
    """Look up the people with nothing locked; then begin, if it is still to begin."""
    now = clock()
    with database.reading() as db:
        time = db.get(Time, key)
        one = db.get(Announcement, announcement_id)
        if time is None or one is None or now < opens(one, time.due, limits):
            return False
        crowd = _crowd(db, one, now, limits)
        # LINE shows what goes to everyone there in one face.
        parts = by_face(db, crowd.people) if not one.audience.unmet else {}
    with database.writing() as db:
        one = locked(db, announcement_id)
        # The row's own condition decides which of several starters it is.
        mine = Time.id == key, Time.state == TimeState.WAITING
        if db.scalar(update(Time).where(*mine).values(state=TimeState.STARTED).returning(Time.id)) is None:
            return False
        time = db.get_one(Time, key, populate_existing=True)
        _begin_or_hold(db, database, one, time, crowd, parts, now, limits)
    return True


def _crowd(db: Session, one: Announcement, now: datetime, limits: Limits) -> Crowd:
    audience, organisation = one.audience, one.organisation_id
    return people(db, audience, now, limits, organisation_id=organisation, urgent=one.urgent)


def opens(one: Announcement, due: datetime, limits: Limits) -> datetime:
    """When it may leave: its time, or the morning after."""
    return due if one.urgent else opens_at(due, None, limits)


def _begin_or_hold(
    db: Session,
    database: Database,
    one: Announcement,
    time: Time,
    crowd: Crowd,
    parts: Mapping[str, BitMap],
    now: datetime,
    limits: Limits,
) -> None:
    late = now - opens(one, time.due, limits)
    why = None if time.forced else _odd(db, one, late, now, limits)
    if why is None:
        try:
            # A drill stands in no digest.
            digest_only = bool(crowd.weekly) and not crowd.people and not one.drill
            sent = None if digest_only else _begin(db, database, one, time, crowd, parts, now, limits)
        except tuple(WHY) as refusal:
            why = WHY[type(refusal)]
        else:
            time.send_id, time.started_at = sent.id if sent else None, now
            if sent is not None:
                await_result(db, sent, one.author_id)
            time.late = late > PUNCTUAL
            time.weekly = crowd.weekly.serialize() if crowd.weekly else None
    if why is not None:
        time.state, time.why = TimeState.HELD, why
        tell_writer(db, database, one, partial(announcing_told.was_held, one, why), now, limits)
    db.flush()
    did = "announcement.begin" if why is None else f"announcement.held.{why.value}"
    record(db, "worker", did, one.thing, now)
    go_on(db, one, time, now - timedelta(seconds=limits.grace))


def _odd(db: Session, one: Announcement, late: timedelta, now: datetime, limits: Limits) -> Held | None:
    """What keeps it from leaving by itself."""
    if late > timedelta(seconds=limits.grace):
        return Held.LATE
    ends = ends_of(db, one)
    if ends is not None and ends <= now:
        return Held.OVER
    return Held.CHANGED if stamp_of(db, one) != one.stamp else None


def _begin(
    db: Session,
    database: Database,
    one: Announcement,
    time: Time,
    crowd: Crowd,
    parts: Mapping[str, BitMap],
    now: datetime,
    limits: Limits,
) -> Send:
    """Raises NobodyLeft, SentAlready, TooFewMessagesLeft, AllowanceUsedUp; then nothing was written."""
    if not crowd.people:
        raise NobodyLeft
    guard(db, limits, now, len(crowd.people), news=not one.urgent)
    if one.organisation_id is not None and one.corrects_id is None and not one.drill:
        within_allowance(db, one.organisation_id, len(crowd.people), now)
    if not (time.forced or one.schedule.repeats) and _said_already(db, one, crowd.people, now):
        raise SentAlready
    frozen: dict[str, list[Json]] = json.loads(one.bodies or "{}")
    if one.audience.unmet:
        return broadcasting.begin(
            db, database, one, frozen[broadcasting.FACE], len(crowd.people), now, limits,
            not_after=None if time.forced else ends_of(db, one),
        )  # fmt: skip
    return begin(
        db,
        database,
        kind=KIND if one.corrects_id is None else CORRECTION,
        subject=one.subject,
        title=one.title,
        words=one.content.searched(),
        parts=parts,
        bodies={face: frozen[face] for face in parts},
        now=now,
        organisation_id=one.organisation_id,
        lane=Lane.URGENT if one.urgent else Lane.BULK,
        not_after=None if time.forced else ends_of(db, one),
        drill=one.drill,
        limits=limits,
        # A plan that repeats says the same again and again, and somebody who looked at it wants it.
        again=time.forced or one.schedule.repeats,
    )


def _said_already(db: Session, one: Announcement, people: BitMap, now: datetime) -> bool:
    """Whether another announcement said the same to the same people today: begin() knows only its own buttons."""
    recent = [Send.made_at > now - timedelta(days=1), Send.kind == KIND]
    if not one.audience.unmet:
        recent.append(Send.total == len(people))
    for send in db.scalars(select(Send).where(*recent, Send.subject != one.subject)):
        other = db.get(Announcement, int(send.subject.removeprefix("announcements:")))
        if (
            other is None
            or other.content_kept != one.content_kept
            or other.audience.unmet != one.audience.unmet
        ):
            continue
        if one.audience.unmet or addressed(db, send.id) == people:
            return True
    return False
