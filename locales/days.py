"""Days, times, prices and distances as people in each language write them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_date

from locales.catalogues import _, spoken

TOKYO = ZoneInfo("Asia/Tokyo")
_DAY = {"ja": "M月d日(E)", "ja_Hira": "M月d日（EEEE）", "en": "EEE d MMM"}
_DAY_AND_YEAR = {"ja": "y年M月d日(E)", "ja_Hira": "y年M月d日（EEEE）", "en": "EEE d MMM y"}
# After a plain hyphen, a dash or 〜 a line may break; ~ stands too high in many letters.
_HYPHEN = "\N{NON-BREAKING HYPHEN}"
_BABEL = {"ja": "ja", "ja_Hira": "ja", "en": "en"}


def day(when: date, *, year: bool = False) -> str:
    """`11月28日(土)`, easy `11月28日（土曜日）`, English `Sat 28 Nov`; a datetime is taken in Japan time."""
    if isinstance(when, datetime):
        when = when.astimezone(TOKYO).date()
    pattern = (_DAY_AND_YEAR if year else _DAY)[spoken()]
    return format_date(when, pattern, locale=_BABEL[spoken()])


def clock(when: time | datetime) -> str:
    """`9:00`, easy Japanese `午前9時` and `午後1時30分`; a datetime is taken in Japan time."""
    if isinstance(when, datetime):
        when = when.astimezone(TOKYO).time()
    if spoken() != "ja_Hira":
        return f"{when.hour}:{when.minute:02}"
    # 午後12時 is noon to some and midnight to others.
    half = "午前" if when.hour < 12 else "ひるの" if when.hour == 12 else "午後"
    minutes = f"{when.minute}分" if when.minute else ""
    return f"{half}{when.hour if when.hour <= 12 else when.hour - 12}時{minutes}"


def days_and_times(starts: datetime, ends: datetime | None, *, all_day: bool = False) -> str:
    """One span as a card says it: `11月28日(土) 9:00‑11:30`."""
    first = starts.astimezone(TOKYO)
    last = ends.astimezone(TOKYO) if ends else None
    several = last is not None and last.date() != first.date()
    dash = "から" if spoken() == "ja_Hira" else _HYPHEN
    if all_day:
        return f"{day(first)}{dash}{day(last)}" if last and several else day(first)
    if last is None:
        return f"{day(first)} {clock(first)}"
    if several:
        return f"{day(first)} {clock(first)}{dash}{day(last)} {clock(last)}"
    return f"{day(first)} {clock(first)}{dash}{clock(last)}"


def money(yen: int) -> str:
    """`無料` or `1,500円`."""
    return _("Free") if yen == 0 else _("{yen} yen", yen=f"{yen:,}")


def place_distance(metres: float) -> str:
    """`350 m` under a kilometre, then `1.4 km`: as exact as a walk needs."""
    return f"{round(metres, -1):.0f} m" if metres < 995 else f"{metres / 1000:.1f} km"
