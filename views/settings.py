"""Settings on the screen: language and letter size, at the greeting and later; the way to all others."""

from enum import StrEnum

from locales import LANGUAGES, LOCALES, _
from models.reminding import Wish
from models.residents import LetterSize, Resident
from views import Json, flex
from views.profile import AskAge, AskCounting, AskDistrict, AskNight, age_said, night_label
from views.reminders import AskReminders, wish_label
from views.tap import Open, Tap

# Said in all languages at once: whoever has to choose may read only one of them.
WHICH_LANGUAGE = "どの ことばが いいですか。\nWhich language?"


class Language(StrEnum):
    JAPANESE = "ja"
    EASY = "ja_Hira"
    ENGLISH = "en"


class SetLanguage(Tap, name="settings.language"):
    to: Language
    # Whether this is part of the greeting, which then goes on.
    arriving: bool = False


class SetLetters(Tap, name="settings.letters"):
    to: LetterSize
    arriving: bool = False


class AskLanguage(Tap, name="settings.ask_language"):
    """Show the languages."""


class AskLetters(Tap, name="settings.ask_letters"):
    arriving: bool = False


def languages(*, arriving: bool) -> list[Json]:
    return [
        flex.quick(LANGUAGES[locale], SetLanguage(Language(locale), arriving=arriving)) for locale in LOCALES
    ]


def which_language() -> Json:
    return flex.text(WHICH_LANGUAGE, languages(arriving=False))


def which_letters(*, arriving: bool = False) -> list[Json]:
    """Two samples in their real size, so that one sees before choosing."""
    samples = {LetterSize.NORMAL: _("Normal letters"), LetterSize.LARGE: _("Large letters")}
    buttons = []
    for size, label in samples.items():
        with flex.letters(large=size is LetterSize.LARGE):
            sample = flex.line(_("Saturday, cutting grass on the river bank"))
            button = flex.button(label, SetLetters(size, arriving=arriving), primary=True)
            buttons.append(flex.bubble(sample, footer=[button]))
    return [flex.message(_("Which letters are easy to read?"), flex.carousel(buttons))]


def board(resident: Resident, wish: Wish) -> Json:
    """Everything as it is set now, and a way to each. What was never said stands there as not said."""
    lines = [
        _("Language: {language}", language=LANGUAGES.get(resident.locale, resident.locale)),
        _("Letters: {size}", size=_("Large letters") if resident.reads_large else _("Normal letters")),
        _("Quiet at night: {hours}", hours=night_label(resident)),
        _("Reminders: {choice}", choice=wish_label(wish)),
        _("District: {district}", district=resident.district or _("not said")),
        _("Age: {age}", age=age_said(resident)),
        _("Counting what I press: {answer}", answer=_("Yes") if resident.counts_taps else _("No")),
        _("What would you like to change?"),
    ]
    quick = [
        flex.quick(_("Language"), AskLanguage()),
        flex.quick(_("Letter size"), AskLetters()),
        flex.quick(_("Quiet at night"), AskNight()),
        flex.quick(_("Reminders"), AskReminders()),
        flex.quick(_("My district"), AskDistrict()),
        flex.quick(_("My age"), AskAge()),
        flex.quick(_("Counting"), AskCounting()),
        flex.quick(_("Topics and news"), Open("news")),
        flex.quick(_("What is kept"), Open("privacy")),
    ]
    return flex.text("\n".join(lines), quick)


def changed() -> Json:
    quick = [flex.quick(_("Settings"), Open("settings")), flex.quick(_("Find"), Open("find"))]
    return flex.text(_("Changed. It looks like this from now on."), quick)
