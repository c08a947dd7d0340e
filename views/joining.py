"""Joining on the screen: the question before it, the place, the waiting list, the offer."""

from datetime import datetime

from locales import _, clock, counted, day
from models.activities import Activity
from models.registrations import Answer, Registration
from views import Json, flex
from views.activities import Join, when, where
from views.tap import Open, Tap


class Wait(Tap, name="waiting.join"):
    activity: int
    party: int = 1


class Accept(Tap, name="offer.accept"):
    registration: int


class Decline(Tap, name="offer.decline"):
    registration: int


class AnswerQuestions(Tap, name="questions.answer"):
    registration: int


class Leave(Tap, name="place.leave"):
    registration: int


class LeaveSure(Tap, name="place.leave_sure"):
    registration: int


class ChangeParty(Tap, name="place.party"):
    registration: int


class ShowPlan(Tap, name="plan.show"):
    registration: int


def people(count: int) -> str:
    return counted("{count} person", "{count} people", count)


def sure(activity: Activity, party: int, now: datetime) -> str:
    """The question before a place is taken: everything it is about, once more."""
    return _(
        "{title}\n{when}\n{where}\n{people}\nShall I put you down?",
        title=activity.title,
        when=when(activity, now),
        where=where(activity),
        people=people(party),
    )


def sure_to_wait(activity: Activity, party: int, now: datetime, waiting: int) -> str:
    return _(
        "{title}\n{when}\n{people}\nIt is full. Waiting before you: {waiting}. Shall I put you on the list?",
        title=activity.title,
        when=when(activity, now),
        people=people(party),
        waiting=people(waiting),
    )


def told(answer: Answer, most: int = 120) -> str:
    """An organiser's question, in at most so many letters, and what was answered."""
    question = flex.cut(answer.question.words, most)
    return _("{question}\nAnswer: {answer}", question=question, answer=answer.words)


def joined(mine: Registration, now: datetime, calendar: str, *, asking: bool = False) -> Json:
    """You are in: when, where, the code, and what comes next; when a question follows, number 1 is its."""
    activity = mine.activity
    facts = [
        flex.heading(activity.title),
        flex.line(_("You are in."), color=flex.GREEN, weight="bold"),
        flex.line(when(activity, now), weight="bold"),
        flex.line(where(activity)),
        flex.line(people(mine.party)),
        flex.line(_("Check-in code: {code}", code=mine.check_in_code)),
        flex.quiet(_("Say this code at the door.")),
    ]
    footer = [flex.button(_("See or change"), ShowPlan(mine.id), primary=not asking)]
    if calendar and activity.occurrences:
        footer.append(flex.link(_("To my calendar"), calendar))
    alt = _("You are in: {title}, {when}", title=activity.title, when=when(activity, now))
    return flex.message(alt, flex.carousel([flex.bubble(*facts, footer=footer)]), after())


def after() -> list[Json]:
    return [flex.quick(_("My plans"), Open("mine")), flex.quick(_("Find more"), Open("find"))]


def full(activity: Activity, party: int, waiting: int) -> Json:
    words = _(
        "“{title}” is full just now. I can tell you when a place becomes free. Waiting now: {waiting}. "
        "Would you like to wait?",
        title=activity.title,
        waiting=people(waiting),
    )
    return flex.text(
        words,
        [flex.quick(_("I wait"), Wait(activity.id, party)), flex.quick(_("Find another"), Open("find"))],
    )


def too_few(activity: Activity, party: int, sentence: str) -> Json:
    """`sentence` says how many are left: come with fewer, or wait until all of you fit."""
    words = f"{activity.title}\n{sentence}\n" + _(
        "Come with fewer people, or wait for {people}?", people=people(party)
    )
    return flex.text(
        words,
        [
            flex.quick(_("With fewer people"), Join(activity.id)),
            flex.quick(_("I wait"), Wait(activity.id, party)),
            flex.quick(_("Find another"), Open("find")),
        ],
    )


def as_before(mine: Registration, sentence: str) -> Json:
    """A change that does not fit: nothing has changed."""
    words = f"{sentence}\n" + _("It stays at {people}.", people=people(mine.party))
    return flex.text(words, [flex.quick(_("Change number"), ChangeParty(mine.id)), *after()])


def on_the_list(mine: Registration, ahead: int) -> Json:
    words = _(
        "You are on the waiting list for “{title}”. Before you: {ahead}. "
        "I tell you as soon as a place is free.",
        title=mine.activity.title,
        ahead=people(ahead),
    )
    return flex.text(words, after())


def offer(mine: Registration) -> Json:
    """A place came free and is held."""
    until = mine.offer_until
    words = _("A place is free in “{title}”.", title=mine.activity.title)
    held = _("It is kept for you until {day} {time}.", day=day(until), time=clock(until)) if until else ""
    facts = [flex.heading(mine.activity.title), flex.line(words, weight="bold"), flex.line(held)]
    footer = [
        flex.button(_("I take it"), Accept(mine.id), primary=True),
        flex.button(_("Not this time"), Decline(mine.id)),
    ]
    facts.append(flex.quiet(_("You are told because you are on its waiting list.")))
    # Two choices with numbers: the second as a quick reply too, so that it can be typed.
    return flex.message(
        f"{words} {held}",
        flex.carousel([flex.bubble(*facts, footer=footer)]),
        [flex.quick(_("Not this time"), Decline(mine.id))],
    )


def offer_over(mine: Registration) -> Json:
    words = _(
        "The time for the place in “{title}” has passed, so it went to the next person. You can wait again.",
        title=mine.activity.title,
    )
    return flex.text(words, [flex.quick(_("I wait"), Wait(mine.activity_id, mine.party)), *after()])


def declined(mine: Registration) -> Json:
    words = _("All right. The place in “{title}” goes to the next person.", title=mine.activity.title)
    return flex.text(words, after())


def questions_follow(count: int) -> str:
    return counted(
        "Your place is safe. The organiser has {count} question.",
        "Your place is safe. The organiser has {count} questions.",
        count,
    )


def questions_left(mine: Registration) -> Json:
    """Somebody stopped in the middle of the organiser's questions: the place is theirs all the same."""
    words = _(
        "All right. Your place in “{title}” is safe. You can answer later in my plans.",
        title=mine.activity.title,
    )
    return flex.text(words, after())


def answered(mine: Registration) -> Json:
    words = _("Thank you. The organiser of “{title}” will read it.", title=mine.activity.title)
    return flex.text(words, after())


def sure_to_leave(mine: Registration, now: datetime, waiting: int) -> Json:
    activity = mine.activity
    words = _(
        "{title}\n{when}\nShall I give your place back?", title=activity.title, when=when(activity, now)
    )
    if waiting:
        words += "\n" + _("Somebody waits for it, so you might not get it again.")
    return flex.text(
        words,
        [
            flex.quick(_("Yes, give it back"), LeaveSure(mine.id)),
            flex.quick(_("No, I keep it"), ShowPlan(mine.id)),
        ],
    )


def left(mine: Registration) -> Json:
    words = _("Your place in “{title}” is given back. Thank you for telling us.", title=mine.activity.title)
    return flex.text(words, [flex.quick(_("Join again"), Join(mine.activity_id)), *after()])


def waits_no_more(mine: Registration) -> Json:
    words = _("You are off the waiting list for “{title}”.", title=mine.activity.title)
    return flex.text(words, after())


def changed(mine: Registration, now: datetime) -> Json:
    words = _(
        "Changed: {title}, {when}, {people}.",
        title=mine.activity.title,
        when=when(mine.activity, now),
        people=people(mine.party),
    )
    return flex.text(words, after())
