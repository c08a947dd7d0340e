"""The bot's own voice: ways on from every step, what is said when something is wrong, forms' questions."""

from collections.abc import Sequence

from locales import _, is_foreign, spoken
from models.town import Town
from views import Json, flex
from views.settings import WHICH_LANGUAGE, languages
from views.tap import Back, Open, Stop, Tap


def text(words: str, quick: Sequence[Json] = ()) -> Json:
    return flex.text(words, quick)


def ways(messages: list[Json], *, back: bool, stop: bool) -> list[Json]:
    """Add to the last message what every step has: a way back, a way out and a way to a person."""
    last = messages[-1]
    items = list(last.get("quickReply", {}).get("items", []))
    shown = {item["action"].get("data") for item in items}
    offered = [flex.quick(_("Back"), Back())] if back else []
    offered.append(flex.quick(_("Stop"), Stop()) if stop else flex.quick(_("From the start"), Open("start")))
    offered.append(flex.quick(_("Ask a person"), Open("person")))
    new = [item for item in offered if item["action"]["data"] not in shown]
    kept = items[: flex.QUICK_MOST - len(new)]
    return [*messages[:-1], flex.with_quick(last, [*kept, *new])]


def main_choices() -> list[Json]:
    """The menu as quick replies, for whoever has no rich menu (a computer) or got lost."""
    return [
        flex.quick(_("Find"), Open("find")),
        flex.quick(_("For me"), Open("suggested")),
        flex.quick(_("My plans"), Open("mine")),
        flex.quick(_("Living"), Open("living")),
        flex.quick(_("News"), Open("news")),
        flex.quick(_("Settings"), Open("settings")),
    ]


def start() -> Json:
    return text(_("What would you like to do? Press a button, or send its number."), main_choices())


def unheard(words: str) -> Json:
    said = _(
        "Sorry, I did not understand “{words}”. Choose one of these, or ask a person.",
        words=flex.quoted(words),
    )
    return _in_another_language(words, said, main_choices())


def meant(words: str, guesses: Sequence[tuple[str, Tap]]) -> Json:
    """`guesses`: (label, tap) of what the words may have meant, the likeliest first."""
    said = _(
        "Sorry, I did not quite understand “{words}”. Did you mean one of these?", words=flex.quoted(words)
    )
    return _in_another_language(words, said, [flex.quick(label, tap, label) for label, tap in guesses])


def _in_another_language(words: str, said: str, quick: Sequence[Json]) -> Json:
    """Whoever writes in a language we did not expect from them may not read this answer: they are asked which."""
    if spoken() == "en" or not is_foreign(words):
        return text(said, quick)
    return text(f"{said}\n{WHICH_LANGUAGE}", [*reversed(languages(arriving=False)), *quick])  # English first


def which() -> Json:
    return text(_("Which one do you mean? Please send the number on its button."))


def done_already(quick: Sequence[Json]) -> Json:
    """The number that was just sent has come once more; what else was offered still is."""
    return text(_("I have got that already. Choose what to do next."), quick)


def no_such_number(quick: Sequence[Json] = ()) -> Json:
    return text(_("No button has that number just now. Here are the numbers that work."), quick)


def hello() -> Json:
    return text(_("Hello. What would you like to do? Press a button, or send its number."), main_choices())


def welcome() -> Json:
    """After thanks or goodbye."""
    return text(_("You are welcome. Write to me at any time."), main_choices())


def no_hurry() -> Json:
    """After somebody said sorry."""
    return text(_("No problem at all. Take your time."), main_choices())


def old_button() -> Json:
    return text(_("That button is an old one. Here is what works now."), main_choices())


def refused(sentence: str) -> Json:
    return text(sentence, main_choices())


def trouble(town: Town) -> Json:
    """A bug of ours: what happened, what did not, what to do."""
    return text(
        _(
            "That did not work, and nothing was changed. Please try again in a little while, "
            "or call {office}: {phone}.",
            office=town.office,
            phone=town.phone,
        ),
        main_choices(),
    )


def stopped() -> Json:
    return text(_("Stopped. Nothing was sent."), main_choices())


def nothing_before() -> Json:
    return text(_("This is the beginning. What would you like to do?"), main_choices())


def purpose(town: Town) -> Json:
    """Who runs this, what is kept and why; shown before anything is kept for good, its version recorded."""
    return text(
        _(
            "{office} runs this chat for {town}. We keep your LINE name, what you choose and what you "
            "join, so that we can answer and remind you. Organisers see your name only for what you join. "
            "Nobody else does. Questions: {phone}",
            office=town.office,
            town=town.name,
            phone=town.phone,
        )
    )
