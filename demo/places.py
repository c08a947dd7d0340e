"""Living information of the demo town: from entries to rows, with their sources."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from math import cos, radians

from sqlalchemy.orm import Session

from demo import chance, dates
from demo.entries import PlaceEntry, PlaceList, Town
from models.imports import Source
from models.livelihood import Place, PlaceKind

METRES_A_DEGREE = 111_320
SITE = "https://example.jp/tsunagu"
PHONES = "0000-00-"
# An AED, a toilet or a wireless spot is in a facility, but so many metres off the very spot of its door.
ASIDE = 12
HAS = {"w": "車いす", "b": "おむつ台", "o": "オストメイト"}


def add(db: Session, town: Town, now: datetime, seed: int) -> int:
    """Add all lists, and say how many places they hold."""
    sources: dict[str, Source] = {}
    numbers = Counter[str]()
    for each in town.lists:
        source = sources.setdefault(each.list_name, _source(town, each, now))
        for entry in each.places:
            numbers[each.list_name] += 1
            number = f"{numbers[each.list_name]:03}"
            place = _place(town, each, entry, seed)
            place.source, place.as_of = source, dates.month_start(now, each.months_old)
            place.source_key = number
            place.url = f"{SITE}/{each.list_name}/{number}"
            place.prepare()
            db.add(place)
    db.flush()
    return numbers.total()


def spot(town: Town, entry: PlaceEntry, east: int = 0, north: int = 0) -> tuple[float, float]:
    """Latitude and longitude of an entry that has a spot of its own, or of so many metres beside it."""
    if entry.spot is None:
        raise ValueError(f"{entry.name} has no spot")
    name, further_east, further_north = entry.spot
    middle = town.districts[name]
    latitude = middle.latitude + (north + further_north) / METRES_A_DEGREE
    longitude = middle.longitude + (east + further_east) / (METRES_A_DEGREE * cos(radians(middle.latitude)))
    return round(latitude, 6), round(longitude, 6)


def address(town: Town, entry: PlaceEntry) -> str:
    return f"{town.name}{district(entry)}{entry.number}"


def district(entry: PlaceEntry) -> str | None:
    return entry.spot[0] if entry.spot else None


def phone(ending: str) -> str:
    """Telephone numbers of the town begin like none that exists."""
    return PHONES + ending if ending else ""


def _source(town: Town, each: PlaceList, now: datetime) -> Source:
    return Source(
        name=town.publisher,
        list_name=each.list_name,
        licence=town.licence,
        url=f"{SITE}/opendata/{each.list_name}.csv",
        as_of=dates.month_start(now, each.months_old),
    )


def _place(town: Town, each: PlaceList, entry: PlaceEntry, seed: int) -> Place:
    # What stands in or at a facility takes over what it does not say itself.
    home = town.facilities[entry.at or entry.desk] if entry.at or entry.desk else entry
    place = Place(
        kind=each.kind,
        name=entry.name or home.name,
        kana=entry.kana or home.kana,
        text=entry.text,
        address=address(town, home),
        district=district(home),
        phone=phone(entry.phone or home.phone),
        hours=entry.hours or home.hours,
        details=DETAILS[each.kind](town, entry),
    )
    if each.kind != PlaceKind.SCHEME:
        aside = ASIDE if entry.at and each.kind != PlaceKind.EVACUATION else 0
        what = f"{each.kind} {place.name}"
        east = chance.number(seed, f"{what} east", -aside, aside)
        north = chance.number(seed, f"{what} north", -aside, aside)
        place.latitude, place.longitude = spot(town, home, east, north)
    if each.kind == PlaceKind.TOILET and not entry.name:
        place.name, place.kana = f"{home.name}のトイレ", f"{home.kana}のといれ"
    if each.kind == PlaceKind.EVACUATION:
        place.hours = "災害のとき、町が開けます"
    return place


def _as_written(town: Town, entry: PlaceEntry) -> list[list[str]]:
    return list(entry.details)


def _aed(town: Town, entry: PlaceEntry) -> list[list[str]]:
    return [["置き場所", entry.where], ["子ども用のパッド", "あり" if entry.child else "なし"]]


def _evacuation(town: Town, entry: PlaceEntry) -> list[list[str]]:
    stay = "寝泊まりできます（指定避難所）" if entry.stay else "身を守るための一時の場所です"
    return [["使える災害", entry.hazards], ["受け入れ", f"{entry.people:,}人"], ["滞在", stay]]


def _toilet(town: Town, entry: PlaceEntry) -> list[list[str]]:
    fittings = [words for letter, words in HAS.items() if letter in entry.has]
    night = [["夜", "使えます"]] if "n" in entry.has else []
    return [["場所", entry.where], ["設備", "、".join(fittings) or "ふつうの便房だけ"], *night]


def _wifi(town: Town, entry: PlaceEntry) -> list[list[str]]:
    return [
        ["つながる場所", entry.where],
        ["SSID", "TSUNAGU-FREE"],
        ["使い方", "規約に同意すると1日使えます"],
    ]


def _scheme(town: Town, entry: PlaceEntry) -> list[list[str]]:
    desk = town.facilities[entry.desk].name
    return [["だれが", entry.who], ["内容", entry.what], ["申し込み", entry.how], ["窓口", desk]]


DETAILS: dict[PlaceKind, Callable[[Town, PlaceEntry], list[list[str]]]] = {
    PlaceKind.FACILITY: _as_written,
    PlaceKind.MEDICAL: _as_written,
    PlaceKind.CHILDCARE: _as_written,
    PlaceKind.TOURISM: _as_written,
    PlaceKind.AED: _aed,
    PlaceKind.EVACUATION: _evacuation,
    PlaceKind.TOILET: _toilet,
    PlaceKind.WIFI: _wifi,
    PlaceKind.SCHEME: _scheme,
}
