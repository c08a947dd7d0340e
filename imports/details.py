"""What each kind of place tells about itself beyond its name, address and hours."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from imports.cells import Answer, answer, number, stated
from imports.headers import Record
from imports.lists import Kind
from imports.remarks import Remarks
from imports.terms import Fee, fee
from locales import _


class Hazard(StrEnum):
    FLOOD = "flood"
    LANDSLIDE = "landslide"
    STORM_SURGE = "storm_surge"
    EARTHQUAKE = "earthquake"
    TSUNAMI = "tsunami"
    FIRE = "fire"
    INLAND_FLOOD = "inland_flood"
    VOLCANO = "volcano"
    STORM = "storm"
    NANKAI = "nankai"  # the Nankai Trough's advance information


HAZARDS: dict[str, tuple[Hazard, ...]] = {
    **{hazard.value: (hazard,) for hazard in Hazard},
    "floods": (Hazard.FLOOD, Hazard.INLAND_FLOOD),
    "quake_or_tsunami": (Hazard.EARTHQUAKE, Hazard.TSUNAMI),
}


@dataclass(frozen=True, slots=True)
class Facility:
    common_name: str
    description: str
    accessibility: str


@dataclass(frozen=True, slots=True)
class Hospital:
    type: str
    departments: tuple[str, ...]
    beds: int | None
    after_hours: str


@dataclass(frozen=True, slots=True)
class Childcare:
    type: str
    ages: str
    places: int | None
    day_care: Answer
    parking: str


@dataclass(frozen=True, slots=True)
class Aed:
    position: str
    child_pads: Answer


@dataclass(frozen=True, slots=True)
class Toilet:
    position: str
    wheelchair: Answer
    baby: Answer
    ostomate: Answer
    counts: Mapping[str, int] = field(default_factory=dict)
    accessible: Answer = Answer.UNKNOWN  # where the list says so without counting


@dataclass(frozen=True, slots=True)
class Refuge:
    """An evacuation site or a shelter. A hazard that is not told is not in `hazards`; it is not a no."""

    hazards: Mapping[Hazard, Answer]
    also_shelter: Answer
    people: int | None
    neighbourhoods: tuple[str, ...]
    elevation: str
    square_metres: int | None


@dataclass(frozen=True, slots=True)
class Sight:
    description: str
    fee: Fee
    access: str
    parking: str
    accessibility: str
    picture: str
    picture_licence: str


@dataclass(frozen=True, slots=True)
class Wifi:
    ssid: str
    area: str
    installer: str


Details = Facility | Hospital | Childcare | Aed | Toilet | Refuge | Sight | Wifi

TOILETS = ("mens_toilets", "womens_toilets", "shared_toilets", "accessible_toilets")


def _facility(record: Record, remarks: Remarks) -> Facility:
    return Facility(*(stated(record[name]) for name in ("common_name", "description", "accessibility")))


def _hospital(record: Record, remarks: Remarks) -> Hospital:
    return Hospital(
        type=stated(record["hospital_kind"]) or stated(record["type"]),
        departments=_several(stated(record["departments"])),
        beds=_number(record, "beds", remarks),
        after_hours=stated(record["after_hours"]),
    )


def _childcare(record: Record, remarks: Remarks) -> Childcare:
    return Childcare(
        type=stated(record["type"]),
        ages=stated(record["ages"]),
        # 0 is written for "not known"; what every other list calls a capacity is meant here too
        places=_number(record, "places" if record["places"] else "capacity", remarks) or None,
        day_care=_answer(record, "day_care", remarks),
        parking=stated(record["parking"]),
    )


def _aed(record: Record, remarks: Remarks) -> Aed:
    return Aed(stated(record["position"]), _answer(record, "child_pads", remarks))


def _toilet(record: Record, remarks: Remarks) -> Toilet:
    # Some towns count the toilets for everybody, some only mark that there are any.
    accessible = answer(record["accessible_toilets"])
    marked = accessible is not Answer.UNKNOWN and number(record["accessible_toilets"]) is None
    counts = {
        name: _number(record, name, remarks) for name in TOILETS if not (marked and name == TOILETS[-1])
    }
    return Toilet(
        position=stated(record["position"]),
        wheelchair=_answer(record, "wheelchair", remarks),
        baby=_answer(record, "baby", remarks),
        ostomate=_answer(record, "ostomate", remarks),
        counts={name: count for name, count in counts.items() if count is not None},
        accessible=accessible if marked else Answer.UNKNOWN,
    )


def _refuge(record: Record, remarks: Remarks) -> Refuge:
    told = {name: _answer(record, name, remarks) for name in HAZARDS}
    hazards = {
        hazard: said for name, said in told.items() if said is not Answer.UNKNOWN for hazard in HAZARDS[name]
    }
    return Refuge(
        hazards=hazards,
        also_shelter=_answer(record, "also_shelter", remarks),
        people=_number(record, "people", remarks),
        neighbourhoods=_several(stated(record["neighbourhoods"]), ";"),
        elevation=stated(record["elevation"]),
        square_metres=_number(record, "area", remarks),
    )


def _sight(record: Record, remarks: Remarks) -> Sight:
    texts = ("access", "parking", "accessibility", "picture", "picture_licence")
    return Sight(
        stated(record["description"]),
        fee(record["fee"], record["fee_detail"]),
        *(stated(record[name]) for name in texts),
    )


def _wifi(record: Record, remarks: Remarks) -> Wifi:
    area = stated(record["wifi_area"]) or stated(record["position"])
    return Wifi(stated(record["ssid"]), area, stated(record["installer"]))


READERS: dict[Kind, tuple[Callable[[Record, Remarks], Details], tuple[str, ...]]] = {
    Kind.PUBLIC_FACILITY: (_facility, ("common_name", "description", "accessibility")),
    Kind.HOSPITAL: (_hospital, ("hospital_kind", "type", "departments", "beds", "after_hours")),
    Kind.CHILDCARE: (_childcare, ("type", "ages", "places", "capacity", "day_care", "parking")),
    Kind.AED: (_aed, ("position", "child_pads")),
    Kind.TOILET: (_toilet, ("position", "wheelchair", "baby", "ostomate", *TOILETS)),
    Kind.EVACUATION_SITE: (
        _refuge,
        (*HAZARDS, "also_shelter", "people", "neighbourhoods", "elevation", "area"),
    ),
    Kind.SHELTER: (_refuge, (*HAZARDS, "also_shelter", "people", "neighbourhoods", "elevation", "area")),
    Kind.SIGHT: (
        _sight,
        (
            "description",
            "fee",
            "fee_detail",
            "access",
            "parking",
            "accessibility",
            "picture",
            "picture_licence",
        ),
    ),
    Kind.WIFI: (_wifi, ("ssid", "wifi_area", "position", "installer")),
}


def _answer(record: Record, name: str, remarks: Remarks) -> Answer:
    text = stated(record[name])
    said = answer(text) if text else Answer.UNKNOWN
    if text and said is Answer.UNKNOWN and text not in ("不明", "未定", "?", "？"):
        remarks.add(
            name, text, _("We could not tell whether this means yes or no, so it counts as not known.")
        )
    return said


def _number(record: Record, name: str, remarks: Remarks) -> int | None:
    text = stated(record[name])
    found = number(text.rstrip("人名床台㎡")) if text else None
    if text and found is None:
        remarks.add(name, text, _("This is no plain number, so it was left away."), minor=True)
    return found


def _several(text: str, marks: str = "、,，;；・/／ 　\n") -> tuple[str, ...]:
    parts = re.split(f"[{re.escape(marks)}]+", text)
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
