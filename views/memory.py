"""What was said before, found again: a few of them to choose from, and one as it was."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from locales import Lazy, _, clock, day, lazy
from models.likeness import Told
from views import Json, flex
from views.tap import Open, Tap

KINDS: dict[str, Lazy] = {
    "announcement": lazy("An announcement"),
    "correction": lazy("A correction"),
    "note": lazy("From an organiser"),
    "reminder": lazy("A reminder of your plans"),
    "digest": lazy("The week's news together"),
}
NUMBERED = re.compile(r"^\d{1,2} ")
ROOM = 5  # messages of one reply


class Earlier(Tap, name="memory.list"):
    """What was told, further back. `asked`: with the words asked for last; those stay with us.

    `since` and `until` are days, as `date.toordinal` counts them; 0 is no bound."""

    offset: int = 0
    asked: bool = False
    since: int = 0
    until: int = 0


class Again(Tap, name="memory.again"):
    """One of them once more: a send, or a message to this person alone."""

    send: int = 0
    row: int = 0


def listed(found: Sequence[Told], words: str, more: Tap | None, *, nothing_for: str = "") -> list[Json]:
    """Up to three of them, each with its day. `nothing_for`: words that were asked for in vain."""
    if nothing_for:
        said = _(
            "I told you nothing about “{words}”. This is what came last.", words=flex.quoted(nothing_for)
        )
    elif words:
        said = _("This is what I told you about “{words}”.", words=flex.quoted(words))
    else:
        said = _("This is what I told you, the newest first.")
    quick = [flex.quick(_("Further back"), more)] if more else []
    titles = _(", ").join(flex.cut(one.title, 40) for one in found)
    cards = flex.message(
        _("You were told: {titles}", titles=titles), flex.carousel(list(map(card, found))), quick
    )
    return [flex.text(said), cards]


def card(one: Told) -> Json:
    moment = f"{day(one.at)} {clock(one.at)}"
    kind = KINDS.get(one.kind)
    facts = [flex.line(moment), *([flex.quiet(str(kind))] if kind else [])]
    tap = Again(send=one.send_id or 0, row=one.row_id or 0)
    shown = _("Show “{title}” again", title=flex.quoted(one.title))
    return flex.bubble(
        flex.heading(one.title),
        *facts,
        footer=[flex.button(_("Show it again"), tap, primary=True, shown=shown)],
    )


def nothing(words: str, *, further: bool = False) -> Json:
    """Nothing was told about it, nothing at all yet, or nothing further back."""
    quick = [flex.quick(_("News"), Open("news")), flex.quick(_("Find"), Open("find"))]
    if words:
        return flex.text(_("I find nothing I told you about “{words}”.", words=flex.quoted(words)), quick)
    if further:
        return flex.text(_("There is nothing further back. I keep what I told you for half a year."), quick)
    return flex.text(
        _("So far I told you nothing by myself. What I tell you later, you find here again."), quick
    )


def once_more(messages: Sequence[Json], at: datetime | None) -> list[Json]:
    """The messages as they were, with the day on which they came; buttons are numbered anew."""
    said = []
    if at is not None and len(messages) < ROOM:
        said = [flex.text(_("This came on {day} at {time}.", day=day(at), time=clock(at)))]
    for message in messages:
        for action in _actions(message):
            action["label"] = NUMBERED.sub("", action["label"])
    return [*said, *messages][:ROOM]


def _actions(part: object) -> Iterator[Json]:
    if isinstance(part, dict):
        if part.get("type") in ("postback", "datetimepicker") and isinstance(part.get("label"), str):
            yield part
        for value in part.values():
            yield from _actions(value)
    elif isinstance(part, list):
        for value in part:
            yield from _actions(value)
