"""My plans on the screen: what I joined, was offered, wait for and keep in mind."""

from collections.abc import Sequence
from datetime import datetime

from locales import _, clock, day
from models.activities import Activity, ActivityState
from models.interests import Interest
from models.registrations import Registration, RegistrationState
from views import Json, flex
from views.activities import Map, Show, state, when, where
from views.joining import Accept, AnswerQuestions, ChangeParty, Decline, Leave, ShowPlan, people, told
from views.tap import Open, Tap

PAGE = 5


class MorePlans(Tap, name="plan.more"):
    offset: int


def board(plans: Sequence[Registration | Interest], now: datetime, more: Tap | None) -> list[Json]:
    """One page of them, what is soonest first."""
    cards = [plan_card(one, now) if isinstance(one, Registration) else kept_card(one, now) for one in plans]
    titles = _(", ").join(flex.cut(one.activity.title, 40) for one in plans)
    quick = [flex.quick(_("Show more"), more)] if more else []
    quick.append(flex.quick(_("Find more"), Open("find")))
    return [flex.message(_("Your plans: {titles}", titles=titles), flex.carousel(cards), quick)]


def empty() -> Json:
    words = _("You have no plans yet. Shall we look for something?")
    quick = [
        flex.quick(_("Find"), Open("find")),
        flex.quick(_("This weekend"), Open("weekend")),
        flex.quick(_("For me"), Open("suggested")),
    ]
    return flex.text(words, quick)


def standing(mine: Registration) -> tuple[str, str]:
    """Where this registration stands, in words and colour."""
    if mine.state == RegistrationState.JOINED:
        return _("You have a place."), flex.GREEN
    if mine.state == RegistrationState.OFFERED and mine.offer_until:
        until = mine.offer_until
        return _("A place is kept for you until {day} {time}.", day=day(until), time=clock(until)), flex.OCHRE
    if mine.state == RegistrationState.WAITING:
        return _("You are on the waiting list."), flex.BLUE
    if mine.state == RegistrationState.EXPIRED:
        return _("The time for this offer has passed."), flex.QUIET
    return _("You gave this place back."), flex.QUIET


def cancelled(activity: Activity, now: datetime) -> list[Json]:
    """That it does not take place, and why, for those who have it among their plans."""
    if activity.state != ActivityState.CANCELLED:
        return []
    said, color = state(activity, now)
    return [flex.line(said, color=color, weight="bold")]


def plan_card(mine: Registration, now: datetime) -> Json:
    said, color = standing(mine)
    activity = mine.activity
    shown = _("My plan: {title}", title=flex.cut(activity.title, 60))
    facts = [
        flex.heading(activity.title),
        flex.line(when(activity, now), weight="bold"),
        flex.line(where(activity)),
        flex.line(said, color=color, weight="bold"),
        *cancelled(activity, now),
    ]
    return flex.bubble(
        *facts, footer=[flex.button(_("See or change"), ShowPlan(mine.id), primary=True, shown=shown)]
    )


def kept_card(one: Interest, now: datetime) -> Json:
    activity = one.activity
    said, color = state(activity, now)
    shown = _("About “{title}”", title=flex.cut(activity.title, 60))
    return flex.bubble(
        flex.heading(activity.title),
        flex.line(when(activity, now), weight="bold"),
        flex.line(_("Kept in mind")),
        flex.line(said, color=color, weight="bold"),
        footer=[flex.button(_("Details"), Show(activity.id), primary=True, shown=shown)],
    )


def plan(mine: Registration, now: datetime, ahead: int, calendar: str) -> list[Json]:
    """One plan with everything that can be done about it."""
    activity = mine.activity
    said, color = standing(mine)
    facts = [
        flex.heading(activity.title),
        flex.line(said, color=color, weight="bold"),
        *cancelled(activity, now),
        flex.line(when(activity, now), weight="bold"),
        flex.line(where(activity)),
    ]
    if activity.address and activity.place:
        facts.append(flex.line(activity.address))
    facts.append(flex.line(people(mine.party)))
    joined = mine.state == RegistrationState.JOINED
    if joined:
        facts.append(flex.line(_("Check-in code: {code}", code=mine.check_in_code), weight="bold"))
        facts.append(flex.quiet(_("Say this code at the door.")))
    if mine.state == RegistrationState.WAITING:
        facts.append(flex.line(_("Waiting before you: {people}", people=people(ahead))))
    for answer in mine.answers:
        facts.append(flex.quiet(told(answer)))
    footer = []
    if joined and calendar and activity.occurrences:
        footer.append(flex.link(_("To my calendar"), calendar))
    if tel := flex.dial(activity.phone):
        footer.append(flex.link(_("Call {number}", number=flex.cut(activity.phone, 20)), tel))
    alt = _("{title}: {when}, {state}", title=activity.title, when=when(activity, now), state=said)
    return [flex.message(alt, flex.carousel([flex.bubble(*facts, footer=footer)]), _ways(mine, now))]


def _ways(mine: Registration, now: datetime) -> list[Json]:
    quick = []
    if not mine.activity.is_over(now):
        quick += _changes(mine)
    quick.append(flex.quick(_("Details"), Show(mine.activity_id)))
    quick.append(flex.quick(_("My plans"), Open("mine")))
    return quick


def _changes(mine: Registration) -> list[Json]:
    if mine.state == RegistrationState.OFFERED:
        return [
            flex.quick(_("I take it"), Accept(mine.id)),
            flex.quick(_("Not this time"), Decline(mine.id)),
        ]
    joined, waits = mine.state == RegistrationState.JOINED, mine.state == RegistrationState.WAITING
    quick = []
    if joined and mine.activity.latitude is not None:
        quick.append(flex.quick(_("Map"), Map(mine.activity_id)))
    if joined and mine.open_questions():
        quick.append(flex.quick(_("Answer questions"), AnswerQuestions(mine.id)))
    if (joined or waits) and mine.activity.party_most > 1:
        quick.append(flex.quick(_("Change number"), ChangeParty(mine.id)))
    if joined:
        quick.append(flex.quick(_("Give it back"), Leave(mine.id)))
    if waits:
        quick.append(flex.quick(_("Stop waiting"), Leave(mine.id)))
    return quick


def which() -> Json:
    """Somebody asks 持ち物は？ and looks at nothing, and has joined nothing."""
    quick = [flex.quick(_("Find"), Open("find")), flex.quick(_("This weekend"), Open("weekend"))]
    return flex.text(_("Which activity do you mean? Please send its name, or look for it here."), quick)
