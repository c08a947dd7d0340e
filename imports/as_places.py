"""Places become living information: labelled words in Japanese, what matters most about their kind first."""

from typing import Any

from imports.cells import Answer
from imports.details import (
    Aed,
    Childcare,
    Details,
    Facility,
    Hazard,
    Hospital,
    Refuge,
    Sight,
    Toilet,
    Wifi,
)
from imports.drafts import Draft, cut, cut_lines, district_of, fitting
from imports.keys import described
from imports.lists import Kind
from imports.places import PlaceRecord
from models.livelihood import Place, PlaceKind

Pairs = list[tuple[str, str]]

KINDS: dict[Kind, PlaceKind] = {
    Kind.PUBLIC_FACILITY: PlaceKind.FACILITY,
    Kind.HOSPITAL: PlaceKind.MEDICAL,
    Kind.CHILDCARE: PlaceKind.CHILDCARE,
    Kind.AED: PlaceKind.AED,
    Kind.EVACUATION_SITE: PlaceKind.EVACUATION,
    Kind.SHELTER: PlaceKind.EVACUATION,
    Kind.TOILET: PlaceKind.TOILET,
    Kind.SIGHT: PlaceKind.TOURISM,
    Kind.WIFI: PlaceKind.WIFI,
}
SAID = {Answer.YES: "あり", Answer.NO: "なし", Answer.PARTLY: "一部にあり", Answer.UNKNOWN: ""}
HAZARDS = {
    Hazard.FLOOD: "洪水",
    Hazard.LANDSLIDE: "土砂災害",
    Hazard.STORM_SURGE: "高潮",
    Hazard.EARTHQUAKE: "地震",
    Hazard.TSUNAMI: "津波",
    Hazard.FIRE: "大規模な火事",
    Hazard.INLAND_FLOOD: "内水氾濫",
    Hazard.VOLCANO: "火山",
    Hazard.STORM: "風水害",
    Hazard.NANKAI: "南海トラフ地震臨時情報",
}
COUNTS = {
    "mens_toilets": "男性用",
    "womens_toilets": "女性用",
    "shared_toilets": "男女共用",
    "accessible_toilets": "バリアフリー",
}
MOST_WORDS, MOST_PAIRS = 2_000, 30
HOURS_ROOM = 500


def place(record: PlaceRecord, municipality: str) -> Draft:
    where, details = record.contact, record.details
    position = details.position if isinstance(details, Aed | Toilet) else ""
    ssid = details.ssid if isinstance(details, Wifi) else ""
    description = described(record.kind, record.name, where.address, position, ssid)
    values = fitting(
        Place,
        {
            "kind": KINDS[record.kind],
            "name": record.name,
            "kana": record.kana,
            "text": details.description if isinstance(details, Facility | Sight) else "",
            "address": " ".join(filter(None, (where.address, where.building))),
            "district": district_of(where.address, municipality),
            "latitude": where.spot.latitude if where.spot else None,
            "longitude": where.spot.longitude if where.spot else None,
            "phone": where.phones.text + (f" 内線: {where.extension}" if where.extension else ""),
            "hours": cut_lines(record.hours.text, HOURS_ROOM),
            "url": where.url,
        },
    )
    values["details"] = _pairs(record)
    shape = Place(**{name: values[name] for name in ("name", "kana", "text", "address", "details")})
    shape.prepare()
    values["search"] = shape.search
    values["extra"] = _extra(record, description)
    return Draft(record.row, record.key, description, record.name, values["address"], values)


def _extra(record: PlaceRecord, description: str) -> dict[str, Any]:
    hours = record.hours
    return {
        "key": record.key,
        "described": description,
        "code": record.code,
        "english": record.english,
        "columns": dict(record.extras),
        # In typed form only what is certain: days 1 to 7 from Monday, minutes after midnight.
        "days": list(hours.days) if hours.days else None,
        "sittings": [[one.start, one.end] for one in hours.sittings] if hours.sittings else None,
    }


def _pairs(record: PlaceRecord) -> list[list[str]]:
    where = record.contact
    more: Pairs = [
        ("運営", record.operator),
        ("問い合わせ", where.name),
        ("メール", where.email),
        ("備考", record.remarks),
    ]
    told = [*_own(record.details, record.kind), *more]
    return [[label, cut(words, MOST_WORDS)] for label, words in told if words][:MOST_PAIRS]


def _own(details: Details, kind: Kind) -> Pairs:
    match details:
        case Refuge():
            return _refuge(details, kind)
        case Toilet():
            counts = [f"{COUNTS[name]}{count}" for name, count in details.counts.items() if count]
            return [
                ("場所", details.position),
                ("バリアフリートイレ", SAID[details.accessible]),
                ("車いす用", SAID[details.wheelchair]),
                ("オストメイト", SAID[details.ostomate]),
                ("おむつ替えなどの設備", SAID[details.baby]),
                ("数", "、".join(counts)),
            ]
        case Aed():
            return [("置き場所", details.position), ("子ども用のパッド", SAID[details.child_pads])]
        case Hospital():
            return [
                ("診療科", "、".join(details.departments)),
                ("種類", details.type),
                ("時間外", details.after_hours),
                ("ベッドの数", f"{details.beds:,}" if details.beds else ""),
            ]
        case Childcare():
            return [
                ("種類", details.type),
                ("年齢", details.ages),
                ("定員", f"{details.places:,}人" if details.places else ""),
                ("一時預かり", SAID[details.day_care]),
                ("駐車場", details.parking),
            ]
        case Sight():
            return [
                ("料金", details.fee.text),
                ("行き方", details.access),
                ("駐車場", details.parking),
                ("バリアフリー", details.accessibility),
            ]
        case Wifi():
            return [
                ("つながる場所", details.area),
                ("SSID", details.ssid),
                ("設置", details.installer),
            ]
        case Facility():
            return [("通称", details.common_name), ("バリアフリー", details.accessibility)]


def _refuge(details: Refuge, kind: Kind) -> Pairs:
    """The dangers come first: a place that is safe from one may not be safe from another."""

    def against(*answers: Answer) -> str:
        return "・".join(HAZARDS[one] for one, said in details.hazards.items() if said in answers)

    stay = "寝泊まりできます（指定避難所）"
    if kind is Kind.EVACUATION_SITE and details.also_shelter is not Answer.YES:
        stay = "身を守るための一時の場所です" if details.also_shelter is Answer.NO else ""
    return [
        ("使える災害", against(Answer.YES) or "もとの一覧に書かれていません"),
        ("使えない災害", against(Answer.NO)),
        ("一部だけ使える災害", against(Answer.PARTLY)),
        ("滞在", stay),
        ("受け入れ", f"{details.people:,}人" if details.people else ""),
        ("広さ", f"{details.square_metres:,}平方メートル" if details.square_metres else ""),
        ("標高", details.elevation),
        ("対象の地区", "、".join(details.neighbourhoods)),
    ]
