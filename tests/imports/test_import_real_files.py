"""A real town's lists and the official empty forms: each is taken whole or refused with a good sentence."""

from datetime import date
from pathlib import Path

import pytest

from imports.cells import Answer
from imports.details import Aed, Refuge, Toilet
from imports.lists import Kind
from imports.places import PlaceRecord
from imports.problems import LeftOut, Unreadable
from imports.reading import Item, Reading
from locales import _

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "civic-samples"
TOWN, FORMS = SAMPLES / "yaizu", SAMPLES / "templates_suisho_v2"

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not beside the repository")

# Name -> list, encoding, entries; what a clerk counts in a spreadsheet.
TAKEN = {
    "aed": (Kind.AED, "utf-8", 82),
    "child_rearing_support_center": (Kind.PUBLIC_FACILITY, "utf-8-sig", 9),
    "community_center": (Kind.PUBLIC_FACILITY, "utf-8-sig", 9),
    "evacuation_space": (Kind.EVACUATION_SITE, "utf-8", 31),
    "hinannjo": (Kind.SHELTER, "utf-8", 56),
    "preschool": (Kind.CHILDCARE, "utf-8", 60),
    "public_toilet": (Kind.TOILET, "utf-8", 112),
    "public_wireless_lan": (Kind.WIFI, "utf-8", 17),
    "tourism_onsen": (Kind.SIGHT, "utf-8-sig", 9),
    "tourism_sights": (Kind.SIGHT, "utf-8-sig", 28),
}
# A list of a town's own: refused until the clerk says what it is, and then taken whole.
ASKED = {"baby_station": 71, "hokago_dayservices": 15, "kyuugobyouinn": 3, "nouen": 9}
FORM_LISTS = {
    "aed": Kind.AED,
    "evacuation_space": Kind.EVACUATION_SITE,
    "event": Kind.EVENT,
    "hospital": Kind.HOSPITAL,
    "preschool": Kind.CHILDCARE,
    "public_facility": Kind.PUBLIC_FACILITY,
    "public_toilet": Kind.TOILET,
    "public_wireless_lan": Kind.WIFI,
    "tourism": Kind.SIGHT,
}
FORMS_LEFT = {
    "care_service": "care services",
    "cultural_property": "cultural properties",
    "fire_hydrant": "fire hydrants and fire cisterns",
    "food_business_all": "food business licences",
    "food_business_new_yyyymmdd_yyyymmdd": "food business licences",
    "open_data_list": "open data sets",
    "population_yyyymmdd": "population figures",
}


def town_file(name: str) -> Path:
    return TOWN / f"222127_{name}.csv"


def items(path: Path, kind: Kind | None = None) -> list[Item]:
    with Reading(path, kind=kind) as reading:
        return list(reading.items(date(2026, 11, 20)))


def entries(path: Path, kind: Kind | None = None) -> list[PlaceRecord]:
    return [item for item in items(path, kind) if isinstance(item, PlaceRecord)]


def test_every_sample_is_spoken_of_here() -> None:
    town = {path.stem.removeprefix("222127_") for path in TOWN.glob("*.csv")}
    assert town == {*TAKEN, *ASKED, "fire_hydrant"}
    assert {path.stem.removeprefix("xxxxxx_") for path in FORMS.glob("*.csv")} == {*FORM_LISTS, *FORMS_LEFT}


@pytest.mark.parametrize("name", TAKEN)
def test_a_list_of_the_town_is_taken_whole(name: str) -> None:
    kind, encoding, count = TAKEN[name]
    with Reading(town_file(name)) as reading:
        found = list(reading.items(date(2026, 11, 20)))
        assert (reading.kind, reading.table.encoding) == (kind, encoding)
    places = [item for item in found if isinstance(item, PlaceRecord)]
    assert (len(places), len(found)) == (count, count)
    assert len({place.key for place in places}) == count
    assert all(place.code == "222127" and place.contact.spot and place.contact.address for place in places)
    assert all(place.key.startswith("222127/") for place in places)


@pytest.mark.parametrize("name", ASKED)
def test_a_list_of_its_own_is_refused_and_then_taken_as_the_clerk_says(name: str) -> None:
    with pytest.raises(Unreadable) as refused:
        items(town_file(name))
    assert _("public facilities") in refused.value.sentence
    places = entries(town_file(name), Kind.PUBLIC_FACILITY)
    assert len({place.key for place in places}) == len(places) == ASKED[name]
    assert all(place.contact.spot for place in places)


def test_fire_hydrants_are_known_and_left() -> None:
    with pytest.raises(Unreadable) as refused:
        items(town_file("fire_hydrant"))
    assert _("fire hydrants and fire cisterns") in refused.value.sentence


@pytest.mark.parametrize("name", FORM_LISTS)
def test_an_official_form_is_recognised(name: str) -> None:
    with Reading(FORMS / f"xxxxxx_{name}.csv") as reading:
        assert reading.kind is FORM_LISTS[name]
        assert list(reading.items(date(2026, 11, 20))) == []


@pytest.mark.parametrize("name", FORMS_LEFT)
def test_an_official_form_that_nobody_here_needs_is_named(name: str) -> None:
    with pytest.raises(Unreadable) as refused:
        items(FORMS / f"xxxxxx_{name}.csv")
    assert _(FORMS_LEFT[name]) in refused.value.sentence


def test_little_is_left_for_the_clerk_to_look_at() -> None:
    told = [
        (name, problem.row, problem.value)
        for name in TAKEN
        for item in items(town_file(name))
        for problem in ((item.problem,) if isinstance(item, LeftOut) else item.problems)
        if not problem.minor
    ]
    assert told == [("tourism_onsen", 5, "※多目的トイレ無しに変更！！")]


def test_what_stands_in_the_files_stands_in_the_records() -> None:
    aed = entries(town_file("aed"))[0]
    assert aed.details == Aed("２階正面入口", Answer.YES)
    assert aed.contact.phones.numbers == ("0546261139",)
    toilets = [place.details for place in entries(town_file("public_toilet"))]
    assert sum(isinstance(one, Toilet) and one.wheelchair is Answer.YES for one in toilets) == 44
    assert sum(isinstance(one, Toilet) and one.ostomate is Answer.YES for one in toilets) == 1
    sites = [place.details for place in entries(town_file("evacuation_space"))]
    assert sum(isinstance(one, Refuge) and one.also_shelter is Answer.YES for one in sites) == 5
    assert all(isinstance(one, Refuge) and Answer.NO not in one.hazards.values() for one in sites)
    open_always = [place for place in entries(town_file("public_toilet")) if place.hours.sittings]
    assert len(open_always) == 93
