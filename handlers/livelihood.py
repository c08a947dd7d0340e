"""Living information: doctors, toilets, evacuation places … near a pin, in a district, by name or words."""

from bot.router import Router
from bot.turn import Reply, Turn
from locales import _, button_words, fold, keywords, lazy, readings
from models.livelihood import LABELS, Place, PlaceKind, metres, nearest
from models.refusals import Gone
from views import flex, places
from views import livelihood as faces
from views.livelihood import AskDistrict, Found, Look, PlaceMap, ShowPlace, Way
from views.places import ReadAll
from views.tap import Tap

router = Router()
PAGE = 5
DISTRICTS = 8
FARTHEST = 200  # places counted from a pin: nobody pages further
MOST_FOUND = 500  # places with the words somebody typed that are put in order
LONGEST_DISTRICT = 20  # characters: its name travels in a button
# Kinds whose keywords may name something narrower: 図書館 is a public place, but not any of them. Never
# evacuation places: their cards name a danger also to say that they are no shelter from it.
NARROW = (
    PlaceKind.FACILITY,
    PlaceKind.MEDICAL,
    PlaceKind.CHILDCARE,
    PlaceKind.TOILET,
    PlaceKind.TOURISM,
    PlaceKind.SCHEME,
)


@router.entry("living", lazy("Living"), public=True)
def living(turn: Turn) -> Reply:
    return faces.board()


def _answer(kind: PlaceKind) -> None:
    @router.entry(kind.value, LABELS[kind], public=True)
    def look_for(turn: Turn) -> Reply | Tap:
        return _begin(turn, kind)


for each in PlaceKind:
    _answer(each)


@router.tap(Look, place=True, public=True)
def look(turn: Turn, tap: Look) -> Reply:
    """One page of a list; what to do instead when it is empty."""
    offset = min(max(0, tap.offset), FARTHEST)
    found = _found(turn, tap, offset + PAGE + 1)
    page = found[offset : offset + PAGE]
    if tap.kind is not None:
        turn.expect(tap.kind.value)  # a pin or words that follow are for this kind of place
    if not page:
        return faces.nothing(tap.kind, _empty(turn, tap, offset))
    more = Look(tap.way, tap.kind, tap.value, offset + PAGE) if len(found) > offset + PAGE else None
    quick = faces.ways(tap.kind, _pin_label(turn, tap)) if tap.kind else []
    return faces.listing(_intro(turn, tap, offset), tap.kind, page, more, quick)


@router.tap(AskDistrict, place=True, public=True)
def ask_district(turn: Turn, tap: AskDistrict) -> Reply:
    rows = Place.of_kind(tap.kind).with_only_columns(Place.district).order_by(None).distinct()
    names = sorted(name for name in turn.db.scalars(rows) if name and len(name) <= LONGEST_DISTRICT)
    turn.expect(tap.kind.value)
    offset = max(0, tap.offset)
    page = names[offset : offset + DISTRICTS]
    if not page:
        return faces.nothing(tap.kind, _("No district is known for these. You can look another way."))
    more = AskDistrict(tap.kind, offset + DISTRICTS) if len(names) > offset + DISTRICTS else None
    return faces.districts(tap.kind, page, more)


@router.tap(ShowPlace, place=True, public=True)
def show(turn: Turn, tap: ShowPlace) -> Reply:
    place = _here(turn, tap.place)
    return places.detail(place, _distance(turn, place))


@router.tap(ReadAll, public=True)
def read_all(turn: Turn, tap: ReadAll) -> Reply:
    return places.reading(_here(turn, tap.place), tap.part)


@router.tap(PlaceMap, public=True)
def on_map(turn: Turn, tap: PlaceMap) -> Reply:
    place = _here(turn, tap.place)
    if place.latitude is None or place.longitude is None:
        raise Gone
    return places.on_map(place)


