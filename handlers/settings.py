"""Settings: language and letter size, with the rich menu that goes with them; the night, reminders, oneself."""

from bot.router import Router
from bot.turn import Reply, Turn
from locales import lazy, speaking
from models.presses import forget
from models.profile import choose_night, districts
from models.reminders import ReminderWish
from models.residents import LetterSize
from models.topics import chosen_topics
from views import Json, arriving, flex
from views import profile as own
from views import reminders as ahead
from views import settings as faces
from views.profile import (
    AskAge,
    AskCounting,
    AskDistrict,
    AskNight,
    ForgetAge,
    SetAge,
    SetCounting,
    SetDistrict,
    SetNight,
)
from views.reminders import AskReminders, ChooseReminders
from views.settings import AskLanguage, AskLetters, SetLanguage, SetLetters
from views.tap import StaleTap

router = Router()


@router.entry("settings", lazy("Settings"))
def settings(turn: Turn) -> Reply:
    return faces.board(turn.resident, ReminderWish.of(turn.db, turn.resident))


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


@router.entry("quiet", lazy("Quiet at night"))
def quiet(turn: Turn) -> Reply:
    return own.which_night(turn.resident)


@router.tap(AskNight)
def ask_night(turn: Turn, tap: AskNight) -> Reply:
    return own.which_night(turn.resident)


@router.tap(SetNight)
def set_night(turn: Turn, tap: SetNight) -> Reply:
    choose_night(turn.resident, tap.to)
    return own.night_kept(tap.to)


@router.entry("reminders", lazy("Reminders"))
def reminders(turn: Turn) -> Reply:
    return ahead.which(ReminderWish.of(turn.db, turn.resident))


@router.tap(AskReminders)
def ask_reminders(turn: Turn, tap: AskReminders) -> Reply:
    return reminders(turn)


@router.tap(ChooseReminders)
def choose_reminders(turn: Turn, tap: ChooseReminders) -> Reply:
    ReminderWish.choose(turn.db, turn.resident, tap.to)
    return ahead.chosen(tap.to)


@router.tap(AskDistrict)
def ask_district(turn: Turn, tap: AskDistrict) -> Reply:
    return own.which_district(turn.resident, districts(turn.db))


@router.tap(SetDistrict)
def set_district(turn: Turn, tap: SetDistrict) -> Reply:
    if tap.value and tap.value not in districts(turn.db):
        raise StaleTap(tap.name)
    turn.resident.district = tap.value or None
    return own.district_kept(turn.resident.district)


@router.tap(AskAge)
def ask_age(turn: Turn, tap: AskAge) -> Reply:
    return own.which_age(turn.resident)


@router.tap(SetAge)
def set_age(turn: Turn, tap: SetAge) -> Reply:
    turn.resident.age_band = tap.to.value
    return own.age_kept(tap.to)


@router.tap(ForgetAge)
def forget_age(turn: Turn, tap: ForgetAge) -> Reply:
    turn.resident.age_band = None
    return own.age_kept(None)


@router.tap(AskCounting)
def ask_counting(turn: Turn, tap: AskCounting) -> Reply:
    return own.may_i_count(turn.resident)


@router.tap(SetCounting)
def set_counting(turn: Turn, tap: SetCounting) -> Reply:
    turn.resident.counts_taps = tap.yes
    if not tap.yes:
        forget(turn.db, turn.resident.id)
    return own.counting_kept(tap.yes)
