"""Marking: buttons of news say what they were part of, so that presses can be counted of those who agreed."""

import copy
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl, quote

from views import Json
from views.tap import MOST

VIA = "via"


def marked(messages: Sequence[Json], about: str) -> list[Json]:
    """The same messages, their buttons marked with the subject of the send: "announcements:12".

    To be called before `why.with_choices`, whose buttons are not counted. Taps ignore the mark."""
    made = copy.deepcopy(list(messages))
    mark = f"{VIA}={quote(about, safe=':')}"
    for action in _postbacks(made):
        data = action["data"]
        longer = f"{data}{'&' if '?' in data else '?'}{mark}"
        if len(longer) <= MOST:
            action["data"] = longer
    return made


def mark_of(data: str) -> str | None:
    """What a pressed button says it was part of; None for most buttons."""
    _head, _mark, query = data[: 4 * MOST].partition("?")
    return next((value for name, value in parse_qsl(query) if name == VIA), None)


def _postbacks(part: object) -> Iterator[Json]:
    if isinstance(part, dict):
        if part.get("type") in ("postback", "datetimepicker") and isinstance(part.get("data"), str):
            yield part
        for value in part.values():
            yield from _postbacks(value)
    elif isinstance(part, list):
        for value in part:
            yield from _postbacks(value)
