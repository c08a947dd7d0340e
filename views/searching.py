"""What free words were found in: activities, living information, or both."""

from locales import _, counted
from views import Json, flex
from views.activities import Browse, How
from views.livelihood import Look, Way
from views.tap import Tap


class Results(Tap, name="search.results"):
    """What the last words were found in; the words themselves stay with us."""


def both(words: str, activities: int, places: int) -> Json:
    """Found in both: which does one want to see?"""
    words = flex.quoted(words)
    quick = [
        flex.quick(
            counted("{count} activity", "{count} activities", activities),
            Browse(How.WORDS),
            _("Activities about “{words}”", words=words),
        ),
        flex.quick(
            counted("{count} place", "{count} places", places),
            Look(Way.WORDS),
            _("Living information about “{words}”", words=words),
        ),
    ]
    return flex.text(_("I found “{words}” in both. Which would you like to see?", words=words), quick)
