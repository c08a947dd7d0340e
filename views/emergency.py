"""When it cannot wait: whom to call, where to go, and somebody to listen at any hour."""

from locales import _
from views import Json, flex
from views.tap import Open

# A line for whoever is at the end of their strength: all of Japan, free, day and night, in several languages; three
# prefectures have a number of their own. https://www.since2011.net/yorisoi/
LISTENS = "0120-279-338"
LISTENS_IN_THE_NORTH_EAST = "0120-279-226"


def now() -> list[Json]:
    """Fire, an accident, somebody has collapsed: the numbers to call, before anything else."""
    card = flex.bubble(
        flex.line(_("I cannot call anybody for you. Please call yourself, or ask somebody near you.")),
        flex.line(_("Fire, illness, injury: 119.")),
        flex.line(_("A crime or a traffic accident: 110.")),
        header=flex.band(_("If somebody is in danger"), flex.ALARM),
        footer=[_call("119"), _call("110")],
    )
    alt = _("If somebody is in danger, call now: 119 for fire and illness, 110 for the police.")
    return [flex.message(alt, flex.carousel([card]), _onward())]


def listens() -> list[Json]:
    """Somebody does not want to live any more, or is very lonely: not a menu, but people."""
    words = _("Thank you for telling me. I am only a machine, but there are people who will listen to you.")
    card = flex.bubble(
        # Each number has a line of its own: a telephone breaks lines at the hyphens.
        flex.line(_("Yorisoi Hotline"), weight="bold"),
        flex.line(LISTENS, weight="bold"),
        flex.line(_("At any hour, free of charge, all over Japan. You need not give your name.")),
        flex.line(_("From Iwate, Miyagi and Fukushima")),
        flex.line(LISTENS_IN_THE_NORTH_EAST),
        flex.line(_("If your life is in danger now, call 119.")),
        header=flex.band(_("You can talk to somebody now")),
        footer=[_call(LISTENS), _call("119")],
    )
    return [flex.text(words), flex.message(words, flex.carousel([card]), _beside())]


def _call(number: str) -> Json:
    return flex.link(_("Call {number}", number=number), "tel:" + number.replace("-", ""))


def _onward() -> list[Json]:
    return [
        flex.quick(_("AED"), Open("aed")),
        flex.quick(_("Doctors"), Open("medical")),
        flex.quick(_("Evacuation places"), Open("evacuation")),
        flex.quick(_("How to use"), Open("help")),
    ]


def _beside() -> list[Json]:
    return [flex.quick(_("Find"), Open("find")), flex.quick(_("Doctors"), Open("medical"))]
