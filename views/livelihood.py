"""Living information on cards: what is where, when it is open, and where we know it from."""

from collections.abc import Sequence
from enum import StrEnum

from locales import Lazy, _, day, lazy, place_distance
from models.livelihood import Place, PlaceKind
from views import Json, flex
from views.tap import Open, Tap


class Way(StrEnum):
    """How a list of places was chosen."""

    NEAR = "near"
    NAMES = "names"
    DISTRICT = "district"
    WORDS = "words"


class Look(Tap, name="living.look"):
    """A page of places; no kind means all kinds, `value` is a district. Words and pins stay with us."""

    way: Way
    kind: PlaceKind | None = None
    value: str = ""
    offset: int = 0


class AskDistrict(Tap, name="living.districts"):
    kind: PlaceKind
    offset: int = 0


class ShowPlace(Tap, name="living.show"):
    place: int


class PlaceMap(Tap, name="living.map"):
    place: int


Found = Sequence[tuple[Place, float | None]]

GROUPS: tuple[tuple[Lazy, tuple[PlaceKind, ...]], ...] = (
    (
        lazy("Health and safety"),
        (PlaceKind.MEDICAL, PlaceKind.EVACUATION, PlaceKind.AED, PlaceKind.TOILET),
    ),
    (
        lazy("Everyday life"),
        (PlaceKind.FACILITY, PlaceKind.CHILDCARE, PlaceKind.SCHEME, PlaceKind.TOURISM, PlaceKind.WIFI),
    ),
)
# What has to be known before one looks for such a place.
CAUTIONS: dict[PlaceKind, Lazy] = {
    PlaceKind.MEDICAL: lazy("If it is urgent, call 119."),
    PlaceKind.AED: lazy("If somebody has collapsed, call 119 first. Then fetch the AED."),
    PlaceKind.EVACUATION: lazy(
        "Look at the dangers on each card: a place that is safe in an earthquake may not be safe in a flood."
    ),
}
# How many of the details stand on a card in a list; the first says what matters most about such a place.
DETAILS_IN_LIST = {PlaceKind.EVACUATION: 2}


def board() -> Json:
    """All kinds to choose from."""
    bubbles = [
        flex.bubble(
            flex.heading(str(title)),
            footer=[flex.button(kind.label, Open(kind.value), primary=True) for kind in kinds],
        )
        for title, kinds in GROUPS
    ]
    words = _("What are you looking for? Press one, or send its name or number.")
    return flex.message(words, flex.carousel(bubbles))


def ask_where(kind: PlaceKind) -> Json:
    """Near what? A pin is quickest; a district, a name or typed words do as well."""
    words = _("{kind}: where are you? Send a pin, choose a district, or write a name.", kind=kind.label)
    return flex.text(_with_caution(kind, words), ways(kind, _("Send where I am")))


def ways(kind: PlaceKind, pin: str) -> list[Json]:
    """Ways to look for this kind of place; without words for it, no pin is asked for."""
    by_name = flex.quick(_("By name"), Look(Way.NAMES, kind))
    if kind is PlaceKind.SCHEME:
        return [by_name, flex.quick(_("Living"), Open("living"))]
    pins = [flex.quick_pin(pin)] if pin else []
    return [*pins, flex.quick(_("By district"), AskDistrict(kind)), by_name]


def districts(kind: PlaceKind, names: Sequence[str], more: Tap | None) -> Json:
    quick = [flex.quick(name, Look(Way.DISTRICT, kind, name)) for name in names]
    if more:
        quick.append(flex.quick(_("Show more"), more))
    return flex.text(_("{kind}: which district?", kind=kind.label), quick)


def listing(
    intro: str, kind: PlaceKind | None, places: Found, more: Tap | None, quick: list[Json]
) -> list[Json]:
    """An introduction, with what has to be known first; the cards; ways on."""
    cards = [card(place, distance, mixed=kind is None) for place, distance in places]
    onward = [flex.quick(_("Show more"), more)] if more else []
    names = _(", ").join(flex.cut(place.name, 40) for place, _distance in places)
    said = _with_caution(kind, intro) if kind else intro
    return [flex.text(said), flex.message(f"{intro} {names}", flex.carousel(cards), [*onward, *quick])]


def card(place: Place, distance: float | None, *, mixed: bool = False) -> Json:
    """One place in a list; `mixed` among other kinds."""
    kind = PlaceKind(place.kind)
    facts = [flex.quiet(kind.label)] if mixed else []
    facts.append(flex.heading(place.name))
    if spot := where(place, distance):
        facts.append(flex.line(spot))
    for label, words in place.details[: DETAILS_IN_LIST.get(kind, 1)]:
        weight = "bold" if kind is PlaceKind.EVACUATION else "regular"
        told = _("{label}: {words}", label=flex.cut(label, 30), words=flex.cut(words, 100))
        facts.append(flex.line(told, weight=weight))
    if place.hours:
        facts.append(flex.line(_("Open: {hours}", hours=flex.cut(place.hours, 120))))
    facts.append(source(place))
    shown = _("About “{title}”", title=flex.cut(place.name, 60))
    footer = [flex.button(_("Details"), ShowPlace(place.id), primary=True, shown=shown)]
    if call := dial(place):
        footer.append(call)
    if place.latitude is not None and not (flex.large() and call):
        shown = _("Where is “{title}”?", title=flex.cut(place.name, 60))
        footer.append(flex.button(_("Map"), PlaceMap(place.id), shown=shown))
    return flex.bubble(*facts, footer=footer)


def where(place: Place, distance: float | None) -> str:
    spot = place.address or place.district or ""
    if distance is None:
        return spot
    return f"{spot} ({place_distance(distance)})" if spot else place_distance(distance)


def dial(place: Place) -> Json | None:
    """A button that calls the first number the source gives."""
    tel = flex.dial(place.phone)
    return flex.link(_("Call {number}", number=flex.cut(place.phone, 20)), tel) if tel else None


def source(place: Place) -> Json:
    """Whose data this is, under which licence and of which day: stands wherever the data stands."""
    as_of = place.as_of or place.source.as_of
    return flex.quiet(
        _(
            "Source: {name}, {licence}, {date}",
            name=place.source.name,
            licence=place.source.licence or _("licence not stated"),
            date=_("as of {day}", day=day(as_of, year=True)) if as_of else _("date not stated"),
        )
    )


def nothing(kind: PlaceKind | None, words: str) -> Json:
    """Nothing was found: other ways to look."""
    if kind is None:
        return flex.text(
            words, [flex.quick(_("Living"), Open("living")), flex.quick(_("Find"), Open("find"))]
        )
    quick = [*ways(kind, _("Send where I am")), flex.quick(_("Living"), Open("living"))]
    known = {str(item["action"].get("data")): item for item in quick}
    return flex.text(words, list(known.values()))


def _with_caution(kind: PlaceKind, words: str) -> str:
    caution = CAUTIONS.get(kind)
    return f"{caution}\n{words}" if caution else words