def _begin(turn: Turn, kind: PlaceKind) -> Reply | Tap:
    if turn.resident.id is None:
        return Look(Way.NAMES, kind)  # in a group nobody is asked where they are
    if kind in NARROW and (named := _named(turn, kind)):
        turn.conversation.searched = named
        return Look(Way.WORDS, kind)
    if kind is PlaceKind.SCHEME:
        return look(turn, Look(Way.NAMES, kind))
    if turn.conversation.fresh_spot(turn.now):
        return look(turn, Look(Way.NEAR, kind))
    turn.expect(kind.value)
    return faces.ask_where(kind)


def _named(turn: Turn, kind: PlaceKind) -> str | None:
    """The keyword that was typed or said, when it names some places of its kind and not just the kind."""
    word = next((shape for shape in readings(turn.words) if keywords().get(shape) == kind.value), None)
    if word is None and not ("近" in turn.words or "ちかく" in turn.words):
        shape = fold(turn.words)
        said = (known for known, entry in keywords().items() if entry == kind.value and known in shape)
        word = max(said, key=len, default=None)
    label = fold(kind.label)
    if word is None or word in label or word in button_words().get(label, ()):
        return None
    found = turn.db.scalars(Place.matching(word).where(Place.kind == kind).limit(1)).first()
    return word if found else None


def _found(turn: Turn, tap: Look, most: int) -> Found:
    if tap.way is Way.NEAR and tap.kind is not None:
        spot = turn.conversation.fresh_spot(turn.now)
        return nearest(turn.db, tap.kind, *spot, limit=most) if spot else []
    if tap.way is Way.WORDS:
        return _with_words(turn, tap.kind)
    if tap.kind is None:
        return []
    rows = Place.of_kind(tap.kind)
    if tap.way is Way.DISTRICT:
        rows = rows.where(Place.district == tap.value)
    return [(place, _distance(turn, place)) for place in turn.db.scalars(rows.limit(most))]


def _with_words(turn: Turn, kind: PlaceKind | None) -> Found:
    """Whose words hold what was typed: those that are called so first, then the nearest."""
    words = turn.conversation.searched
    if not words:
        return []
    rows = Place.matching(words)
    if kind is not None:
        rows = rows.where(Place.kind == kind)
    shape = fold(words)
    found = [(place, _distance(turn, place)) for place in turn.db.scalars(rows.limit(MOST_FOUND))]
    return sorted(
        found,
        key=lambda pair: (
            shape not in fold(pair[0].name + pair[0].kana),
            pair[1] if pair[1] is not None else 0.0,
            pair[0].kana,
        ),
    )


def _distance(turn: Turn, place: Place) -> float | None:
    spot = turn.conversation.fresh_spot(turn.now)
    if spot is None or place.latitude is None or place.longitude is None:
        return None
    return metres(place, *spot)


def _here(turn: Turn, key: int) -> Place:
    place = turn.find(Place, key)
    if place.gone_at is not None:
        raise Gone
    return place


def _pin_label(turn: Turn, tap: Look) -> str:
    if turn.resident.id is None:
        return ""  # a pin sent to a group would be read by everybody but us
    return _("From elsewhere") if tap.way is Way.NEAR else _("Near me")


def _intro(turn: Turn, tap: Look, offset: int) -> str:
    if offset > 0:
        return _("Here are more.")
    if tap.way is Way.WORDS:
        return _("About “{words}”.", words=flex.quoted(turn.conversation.searched or ""))
    kind = tap.kind.label if tap.kind else ""
    if tap.way is Way.NEAR:
        return _("{kind} near you, nearest first.", kind=kind)
    if tap.way is Way.DISTRICT:
        return _("{kind} in {district}.", kind=kind, district=tap.value)
    return _("{kind} by name.", kind=kind)


def _empty(turn: Turn, tap: Look, offset: int) -> str:
    if offset > 0:
        return _("That was all. You can look another way.")
    if tap.way is Way.NEAR and turn.conversation.fresh_spot(turn.now) is None:
        return _("Where are you now? Please send a pin again, or look another way.")
    return _("Nothing was found. You can look another way.")
