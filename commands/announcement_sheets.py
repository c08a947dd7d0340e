"""An announcement on the screen of whoever has to judge it: as it will be read, whom it reaches, what it costs."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from locales import LANGUAGES, _, clock, day, speaking
from models.announcements import Announcement, Held, State, Time, TimeState, shown_in, times_of
from models.approving import SEEN, approvals
from models.audiences import Audience, names
from models.budget import budget
from models.crowds import reach
from models.limits import Limits
from models.sends import Send, progress
from models.unseen import on_one_line, seen
from outreach.announcements import opens
from views import Json, flex
from views.announcements import preview
from views.audiences import counts, sentence
from views.budget import cheaper, cost

PREVIEWED = 5


def heading(one: Announcement) -> str:
    """One line: number, state, whose, title."""
    whose = one.organisation.name if one.organisation is not None else _("The town")
    return f"{one.id}  {_states()[one.state]}  {whose}  {on_one_line(one.title)}"


def sheet(
    db: Session, one: Announcement, languages: Sequence[str], now: datetime, limits: Limits
) -> Iterator[str]:
    """Everything somebody has to know before they agree."""
    yield heading(one)
    yield _("Seal: {seal}", seal=one.fingerprint[:SEEN])
    if one.urgent:
        yield _("Urgent: at any hour, also to those who have a rest from news.")
    yield from counted_lines(
        db, one.audience, now, limits, organisation_id=one.organisation_id, urgent=one.urgent
    )
    for moment in one.schedule.upcoming(now, PREVIEWED):
        yield _("Leaves on {when}", when=_moment(opens(one, moment, limits)))
    if one.state == State.WAITING:
        yield _("Approvals so far: {count}", count=approvals(db, one))
    if one.why_refused:
        yield _("Given back: {why}", why=on_one_line(one.why_refused))
    for language in languages:
        yield f"── {LANGUAGES[language]}"
        with speaking(language), flex.letters(large=False):
            for message in preview(one, shown_in(db, one), now) if one.content.parts else []:
                yield from _read_out(message)
    for time in times_of(db, one):
        yield from _time(db, one, time, limits)


def at_night(db: Session, one: Announcement, limits: Limits) -> Iterator[str]:
    """When it leaves, as far as the night keeps it."""
    for time in times_of(db, one):
        if time.state == TimeState.WAITING and opens(one, time.due, limits) != time.due:
            yield _waits(one, time, limits)


def counted_lines(
    db: Session,
    audience: Audience,
    now: datetime,
    limits: Limits,
    *,
    organisation_id: int | None = None,
    urgent: bool = False,
) -> Iterator[str]:
    """Whom it is for in words, how many that is, and what it costs."""
    yield _("For: {whom}", whom=sentence(audience, names(db, audience)))
    if audience.unmet:
        yield _(
            "LINE sends it to all its friends, also to those the bot has not met and those who rest from news. "
            "Everybody reads the Japanese words. Nobody can be told one by one that it was wrong."
        )
    found = reach(db, audience, now, limits, organisation_id=organisation_id, urgent=urgent)
    yield from counts(found)
    month = budget(db, limits, now)
    yield from cost(month, found.count, news=not urgent).splitlines()
    yield from cheaper(month, found.count)


def _waits(one: Announcement, time: Time, limits: Limits) -> str:
    opening = opens(one, time.due, limits)
    if opening != time.due:
        return _("It is night. It leaves on {when}", when=_moment(opening))
    return _("Waits for {when}", when=_moment(time.due))


def _time(db: Session, one: Announcement, time: Time, limits: Limits) -> Iterator[str]:
    if time.state == TimeState.WAITING:
        yield _waits(one, time, limits)
    if time.state == TimeState.HELD and time.why is not None:
        yield _("Was not sent on {when}: {why}", when=_moment(time.due), why=_whys()[time.why])
    if time.send_id is None and time.weekly:
        yield _("Everybody meant reads news once a week: the next weekly digest tells of it.")
    if time.send_id is not None:
        began = _moment(time.started_at or time.due)
        yield _("Began late, on {when}", when=began) if time.late else _("Began on {when}", when=began)
        yield from _figures(db, db.get_one(Send, time.send_id))


def _figures(db: Session, send: Send) -> Iterator[str]:
    found = progress(db, send)
    yield _(
        "Of {total}: {accepted} accepted by LINE, {open} on their way, {uncertain} uncertain, "
        "{dead} undeliverable, {unsent} not sent",
        total=found.total,
        accepted=found.accepted,
        open=found.open,
        uncertain=found.uncertain,
        dead=found.dead,
        unsent=found.unsent,
    )


def _read_out(message: Json) -> Iterator[str]:
    """A message as plain lines; control characters of whoever wrote it stay away from the terminal."""
    said = message.get("text") or message.get("altText") or message.get("originalContentUrl") or ""
    for line in str(said).splitlines():
        yield f"   {seen(line, len(line))}"


def _moment(moment: datetime) -> str:
    return f"{day(moment, year=True)} {clock(moment)}"


def _states() -> dict[State, str]:
    return {
        State.DRAFT: _("draft"),
        State.WAITING: _("waits for approval"),
        State.APPROVED: _("approved"),
        State.SCHEDULED: _("planned"),
        State.STARTED: _("begun"),
        State.REFUSED: _("given back"),
        State.WITHDRAWN: _("taken back"),
    }


def _whys() -> dict[Held, str]:
    return {
        Held.LATE: _("its time had passed."),
        Held.OVER: _("what it is about is over."),
        Held.CHANGED: _("what it is about was changed after it was approved."),
        Held.NOBODY: _("nobody would have got it."),
        Held.TWICE: _("the same words went to the same people within a day."),
        Held.MONTH: _("too few messages are left this month."),
        Held.ALLOWANCE: _("the organisation has used up its share of this month."),
    }
