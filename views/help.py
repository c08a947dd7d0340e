"""Help on the screen: words that work, how numbers work, the way to a person, and what is kept."""

from datetime import datetime

from locales import Lazy, _, day, lazy, spoken
from locales.catalogues import FALLBACKS
from locales.keywords import words_of
from models.residents import PRIVACY_VERSION
from models.town import Town
from views import Json, flex, prompts
from views.links import web
from views.tap import Open, Tap

# Entries that are taught by example; the word is the first one that works in the language being spoken.
EXAMPLES: dict[str, Lazy] = {
    "find": lazy("“{word}”: what one can do in town"),
    "weekend": lazy("“{word}”: what is on then"),
    "near": lazy("“{word}”: what is on near you"),
    "mine": lazy("“{word}”: what you joined, to see or change it"),
    "living": lazy("“{word}”: doctors, toilets, evacuation places, benefits"),
    "news": lazy("“{word}”: topics you like"),
    "settings": lazy("“{word}”: larger letters, another language"),
}


class WriteToOffice(Tap, name="help.write"):
    """Begin a message to the office although another form is waiting."""


def word_for(entry: str) -> str:
    """A word that opens the entry, in the language being spoken."""
    for locale in FALLBACKS[spoken()]:
        if words := words_of(locale).entries.get(entry):
            return words[0]
    return entry


def how_to(town: Town) -> list[Json]:
    """Three cards: words, numbers and ways back, a person."""
    words = [
        flex.heading(_("Words that work")),
        *(flex.line(str(meaning).format(word=word_for(entry))) for entry, meaning in EXAMPLES.items()),
        flex.quiet(_("Other words are looked for in all activities and places, for example 体操.")),
    ]
    numbers = [
        flex.heading(_("Numbers and ways back")),
        flex.line(_("Every choice has a number. Send the number instead of pressing, for example 2.")),
        flex.line(_("“{word}”: one step back", word=word_for("back"))),
        flex.line(_("“{word}”: leave what you began; nothing is sent", word=word_for("stop"))),
        flex.line(_("“{word}”: to the beginning", word=word_for("start"))),
    ]
    write = flex.button(_("Write to the office"), Open("person"), primary=True)
    person = flex.bubble(
        flex.heading(_("A person")),
        *_office(town),
        flex.line(_("“{word}” always works.", word=word_for("person"))),
        footer=[write, *_call(town)],
    )
    alt = _("How to use this: words that work, numbers, and how to reach a person.")
    cards = flex.carousel([flex.bubble(*words), flex.bubble(*numbers), person])
    return [flex.message(alt, cards, prompts.main_choices())]


def office(town: Town, *, waiting: bool = False) -> Json:
    """Who answers, when and how; `waiting`: another form is open, so writing is one more press away."""
    footer = _call(town)
    if waiting:
        footer.insert(0, flex.button(_("Write to the office"), WriteToOffice(), primary=True))
    alt = _("{office} helps you. By telephone: {phone}", office=town.office, phone=town.phone)
    card = flex.bubble(flex.heading(_("A person helps you")), *_office(town), footer=footer)
    return flex.message(alt, flex.carousel([card]))


def received(town: Town) -> list[Json]:
    """The message is safe: who reads it, and what to do if it cannot wait."""
    words = _(
        "Thank you. Your message is kept for {office}. They read it on working days and get back to you.",
        office=town.office,
    )
    return [flex.text(words), flex.with_quick(office(town), prompts.main_choices())]


def privacy(town: Town, now: datetime) -> list[Json]:
    """What is kept and why, the version of these words, and how to have it deleted."""
    facts = [
        flex.heading(_("What is kept, and why")),
        flex.line(_("Your LINE name and number: to answer you. Organisers see the name for what you join.")),
        flex.line(_("Language, letter size, topics: to show what suits you.")),
        flex.line(
            _("What you join, keep and answer: so that the organiser can prepare and tell you of changes.")
        ),
        flex.line(_("What you write: to answer it. Take a message back in LINE, and its words go here too.")),
        flex.line(_("A pin: to look for what is near. After half an hour it is not used any more.")),
        flex.line(_("To see, correct or delete what is kept about you: ask a person.")),
        flex.quiet(_("Version {version}, shown on {day}", version=PRIVACY_VERSION, day=day(now, year=True))),
    ]
    footer = [flex.button(_("Ask a person"), Open("person"), primary=True), *_call(town)]
    if address := web(town.privacy_url):
        footer.append(flex.link(_("Open the page"), address))
    quick = [flex.quick(_("Topics and news"), Open("news")), flex.quick(_("Settings"), Open("settings"))]
    alt = _("What is kept and why, and how to have it deleted.")
    card = flex.bubble(*facts, footer=footer)
    return [prompts.purpose(town), flex.message(alt, flex.carousel([card]), quick)]


def _office(town: Town) -> list[Json]:
    return [
        flex.line(town.office, weight="bold"),
        flex.line(
            _("They read messages on working days. If it cannot wait, please call: {phone}", phone=town.phone)
        ),
        flex.line(_("If life is in danger, call 119 or 110.")),
    ]


def _call(town: Town) -> list[Json]:
    tel = flex.dial(town.phone)
    return [flex.link(_("Call {number}", number=flex.cut(town.phone, 20)), tel)] if tel else []
