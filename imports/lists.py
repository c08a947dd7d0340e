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
SIGNS: tuple[tuple[Kind, Sign], ...] = (
    (
        Kind.EVENT,
        _sign(
            1,
            "イベント名 イベント名称 イベントタイトル 行事名 催し名 催し物名 催事名 講座名 講座名称 "
            "event_name eventName event_title",
        ),
    ),
    (
        Kind.AED,
        _sign(
            1,
            "小児対応設備の有無 小児対応設備有無 小児対応 小児用パッドの有無 小児用パッド 小児用キー "
            "小児用電極パッド 小児用電極パッドの有無 AED設置場所 AED設置位置 AED設置施設名 AED設置施設 "
            "AED使用可能時間 AED利用可能時間 AED設置台数 AED台数",
        ),
    ),
    (
        Kind.EVACUATION_SITE,
        _sign(
            2,
            "災害種別_洪水 災害種別_崖崩れ、土石流及び地滑り 災害種別_土砂災害 災害種別_高潮 "
            "災害種別_地震 災害種別_津波 災害種別_大規模な火事 災害種別_内水氾濫 災害種別_火山現象 "
            "指定避難所との重複 指定避難所との住所同一 想定収容人数 typeOfDisasterFlood "
            "typeOfDisasterEarthquake typeOfDisasterTsunami typeOfDisasterFire alsoForShelter",
        ),
    ),
    (
        Kind.SHELTER,
        _sign(
            1,
            "開設される災害の種類（地震・津波） 開設される災害の種類（風水害） "
            "開設される災害の種類（土砂災害） 避難所面積平方メートル 避難所面積 避難所名 指定避難所名 "
            "指定緊急避難場所との重複",
        ),
    ),
    # Towns leave the standard's 「災害種別_」 away; a list of shelters may have such columns too.
    (
        Kind.EVACUATION_SITE,
        _sign(
            2,
            "避難場所名 指定緊急避難場所名 指定緊急避難場所 洪水 崖崩れ、土石流及び地滑り 土砂災害 土砂 "
            "高潮 地震 津波 大規模な火事 大規模火災 内水氾濫 火山現象 水害 風水害",
        ),
    ),
    (
        Kind.TOILET,
        _sign(
            2,
            "男性トイレ総数 女性トイレ総数 男女共用トイレ総数 多機能トイレ数 バリアフリートイレ数 "
            "車椅子使用者用トイレ有無 車椅子使用者用トイレ オストメイト設置トイレ有無 "
            "オストメイト設置トイレ オストメイト オストメイト対応 オストメイト対応トイレ 多目的トイレ "
            "多機能トイレ だれでもトイレ トイレ名 トイレ名称 公衆トイレ名 男子トイレ 女子トイレ 男性トイレ "
            "女性トイレ male_wc_total female_wc_total wheelchair_wc ostomate_wc totalMensRestroom "
            "totalWomanRestroom wheelchairRestroom ostomateRestroom",
        ),
    ),
    (
        Kind.HOSPITAL,
        _sign(
            2,
            "医療機関の種類 医療機関コード 診療曜日 診療開始時間 診療終了時間 診療科目 診療科 診療科目名 "
            "標榜科目 診療日時特記事項 時間外における対応 病床数 医療機関名 医療機関名称 医療機関の名称 "
            "病院名 診療所名 診療時間 診療日 休診日",
        ),
    ),
    (
        Kind.CHILDCARE,
        _sign(
            2,
            "収容定員 利用定員 入所定員 認可定員 受入年齢 受入月齢 対象月齢 入所年齢 一時預かりの有無 "
            "一時預かり 一時保育 認可等年月日 園名 保育所名 保育園名 幼稚園名 開所時間 閉所時間 保育時間",
        ),
    ),
    (Kind.WIFI, _sign(1, "SSID SSID名 SSID名称 SSID(ネットワーク名) ネットワーク名(SSID) ssid_name")),
    (
        Kind.SIGHT,
        _sign(
            2,
            "料金(基本) 料金(詳細) 説明_英語 スポット名 スポット名称 観光スポット名 観光地名 観光施設名 "
            "見どころ 入場料 拝観料 連絡先名称 駐車場情報",
        ),
    ),
    (
        Kind.PUBLIC_FACILITY,
        _sign(1, "名称_通称 利用可能曜日 利用可能日時特記事項 利用可能時間特記事項 バリアフリー情報"),
    ),
)


# Known, and not for this bot: to say so is kinder than "unknown".
LEFT: tuple[tuple[Sign, Lazy], ...] = (
    (_sign(1, "口径"), lazy("fire hydrants and fire cisterns")),
    (
        _sign(2, "総人口 世帯数 男性 女性 0-4歳の男性 0-4歳の女性 人口 人口総数 世帯 男 女 町丁名 町名"),
        lazy("population figures"),
    ),
    (_sign(1, "介護サービス事業所名称 実施サービス 事業所番号"), lazy("care services")),
    (_sign(1, "文化財分類 文化財指定日 員数（数）"), lazy("cultural properties")),
    (_sign(2, "データ名称 データ概要 データ形式 API対応有無 更新頻度"), lazy("open data sets")),
    (
        _sign(
            2,
            "営業の種類 業態 業種 許可番号 許可年月日 許可満了日 許可開始日 廃業年月日 屋号 営業所名称 "
            "営業所屋号 営業所所在地 営業者氏名 営業者名",
        ),
        lazy("food business licences"),
    ),
    (_sign(2, "stop_id stop_name stop_lat route_id trip_id service_id arrival_time"), lazy("bus timetables")),
    (
        _sign(
            2,
            "燃やすごみ 燃えるごみ 可燃ごみ 燃やせるごみ 燃やさないごみ 燃えないごみ 不燃ごみ 燃やせないごみ "
            "資源 資源ごみ 資源物 プラスチック ペットボトル 粗大ごみ",
        ),
        lazy("waste collection days"),
    ),
    (_sign(2, "献立名 主食 主菜 副菜 牛乳 エネルギー たんぱく質"), lazy("school meals")),
)
LEFT_NAMES = frozenset().union(*(sign.names for sign, _title in LEFT))

# A town's own name for a file, when the columns alone do not say what it is.
FILE_NAMES: dict[str, Kind] = {kind.value: kind for kind in Kind} | {"childcare": Kind.CHILDCARE}

# Words in the name of the file or the sheet, or in a title above the columns, that say it as well. Of the
# things that stand in other places the first word decides: an AED of a hospital is an AED.
THING_WORDS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (Kind.AED, ("aed", "自動体外式除細動器")),
    (Kind.TOILET, ("トイレ", "便所")),
    (Kind.WIFI, ("wi-fi", "wifi", "無線lan")),
)
# Of a list of both sorts of refuge nobody is told that they may stay overnight.
PLACE_WORDS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (Kind.EVACUATION_SITE, ("避難場所", "避難地")),
    (Kind.SHELTER, ("避難所",)),
    (Kind.HOSPITAL, ("医療機関", "病院", "診療所", "医院", "クリニック")),
    (Kind.CHILDCARE, ("保育所", "保育園", "保育施設", "幼稚園", "こども園", "子育て施設", "子育て支援施設")),
    (Kind.SIGHT, ("観光", "名所")),
    (Kind.PUBLIC_FACILITY, ("公共施設", "公の施設", "文化施設", "スポーツ施設")),
)
