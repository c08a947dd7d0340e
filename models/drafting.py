"""Drafting: writing an announcement, changing it before it has begun, and correcting it afterwards."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from locales import lazy
from models.acting import By, must_be_theirs
from models.activities import Activity, ActivityState
from models.announcements import (
    Announcement,
    State,
    Time,
    TimeState,
    has_sent,
    locked,
    note,
    sends_of,
)
from models.audiences import Audience
from models.awaiting import heard, knows
from models.contents import Content
from models.inbox import Event
from models.outbox import Outgoing
from models.receipts import MAY_HAVE_IT
from models.refusals import Gone, Refusal
from models.schedules import Rule, Schedule
from models.sends import Send, SendPart, stop


class HasBegun(Refusal):
    message = lazy("This has been sent, so it cannot be changed any more. You can send a correction.")


class NothingToCorrect(Refusal):
    message = lazy("Nobody has got this yet, so there is nothing to correct. You can still change it.")


def draft(
    db: Session,
    by: By,
    title: str,
    content: Content,
    audience: Audience,
    now: datetime,
    *,
    organisation_id: int | None = None,
    activity_id: int | None = None,
    schedule: Schedule | None = None,
    urgent: bool = False,
    drill: bool = False,
    not_after: datetime | None = None,
    corrects_id: int | None = None,
    message_id: str | None = None,
) -> Announcement:
    """Something to be told; nothing happens until it is handed in. Raises a Refusal for what cannot be said."""
    must_be_theirs(db, by, organisation_id)
    content.check()
    audience.check()
    _must_be_there(db, [*content.activities(), *audience.activities])
    plan = schedule or Schedule()
    plan.check(now)
    made = Announcement(
        organisation_id=organisation_id, title=title.strip()[:120] or first_line(content),
        content_kept=content.kept(), audience_kept=audience.kept(), schedule_kept=plan.kept(),
        urgent=urgent, drill=drill, activity_id=activity_id, not_after=not_after, corrects_id=corrects_id,
        state=State.DRAFT, writers=[by.key], author=by.name[:100], author_id=by.resident_id,
        message_id=message_id, made_at=now, changed_at=now,
    )  # fmt: skip
    db.add(made)
    db.flush()
    note(db, by, "announcement.draft", made, now)
    return made


def change(
    db: Session,
    one: Announcement,
    by: By,
    now: datetime,
    *,
    title: str | None = None,
    content: Content | None = None,
    audience: Audience | None = None,
    schedule: Schedule | None = None,
) -> None:
    """Write it anew: whoever approved it approved something else, so it is a draft again. Raises HasBegun."""
    must_be_theirs(db, by, one.organisation_id)
    one = locked(db, one.id)
    if one.begun or one.state == State.WITHDRAWN or has_sent(db, one):
        raise HasBegun
    if content is not None:
        content.check()
        _must_be_there(db, content.activities())
        one.content_kept = content.kept()
    if audience is not None:
        audience.check()
        _must_be_there(db, audience.activities)
        one.audience_kept = audience.kept()
    if schedule is not None:
        schedule.check(now)
        one.schedule_kept = schedule.kept()
    if title is not None:
        one.title = title.strip()[:120] or first_line(one.content)
    one.writers = [*one.writers, *([by.key] if by.key not in one.writers else [])]
    one.state, one.bodies, one.changed_at = State.DRAFT, None, now
    cancel_times(db, one)
    note(db, by, "announcement.change", one, now)


def correct(db: Session, one: Announcement, by: By, content: Content, now: datetime) -> Announcement:
    """A draft for exactly those who got what was wrong, which goes to nobody else any more. Raises NothingToCorrect.

    Who they are only LINE knows when it went to everyone there: then the correction goes to everyone there."""
    must_be_theirs(db, by, one.organisation_id)
    found = next(iter(sends_of(db, one)), None)
    if found is None:
        raise NothingToCorrect
    stop(db, found.id, now)
    knows(db, found.id, by.resident_id)
    # A title of a message that can be taken back stays with that message.
    title = "" if one.message_id else one.title
    return draft(
        db, by, title, content, one.audience if one.audience.unmet else Audience(got=found.id), now,
        organisation_id=one.organisation_id, drill=one.drill,
        schedule=Schedule(rule=Rule.AT_ONCE), corrects_id=found.id,
    )  # fmt: skip


def cancel_times(db: Session, one: Announcement) -> None:
    """Nothing of it leaves any more that has not begun, nor is told by the weekly digest alone."""
    open_ones = Time.state.in_((TimeState.WAITING, TimeState.HELD))
    mine = Time.announcement_id == one.id
    db.execute(update(Time).where(mine, open_ones).values(state=TimeState.CANCELLED))
    digest_only = Time.state == TimeState.STARTED, Time.send_id.is_(None)
    db.execute(update(Time).where(mine, *digest_only).values(weekly=None))


def first_line(content: Content) -> str:
    """What stands for an announcement without a title."""
    words = content.said("ja").strip()
    return words.splitlines()[0][:60] if words else "―"


def _must_be_there(db: Session, activities: Iterable[int]) -> None:
    for key in activities:
        activity = db.get(Activity, key)
        if activity is None or activity.state == ActivityState.HIDDEN:
            raise Gone


def forget(db: Session, message_id: str) -> None:
    """The message it was written in was taken back: so are the words, here and in what has not left yet."""
    for one in db.scalars(select(Announcement).where(Announcement.message_id == message_id)):
        cancel_times(db, one)
        if one.state != State.STARTED:
            one.state = State.WITHDRAWN
        one.title, one.content_kept, one.bodies = "―", [], None
        for send in sends_of(db, one):
            _forget_send(db, send, _unsent_at(db, message_id) or send.made_at)


def _unsent_at(db: Session, message_id: str) -> datetime | None:
    return db.scalar(select(Event.received_at).where(Event.unsends == message_id).limit(1))


def _forget_send(db: Session, send: Send, now: datetime) -> None:
    """End it; where nothing has left, its words go, too. Whoever has it may still look it up."""
    stop(db, send.id, now)
    heard(db, send.id)
    mine = Outgoing.send_id == send.id
    db.execute(update(Outgoing).where(mine, Outgoing.state.not_in(MAY_HAVE_IT)).values(body="[]"))
    if db.scalar(select(Outgoing.id).where(mine, Outgoing.state.in_(MAY_HAVE_IT)).limit(1)) is None:
        db.execute(update(Send).where(Send.id == send.id).values(title="―", words="", search=""))
        db.execute(update(SendPart).where(SendPart.send_id == send.id).values(body="[]"))
