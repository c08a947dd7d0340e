"""One place in full: everything its source says about it, its map, and the words that no card can hold."""

from collections.abc import Iterator

from locales import _
from models.livelihood import Place, PlaceKind
from views import Json, flex
from views.links import web
from views.livelihood import PlaceMap, dial, source, where
from views.tap import Open, Tap

MOST_FACTS = 12
MOST_WORDS = 220  # of one fact on the card; the rest can be read as plain messages
PART = 1000  # characters of one plain message: more is hard to read on a phone
PARTS = 4  # of them in one answer


class ReadAll(Tap, name="living.read"):
    """All words of a place as plain messages, from `part` on."""

    place: int
    part: int = 0


def detail(place: Place, distance: float | None) -> Json:
    """One place: what, where, when open, how to call, and whose data it is."""
    kind = PlaceKind(place.kind)
    facts = [flex.quiet(kind.label), flex.heading(place.name)]
    if place.kana:
        facts.append(flex.quiet(place.kana))
    if spot := where(place, distance):
        facts.append(flex.line(spot, weight="bold"))
    told = list(_told(place))
    for label, words in told[:MOST_FACTS]:
        strong = kind is PlaceKind.EVACUATION and [label, words] == place.details[0]
        facts += [
            flex.quiet(flex.cut(label, 60)),
            flex.line(flex.cut(words, MOST_WORDS), weight=_weight(strong)),
        ]
    facts += [flex.separator(), source(place)]
    footer = [call] if (call := dial(place)) else []
    if address := web(place.url):
        footer.append(flex.link(_("Open the page"), address))
    quick = []
    if len(told) > MOST_FACTS or any(flex.cut(words, MOST_WORDS) != words for _label, words in told):
        quick.append(flex.quick(_("Read it all"), ReadAll(place.id)))
    if place.latitude is not None:
        quick.append(flex.quick(_("Map"), PlaceMap(place.id)))
    quick.append(flex.quick(kind.label, Open(kind.value)))
    quick.append(flex.quick(_("Living"), Open("living")))
    alt = _("{name}: {where}", name=place.name, where=where(place, distance) or kind.label)
    return flex.message(alt, flex.carousel([flex.bubble(*facts, footer=footer)]), quick)


def reading(place: Place, part: int) -> list[Json]:
    """All words of a place, a few plain messages at a time."""
    head = "\n".join(words for words in (place.name, where(place, None)) if words)
    whole = "\n\n".join([head, *(f"{label}\n{words}" for label, words in _told(place))])
    parts = [whole[at : at + PART] for at in range(0, len(whole), PART)]
    first = part if 0 <= part < len(parts) else 0
    messages = [flex.text(words) for words in parts[first : first + PARTS]]
    quick = []
    if first + PARTS < len(parts):
        quick.append(flex.quick(_("Show more"), ReadAll(place.id, first + PARTS)))
    quick.append(flex.quick(_("Living"), Open("living")))
    return [*messages[:-1], flex.with_quick(messages[-1], quick)]


def on_map(place: Place) -> Json:
    """The place as a pin of LINE's own, which the phone's map opens."""
    return {
        "type": "location",
        "title": flex.cut(place.name, 100),
        "address": flex.cut(place.address or place.district or place.name, 100),
        "latitude": place.latitude,
        "longitude": place.longitude,
    }


def _told(place: Place) -> Iterator[tuple[str, str]]:
    """What the source says, by its own labels; what matters most about the kind of place comes first."""
    for label, words in place.details:
        if words:
            yield label, words
    if place.hours:
        yield _("Opening hours"), place.hours
    if place.phone:
        yield _("Telephone"), place.phone
    if place.text:
        yield _("About it"), place.text


def _weight(strong: bool) -> str:
    return "bold" if strong else "regular"
