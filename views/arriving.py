"""The greeting: who we are, then language, letters and up to three interests, all of which can be skipped."""

from collections.abc import Sequence

from locales import _, counted
from models.topics import Topic
from models.town import Town
from views import Json, flex, prompts
from views.settings import WHICH_LANGUAGE, AskLetters, languages
from views.tap import Open, Tap

MOST_INTERESTS = 3


class ChooseTopic(Tap, name="arrive.topic"):
    topic: Topic


class AskTopics(Tap, name="arrive.topics"):
    """Show the topics."""


def hello(town: Town, *, again: bool) -> list[Json]:
    """The first words, and to somebody who comes back other ones."""
    if again:
        words = _("Welcome back. {town} is glad to see you. What would you like to do?", town=town.name)
        return [prompts.text(words, prompts.main_choices())]
    words = _(
        "Hello, this is Tsunagu of {town}. Find something to do near you, join in, and know what you need to "
        "live here.",
        town=town.name,
    )
    return [
        prompts.text(words),
        prompts.purpose(town),
        flex.text(
            WHICH_LANGUAGE, [*languages(arriving=True), flex.quick(_("Skip"), AskLetters(arriving=True))]
        ),
    ]


def topics(chosen: Sequence[Topic]) -> list[Json]:
    """Topics to choose from, as long as fewer than three are chosen."""
    left = MOST_INTERESTS - len(chosen)
    words = counted(
        "What do you like? Choose {count} more, or skip.",
        "What do you like? Choose up to {count}, or skip.",
        left,
    )
    open_ones = [topic for topic in Topic if topic not in chosen]
    buttons = [flex.button(topic.label, ChooseTopic(topic), primary=True) for topic in open_ones]
    half = (len(buttons) + 1) // 2
    bubbles = [flex.bubble(flex.heading(words), footer=part) for part in (buttons[:half], buttons[half:])]
    done = flex.quick(_("That is all") if chosen else _("Skip"), Open("start"))
    return [flex.message(words, flex.carousel(bubbles), [done])]


def ready(chosen: Sequence[Topic]) -> Json:
    """All chosen: what now."""
    words = _("Thank you. You like: {topics}.", topics=_(", ").join(topic.label for topic in chosen))
    follow = _("What would you like to do? Press a button, or send its number.")
    return prompts.text(f"{words}\n{follow}", prompts.main_choices())


def sticker() -> Json:
    return prompts.text(_("Thank you. What would you like to do?"), prompts.main_choices())


def picture() -> Json:
    """An image, a video, a sound or a file: nobody looks at it here."""
    words = _("Thank you, but pictures and files are not read here. Please write it, or ask a person.")
    return prompts.text(words, prompts.main_choices())


def pin() -> Json:
    """A pin out of the blue: near what?"""
    quick = [
        flex.quick(_("Activities near"), Open("near")),
        flex.quick(_("Public places"), Open("facility")),
        flex.quick(_("Doctors"), Open("medical")),
        flex.quick(_("Evacuation places"), Open("evacuation")),
        flex.quick(_("Toilets"), Open("toilet")),
        flex.quick(_("AED"), Open("aed")),
    ]
    return prompts.text(_("Thank you for the pin. What shall I look for near it?"), quick)


def unreadable() -> Json:
    return prompts.text(
        _("Sorry, I cannot read that. Choose one of these, or ask a person."), prompts.main_choices()
    )
