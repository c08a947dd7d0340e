"""Reading the demo town's TOML files into typed entries; a slip in a file says where it is."""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from demo.entries import (
    ActivityEntry,
    District,
    Joining,
    OrganisationEntry,
    PlaceEntry,
    PlaceList,
    ResidentEntry,
    Seats,
    Town,
)
from models.livelihood import PlaceKind
from models.topics import Topic

ROOM = Path(__file__).parent
Entry = TypeVar("Entry")


@cache
def town() -> Town:
    """Everything the files say. Raises ValueError that names the file and the entry."""
    about = _read("town.toml")
    found = Town(
        name=about["name"],
        publisher=about["publisher"],
        licence=about["licence"],
        districts={one["name"]: _entry(District, one, "town.toml") for one in about["districts"]},
        organisations=_entries(OrganisationEntry, "organisations.toml", "organisations"),
        activities=[one for name in _names("activities_*.toml") for one in _activities(name)],
        lists=[_place_list(name) for name in _names("living_*.toml")],
        residents=[_resident(table) for table in _read("residents.toml")["residents"]],
    )
    _check_pointers(found)
    return found


def _activities(name: str) -> Iterable[ActivityEntry]:
    file = _read(name)
    for table in file["activities"]:
        ready = {**table, "topic": Topic(file["topic"])}
        if "seats" in table:
            ready["seats"] = Seats(table["seats"])
        yield _entry(ActivityEntry, ready, name)


def _place_list(name: str) -> PlaceList:
    file = _read(name)
    common: dict[str, Any] = {field: file[field] for field in ("phone", "hours") if field in file}
    places = [_entry(PlaceEntry, {**common, **table}, name) for table in file["places"]]
    return PlaceList(PlaceKind(file["kind"]), file["list"], file["months_old"], places)


def _resident(table: dict[str, Any]) -> ResidentEntry:
    joinings = {
        field: [_entry(Joining, one, "residents.toml") for one in table[field]]
        for field in ("joined", "waiting")
    }
    topics = [Topic(topic) for topic in table["topics"]]
    return _entry(ResidentEntry, {**table, **joinings, "topics": topics}, "residents.toml")


def _check_pointers(found: Town) -> None:
    """Nobody may point to what is not there: the error names both ends."""
    organisations = {one.key for one in found.organisations}
    facilities = found.facilities
    titles = {one.title for one in found.activities}
    for activity in found.activities:
        _must(activity.by in organisations, activity.title, activity.by)
        _must(activity.at in facilities, activity.title, activity.at)
    for place in (place for each in found.lists for place in each.places):
        pointer = place.at or place.desk
        _must(not pointer or pointer in facilities, place.name, pointer)
        _must(place.spot is None or place.spot[0] in found.districts, place.name, str(place.spot))
        _must(bool(pointer) or place.spot is not None, place.name, "neither a spot nor a facility")
    for resident in found.residents:
        _must(not resident.speaks_for or resident.speaks_for in organisations, resident.name, "speaks_for")
        named = [*(one.title for one in resident.joined + resident.waiting), *resident.saved]
        for title in named:
            _must(title in titles, resident.name, title)


def _must(true: bool, who: str, what: str) -> None:
    if not true:
        raise ValueError(f"{who} points to nothing: {what}")


def _names(pattern: str) -> list[str]:
    return sorted(path.name for path in ROOM.glob(pattern))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((ROOM / name).read_text(encoding="utf-8"))


def _entries(kind: type[Entry], name: str, table: str) -> list[Entry]:
    return [_entry(kind, one, name) for one in _read(name)[table]]


def _entry(kind: type[Entry], table: dict[str, Any], name: str) -> Entry:
    try:
        return kind(**table)
    except TypeError as error:
        raise ValueError(f"{name}, {table.get('title') or table.get('name')}: {error}") from error
