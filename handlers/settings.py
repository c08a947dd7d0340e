"""Settings: language and letter size, with the rich menu that goes with them."""

from bot.router import Router
from bot.turn import Reply, Turn
from locales import lazy, speaking
from models.residents import LetterSize
from models.topics import chosen_topics
from views import Json, arriving, flex
from views import settings as faces
from views.settings import AskLanguage, AskLetters, SetLanguage, SetLetters

router = Router()


@router.entry("settings", lazy("Settings"))
def settings(turn: Turn) -> Reply:
    return faces.board(turn.resident)


@router.entry("language", lazy("Language"))
def language(turn: Turn) -> Reply:
    return faces.which_language()


@router.entry("letters", lazy("Letter size"))
def letters(turn: Turn) -> list[Json]:
    return faces.which_letters()


@router.tap(AskLanguage)
def ask_language(turn: Turn, tap: AskLanguage) -> Reply:
    return faces.which_language()


@router.tap(AskLetters)
def ask_letters(turn: Turn, tap: AskLetters) -> Reply:
    return faces.which_letters(arriving=tap.arriving)


@router.tap(SetLanguage)
def set_language(turn: Turn, tap: SetLanguage) -> Reply:
    turn.resident.locale, turn.resident.locale_chosen = tap.to.value, True
    turn.show_menu()
    with speaking(tap.to.value):
        return faces.which_letters(arriving=True) if tap.arriving else faces.changed()


@router.tap(SetLetters)
def set_letters(turn: Turn, tap: SetLetters) -> Reply:
    turn.resident.letter_size = tap.to
    turn.show_menu()
    with flex.letters(large=tap.to is LetterSize.LARGE):
        if not tap.arriving:
            return faces.changed()
        return arriving.topics(chosen_topics(turn.db, turn.resident))
