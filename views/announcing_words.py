"""Announcing in words: how one stands and why it waits, what is asked while it is written, and a preview that does
nothing when it is pressed."""

import copy
from collections.abc import Sequence

from locales import Lazy, _, lazy
from models.announcements import Held, State
from models.topics import Topic
from views import Json, flex

STATES: dict[State, tuple[Lazy, str]] = {
    State.DRAFT: (lazy("Not sent yet. This is how it will be read."), flex.OCHRE),
    State.WAITING: (lazy("Waits for somebody to look at it."), flex.OCHRE),
    State.APPROVED: (lazy("Approved. It waits for somebody to send it."), flex.OCHRE),
    State.SCHEDULED: (lazy("Approved. It leaves by itself."), flex.GREEN),
    State.STARTED: (lazy("Sent."), flex.GREEN),
    State.REFUSED: (lazy("Given back. It was not sent."), flex.ALARM),
    State.WITHDRAWN: (lazy("Taken back."), flex.QUIET),
}
HELD = lazy("Not sent. Please look at it."), flex.OCHRE
WHY_HELD: dict[Held, Lazy] = {
    Held.LATE: lazy("Its time passed while it could not leave. It was not sent."),
    Held.OVER: lazy("What it is about is over. It was not sent."),
    Held.CHANGED: lazy("What it is about was changed or called off. It was not sent."),
    Held.NOBODY: lazy("Nobody would get it now. It was not sent."),
    Held.TWICE: lazy("The same words went to the same people today. It was not sent again."),
    Held.MONTH: lazy("This month's messages are used up. It was not sent."),
    Held.ALLOWANCE: lazy("Your organisation's messages of this month are used up. It was not sent."),
}


def as_shown(messages: Sequence[Json]) -> list[Json]:
    """The same messages with buttons that only look like buttons: nothing in a preview may be pressed, or be taken
    for one of the numbers that can be typed."""
    return [_without_presses(copy.deepcopy(message)) for message in messages]


def _without_presses(part: Json) -> Json:
    if part.get("type") == "button":
        primary = part.get("style") == "primary"
        words = {"type": "text", "text": part["action"]["label"], "align": "center", "scaling": True, "wrap": True,
                 "size": "md", "color": "#FFFFFF" if primary else flex.INK}  # fmt: skip
        if flex.large():
            words["size"] = "lg"
        return {"type": "box", "layout": "vertical", "cornerRadius": "md", "paddingAll": "md",
                "backgroundColor": part.get("color", "#E6E9E3"), "contents": [words]}  # fmt: skip
    part.pop("quickReply", None)
    for name in ("contents", "header", "body", "footer"):
        inner = part.get(name)
        if isinstance(inner, list):
            part[name] = [_without_presses(child) for child in inner]
        elif isinstance(inner, dict):
            part[name] = _without_presses(inner)
    return part


def ask_who(rows: Sequence[tuple[str, int]]) -> str:
    """The question who gets it, with how many that would be for each answer."""
    lines = [
        _("{number}. {people}: {count}", number=number, people=label, count=count)
        for number, (label, count) in enumerate(rows, 1)
    ]
    return "\n".join((_("Who is to get it? So many would get it now:"), *lines))


def who(choice: str) -> str:
    """A choice of models.announcing.for_whom, as it stands on a button."""
    kind, _dot, topic = choice.partition(".")
    if kind == "topic":
        return _("Likes {topic}", topic=Topic(topic).label)
    return {
        "joined": _("Who joined"),
        "waiting": _("And who waits"),
        "kept": _("And who kept it"),
        "members": _("Our participants"),
    }[kind]


def ask_about(titles: Sequence[str]) -> str:
    """The question what it is about; the last answer is none of them."""
    lines = [_("{number}. {title}", number=number, title=title) for number, title in enumerate(titles, 1)]
    return "\n".join((_("What is it about?"), *lines))
