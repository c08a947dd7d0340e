"""Days: which days somebody names (11月28日, あさって, 来週の火曜, 12月), from the first to the last of them."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot import ear
from bot.moments import WEEKDAYS, WEEKS
from bot.questions import TOKYO
from locales import fold, keywords

DAY = timedelta(days=1)
MOST, MOST_WITHIN = 40, 200  # characters: what is longer is about more than a day
NEAR = {
    "明々後日": 3,
    "しあさって": 3,
    "明後日": 2,
    "あさって": 2,
    "本日": 0,
    "今日": 0,
    "きょう": 0,
    "明日": 1,
    "あした": 1,
}
WEEKEND = ("土日", "どにち", "週末", "しゅうまつ", "weekend")
_WEEK = "|".join(sorted([*WEEKS, "さ来週"], key=len, reverse=True))
_NAMES = "[月火水木金土日]|げつ|か|すい|もく|きん|ど|にち"
# What may be said beside the day when nothing but the day is asked for.
_BESIDE = re.compile(
    "いべんと|活動|かつどう|行事|ぎょうじ|催し物?|もよおし|してる|しとる|頃|ごろ|on|events?|activities|whats"
)
_KANA_MONTH, _KANA_DAY = re.compile(r"(\d)がつ"), re.compile(r"(\d)にち")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_ENGLISH = re.compile(rf"\b(?:on )?(?:{_MONTH} (\d{{1,2}})|(\d{{1,2}})(?: of)? {_MONTH})(?:st|nd|rd|th)?\b")
_CLOCK = re.compile(r"\d{1,2}:\d\d|\d{1,2}時(?:\d{1,2}分|半)?")


@dataclass(frozen=True, slots=True)
class Days:
    """From the first to the last, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first}/{self.last}"

    @classmethod
    def one(cls, day: date) -> "Days":
        return cls(day, day)

    @classmethod
    def of(cls, text: str) -> "Days | None":
        """What `str()` wrote; None for anything else."""
        try:
            first, last = map(date.fromisoformat, text.split("/"))
        except ValueError:
            return None
        return cls(first, last) if date(2000, 1, 1) <= first <= last < date(2200, 1, 1) else None


def days_named(words: str, now: datetime, *, within: bool = False) -> Days | None:
    """The days that are all somebody asks for. None when they name none, or say more than that; unless `within`
    a longer sentence will do."""
    said = unicodedata.normalize("NFKC", words).strip().casefold()
    said = _KANA_DAY.sub(r"\1日", _KANA_MONTH.sub(r"\1月", said))
    said = _ENGLISH.sub(_in_figures, said)
    if len(said) > (MOST_WITHIN if within else MOST) or fold(words) in keywords():
        return None
    today = now.astimezone(TOKYO).date()
    for pattern, meant in _SHAPES:
        if found := pattern.search(said):
            try:
                days = meant(found, today)
            except ValueError:  # 11月31日
                return None
            beside = fold(_CLOCK.sub(" ", f"{said[: found.start()]} {said[found.end() :]}"))
            return days if within or ear.says_nothing(_BESIDE.sub("", beside)) else None
    return None


def _in_figures(found: re.Match[str]) -> str:
    """dec 5, 5 December → 12/5"""
    return f"{_MONTHS.index(found[1] or found[4]) + 1}/{found[2] or found[3]}"


def _a_date(found: re.Match[str], today: date) -> Days:
    year = int(found["year"] or today.year)
    day = date(year, int(found["month"]), int(found["day"]))
    if not found["year"] and today - day > timedelta(days=90):
        day = day.replace(year=year + 1)  # 1月10日, said in November
    return Days.one(day)


def _a_day(found: re.Match[str], today: date) -> Days:
    """28日: of this month, or else of the next that has one."""
    month = today.replace(day=1)
    while monthrange(month.year, month.month)[1] < int(found[1]) or month.replace(day=int(found[1])) < today:
        month = (month + 32 * DAY).replace(day=1)
        if int(found[1]) > 31:
            raise ValueError(found[0])
    day = month.replace(day=int(found[1]))
    return Days.one(day)


def _a_month(found: re.Match[str], today: date) -> Days:
    month = int(found[1])
    first = date(today.year + (month < today.month), month, 1)
    return _whole_month(first, today)


def _this_month(_found: re.Match[str], today: date) -> Days:
    return _whole_month(today.replace(day=1), today)


def _whole_month(first: date, today: date) -> Days:
    return Days(max(first, today), first.replace(day=monthrange(first.year, first.month)[1]))


def _near(found: re.Match[str], today: date) -> Days:
    day = today + NEAR[found[0]] * DAY
    return Days.one(day)


def _monday(named: str | None, today: date) -> date:
    weeks = 2 if named == "さ来週" else WEEKS.get(named or "", 0)
    return today + (7 * weeks - today.weekday()) * DAY


def _a_week(found: re.Match[str], today: date) -> Days:
    monday = _monday(found["week"], today)
    return Days(max(monday, today), monday + 6 * DAY)


def _a_weekend(found: re.Match[str], today: date) -> Days:
    saturday = _monday(found["week"], today) + 5 * DAY
    return Days(max(saturday, today), saturday + DAY)


def _a_weekday(found: re.Match[str], today: date) -> Days:
    """土曜: the next there is, today included; 来週の火曜: of that week."""
    number = WEEKDAYS[found["name"] if "name" in found.groupdict() else found["english"]]
    if found["week"]:
        day = _monday({"next": "来週"}.get(found["week"], found["week"]), today) + number * DAY
    else:
        day = today + (number - today.weekday()) % 7 * DAY
    return Days.one(day)


# The first that is found counts, so what names more stands before what names less.
_SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Days]], ...] = (
    (
        re.compile(
            r"(?:(?P<year>20\d\d)[-/年])?(?P<month>\d{1,2})[-/月](?P<day>\d{1,2})(?:日|\b)(?!間)"
            r"(?:の?\(?[月火水木金土日](?:曜日?)?\)?)?"
        ),
        _a_date,
    ),
    (re.compile(rf"(?P<week>{_WEEK})の?(?:{'|'.join(WEEKEND)})"), _a_weekend),
    (re.compile(rf"(?:(?P<week>{_WEEK})の?)?(?P<name>{_NAMES})(?:曜日?|ようび?)"), _a_weekday),
    (
        re.compile(
            r"\b(?:(?P<week>next) week )?(?:on |this |next )?"
            r"(?P<english>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?day\b"
        ),
        _a_weekday,
    ),
    (re.compile("|".join(NEAR)), _near),
    (re.compile(rf"(?P<week>{_WEEK})"), _a_week),
    (re.compile("今月|こんげつ|this month"), _this_month),
    (re.compile(r"(?<!\d)(\d{1,2})月(?!\d)"), _a_month),
    (re.compile(r"(?<!\d)(\d{1,2})日(?!間)"), _a_day),
)
