"""The organiser's desk in the chat: what is ahead, who is coming, closing sign-up and opening it."""

from collections.abc import Sequence
from datetime import datetime

from locales import _, clock, counted
from models.activities import Activity, ActivityState, SignUp
from models.organisations import Organisation
from models.organising import Attendance, is_closed
from models.registrations import Registration
from views import Json, flex
from views.activities import Show, can_join, state, when, where
from views.announcing import Announce
from views.checking_in import StartCheckIn, progress, who
from views.joining import people, told
from views.noting import ShowNotes, WriteNote
from views.reminders import PlanReminders
from views.tap import Open, Tap

PAGE = 5
# Of a question, when its answer is shown: the organiser wrote it and knows it.
QUESTION_MOST = 24


class MoreDesk(Tap, name="desk.more"):
    offset: int


class ShowDesk(Tap, name="desk.show"):
    activity: int


class ShowComing(Tap, name="desk.coming"):
    activity: int
    offset: int = 0


class AskClose(Tap, name="desk.close"):
    activity: int


class AskReopen(Tap, name="desk.reopen"):
    activity: int


class ReopenSure(Tap, name="desk.reopen_sure"):
    activity: int


def for_representatives() -> Json:
    """To everybody else: what this is, and how one comes to have it."""
    words = _(
        "This is for those who speak for an organisation. Do you? Then ask the office for a code, "
        "and enter it here."
    )
    return flex.text(
        words, [flex.quick(_("Enter a code"), Open("code")), flex.quick(_("Find"), Open("find"))]
    )


def welcome(organisation: Organisation) -> Json:
    words = _(
        "Thank you. You speak for {name} now: you see who is coming, you can close sign-up, write to those "
        "who joined, and check people in.",
        name=organisation.name,
    )
    return flex.text(words, [flex.quick(_("Our activities"), Open("organiser"))])


def wrong_code() -> Json:
    return flex.text(
        _("This code does not work. It may have a slip, be used already, or be older than two weeks.")
    )


def desk(
    organisations: Sequence[Organisation],
    activities: Sequence[Activity],
    counts: dict[int, Attendance],
    now: datetime,
    more: Tap | None,
) -> list[Json]:
    """One page of what is ahead, each with its figures."""
    names = _(", ").join(flex.cut(organisation.name, 40) for organisation in organisations[:5])
    cards = [card(activity, counts[activity.id], now) for activity in activities]
    titles = _(", ").join(flex.cut(activity.title, 40) for activity in activities)
    quick = [flex.quick(_("Show more"), more)] if more else []
    intro = _("{names}: this is what you have ahead.", names=names)
    alt = f"{intro} {titles}"
    return [flex.text(intro), flex.message(alt, flex.carousel(cards), [*quick, *_desk_ways()])]


def nothing_ahead(organisations: Sequence[Organisation]) -> Json:
    names = _(", ").join(flex.cut(organisation.name, 40) for organisation in organisations[:5])
    words = _("{names}: nothing is ahead. Tell the office what you plan, and it is put in here.", names=names)
    return flex.text(words, _desk_ways())


def _desk_ways() -> list[Json]:
    return [
        flex.quick(_("Write to people"), Open("announce")),
        flex.quick(_("What we announced"), Open("announced")),
        flex.quick(_("Notes I wrote"), ShowNotes()),
        flex.quick(_("Enter a code"), Open("code")),
    ]


def card(activity: Activity, counts: Attendance, now: datetime) -> Json:
    shown = _("About “{title}”", title=flex.cut(activity.title, 60))
    return flex.bubble(
        flex.heading(activity.title),
        flex.line(when(activity, now), weight="bold"),
        *figures(activity, counts, now),
        footer=[flex.button(_("See or change"), ShowDesk(activity.id), primary=True, shown=shown)],
    )


def figures(activity: Activity, counts: Attendance, now: datetime) -> list[Json]:
    """How it stands: the state residents see, who comes, who waits, what is left, who has arrived."""
    said, color = state(activity, now)
    lines = [flex.line(said, color=color, weight="bold")]
    if activity.sign_up != SignUp.HERE:
        return lines
    if can_join(activity, now) and activity.left != 0:
        lines = []  # the places left are told below, with how many there are in all
    lines.append(flex.line(_("Coming: {people}", people=people(counts.coming))))
    if counts.offered:
        lines.append(flex.line(_("Asked, not answered yet: {people}", people=people(counts.offered))))
    if activity.taken > counts.coming + counts.offered:
        others = people(activity.taken - counts.coming - counts.offered)
        lines.append(flex.line(_("Signed up by telephone or on paper: {people}", people=others)))
    lines.append(flex.line(_("Waiting: {people}", people=people(counts.waiting))))
    if activity.left is None:
        lines.append(flex.line(_("As many as like can come.")))
    else:
        lines.append(
            flex.line(_("Left: {left} of {capacity}", left=activity.left, capacity=activity.capacity))
        )
    if counts.arrived:
        lines.append(flex.line(progress(counts)))
    return lines


