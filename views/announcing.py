"""Announcing in the chat: an organiser writes, sees it as it will be read and what it costs, hands it in, undoes it."""

from collections.abc import Container, Mapping, Sequence
from datetime import datetime

from locales import Lazy, _, clock, counted, day
from models.announcements import Announcement, State
from models.announcing import Standing
from models.pictures import PictureState
from views import Json, flex
from views.announcements import preview
from views.announcing_pictures import as_they_are
from views.announcing_times import ChooseTime, label, leaves, when
from views.announcing_words import HELD, STATES, WHY_HELD, as_shown
from views.audiences import counts, sentence
from views.budget import cheaper, cost, outlook
from views.fates import fate
from views.tap import Open, Tap

PAGE = 5
# Of a fingerprint: enough that no other words have it.
SEEN = 12


class Announce(Tap, name="announce.write"):
    """Begin to write; about one activity, when it names one."""

    activity: int = 0


class ShowAnnounced(Tap, name="announce.list"):
    offset: int = 0


class ShowOne(Tap, name="announce.show"):
    announcement: int


class HandIn(Tap, name="announce.submit"):
    """`seen`: the beginning of the fingerprint of what was looked at."""

    announcement: int
    seen: str = ""


class Approve(Tap, name="announce.approve"):
    announcement: int
    seen: str = ""


class AskRefuse(Tap, name="announce.refuse"):
    announcement: int


class Rewrite(Tap, name="announce.rewrite"):
    announcement: int


class ChangeWho(Tap, name="announce.who"):
    announcement: int


class AddPicture(Tap, name="announce.picture"):
    announcement: int


class DropPictures(Tap, name="announce.drop_pictures"):
    announcement: int


class TakeBack(Tap, name="announce.take_back"):
    """Before it has left: nobody gets it. Under way: nobody else does."""

    undoes = True
    announcement: int


class Correct(Tap, name="announce.correct"):
    announcement: int


class SendHeld(Tap, name="announce.send_held"):
    announcement: int


def board(standing: Standing, now: datetime) -> list[Json]:
    """How it will be read, how it stands, and what can be done about it."""
    one = standing.one
    read = preview(one, standing.shown, now) if one.content.parts else []
    said, color = _state(standing)
    lines = [flex.line(str(said), color=color, weight="bold"), *map(flex.line, _lines(standing))]
    alt = f"{said} {one.title}"
    primary, quick = _choices(standing)
    bubble = flex.bubble(flex.heading(one.title), *lines, footer=primary)
    read = as_they_are(as_shown(read), standing.pictures)
    return [*read[:4], flex.message(alt, flex.carousel([bubble]), quick)]


def _state(standing: Standing) -> tuple[Lazy, str]:
    one, progress = standing.one, standing.progress
    if standing.held is not None and one.state == State.SCHEDULED:
        return HELD
    if one.state == State.STARTED and (progress is None or progress.open == progress.total):
        return STATES[State.SCHEDULED]  # it waits its minute, in which it can be undone
    return STATES[one.state]


def _lines(standing: Standing) -> list[str]:
    one, progress = standing.one, standing.progress
    to = _("To: {people}", people=sentence(one.audience, standing.names))
    if one.state in (State.DRAFT, State.REFUSED, State.WAITING):
        lines = [to, *counts(standing.reach), *when(standing), *_costs(standing)]
        if one.state == State.REFUSED:
            lines.insert(0, _("The reason: {why}", why=one.why_refused))
        if one.state == State.WAITING and standing.mine:
            lines.insert(0, _who_looks(standing))
        return lines
    if standing.held is not None:
        return [str(WHY_HELD[standing.held]), to]
    if progress is not None and progress.open < progress.total:
        return [to, *fate(progress)]
    if one.state in (State.SCHEDULED, State.STARTED):
        return [_leaves(standing), to, *counts(standing.reach)[:1]]
    return [to]


def _who_looks(standing: Standing) -> str:
    if standing.others:
        return _("Another representative of yours looks at it and sends it, or gives it back.")
    return _("The office looks at it and sends it, or gives it back.")


def _leaves(standing: Standing) -> str:
    if standing.leaves is not None:
        return _("It leaves on {day} at {time}. Until then you can take it back.",
                 day=day(standing.leaves), time=clock(standing.leaves))  # fmt: skip
    return _("It leaves in one minute. Until then you can take it back.")


def _costs(standing: Standing) -> list[str]:
    """What it takes of the month, and roads that cost less."""
    reach = standing.reach
    if not reach.count and not reach.left_out_weekly:
        return [_("Nobody would get this now. Please choose other people.")]
    lines = cost(standing.budget, reach.count).splitlines()[1:]  # how many that are stands above
    if standing.budget.limit is not None:
        lines.append(outlook(standing.budget))
    if standing.one.corrects_id is None:
        own = _("Your organisation has {left} of {monthly} left this month.",
                left=standing.left, monthly=standing.monthly)  # fmt: skip
        lines.append(own)
        if reach.count > standing.left:
            lines.append(_("That is not enough for so many people. Choose fewer, or ask the office."))
    advice = cheaper(standing.budget, reach.count) if standing.one.state != State.WAITING else []
    if advice:
        lines.append(_("Ways that cost less:"))
    return [*lines, *[_("· {advice}", advice=one) for one in advice[: 2 if flex.large() else 4]]]


