"""Announcing, what is told by push: asking for a look, what came of it, and how many got it in the end."""

from locales import _, clock, counted, day
from models.announcements import Announcement, Held
from models.sends import Progress, Send
from views import Json, flex
from views.announcing import SendHeld, ShowOne
from views.announcing_times import ChooseTime
from views.announcing_words import WHY_HELD
from views.fates import rest, ways_on


def asks_for_a_look(one: Announcement, who: str) -> Json:
    """What the other representatives hear."""
    name = one.organisation.name if one.organisation is not None else ""
    words = _(
        "{who} of {name} wants to announce “{title}”. Somebody else has to look at it first: would you?",
        who=flex.quoted(who, 40),
        name=name,
        title=one.title,
    )
    if one.schedule.at is not None:
        before = _("It is to leave on {day} at {time}, so please look before then.",
                   day=day(one.schedule.at), time=clock(one.schedule.at))  # fmt: skip
        words = f"{words}\n{before}"
    return flex.text(words, [flex.quick(_("Look at it"), ShowOne(one.id))])


def was_approved(one: Announcement) -> Json:
    """What its writer hears."""
    if one.schedule.at is None:
        words = _("“{title}” was approved, and leaves now or in the morning.", title=one.title)
    else:
        words = _("“{title}” was approved, and leaves on {day} at {time}.", title=one.title,
                  day=day(one.schedule.at), time=clock(one.schedule.at))  # fmt: skip
    return flex.text(words, [flex.quick(_("How it stands"), ShowOne(one.id))])


def was_refused(one: Announcement) -> Json:
    words = _(
        "“{title}” was given back. The reason: {why}\nYou can write it anew.",
        title=one.title,
        why=one.why_refused,
    )
    return flex.text(words, [flex.quick(_("Look at it"), ShowOne(one.id))])


def was_taken_back(one: Announcement, who: str | None) -> Json:
    """Before anything of it was on its way; `who` did, or the office."""
    if who:
        words = _(
            "{who} took “{title}” back. Nobody gets it any more.", who=flex.quoted(who, 40), title=one.title
        )
    else:
        words = _("“{title}” was taken back. Nobody gets it any more.", title=one.title)
    return flex.text(words, [flex.quick(_("Look at it"), ShowOne(one.id))])


def was_held(one: Announcement, why: Held) -> Json:
    """Its time came, and it did not leave."""
    words = f"{one.title}\n{WHY_HELD[why]}"
    ways = [flex.quick(_("Look at it"), ShowOne(one.id)), flex.quick(_("Send it anyway"), SendHeld(one.id))]
    return flex.text(words, [*ways, flex.quick(_("Another time"), ChooseTime(one.id))])


def result(one: Announcement, send: Send, found: Progress) -> Json:
    """What became of it, once it is through or something keeps the rest back."""
    got = counted(
        "{accepted} of {count} person got “{title}”.",
        "{accepted} of {count} people got “{title}”.",
        found.total,
        accepted=found.accepted,
        title=one.title,
    )
    return flex.text(f"{got}\n{rest(send)}", ways_on(send, flex.quick(_("See the figures"), ShowOne(one.id))))
