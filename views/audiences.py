"""Audiences in words: who is meant, as one sentence, and how many that is."""

from collections.abc import Iterable, Mapping

from locales import LANGUAGES, _, counted
from models.audiences import Audience, Part
from models.crowds import Reach
from models.topics import Topic


def sentence(audience: Audience, names: Mapping[str, str]) -> str:
    """Who is meant, in the language of the moment; `names` as models.audiences.names gives them."""
    if audience.unmet:
        return _("everybody who is a friend of this account at LINE, also those the bot has not met")
    kinds = []
    if audience.got is not None:
        kinds.append(_("everybody who got the message that was wrong"))
    if audience.activities:
        titles = _either(names.get(f"activities:{key}", f"{key}") for key in audience.activities)
        parts = _either(_part(part) for part in audience.parts)
        kinds.append(_("“{titles}”: {parts}", titles=titles, parts=parts))
    if audience.members:
        whose = _either(names.get(f"organisations:{key}", f"{key}") for key in audience.members)
        kinds.append(_("whoever has joined something of {names}", names=whose))
    if audience.topics:
        topics = _either(topic.label for topic in Topic if topic in audience.topics)
        kinds.append(_("whoever wants news of {topics}", topics=topics))
    if audience.districts:
        kinds.append(_("whoever lives in {districts}", districts=_either(audience.districts)))
    if audience.ages:
        kinds.append(_("whoever is {ages} years old", ages=_either(audience.ages)))
    if audience.locales:
        languages = _either(LANGUAGES.get(name, name) for name in audience.locales)
        kinds.append(_("whoever reads {languages}", languages=languages))
    return _(", and of these ").join(kinds) or _("everybody")


def counts(reach: Reach) -> list[str]:
    """How many get it, out of how many, and who does not for what reason: a line each."""
    lines = [
        _(
            "{count} of {of} people ({share}%)",
            count=reach.count,
            of=reach.of,
            share=round(100 * reach.share, 1),
        )
    ]
    if count := reach.left_out_weekly:
        lines.append(
            counted(
                "{count} person reads it in the weekly digest",
                "{count} people read it in the weekly digest",
                count,
            )
        )
    if count := reach.left_out_paused:
        lines.append(
            counted("{count} person has a rest from news", "{count} people have a rest from news", count)
        )
    if count := reach.left_out_often:
        lines.append(
            counted(
                "{count} person has had enough news this week",
                "{count} people have had enough news this week",
                count,
            )
        )
    if count := reach.left_out_muted:
        lines.append(
            counted(
                "{count} person wants no news of this organisation",
                "{count} people want no news of this organisation",
                count,
            )
        )
    return lines


def _part(part: Part) -> str:
    return {
        Part.JOINED: _("who joined"),
        Part.WAITING: _("who waits for a place"),
        Part.INTERESTED: _("who kept it"),
    }[part]


def _either(words: Iterable[str]) -> str:
    return _(" or ").join(words)
