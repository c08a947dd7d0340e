"""Why something came, and how to get less of it: the three choices under everything that is pushed, and their faces."""

from collections.abc import Sequence

from locales import _
from views import Json, flex
from views.tap import Tap


class Why(Tap, name="why.ask"):
    """`key`: what the message was about, as its send names it: "announcements:12"."""

    key: str = ""


class Less(Tap, name="why.less"):
    key: str = ""


class AskRest(Tap, name="why.rest"):
    """Ask for how long there shall be no news."""


def with_choices(messages: Sequence[Json], about: str) -> list[Json]:
    """The same messages, and under the last of them: why it came, less like this, and a rest.

    `about` is the subject of the send: "announcements:12", "notes:3", "activities:7", "digests:2026-W48"."""
    if not messages:
        return []
    last = messages[-1]
    choices = [
        flex.quick(_("Why did I get it?"), Why(about)),
        flex.quick(_("Less like this"), Less(about)),
        flex.quick(_("A rest from news"), AskRest()),
    ]
    items = last.get("quickReply", {}).get("items", [])
    kept = items[: flex.QUICK_MOST - len(choices)]
    return [*messages[:-1], flex.with_quick(last, [*kept, *choices])]
