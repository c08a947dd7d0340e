"""Reasons on the screen: why a message came, how to get less of its kind, and a rest from news."""

from collections.abc import Sequence

from locales import _
from models.organisations import Organisation
from models.reasons import Reason, Told
from models.registrations import LIVE
from models.reminding import Wish
from models.residents import Delivery, Resident
from models.topics import Rest, Topic
from views import Json, flex
from views.joining import Leave
from views.news import ChooseDelivery, Mute, RestFor, ResumeNews, Unfollow, resting
from views.reminders import ChooseReminders
from views.tap import Open
from views.why import AskRest, Less

MOST_TOPICS = 3


def because(told: Told) -> Json:
    """Why it came, in a sentence or two."""
    words = _sentence(told)
    if told.organisation is not None and told.reason is not Reason.UNKNOWN:
        words += "\n" + _("It is from {name}.", name=told.organisation.name)
    helps = told.reason not in (Reason.UNKNOWN, Reason.FRIENDS)
    quick = [flex.quick(_("Less like this"), Less(told.key))] if helps else []
    return flex.text(words, [*quick, *_ways()])


def _sentence(told: Told) -> str:
    title = flex.cut(told.title, 60)
    match told.reason:
        case Reason.JOINED:
            return _("It came because you joined “{title}”.", title=title)
        case Reason.WAITS:
            return _("It came because you are on the waiting list of “{title}”.", title=title)
        case Reason.KEPT:
            return _("It came because you kept “{title}” in mind.", title=title)
        case Reason.TOPICS:
            names = _(", ").join(topic.label for topic in told.topics)
            return _("It came because you follow: {topics}.", topics=names)
        case Reason.WEEKLY:
            names = _(", ").join(topic.label for topic in told.topics)
            return _(
                "It came because you follow these topics and want their news once a week: {topics}.",
                topics=names,
            )
        case Reason.DISTRICT:
            return _("It came because you live in {district}.", district=told.title)
        case Reason.MEMBER:
            return _("It came because you joined something of {name}.", name=title)
        case Reason.CORRECTED:
            return _("It came because it puts right a message that you got.")
        case Reason.CHOSEN:
            return _("It came because it is for people like you, as you told us in the settings.")
        case Reason.EVERYBODY:
            return _("It came because the town sent it to everybody.")
        case Reason.FRIENDS:
            return _(
                "It came because the town sent it to everybody who is a friend of this account. Nothing that is "
                "chosen here keeps such a message away."
            )
    return _("I do not know any more which message that was. You choose here what comes.")


def _ways() -> list[Json]:
    return [flex.quick(_("A rest from news"), AskRest()), flex.quick(_("Topics and news"), Open("news"))]


def less(told: Told, resident: Resident) -> Json:
    """What can be done so that less of its kind comes; the smallest step stands first."""
    quick: list[Json] = []
    if told.is_news:
        quick = [*_fewer_topics(told.topics), *_less_often(resident), *_mute(told.organisation)]
    elif told.reason is Reason.JOINED:
        quick = [
            flex.quick(_("Day before only"), ChooseReminders(Wish.DAY)),
            flex.quick(_("No reminders"), ChooseReminders(Wish.NONE)),
        ]
    if told.mine is not None and told.mine.state in LIVE:
        label = _("Stop waiting") if told.reason is Reason.WAITS else _("Give it back")
        quick.append(flex.quick(label, Leave(told.mine.id)))
    return flex.text(_("What would you like to change?"), [*quick, *_ways()])


def _fewer_topics(topics: Sequence[Topic]) -> list[Json]:
    return [
        flex.quick(
            _("Not “{topic}”", topic=topic.label),
            Unfollow(topic),
            _("I stop following “{topic}”", topic=topic.label),
        )
        for topic in topics[:MOST_TOPICS]
    ]


def _less_often(resident: Resident) -> list[Json]:
    if resident.delivery == Delivery.WEEKLY:
        return []
    return [flex.quick(_("Once a week"), ChooseDelivery(Delivery.WEEKLY))]


def _mute(organisation: Organisation | None) -> list[Json]:
    if organisation is None:
        return []
    shown = _("No more news of “{name}”", name=flex.cut(organisation.name, 60))
    return [flex.quick(_("Not this group"), Mute(organisation.id), shown)]


def for_how_long() -> Json:
    words = _(
        "For how long shall no news come? Answers to what you send, what is urgent, and word about what you "
        "joined or wait for, still come."
    )
    return flex.text(
        words,
        [
            flex.quick(_("For a week"), RestFor(Rest.WEEK)),
            flex.quick(_("For a month"), RestFor(Rest.MONTH)),
            flex.quick(_("Until I say so"), RestFor(Rest.UNTIL_I_SAY)),
            flex.quick(_("Topics and news"), Open("news")),
        ],
    )


def rests(resident: Resident) -> Json:
    quick = [flex.quick(_("News again"), ResumeNews()), flex.quick(_("Topics and news"), Open("news"))]
    return flex.text(resting(resident), quick)
