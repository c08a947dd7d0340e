"""Announcements as they are read: one message for each part, in every language and letter size."""

from collections.abc import Mapping
from datetime import datetime

from locales import LOCALES, _, speaking, spoken
from models.activities import Activity
from models.announcements import Announcement
from models.contents import Card, Picture, Words
from models.residents import LetterSize
from views import Json, activities, flex
from views.marking import marked
from views.why import with_choices


def bodies(
    one: Announcement, shown: Mapping[int, Activity], now: datetime, *, test: bool = False
) -> dict[str, list[Json]]:
    """The messages of each face, ready to leave; `shown` are the activities of its cards."""
    found = {}
    for locale in LOCALES:
        for size in LetterSize:
            with speaking(locale), flex.letters(large=size is LetterSize.LARGE):
                said = marked(preview(one, shown, now, test=test), one.subject)
                found[f"{locale}.{size.value}"] = with_choices(said, one.subject)
    return found


def preview(
    one: Announcement, shown: Mapping[int, Activity], now: datetime, *, test: bool = False
) -> list[Json]:
    """The messages in the language and letter size of the moment, without the choices under them."""
    head = "\n".join(_head(one, test))
    content = one.content
    first, *rest = content.parts
    if isinstance(first, Words):
        made = [_words(head, first)]
    else:
        made = [*([flex.text(head)] if head else []), _part(first, shown, now)]
    return made + [_part(part, shown, now) for part in rest]


def _head(one: Announcement, test: bool) -> list[str]:
    """What stands above the words: what kind of thing this is, and who says it."""
    marks = [
        _("[Test]") if test else "",
        _("[Drill]") if one.drill else "",
        _("[Urgent]") if one.urgent else "",
        _("[Correction]") if one.corrects_id is not None else "",
    ]
    name = one.organisation.name if one.organisation is not None else ""
    said = "".join(mark for mark in marks if mark)
    return [line for line in (said, _("From {name}", name=name) if name else "") if line]


def _words(head: str, words: Words) -> Json:
    said = words.said(spoken())
    return flex.text(f"{head}\n\n{said}" if head else said)


def _part(part: Words | Picture | Card, shown: Mapping[int, Activity], now: datetime) -> Json:
    if isinstance(part, Words):
        return flex.text(part.said(spoken()))
    if isinstance(part, Picture):
        preview = part.preview or part.url
        return {"type": "image", "originalContentUrl": part.url, "previewImageUrl": preview}
    activity = shown[part.activity_id]
    alt = _("{title}: {when}, {state}", title=activity.title, when=activities.when(activity, now),
            state=activities.state(activity, now)[0])  # fmt: skip
    return flex.message(alt, flex.carousel([activities.card(activity, now)]))
