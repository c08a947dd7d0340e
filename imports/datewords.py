"""The words that sentences about days are made of: days, weekdays, times, and what joins or limits them."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, auto

from imports import eras
from imports.cells import plain

LONGEST = 300
WEEKDAYS = "月火水木金土日"
YEARS = range(1868, 2101)
SERIAL_START = datetime(1899, 12, 30)  # a spreadsheet's day 0


class Unclear(Exception):
    """These words do not say for certain which days are meant."""


class Kind(Enum):
    DAY = auto()
    WEEKDAYS = auto()
    TIME = auto()
    RANGE = auto()
    UNTIL = auto()
    BREAK = auto()
    EXCEPT = auto()
    EVERY = auto()  # 毎週水曜日
    NTH = auto()  # 第1・3金曜日
    COUNT = auto()  # 全3回


@dataclass(frozen=True, slots=True)
class Word:
    kind: Kind
    year: int | None = None
    month: int | None = None
    day: int = 0
    minute: int = 0
    weekdays: frozenset[int] = frozenset()
    holidays: bool = False
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Sentence:
    """What stands first, the remarks after it, and what anywhere tells how often."""

    main: list[Word]
    remarks: list[list[Word]]
    checks: list[Word]


_WEEK = rf"[{WEEKDAYS}](?:曜日?)?"
_REST_DAYS = "(?:国民の)?(?:祝日?|休日|祝休日|振替休日|振休|休(?![館演園業み止]))"
_SET = rf"{_WEEK}(?:[・、,/と]?{_WEEK})*(?:[・、,/と]?{_REST_DAYS})?"
_END = r"(?:月|[./-])"
WORD = re.compile(
    rf"""
    (?:西暦)?(?:(?P<era>{eras.PATTERN})\.?(?P<era_year>元|\d{{1,2}})|(?P<year>\d{{4}}))
        (?:年(?!度)|[./-])(?P<month>\d{{1,2}}){_END}(?P<day>\d{{1,2}})(?!\d)日?
    | (?P<month_only>\d{{1,2}})[月/](?P<month_day>\d{{1,2}})(?![\d:時])日?
    | (?P<day_only>\d{{1,2}})日(?!間)
    | (?P<half>午前|午後|AM|PM)?(?P<hour>\d{{1,2}})(?::(?P<minute>\d{{2}})(?::\d{{2}})?
        |時(?:(?P<minute2>\d{{1,2}})分|(?P<thirty>半))?)
    | (?P<noon>正午)
    | (?P<bare>\d{{1,2}})(?=(?:[、,・]\d{{1,2}}){{1,30}}日|\([{WEEKDAYS}])
    | \(?(?:毎月)?第(?P<nth>\d(?:[・、,]第?\d)*)(?:週の?)?(?P<nth_day>[{WEEKDAYS}])曜日?\)?
    | の?\(?毎週の?(?P<every>{_SET})\)?
    | \((?P<in_brackets>{_SET})\) | (?P<weekdays>{_SET}|祝日|平日)
    | [(の]?(?P<count>[全計]\d{{1,3}}(?:回|日間?)|\d{{1,3}}(?:回|日間))(?:シリーズ|コース|連続)?[)]?
    | (?P<range>~|から|より) | (?P<until>まで|迄)
    | (?P<excepted>[はをの]?(?:除く|除きます|除き|お?休み|(?:休館|休演|休園|休業|定休)日?)(?:です)?)
    | (?P<close>\)) | (?P<remark>※|\*|ただし、?|但し、?|\((?:ただし|但し)?、?)
    | (?P<harmless>現在|時点|付け?|必着|締め?切り?|〆切|(?:当日)?消印有効|小雨決行|雨天決行|雨天中止|荒天中止
        |雨天順延|荒天順延|先着順|の間|毎日|。|開催日?[::]?|期間[::]|日時[::])
    | (?P<soft>\ ) | (?P<break>[、,・;&と\n]|及び|および|並びに)
    """,
    re.VERBOSE,
)

ISO_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:\+09:?00)?", re.ASCII)
ISO_SPAN = re.compile(r"(\d{4})-(\d\d)-(\d\d)/(?:(?:(\d{4})-)?(\d\d)-)?(\d\d)", re.ASCII)
ISO_LENGTH = re.compile(r"(\d{4})-(\d\d)-(\d\d)/P(\d{1,3})D", re.ASCII)


def sentence(text: str) -> Sentence:
    """The words of a cell, what is said and what is remarked; Unclear at the first unknown one."""
    text = _smoothed(text)
    said = Sentence([], [], [])
    current, position = said.main, 0
    while position < len(text):
        found = WORD.match(text, position)
        if not found or found.end() == position:
            raise Unclear
        position = found.end()
        if found["remark"]:
            current = []
            said.remarks.append(current)
        elif found["close"]:
            current = said.main
        elif not found["harmless"]:
            word = _word(found)
            checks = word.kind in (Kind.EVERY, Kind.NTH, Kind.COUNT)
            (said.checks if checks else current).append(word)
    return said


def legible(text: str) -> str:
    """A day as people write it, where a spreadsheet left its own number for it or eight digits stand."""
    if found := re.fullmatch(r"(\d{5})(\.\d{1,15})?", text, re.ASCII):
        at = SERIAL_START + timedelta(minutes=round(float(text) * 24 * 60))
        if 1950 <= at.year <= 2099:
            return at.strftime("%Y-%m-%d %H:%M") if at.time() != time() else at.date().isoformat()
    if found := re.fullmatch(r"((?:19|20)\d\d)(\d\d)(\d\d)", text, re.ASCII):
        return "-".join(found.groups())
    return text


def _smoothed(text: str) -> str:
    """One spelling for dashes, breaks and the standard's own forms, which people do not use."""
    if len(text) > LONGEST:
        raise Unclear
    text = plain(text)
    text = legible(text)
    text = ISO_TIME.sub(r"\1 \2", text)
    if found := ISO_LENGTH.fullmatch(text):
        first = calendar_day(*map(int, found.groups()[:3]))
        return f"{first}~{first + timedelta(days=int(found[4]) - 1)}" if found[4].strip("0") else ""
    text = ISO_SPAN.sub(lambda f: f"{f[1]}-{f[2]}-{f[3]}~{f[4] or f[1]}-{f[5] or f[2]}-{f[6]}", text)
    text = re.sub("[〜∼～]", "~", text)
    text = re.sub(r"(?<=[日)\d])\s+[―—–ー−-]\s+(?=\d)|(?<=[日)])\s*[―—–ー−-]\s*(?=\d)", "~", text)
    text = re.sub(r"(?<![/\d])(\d{1,2}/\d{1,2})[―—–ー−-](?=\d{1,2}/\d{1,2})", r"\1~", text)
    text = re.sub(r"\s*\n\s*", "\n", text)
    text = re.sub(r"(?<=\d)[^\S\n]+(?=\d)", "\0", text)  # 6/3 6/10, 6/3 10:00
    return re.sub(r"[^\S\n]+", "", text).replace("\0", " ")


def _word(found: re.Match[str]) -> Word:
    match found.lastgroup:
        case "day":
            year = eras.western(found["era"], found["era_year"]) if found["era"] else int(found["year"])
            return Word(Kind.DAY, year, int(found["month"]), int(found["day"]))
        case "month_day":
            return Word(Kind.DAY, None, int(found["month_only"]), int(found["month_day"]))
        case "day_only" | "bare":
            return Word(Kind.DAY, day=int(found["day_only"] or found["bare"]))
        case "hour" | "minute" | "minute2" | "thirty" | "noon":
            return Word(Kind.TIME, minute=_minute(found))
        case "nth_day":
            numbers = frozenset(map(int, re.findall(r"\d", found["nth"])))
            return Word(Kind.NTH, weekdays=_weekdays(found["nth_day"]), numbers=numbers)
        case "every":
            return Word(Kind.EVERY, weekdays=_weekdays(found["every"]), holidays="祝" in found["every"])
        case "in_brackets" | "weekdays":
            named = found["in_brackets"] or found["weekdays"]
            return Word(Kind.WEEKDAYS, weekdays=_weekdays(named), holidays="祝" in named)
        case "count":
            return Word(Kind.COUNT, day=int(re.sub(r"\D", "", found["count"])))
        case "range":
            return Word(Kind.RANGE)
        case "until":
            return Word(Kind.UNTIL)
        case "excepted":
            return Word(Kind.EXCEPT)
        case "soft":
            return Word(Kind.BREAK, day=1)
        case _:
            return Word(Kind.BREAK)


def _weekdays(named: str) -> frozenset[int]:
    if named == "平日":
        return frozenset(range(1, 6))
    named = re.sub("曜日?|祝日|休日|振替休日|国民の", "", named)
    return frozenset(WEEKDAYS.index(letter) + 1 for letter in named if letter in WEEKDAYS)


def _minute(found: re.Match[str]) -> int:
    if found["noon"]:
        return 12 * 60
    hour, minute = int(found["hour"]), int(found["minute"] or found["minute2"] or 0)
    if found["thirty"]:
        minute = 30
    if found["half"] in ("午後", "PM") and hour < 12:
        hour += 12
    if hour > 24 or minute > 59 or hour * 60 + minute > 24 * 60:
        raise Unclear
    return hour * 60 + minute


def calendar_day(year: int, month: int, day: int) -> date:
    """That day, if the calendar has it and people alive may speak of it."""
    if year not in YEARS:
        raise Unclear
    try:
        return date(year, month, day)
    except ValueError:
        raise Unclear from None