def board(activity: Activity, counts: Attendance, now: datetime) -> list[Json]:
    """One activity, and everything its organiser can do about it."""
    footer = []
    if activity.sign_up == SignUp.HERE:
        footer = [
            flex.button(_("Who is coming"), ShowComing(activity.id), primary=True),
            flex.button(_("Check people in"), StartCheckIn(activity.id)),
        ]
    bubble = flex.bubble(
        flex.heading(activity.title),
        flex.line(when(activity, now), weight="bold"),
        flex.line(where(activity)),
        *figures(activity, counts, now),
        footer=footer,
    )
    alt = _("{title}: {coming} coming", title=activity.title, coming=people(counts.coming))
    quick = []
    if activity.sign_up == SignUp.HERE:
        quick += [
            flex.quick(_("Check people in"), StartCheckIn(activity.id)),
            flex.quick(_("Write to them"), WriteNote(activity.id)),
            flex.quick(_("Reminders"), PlanReminders(activity.id)),
        ]
        if activity.state != ActivityState.CANCELLED and not activity.is_over(now):
            if is_closed(activity, now):
                quick.append(flex.quick(_("Open sign-up"), AskReopen(activity.id)))
            else:
                quick.append(flex.quick(_("Close sign-up"), AskClose(activity.id)))
    quick.append(flex.quick(_("Announce it"), Announce(activity.id)))
    quick.append(flex.quick(_("Notes I wrote"), ShowNotes()))
    quick.append(flex.quick(_("As others see it"), Show(activity.id)))
    quick.append(flex.quick(_("Our activities"), Open("organiser")))
    return [flex.message(alt, flex.carousel([bubble]), quick)]


def coming(
    activity: Activity, page: Sequence[Registration], counts: Attendance, more: Tap | None
) -> list[Json]:
    """Who has a place, with party, answers and arrival. Names never stand in the alternative text."""
    title = flex.heading(activity.title)
    total = _("Coming: {people}", people=people(counts.coming))
    facts = [title, flex.line(total, weight="bold")]
    if counts.arrived:
        facts.append(flex.line(progress(counts)))
    for one in page:
        facts += [flex.separator(), *_person(one)]
    if not page:
        facts.append(flex.line(_("Nobody yet.")))
    quick = [flex.quick(_("Show more"), more)] if more else []
    quick.append(flex.quick(_("Check people in"), StartCheckIn(activity.id)))
    quick.append(flex.quick(_("Back to it"), ShowDesk(activity.id)))
    alt = _("{title}: {coming} coming", title=activity.title, coming=people(counts.coming))
    return [flex.message(alt, flex.carousel([flex.bubble(*facts)]), quick)]


def _person(one: Registration) -> list[Json]:
    lines = [flex.line(f"{who(one.resident)} · {people(one.party)}", weight="bold")]
    if one.checked_in_at is not None:
        lines.append(flex.line(_("Checked in at {time}", time=clock(one.checked_in_at)), color=flex.GREEN))
    for answer in sorted(one.answers, key=lambda answer: answer.question.position):
        lines.append(flex.quiet(told(answer, QUESTION_MOST)))
    return lines


def sure_to_close(activity: Activity, why: str, counts: Attendance) -> str:
    """The question before sign-up is closed: what will happen, in numbers."""
    words = activity.title
    if why:
        words += "\n" + _("Reason that people will see: {why}", why=why)
    words += "\n" + counted(
        "Nobody else can sign up then. {count} person has a place and keeps it.",
        "Nobody else can sign up then. {count} people have a place and keep it.",
        counts.coming,
    )
    return words + "\n" + _("Shall I close sign-up?")


def closed(activity: Activity) -> Json:
    words = _("Sign-up for “{title}” is closed now.", title=activity.title)
    return flex.text(words, [flex.quick(_("Open it again"), AskReopen(activity.id)), *_on(activity)])


def sure_to_reopen(activity: Activity, counts: Attendance) -> Json:
    words = activity.title
    if counts.waiting:
        words += "\n" + counted(
            "{count} person is waiting and is asked first.",
            "{count} people are waiting and are asked first.",
            counts.waiting,
        )
    words += "\n" + _("Shall I open sign-up again?")
    return flex.text(
        words,
        [flex.quick(_("Yes, open it"), ReopenSure(activity.id)), flex.quick(_("No"), ShowDesk(activity.id))],
    )


def reopened(activity: Activity) -> Json:
    return flex.text(_("Sign-up for “{title}” is open.", title=activity.title), _on(activity))


def _on(activity: Activity) -> list[Json]:
    return [
        flex.quick(_("Back to it"), ShowDesk(activity.id)),
        flex.quick(_("Our activities"), Open("organiser")),
    ]
