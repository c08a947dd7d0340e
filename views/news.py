"""News on the screen: the topics somebody follows, how their news comes, and the pause."""

from collections.abc import Sequence
from datetime import datetime

from locales import _, day
from models.residents import Delivery, Resident
from models.topics import Topic
from views import Json, flex
from views.tap import Open, Tap


class Follow(Tap, name="news.follow"):
    topic: Topic


class Unfollow(Tap, name="news.unfollow"):
    topic: Topic


class PauseNews(Tap, name="news.pause"):
    """No news for a month."""


class ResumeNews(Tap, name="news.resume"):
    """News again."""


class ChooseDelivery(Tap, name="news.delivery"):
    to: Delivery


def board(resident: Resident, chosen: Sequence[Topic], now: datetime, done: str = "") -> list[Json]:
    """What was chosen, in words; all topics with one tap each; how news comes. `done`: what just changed."""
    said = "\n".join(part for part in (done, standing(resident, chosen, now)) if part)
    half = (len(Topic) + 1) // 2
    topics = list(Topic)
    bubbles = [
        flex.bubble(flex.heading(_("Topics")), footer=[_switch(topic, chosen) for topic in part])
        for part in (topics[:half], topics[half:])
    ]
    words = _("Press a topic to follow it, and once more to stop.")
    return [flex.text(said), flex.message(words, flex.carousel(bubbles), _ways(resident, chosen, now))]


def standing(resident: Resident, chosen: Sequence[Topic], now: datetime) -> str:
    """What is chosen now and what will come of it. Nothing here promises a day: that is for who sends."""
    if not chosen:
        return _("You follow no topic yet. Choose what you like, and I keep it.")
    names = _(", ").join(topic.label for topic in chosen)
    lines = [_("You follow: {topics}. “For me” shows what fits.", topics=names)]
    if paused(resident, now) and resident.paused_until is not None:
        lines.append(
            _(
                "Paused until {day}: no news on topics comes. Answers to what you send, and word about what "
                "you joined or wait for, still come.",
                day=day(resident.paused_until),
            )
        )
    if resident.delivery == Delivery.WEEKLY:
        lines.append(
            _("You chose: once a week, all together. The town's news on topics follows this choice.")
        )
    else:
        lines.append(_("You chose: each piece on its own. The town's news on topics follows this choice."))
    return "\n".join(lines)


def paused(resident: Resident, now: datetime) -> bool:
    return resident.paused_until is not None and resident.paused_until > now


def followed(topic: Topic) -> str:
    return _("You follow “{topic}” now.", topic=topic.label)


def unfollowed(topic: Topic) -> str:
    return _("You no longer follow “{topic}”.", topic=topic.label)


def _switch(topic: Topic, chosen: Sequence[Topic]) -> Json:
    """One topic: a tick and another colour say that it is followed."""
    if topic in chosen:
        shown = _("I stop following “{topic}”", topic=topic.label)
        button = flex.button(_("✓ {topic}", topic=topic.label), Unfollow(topic), primary=True, shown=shown)
        return {**button, "color": flex.BLUE}
    shown = _("I follow “{topic}”", topic=topic.label)
    return flex.button(topic.label, Follow(topic), primary=True, shown=shown)


def _ways(resident: Resident, chosen: Sequence[Topic], now: datetime) -> list[Json]:
    if resident.delivery == Delivery.WEEKLY:
        quick = [flex.quick(_("Each on its own"), ChooseDelivery(Delivery.EACH))]
    else:
        quick = [flex.quick(_("Once a week"), ChooseDelivery(Delivery.WEEKLY))]
    if paused(resident, now):
        quick.append(flex.quick(_("News again"), ResumeNews()))
    else:
        quick.append(flex.quick(_("Pause for a month"), PauseNews()))
    if chosen:
        quick.append(flex.quick(_("For me"), Open("suggested")))
    return quick
