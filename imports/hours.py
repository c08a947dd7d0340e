"""Times and days of the week: when a sitting begins and ends, and on which days."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from imports.cells import BLANKS, plain
from imports.memory import remembered

DAY = 24 * 60
WEEKDAYS = "月火水木金土日"
ENGLISH_DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")

TIME = (
    r"(?:(?P<half>午前|午後|AM|PM|am|pm|夜)?\s*(?:(?P<next>翌日?)\s*)?(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{2})(?::\d{2})?|時(?:(?P<minute2>\d{1,2})分|(?P<thirty>半))?)(?P<late>\s*[apAP][mM])?|(?P<noon>正午))"
)
ONE_TIME = re.compile(TIME)
DASH = re.compile(r"\s*(?:[~〜～∼―—–ー−-]|から|より)\s*")
# Remarks on people or preparation change nothing; a remark that names a day or a time may.
OTHER_TIME = re.compile(r"[月火水木金土日祝]曜|[土日祝]|平日|最終|\d{1,2}[:時]|\d日|季|夏|冬|除")


# When doors or desks open before that changes nothing of the time itself.
DESK_TIME = re.compile(
    r"(?:最終)?(?:受付|開場|集合|入場|入館|入園)(?:時間|開始|は)?:?(?:午[前後])?\d{1,2}[:時](?:\d{1,2}分?)?(?:~|から|より|まで)?"
)


@dataclass(frozen=True, slots=True)
class Sitting:
    """Minutes after midnight; an end after 1440 lies on the next day."""

    start: int
    end: int | None = None


@remembered
def minute(text: str) -> int | None:
    """One time and nothing else, as minutes after midnight: `9:00`, `午後7時半`, `24:00`, 0.375."""
    if len(text) > 40:
        return None
    text = plain(text)
    if re.fullmatch(r"0?\.\d{1,20}|[01](?:\.0{1,20})?", text, re.ASCII):
        return round(float(text) * DAY)  # a spreadsheet's fraction of a day
    found = ONE_TIME.fullmatch(re.sub(r"(?:から|より|まで|頃|開始|終了|~)$", "", text).strip())
    return _minutes(found) if found else None


def legible(text: str) -> str:
    """A time as people write it, where a spreadsheet left its own number for it."""
    at = minute(text) if re.fullmatch(r"[01]?\.\d{1,20}", text, re.ASCII) else None
    return text if at is None else f"{at // 60}:{at % 60:02d}"


@remembered
def sittings(start: str, end: str = "") -> tuple[Sitting, ...] | None:
    """What two cells say of the times on one day: none when blank, None when they are not certain."""
    starts, ends = _times(start), _times(end)
    if starts is None or ends is None:
        return None
    if not starts:
        return None if ends else ()
    if any(sitting.end is not None for sitting in starts):
        return starts if not ends else None
    if not ends:
        return starts
    if len(starts) != len(ends) or any(sitting.end is not None for sitting in ends):
        return None
    return _all(_until(begin.start, finish.start) for begin, finish in zip(starts, ends, strict=True))


def _until(start: int, end: int) -> Sitting | None:
    """An end before the start is the next morning, if that is at all likely; else one of both is wrong."""
    if end >= start:
        return Sitting(start, end)
    overnight = end <= 6 * 60 or (start >= 16 * 60 and end <= 12 * 60)
    return Sitting(start, end + DAY) if overnight else None


def _times(text: str) -> tuple[Sitting, ...] | None:
    """Every time or range of times in a cell, or None when something else stands between them."""
    if text in BLANKS or len(text) > 200:
        return () if text in BLANKS else None
    # Circled numbers head the sittings and would turn into digits of a time.
    text = re.sub("[①-⑳]", "\n", text)
    whole = minute(text)
    if whole is not None:
        return (Sitting(whole),)
    body, _mark, note = re.sub(r"[(※]", "※", plain(text)).partition("※")
    if OTHER_TIME.search(DESK_TIME.sub("", note)):
        return None
    parts = re.split(r"[\s、,/・]*\n[\s、,/・]*|\s*[、,/・]\s*", body.strip())
    return _all(_sitting(re.sub("(?:まで|頃)$", "", part.strip())) for part in parts if part)


def _all(found: Iterable[Sitting | None]) -> tuple[Sitting, ...] | None:
    known: list[Sitting] = []
    for sitting in found:
        if sitting is None:
            return None
        known.append(sitting)
    return tuple(known)


def _sitting(text: str) -> Sitting | None:
    sides = [ONE_TIME.fullmatch(side) for side in DASH.split(text) if side]
    if not 1 <= len(sides) <= 2 or not sides[0]:
        return None
    start = _minutes(sides[0])
    if start is None or len(sides) == 1:
        return None if start is None else Sitting(start)
    end = _minutes(sides[1]) if sides[1] else None
    if end is None or not sides[1]:
        return None
    if sides[0]["half"] in ("午後", "夜") and not sides[1]["half"] and end < start:
        end += 12 * 60  # 午後7時～9時 stays in the evening
        return Sitting(start, end) if start < end < DAY else None
    return _until(start, end)


def _minutes(found: re.Match[str]) -> int | None:
    if found["noon"]:
        return 12 * 60
    hour = int(found["hour"])
    part = 30 if found["thirty"] else int(found["minute"] or found["minute2"] or 0)
    half = (found["half"] or found["late"] or "").strip().lower()
    if part > 59 or hour > (12 if half else 30) or (hour * 60 + part > DAY and hour < 24):
        return None
    if half in ("午後", "pm", "夜") and hour < 12:
        hour += 12
    elif half in ("午前", "am") and hour == 12:
        hour = 0
    return hour * 60 + part + (DAY if found["next"] else 0)


@remembered
def weekdays(text: str) -> tuple[int, ...] | None:
    """Days of the week, 1 for Monday to 7 for Sunday, or None when they are not certain."""
    if len(text) > 60:
        return None
    text = plain(text).replace("曜日", "").replace("曜", "").replace("毎週", "")
    if text in ("毎日", "年中無休", "全日"):
        return tuple(range(1, 8))
    if text == "平日":
        return tuple(range(1, 6))
    compact = re.sub(r"[\s、,・/;]+", "", text)
    if compact and all(letter in WEEKDAYS for letter in compact):
        return _once(WEEKDAYS.index(letter) + 1 for letter in compact)
    if re.fullmatch("[1-7]{1,7}", compact):
        return _once(map(int, compact))
    span = re.fullmatch(rf"([{WEEKDAYS}])\s*[~〜～ー−-]\s*([{WEEKDAYS}])", text)
    if span and WEEKDAYS.index(span[1]) < WEEKDAYS.index(span[2]):
        return tuple(range(WEEKDAYS.index(span[1]) + 1, WEEKDAYS.index(span[2]) + 2))
    words = [
        word[:2].lower() for word in re.split(r"[\s,、・/;]+", text) if word.isascii() and word.isalpha()
    ]
    if (
        words
        and len(words) == len(re.split(r"[\s,、・/;]+", text))
        and all(word in ENGLISH_DAYS for word in words)
    ):
        return _once(ENGLISH_DAYS.index(word) + 1 for word in words)
    return None


def _once(days: Iterable[int]) -> tuple[int, ...] | None:
    found = list(days)
    return tuple(sorted(found)) if len(set(found)) == len(found) else None
