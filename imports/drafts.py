"""Drafts: records as the tables will hold them, each with what it is known by from one import to the next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import String

from imports.cells import plain
from models.base import Base

TOKYO = ZoneInfo("Asia/Tokyo")
MOST_TEXT = 20_000

# When it starts, when it ends if that is known, whether it lasts all day, and when it is over in any case.
Time = tuple[datetime, datetime | None, bool, datetime]


@dataclass(slots=True)
class Draft:
    """One row to be, by column. `key` and `described` are two ways to find it again in the next file."""

    row: int
    key: str
    described: str
    name: str
    where: str
    values: dict[str, Any]
    times: tuple[Time, ...] = ()


def moment(day: date, minute: int) -> datetime:
    """A minute of a day in Japan; past 1440 it lies on the next day."""
    return datetime(day.year, day.month, day.day, tzinfo=TOKYO) + timedelta(minutes=minute)


def in_order(times: Iterable[Time]) -> tuple[Time, ...]:
    return tuple(sorted(times, key=lambda time: (time[0], time[1] or time[0], time[2])))


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def cut_lines(text: str, most: int) -> str:
    """As many whole lines as there is room for; what is missing is seen to be missing."""
    if len(text) <= most:
        return text
    kept = text[: most - 2].rpartition("\n")[0]
    return f"{kept}\n…" if kept else cut(text, most)


def lines(*parts: str) -> str:
    """What is said, each on its own line and nothing twice."""
    return "\n".join(dict.fromkeys(part for part in parts if part))


def labelled(label: str, words: str) -> str:
    return f"{label}: {words}" if words else ""


def fitting(table: type[Base], values: dict[str, Any]) -> dict[str, Any]:
    """The values with every text cut to the room its column has."""
    sizes = _sizes(table)
    for name, value in values.items():
        if isinstance(value, str):
            values[name] = cut(value, sizes.get(name, MOST_TEXT))
    return values


@lru_cache
def _sizes(table: type[Base]) -> dict[str, int]:
    columns = table.__table__.columns
    return {
        column.key: column.type.length or MOST_TEXT for column in columns if isinstance(column.type, String)
    }


def district_of(address: str, municipality: str) -> str | None:
    """The neighbourhood an address names behind its town, up to the first number: `本町` of `焼津市本町2-16`."""
    _before, found, rest = plain(address).partition(plain(municipality)) if municipality else ("", "", "")
    name = rest.strip() if found else ""
    for place, letter in enumerate(name):
        if letter.isdigit() or letter in "-− (" or _counts(name[place:]):
            name = name[:place]
            break
    name = name.removeprefix("大字").removeprefix("字")
    return name if 0 < len(name) <= 20 else None


def _counts(rest: str) -> bool:
    """Whether a numbered block begins here: 三丁目 does, 三ケ名 does not."""
    number = rest[: len(rest) - len(rest.lstrip("一二三四五六七八九十"))]
    return bool(number) and rest[len(number) :].startswith(("丁目", "番"))
