"""Settings on the screen: language and letter size, at the greeting and later."""

from enum import StrEnum

from locales import LANGUAGES, LOCALES, _
from models.residents import LetterSize, Resident
from views import Json, flex
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


def board(resident: Resident) -> Json:
    size = _("Large letters") if resident.reads_large else _("Normal letters")
    words = _(
        "Language: {language}\nLetters: {size}\nWhat would you like to change?",
        language=LANGUAGES.get(resident.locale, resident.locale),
        size=size,
    )
    quick = [
        flex.quick(_("Language"), AskLanguage()),
        flex.quick(_("Letter size"), AskLetters()),
        flex.quick(_("Topics and news"), Open("news")),
        flex.quick(_("What is kept"), Open("privacy")),
    ]
    return flex.text(words, quick)


def changed() -> Json:
    quick = [flex.quick(_("Settings"), Open("settings")), flex.quick(_("Find"), Open("find"))]
    return flex.text(_("Changed. It looks like this from now on."), quick)
