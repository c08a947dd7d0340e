"""Ways to look for activities: the quick replies and questions that narrow a list."""

from collections.abc import Sequence
from datetime import date

from locales import _, day
from models.topics import Topic
from views import Json, flex
from views.activities import Browse, How
from views.tap import Open


def narrow() -> list[Json]:
    """What a list can be narrowed by."""
    return [
        flex.quick(_("Today"), Open("today")),
        flex.quick(_("This weekend"), Open("weekend")),
        flex.quick(_("Next month"), Open("next_month")),
        flex.quick(_("Near me"), Open("near")),
        flex.quick(_("By district"), Open("districts")),
        flex.quick(_("By topic"), Open("topics")),
    ]


def topics() -> list[Json]:
    """All topics, in two messages' worth of buttons: LINE shows thirteen quick replies at most."""
    boxes = [flex.button(topic.label, Browse(How.TOPIC, topic.value), primary=True) for topic in Topic]
    half = (len(boxes) + 1) // 2
    bubbles = [
        flex.bubble(flex.heading(_("Topics")), footer=boxes[:half]),
        flex.bubble(flex.heading(_("Topics")), footer=boxes[half:]),
    ]
    words = _("Which topic? Press one, or send its name or number.")
    return [flex.message(words, flex.carousel(bubbles))]


def districts(names: Sequence[str]) -> Json:
    """The districts that have something on."""
    quick = [flex.quick(name, Browse(How.DISTRICT, name)) for name in names if len(name) <= 20]
    return flex.text(_("Which district?"), quick[:10])


def ask_pin(words: str) -> Json:
    """Ask where somebody is; a district does as well."""
    return flex.text(
        words, [flex.quick_pin(_("Send where I am")), flex.quick(_("By district"), Open("districts"))]
    )


def on_days(first: date, last: date) -> str:
    """The head of a list of one day, or of several."""
    if first == last:
        return _("On {day}, in town.", day=day(first))
    return _("From {first} to {last}, in town.", first=day(first), last=day(last))


def nothing_on(first: date, last: date, today: date) -> str:
    if last < today:
        return _("{day} is over. How about another day?", day=day(last))
    if first == last:
        return _("Nothing is on yet on {day}. How about another day?", day=day(first))
    return _(
        "Nothing is on yet from {first} to {last}. How about another day?", first=day(first), last=day(last)
    )
