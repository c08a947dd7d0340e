"""News on the screen: the topics somebody follows, how their news comes, and the pause."""

from collections.abc import Sequence
from datetime import datetime

from locales import _, day
from models.organisations import Organisation
from models.residents import Delivery, Resident
from models.topics import NEVER, Rest, Topic, is_paused
from views import Json, flex
from views.tap import Open, Tap
from views.why import AskRest

# Organisations that are named on the board, each with a way back.
MOST_MUTED = 3


class Follow(Tap, name="news.follow"):
    topic: Topic


class Unfollow(Tap, name="news.unfollow"):
    topic: Topic


class PauseNews(Tap, name="news.pause"):
    """No news for a month."""


class ResumeNews(Tap, name="news.resume"):
    """News again."""


class RestFor(Tap, name="news.rest"):
    """No news for a while, or until one says so."""

    to: Rest


class Mute(Tap, name="news.mute"):
    organisation: int


class Unmute(Tap, name="news.unmute"):
    organisation: int


class ChooseDelivery(Tap, name="news.delivery"):
    to: Delivery


def board(
    resident: Resident,
    chosen: Sequence[Topic],
    muted: Sequence[Organisation],
    now: datetime,
    done: str = "",
) -> list[Json]:
    """What was chosen, in words; all topics with one tap each; how news comes. `done`: what just changed."""
    said = "\n".join(part for part in (done, standing(resident, chosen, muted, now)) if part)
    half = (len(Topic) + 1) // 2
    topics = list(Topic)
    bubbles = [
        flex.bubble(flex.heading(_("Topics")), footer=[_switch(topic, chosen) for topic in part])
        for part in (topics[:half], topics[half:])
    ]
    words = _("Press a topic to follow it, and once more to stop.")
    ways = _ways(resident, chosen, muted, now)
    return [flex.text(said), flex.message(words, flex.carousel(bubbles), ways)]


def standing(
    resident: Resident, chosen: Sequence[Topic], muted: Sequence[Organisation], now: datetime
) -> str:
    """What is chosen now and what will come of it."""
    if chosen:
        names = _(", ").join(topic.label for topic in chosen)
        lines = [_("You follow: {topics}. “For me” shows what fits.", topics=names)]
        if resident.delivery == Delivery.WEEKLY:
            lines.append(_("You chose: once a week. News on topics comes all together on Friday evening."))
        else:
            lines.append(
                _("You chose: each piece on its own. The town's news on topics follows this choice.")
            )
    else:
        lines = [_("You follow no topic yet. Choose what you like, and I keep it.")]
    if is_paused(resident, now):
        lines.append(resting(resident))
    if muted:
        called = _(", ").join(flex.cut(organisation.name, 40) for organisation in muted[:MOST_MUTED])
        lines.append(_("You want no news of: {names}.", names=called))
    return "\n".join(lines)


def resting(resident: Resident) -> str:
    """Until when no news comes, and what comes all the same."""
    if resident.paused_until is None or resident.paused_until >= NEVER:
        return _(
            "Paused until you say so: no news comes. Answers to what you send, what is urgent, and word about "
            "what you joined or wait for, still come."
        )
    return _(
        "Paused until {day}: no news comes. Answers to what you send, what is urgent, and word about what "
        "you joined or wait for, still come.",
        day=day(resident.paused_until),
    )


def followed(topic: Topic) -> str:
    return _("You follow “{topic}” now.", topic=topic.label)


def unfollowed(topic: Topic) -> str:
    return _("You no longer follow “{topic}”.", topic=topic.label)


def muted(organisation: Organisation) -> str:
    return _(
        "No more news of “{name}” comes. Word about what you joined there still does.",
        name=flex.cut(organisation.name, 60),
    )


def _switch(topic: Topic, chosen: Sequence[Topic]) -> Json:
    """One topic: a tick and another colour say that it is followed."""
    if topic in chosen:
        shown = _("I stop following “{topic}”", topic=topic.label)
        button = flex.button(_("✓ {topic}", topic=topic.label), Unfollow(topic), primary=True, shown=shown)
        return {**button, "color": flex.BLUE}
    shown = _("I follow “{topic}”", topic=topic.label)
    return flex.button(topic.label, Follow(topic), primary=True, shown=shown)


def _ways(
    resident: Resident, chosen: Sequence[Topic], muted: Sequence[Organisation], now: datetime
) -> list[Json]:
    if resident.delivery == Delivery.WEEKLY:
        quick = [flex.quick(_("Each on its own"), ChooseDelivery(Delivery.EACH))]
    else:
        quick = [flex.quick(_("Once a week"), ChooseDelivery(Delivery.WEEKLY))]
    if is_paused(resident, now):
        quick.append(flex.quick(_("News again"), ResumeNews()))
    else:
        quick.append(flex.quick(_("A rest from news"), AskRest()))
    for organisation in muted[:MOST_MUTED]:
        shown = _("I want news of “{name}” again", name=flex.cut(organisation.name, 60))
        label = _("Undo: {name}", name=organisation.name)
        quick.append(flex.quick(label, Unmute(organisation.id), shown))
    if chosen:
        quick.append(flex.quick(_("For me"), Open("suggested")))
    return quick
