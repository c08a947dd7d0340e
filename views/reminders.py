"""Reminders on the screen: what is coming, when and where, the code for the door, and what one can do about it."""

from collections.abc import Collection
from datetime import datetime

from locales import _, day, days_and_times
from models.activities import Activity, Occurrence
from models.registrations import Registration
from models.reminding import Ahead, Wish
from views import Json, flex
from views.activities import Map, where
from views.joining import Leave, ShowPlan, people
from views.tap import Open, Tap
from views.why import with_choices

# Of what the organiser wrote: what to bring stands there.
TEXT_MOST = 200


class ChooseReminders(Tap, name="reminders.choose"):
    to: Wish


class AskReminders(Tap, name="reminders.ask"):
    """Show which reminders one gets, to change that."""


class PlanReminders(Tap, name="desk.reminders"):
    """For an organiser: which reminders go out before an activity."""

    activity: int


class SwitchReminder(Tap, name="desk.reminder"):
    activity: int
    ahead: Ahead
    on: bool = False


def reminder(mine: Registration, one: Occurrence, ahead: Ahead, calendar: str) -> list[Json]:
    """`calendar` is the address of its calendar file, or empty."""
    activity = mine.activity
    time = days_and_times(one.starts_at, one.ends_at, all_day=one.all_day)
    facts = [
        flex.line(_title(ahead, one.starts_at), color=flex.GREEN, weight="bold"),
        flex.heading(activity.title),
        flex.line(time, weight="bold"),
        flex.line(where(activity)),
    ]
    if activity.address and activity.place:
        facts.append(flex.line(activity.address))
    facts += [
        flex.line(people(mine.party)),
        flex.line(_("Check-in code: {code}", code=mine.check_in_code), weight="bold"),
    ]
    if activity.text:
        facts += [flex.separator(), flex.line(flex.cut(activity.text, TEXT_MOST))]
    footer = [flex.button(_("See or change"), ShowPlan(mine.id), primary=True)]
    if calendar and ahead is not Ahead.MORNING:
        footer.append(flex.link(_("To my calendar"), calendar))
    quick = [flex.quick(_("Map"), Map(activity.id))] if activity.latitude is not None else []
    quick += [flex.quick(_("Give it back"), Leave(mine.id)), flex.quick(_("My plans"), Open("mine"))]
    message = flex.message(
        _alt(ahead, activity.title, time), flex.carousel([flex.bubble(*facts, footer=footer)]), quick
    )
    return with_choices([message], f"activities:{activity.id}")


def _title(ahead: Ahead, starts: datetime) -> str:
    if ahead is Ahead.MORNING:
        return _("It is today.")
    return _("It is tomorrow.") if ahead is Ahead.DAY else _("It is soon: on {day}.", day=day(starts))


def _alt(ahead: Ahead, title: str, time: str) -> str:
    if ahead is Ahead.MORNING:
        return _("Today: {title}, {when}. You have a place.", title=title, when=time)
    if ahead is Ahead.DAY:
        return _("Tomorrow: {title}, {when}. You have a place.", title=title, when=time)
    return _("Soon: {title}, {when}. You have a place.", title=title, when=time)


def wish_label(wish: Wish) -> str:
    if wish is Wish.ALL:
        return _("All three")
    return _("Day before only") if wish is Wish.DAY else _("None")


def wishes() -> list[Json]:
    return [flex.quick(wish_label(wish), ChooseReminders(wish)) for wish in Wish]


def which(now: Wish) -> Json:
    words = _(
        "Before what you joined, you can hear a week ahead, on the day before and in the morning.\n"
        "Now: {choice}",
        choice=wish_label(now),
    )
    return flex.text(words, wishes())


def chosen(wish: Wish) -> Json:
    words = {
        Wish.ALL: _("Changed. You hear a week ahead, on the day before and in the morning."),
        Wish.DAY: _("Changed. You hear on the day before only."),
        Wish.NONE: _("Changed. I remind you of nothing. “My plans” shows what you joined."),
    }
    quick = [flex.quick(_("Settings"), Open("settings")), flex.quick(_("My plans"), Open("mine"))]
    return flex.text(words[wish], quick)


def plan(activity: Activity, planned: Collection[Ahead]) -> Json:
    """For the organiser: which of the three go out, each to be switched."""
    lines = [
        activity.title,
        _("Those who joined are reminded:"),
        _("A week ahead: {answer}", answer=_sent(Ahead.WEEK in planned)),
        _("The day before: {answer}", answer=_sent(Ahead.DAY in planned)),
        _("In the morning: {answer}", answer=_sent(Ahead.MORNING in planned)),
    ]
    quick = [_switch(activity, ahead, on=ahead not in planned) for ahead in Ahead]
    return flex.text("\n".join(lines), [*quick, flex.quick(_("Our activities"), Open("organiser"))])


def _sent(on: bool) -> str:
    return _("Yes") if on else _("No")


def _switch(activity: Activity, ahead: Ahead, *, on: bool) -> Json:
    switch = SwitchReminder(activity.id, ahead, on=on)
    if ahead is Ahead.WEEK:
        return flex.quick(_("A week ahead: on") if on else _("A week ahead: off"), switch)
    if ahead is Ahead.DAY:
        return flex.quick(_("Day before: on") if on else _("Day before: off"), switch)
    return flex.quick(_("Morning: on") if on else _("Morning: off"), switch)
