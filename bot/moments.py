"""Moments: the question for a day and a time in Japan, picked from the phone's calendar, offered, or typed."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from bot.questions import TOKYO, Question, Unclear
from imports.dates import dates
from locales import Lazy, _, clock, fold
from models.refusals import Refusal
from views import Json, flex
from views.tap import Answered

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NEAR_DAYS = {
    "今日": 0, "本日": 0, "きょう": 0, "today": 0, "明日": 1, "あした": 1, "あす": 1, "tomorrow": 1,
    "明後日": 2, "あさって": 2,
}  # fmt: skip
NEAR_DAY = re.compile("|".join(sorted(NEAR_DAYS, key=len, reverse=True)), re.IGNORECASE)
# 土曜, 来週の月曜日, どようび, Saturday: counted from the Monday of this week, or else the next there is.
WEEKS = {"再来週": 2, "さらいしゅう": 2, "来週": 1, "らいしゅう": 1, "今週": 0, "こんしゅう": 0}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("月 げつ mon", "火 か tue", "水 すい wed", "木 もく thu", "金 きん fri", "土 ど sat", "日 にち sun")
    )
    for name in names.split()
}
WEEKDAY = re.compile(
    rf"(?P<week>{'|'.join(WEEKS)}|次|つぎ)?の?(?P<name>[月火水木金土日]|げつ|か|すい|もく|きん|ど|にち)(?:曜日?|ようび?)"
    r"|\b(?:next )?(?P<english>mon|tue|wed|thu|fri|sat|sun)(?:(?:s|nes|rs|ur)?day)?\b",
    re.IGNORECASE,
)
A_DATE = re.compile(r"\d\s*[/月-]\s*\d")
# 朝9時 is 午前9時; what is left of 「9時に送って」 says nothing about when.
HALVES = {
    "朝": "午前", "あさ": "午前", "ごぜん": "午前", "夕方": "午後", "ゆうがた": "午後", "夜": "午後", "よる": "午後",
    "ごご": "午後",
}  # fmt: skip
HALF = re.compile(rf"({'|'.join(HALVES)})の?(?=\d)")
HOURS = re.compile(r"(?<=\d)じ")
AFTERWARDS = re.compile(r"(?<=[時分半\d])(に|頃|ごろ)\D*$")
ENGLISH_HALF = re.compile(r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?\s*(?P<half>[ap])m\b", re.IGNORECASE)
# At these hours people are told things.
MORNING, EVENING = time(9), time(18)


def read_moment(words: str, now: datetime) -> datetime | None:
    """The one moment that is meant, or None: あした 9時, 土曜の朝9時, 11/30 10:00, 2026-11-30T10:00."""
    today = now.astimezone(TOKYO).date()
    said = unicodedata.normalize("NFKC", words).strip()
    weekday = None if A_DATE.search(said) else WEEKDAY.search(said)
    if weekday is not None:
        said = f"{said[: weekday.start()]}{_date(weekday, today)} {said[weekday.end() :]}"
    moment = _the_one(_as_written(said, today), today)
    if weekday is None or moment is None or moment > now or weekday["week"] in WEEKS:
        return moment
    return moment + 7 * DAY  # 土曜9時, said on a Saturday at ten


def _the_one(said: str, today: date) -> datetime | None:
    found = dates(said, today)
    if len(found.spans) != 1:
        return None
    span = found.spans[0]
    if span.start is None or span.end is not None or span.first != span.last:
        return None
    return datetime.combine(span.first, time(), TOKYO) + timedelta(minutes=span.start)


def _date(weekday: re.Match[str], today: date) -> str:
    """As a list of activities has it: of the week that is named, or else the next there is, today included."""
    number = WEEKDAYS[(weekday["name"] or weekday["english"]).lower()]
    monday = today - today.weekday() * DAY
    if weekday["week"] in WEEKS:
        day = monday + (7 * WEEKS[weekday["week"]] + number) * DAY
    else:
        day = today + (number - today.weekday()) % 7 * DAY
    return f"{day:%Y年%m月%d日}"


def _as_written(said: str, today: date) -> str:
    """The same as towns write it in their lists, which are read already: 朝 is 午前, and tomorrow a date."""
    said = NEAR_DAY.sub(lambda near: f"{today + NEAR_DAYS[near[0].lower()] * DAY:%m月%d日}", said, count=1)
    said = HALF.sub(lambda half: HALVES[half[1]], HOURS.sub("時", said))
    said = ENGLISH_HALF.sub(_half, AFTERWARDS.sub("", said))
    return re.sub(r"の(?=[午\d])|\bat\b", " ", said)


def _half(found: re.Match[str]) -> str:
    """9:30 pm → 午後9時30分"""
    half = "午前" if found["half"] in "aA" else "午後"
    return f"{half}{found['hour']}時" + (f"{found['minute']}分" if found["minute"] else "")


class Moment(Question):
    """A day and a time until `last`. `possible` raises a Refusal for a time that cannot be; `without` is the button
    for no time at all, kept as ""."""

    def __init__(
        self,
        ask: Lazy | str,
        *,
        last: datetime,
        possible: Callable[[datetime], object],
        without: Lazy | None = None,
    ) -> None:
        super().__init__(ask)
        self.last, self.possible, self.without = last, possible, without

    def read(self, words: str, now: datetime) -> str:
        if self.without is not None and fold(words) == fold(str(self.without)):
            return ""
        moment = read_moment(words, now)
        if moment is None:
            day = now.astimezone(TOKYO) + 3 * DAY
            example = f"{day.month}/{day.day} 10:00"
            raise Unclear(
                _("Please send a day and a time, such as “tomorrow 9:00” or “{example}”.", example=example)
            )
        try:
            self.possible(moment)
        except Refusal as no:
            raise Unclear(str(no)) from no
        return moment.isoformat()

    def buttons(self, form: str, name: str, now: datetime) -> list[Json]:
        offered = self._offered(now)
        made = [flex.quick(label, Answered(form, name, _local(moment))) for label, moment in offered]
        first = now + MINUTE
        last = max(self.last, first + MINUTE)
        shown = min(max(offered[0][1] if offered else first, first), last)
        picker = _("Pick day and time")
        made.append(flex.quick_moment(picker, Answered(form, name), *map(_local, (shown, first, last))))
        if self.without is not None:
            made.append(flex.quick(str(self.without), Answered(form, name, str(self.without))))
        return made

    def _offered(self, now: datetime) -> Sequence[tuple[str, datetime]]:
        """The next moments at which people are told things, as far as they are possible."""
        today = now.astimezone(TOKYO).date()
        evening, morning = (datetime.combine(today, at, TOKYO) for at in (EVENING, MORNING))
        found = [
            (_("Today {time}", time=clock(evening)), evening),
            (_("Tomorrow {time}", time=clock(morning)), morning + DAY),
            (_("Tomorrow {time}", time=clock(evening)), evening + DAY),
        ]
        return [(label, moment) for label, moment in found if self._may_be(moment)]

    def _may_be(self, moment: datetime) -> bool:
        try:
            self.possible(moment)
        except Refusal:
            return False
        return True


def _local(moment: datetime) -> str:
    """As LINE's date picker writes it, in Japan."""
    return f"{moment.astimezone(TOKYO):%Y-%m-%dT%H:%M}"