def _choices(standing: Standing) -> tuple[list[Json], list[Json]]:
    """The buttons on the card and those beneath it."""
    one, progress = standing.one, standing.progress
    key, seen = one.id, one.fingerprint[:SEEN]
    rewrite = [flex.quick(_("Write it anew"), Rewrite(key))]
    time = [flex.quick(label(standing), ChooseTime(key))] if one.may_wait else []
    if one.corrects_id is None:
        rewrite.append(flex.quick(_("Other people"), ChangeWho(key)))
    if PictureState.ASKED in standing.pictures.values():
        rewrite.insert(0, flex.quick(_("Look again"), ShowOne(key)))
    rewrite.append(flex.quick(_("Add a picture"), AddPicture(key)))
    if standing.pictures and len(one.content.parts) > len(standing.pictures):
        rewrite.append(flex.quick(_("No pictures"), DropPictures(key)))
    drop = flex.quick(_("Throw it away"), TakeBack(key))
    if one.state in (State.DRAFT, State.REFUSED):
        at_once = standing.planned is None
        on = _("Hand it in") if standing.looked_at else _("Send it") if at_once else _("Send it then")
        ready = [flex.button(on, HandIn(key, seen), primary=True)] if standing.can_go else []
        return ready, [*time, *rewrite, drop, *ways()]
    if one.state == State.WAITING:
        if standing.mine:
            return [], [*time, *rewrite, drop, *ways()]
        agree = [flex.button(_("Approve it"), Approve(key, seen), primary=True)] if standing.can_go else []
        return [*agree, flex.button(_("Hand it back"), AskRefuse(key))], ways()
    if standing.held is not None:
        return [flex.button(_("Send it anyway"), SendHeld(key), primary=True)], [*time, drop, *ways()]
    correct = flex.button(_("Correct it"), Correct(key), primary=True)
    if one.state == State.STARTED and progress is not None and progress.open < progress.total:
        stop = [flex.button(_("Keep the rest back"), TakeBack(key))] if progress.open else []
        return [correct, *stop], ways()
    if one.state in (State.SCHEDULED, State.APPROVED, State.STARTED) and (progress is None or progress.open):
        undo = _("Cancel the plan") if _is_planned(standing) else _("Take it back")
        # What has begun waits only for its minute.
        later = time if progress is None and one.state != State.STARTED else []
        return [flex.button(undo, TakeBack(key), primary=True)], [*later, *ways()]
    return [], ways()


def _is_planned(standing: Standing) -> bool:
    return standing.planned is not None and standing.one.state == State.SCHEDULED


def listing(
    found: Sequence[Announcement], held: Container[int], leaving: Mapping[int, datetime], more: Tap | None
) -> list[Json]:
    """What the organisations of somebody said or are about to say, what waits for a look first."""
    if not found:
        return [flex.text(_("Your organisation has announced nothing yet."), ways()[:1])]
    cards = []
    for one in found:
        said, color = HELD if one.id in held else STATES[one.state]
        whose = one.organisation.name if one.organisation is not None else ""
        shown = _("About “{title}”", title=flex.cut(one.title, 60))
        footer = [flex.button(_("See it"), ShowOne(one.id), primary=True, shown=shown)]
        if (at := leaving.get(one.id)) is not None:
            footer.append(flex.button(_("Cancel the plan"), TakeBack(one.id)))
        cards.append(
            flex.bubble(
                flex.heading(one.title),
                flex.line(str(said), color=color, weight="bold"),
                *([flex.line(leaves(at))] if at is not None else []),
                flex.quiet(whose),
                flex.quiet(_("Written on {day} {time}", day=day(one.made_at), time=clock(one.made_at))),
                footer=footer,
            )
        )
    titles = _(", ").join(flex.cut(one.title, 40) for one in found)
    quick = [flex.quick(_("Show more"), more)] if more else []
    alt = _("What we announced: {titles}", titles=titles)
    return [flex.message(alt, flex.carousel(cards), [*quick, *ways()[:1], *ways()[2:]])]


def given_back(one: Announcement) -> Json:
    return flex.text(_("Given back. “{title}” was not sent.", title=one.title), ways())


def taken_back(one: Announcement, had: int) -> Json:
    if had:
        words = counted(
            "Stopped. {count} person has got “{title}” already, nobody else does.",
            "Stopped. {count} people have got “{title}” already, nobody else does.",
            had,
            title=one.title,
        )
        return flex.text(words, [flex.quick(_("Correct it"), Correct(one.id)), *ways()])
    return flex.text(_("Taken back. Nobody gets “{title}”.", title=one.title), ways())


def ways() -> list[Json]:
    return [
        flex.quick(_("Write to people"), Open("announce")),
        flex.quick(_("What we announced"), ShowAnnounced()),
        flex.quick(_("Our activities"), Open("organiser")),
    ]
