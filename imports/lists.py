"""The lists a town publishes: which we take, which we know and leave, and what tells each from the others."""

from dataclasses import dataclass
from enum import StrEnum

from imports.columns import folded
from locales import Lazy, lazy


class Kind(StrEnum):
    """A kind of list that is taken; the value is the standard's own name for its file."""

    EVENT = "event"
    PUBLIC_FACILITY = "public_facility"
    HOSPITAL = "hospital"
    CHILDCARE = "preschool"
    AED = "aed"
    EVACUATION_SITE = "evacuation_space"
    SHELTER = "shelter"
    TOILET = "public_toilet"
    SIGHT = "tourism"
    WIFI = "public_wireless_lan"


TITLES: dict[Kind, Lazy] = {
    Kind.EVENT: lazy("events"),
    Kind.PUBLIC_FACILITY: lazy("public facilities"),
    Kind.HOSPITAL: lazy("hospitals and clinics"),
    Kind.CHILDCARE: lazy("childcare and preschools"),
    Kind.AED: lazy("AEDs"),
    Kind.EVACUATION_SITE: lazy("emergency evacuation sites"),
    Kind.SHELTER: lazy("shelters"),
    Kind.TOILET: lazy("public toilets"),
    Kind.SIGHT: lazy("sights"),
    Kind.WIFI: lazy("public wireless LAN"),
}


@dataclass(frozen=True, slots=True)
class Sign:
    """Names of which a header must hold so many before it is taken for the list."""

    least: int
    names: frozenset[str]

    def fits(self, header: frozenset[str]) -> float:
        """1 and more when enough of the names are there."""
        return len(self.names & header) / self.least


def _sign(least: int, names: str) -> Sign:
    return Sign(least, frozenset(map(folded, names.split())))


# In the order of trust: of several lists that fit the first is taken.
SIGNS: dict[Kind, Sign] = {
    Kind.EVENT: _sign(1, "イベント名 イベント名称 行事名 催し名 催事名 講座名 event_name eventName"),
    Kind.AED: _sign(1, "小児対応設備の有無 小児対応設備有無 小児対応 小児用パッドの有無 小児用パッド"),
    Kind.EVACUATION_SITE: _sign(
        2,
        "災害種別_洪水 災害種別_崖崩れ、土石流及び地滑り 災害種別_土砂災害 災害種別_高潮 "
        "災害種別_地震 災害種別_津波 災害種別_大規模な火事 災害種別_内水氾濫 災害種別_火山現象 "
        "指定避難所との重複 想定収容人数 typeOfDisasterFlood typeOfDisasterEarthquake "
        "typeOfDisasterTsunami typeOfDisasterFire alsoForShelter",
    ),
    Kind.SHELTER: _sign(
        1,
        "開設される災害の種類（地震・津波） 開設される災害の種類（風水害） "
        "開設される災害の種類（土砂災害） 避難所面積平方メートル 避難所面積 避難所名 "
        "指定緊急避難場所との重複",
    ),
    Kind.TOILET: _sign(
        2,
        "男性トイレ総数 女性トイレ総数 男女共用トイレ総数 多機能トイレ数 バリアフリートイレ数 "
        "車椅子使用者用トイレ有無 車椅子使用者用トイレ オストメイト設置トイレ有無 "
        "オストメイト設置トイレ male_wc_total female_wc_total wheelchair_wc ostomate_wc "
        "totalMensRestroom totalWomanRestroom wheelchairRestroom ostomateRestroom",
    ),
    Kind.HOSPITAL: _sign(
        2,
        "医療機関の種類 医療機関コード 診療曜日 診療開始時間 診療終了時間 診療科目 診療科 "
        "診療日時特記事項 時間外における対応 病床数 医療機関名 医療機関名称 診療時間 休診日",
    ),
    Kind.CHILDCARE: _sign(2, "収容定員 利用定員 受入年齢 一時預かりの有無 一時預かり 認可等年月日 園名"),
    Kind.WIFI: _sign(1, "SSID"),
    Kind.SIGHT: _sign(2, "料金(基本) 料金(詳細) 説明_英語 スポット名 連絡先名称 駐車場情報"),
    Kind.PUBLIC_FACILITY: _sign(
        1, "名称_通称 利用可能曜日 利用可能日時特記事項 利用可能時間特記事項 バリアフリー情報"
    ),
}


# Known, and not for this bot: to say so is kinder than "unknown".
LEFT: tuple[tuple[Sign, Lazy], ...] = (
    (_sign(1, "口径"), lazy("fire hydrants and fire cisterns")),
    (_sign(2, "総人口 世帯数 男性 女性 0-4歳の男性 0-4歳の女性 人口"), lazy("population figures")),
    (_sign(1, "介護サービス事業所名称 実施サービス 事業所番号"), lazy("care services")),
    (_sign(1, "文化財分類 文化財指定日 員数（数）"), lazy("cultural properties")),
    (_sign(2, "データ名称 データ概要 データ形式 API対応有無 更新頻度"), lazy("open data sets")),
    (_sign(2, "営業の種類 業態 許可番号 許可年月日 許可満了日 廃業年月日"), lazy("food business licences")),
    (_sign(2, "stop_id stop_name stop_lat route_id trip_id service_id arrival_time"), lazy("bus timetables")),
    (_sign(2, "献立名 主食 主菜 副菜 牛乳 エネルギー たんぱく質"), lazy("school meals")),
)
LEFT_NAMES = frozenset().union(*(sign.names for sign, _title in LEFT))

# A town's own name for a file, when the columns alone do not say what it is.
FILE_NAMES: dict[str, Kind] = {kind.value: kind for kind in Kind} | {"childcare": Kind.CHILDCARE}
