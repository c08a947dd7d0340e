"""What one may say about oneself, on the screen: the night, district, age, whether presses may be counted."""

from collections.abc import Sequence
from datetime import time

from locales import _, clock
from models.profile import AgeBand, Night
from models.residents import Resident
from views import Json, flex
from views.tap import Open, Tap

MOST_QUICK = 8  # districts as quick replies; more stand on cards
MOST_ON_A_CARD = 8


class AskNight(Tap, name="settings.ask_night"):
    """Show the hours in which nothing comes, to change them."""


class SetNight(Tap, name="settings.night"):
    to: Night


class AskDistrict(Tap, name="settings.ask_district"):
    """Ask where somebody lives."""


class SetDistrict(Tap, name="settings.district"):
    """`value`: a district of the town, or nothing to say no more about it."""

    value: str = ""


class AskAge(Tap, name="settings.ask_age"):
    """Ask roughly how old somebody is."""


class SetAge(Tap, name="settings.age"):
    to: AgeBand


class ForgetAge(Tap, name="settings.no_age"):
    """Say no more about it."""


class AskCounting(Tap, name="settings.ask_counting"):
    """Ask whether presses on news may be counted."""


class SetCounting(Tap, name="settings.counting"):
    yes: bool = False


def night_label(resident: Resident) -> str:
    return hours_label(Night.of(resident))


def hours_label(night: Night) -> str:
    if night is Night.USUAL:
        return _("As usual in town")
    if night is Night.NONE:
        return _("At any hour")
    first, last = night.hours or (0, 0)
    return _("{first} to {last}", first=clock(time(first)), last=clock(time(last)))


def which_night(resident: Resident) -> Json:
    words = _(
        "At night nothing comes by itself, unless it is urgent. When shall it be quiet?\nNow: {choice}",
        choice=night_label(resident),
    )
    return flex.text(words, [flex.quick(hours_label(night), SetNight(night)) for night in Night])


def which_district(resident: Resident, names: Sequence[str]) -> Json | list[Json]:
    words = _(
        "Where do you live? If I know, I can leave away what is for other districts only. You need not say.\n"
        "Now: {choice}",
        choice=resident.district or _("not said"),
    )
    silent = flex.quick(_("I do not say"), SetDistrict())
    if len(names) <= MOST_QUICK:
        return flex.text(words, [*(flex.quick(name, SetDistrict(name)) for name in names), silent])
    buttons = [flex.button(name, SetDistrict(name), primary=True) for name in names]
    cards = [
        flex.bubble(flex.heading(_("My district")), footer=buttons[at : at + MOST_ON_A_CARD])
        for at in range(0, len(buttons), MOST_ON_A_CARD)
    ]
    return [flex.text(words), flex.message(words, flex.carousel(cards), [silent])]


def age_said(resident: Resident) -> str:
    """Their age as they told it."""
    return age_label(AgeBand(resident.age_band)) if resident.age_band in set(AgeBand) else _("not said")


def age_label(band: AgeBand) -> str:
    return {
        AgeBand.YOUNG: _("Up to 19"),
        AgeBand.ADULT: _("20 to 39"),
        AgeBand.MIDDLE: _("40 to 64"),
        AgeBand.OLDER: _("65 to 74"),
        AgeBand.OLDEST: _("75 and above"),
    }[band]


def which_age(resident: Resident) -> Json:
    words = _(
        "Roughly how old are you? If I know, I can leave away what is for other ages only. You need not say.\n"
        "Now: {choice}",
        choice=age_said(resident),
    )
    quick = [flex.quick(age_label(band), SetAge(band)) for band in AgeBand]
    return flex.text(words, [*quick, flex.quick(_("I do not say"), ForgetAge())])


def may_i_count(resident: Resident) -> Json:
    words = _(
        "May I count which buttons of news you press? Only numbers are looked at, never who it was. It shows "
        "the office what is of use.\nNow: {answer}",
        answer=_("Yes") if resident.counts_taps else _("No"),
    )
    return flex.text(
        words, [flex.quick(_("Yes, count"), SetCounting(yes=True)), flex.quick(_("No"), SetCounting())]
    )


def kept(words: str) -> Json:
    quick = [flex.quick(_("Settings"), Open("settings")), flex.quick(_("Find"), Open("find"))]
    return flex.text(words, quick)


def night_kept(night: Night) -> Json:
    if night is Night.NONE:
        return kept(_("Changed. Things may come at any hour from now on."))
    if night is Night.USUAL:
        return kept(_("Changed. It is quiet at the usual hours of the town."))
    return kept(
        _("Changed. From {hours} nothing comes by itself, unless it is urgent.", hours=hours_label(night))
    )


def district_kept(name: str | None) -> Json:
    return kept(
        _("Kept: you live in {district}.", district=name) if name else _("All right. I keep no district.")
    )


def age_kept(band: AgeBand | None) -> Json:
    return kept(_("Kept: {age}.", age=age_label(band)) if band else _("All right. I keep no age."))


def counting_kept(yes: bool) -> Json:
    return kept(_("Thank you. I count.") if yes else _("All right. I do not count."))
