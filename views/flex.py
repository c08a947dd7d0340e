"""The few Flex pieces we use, as functions that return JSON, in the reader's letter size."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from views import Json
from views.tap import Tap

INK = "#1A1A1A"
QUIET = "#4A4A4A"
GREEN = "#07583F"
BLUE = "#0B4F8A"
OCHRE = "#704A00"
ALARM = "#9C1F18"
LINE = "#8A8F88"
GROUND = "#F3F4F1"

QUICK_MOST = 13  # LINE's limit of quick replies
# LINE allows 20; the number that can be typed instead ("12 ") is written in front.
QUICK_LABEL_MOST = 17
ALT_MOST = 400

_large: ContextVar[bool] = ContextVar("large", default=False)


@contextmanager
def letters(*, large: bool) -> Iterator[None]:
    """Draw for somebody who reads large type inside the block."""
    token = _large.set(large)
    try:
        yield
    finally:
        _large.reset(token)


def large() -> bool:
    """Whether the reader chose large type."""
    return _large.get()


def cut(words: str, most: int) -> str:
    """`words` in at most `most` UTF-16 units, with an ellipsis where something had to go."""
    units = words.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * most:
        return words
    return units[: 2 * (most - 1)].decode("utf-16-le", "ignore").rstrip() + "…"


def quoted(words: str, most: int = 30) -> str:
    """What somebody typed, short and on one line, without characters that turn the rest of the line around."""
    shown = "".join(
        letter
        for letter in words
        if unicodedata.category(letter) not in ("Cc", "Cf") or letter in "\n\t\u200d"
    )
    return cut(" ".join(shown.split()), most)


def message(alt: str, contents: Json, quick: Sequence[Json] = ()) -> Json:
    """A Flex message; `alt` is the sentence a friend would say."""
    return with_quick({"type": "flex", "altText": cut(alt, ALT_MOST), "contents": contents}, quick)


def text(words: str, quick: Sequence[Json] = ()) -> Json:
    """A plain text message."""
    return with_quick({"type": "text", "text": cut(words, 4900)}, quick)


def with_quick(said: Json, quick: Sequence[Json]) -> Json:
    if not quick:
        return said
    return {**said, "quickReply": {"items": list(quick[:QUICK_MOST])}}


def carousel(bubbles: Sequence[Json]) -> Json:
    """One bubble alone is wide; several are narrower and can be swiped. Twelve at most, LINE says."""
    if len(bubbles) == 1:
        return {**bubbles[0], "size": "mega"}
    return {"type": "carousel", "contents": [{**bubble, "size": "kilo"} for bubble in bubbles[:12]]}


def bubble(*body: Json, footer: Sequence[Json] = (), header: Json | None = None) -> Json:
    made: Json = {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "spacing": "md", "contents": list(body)},
    }
    if header is not None:
        made["header"] = header
    if footer:
        made["footer"] = {"type": "box", "layout": "vertical", "spacing": "sm", "contents": list(footer)}
    return made


def band(words: str, color: str = GREEN) -> Json:
    """A coloured strip at the head of a card, with words: colour alone says nothing."""
    return {
        "type": "box",
        "layout": "vertical",
        "backgroundColor": color,
        "paddingAll": "md",
        "contents": [_words(words, size="lg" if large() else "md", color="#FFFFFF", weight="bold")],
    }


def heading(words: str) -> Json:
    return _words(
        cut(words, 120), size="xxl" if large() else "xl", weight="bold", maxLines=3 if large() else 2
    )


def line(words: str, *, color: str = INK, weight: str = "regular") -> Json:
    """One fact on a card."""
    return _words(cut(words, 500), size="xl" if large() else "lg", color=color, weight=weight)


def quiet(words: str) -> Json:
    """Where something comes from, and other small print that is still readable."""
    return _words(cut(words, 500), size="lg" if large() else "md", color=QUIET)


def separator() -> Json:
    return {"type": "separator", "color": LINE, "margin": "md"}


def _words(words: str, **style: object) -> Json:
    # LINE refuses an empty text.
    return {"type": "text", "text": words or " ", "wrap": True, "scaling": True, "color": INK} | style


def button(
    label: str, tap: Tap, *, primary: bool = False, shown: str | None = None, alarm: bool = False
) -> Json:
    """A button that sends `tap`; what the chat shows as said is `shown`, or the label."""
    made: Json = {
        "type": "button",
        "style": "primary" if primary else "secondary",
        "height": "md",
        "scaling": True,
        "action": postback(label, tap, shown),
    }
    if primary:
        made["color"] = ALARM if alarm else GREEN
    else:
        made["color"] = "#E6E9E3"
    return made


def link(label: str, uri: str) -> Json:
    """A button that opens a page or dials a number."""
    return {
        "type": "button",
        "style": "secondary",
        "height": "md",
        "scaling": True,
        "color": "#E6E9E3",
        "action": {"type": "uri", "label": cut(label, 36), "uri": uri},
    }


def postback(label: str, tap: Tap, shown: str | None = None) -> Json:
    said = cut(shown or label, 300)
    return {"type": "postback", "label": cut(label, 36), "data": tap.pack(), "displayText": said}


def quick(label: str, tap: Tap, shown: str | None = None) -> Json:
    """A quick reply; the label may have 17 characters."""
    return {
        "type": "action",
        "action": {**postback(label, tap, shown), "label": cut(label, QUICK_LABEL_MOST)},
    }


def quick_pin(label: str) -> Json:
    """A quick reply that lets the phone send where it is."""
    return {"type": "action", "action": {"type": "location", "label": cut(label, QUICK_LABEL_MOST)}}


def quick_day(label: str, tap: Tap, first: str, last: str) -> Json:
    """A quick reply that opens the phone's calendar between two ISO days."""
    return _picker(label, tap, "date", first, first, last)


def quick_moment(label: str, tap: Tap, shown: str, first: str, last: str) -> Json:
    """The same with a time of the day, each such as 2026-11-30T10:00; `shown` is where it opens."""
    return _picker(label, tap, "datetime", shown, first, last)


def _picker(label: str, tap: Tap, mode: str, shown: str, first: str, last: str) -> Json:
    action = {
        "type": "datetimepicker",
        "label": cut(label, QUICK_LABEL_MOST),
        "data": tap.pack(),
        "mode": mode,
        "initial": shown,
        "min": first,
        "max": last,
    }
    return {"type": "action", "action": action}


def dial(phone: str) -> str:
    """`tel:` of the first number in what a source wrote ((054)626-1139, 代表 054-…), "" for none."""
    folded = unicodedata.normalize("NFKC", phone)
    for part in re.findall(r"\+?[\d\-() ー‐−]{9,}", folded):
        digits = re.sub(r"\D", "", part)
        if 9 <= len(digits) <= 13:
            return f"tel:{'+' if part.startswith('+') else ''}{digits}"
    return ""
