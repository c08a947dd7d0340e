"""When a place is open: five cells that say it together, and what is certain of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from imports.cells import Answer, answer, plain, stated
from imports.hours import DAY, DESK_TIME, OTHER_TIME, Sitting, legible, minute, sittings, weekdays
from imports.memory import remembered

LONGEST = 600  # characters; beyond that it is an essay and not a timetable


@dataclass(frozen=True, slots=True)
class Hours:
    """When a place is open: always the words, and what is certain of them."""

    text: str = ""
    days: tuple[int, ...] | None = None
    sittings: tuple[Sitting, ...] | None = None


ALWAYS = re.compile(
    "(?:年中無休)?24時間(?:利用可能?|使用可能?|開放|可能?|営業)?|終日|常時(?:開放|利用可能?)?"
)
LABELLED = re.compile(
    r"【?(?:開館|開所|利用|営業|開園|受付)時間】?[:\s]*(?P<times>[^【】]+?)\s*(?:【(?:休館|休所|休業|休園|定休)日】(?P<closed>[^【】]+))?"
)
EVERY_DAY = frozenset(range(1, 8))
OPEN_DAILY = frozenset({"年中無休", "無休", "なし", "無し", "無"})


@remembered
def opening(days: str, start: str, end: str, note: str, closed: str, closed_title: str) -> Hours:
    """What five cells say of a place's hours. A remark on other days or times makes the hours uncertain.

    The days on which a place is closed stand behind their column's name, or one would read them as open.
    """
    days, start, end, note, closed = map(stated, (days, start, end, note, closed))
    if end and not start and minute(note) is not None:
        start, note = note, ""  # 開館時間 beside 閉館時間
    times = "～".join(map(legible, filter(None, (start, end))))
    shut = f"{closed_title} {closed}" if closed else ""
    text = "\n".join(filter(None, (" ".join(filter(None, (days, times))), note, shut)))
    if len(text) > LONGEST:
        return Hours(text)
    open_days = weekdays(days) if days else None
    if times:
        disturbed = note and OTHER_TIME.search(DESK_TIME.sub("", plain(note)))
        return Hours(
            text, None if disturbed else open_days, None if disturbed else sittings(start, end) or None
        )
    if ALWAYS.fullmatch(plain(note)):
        return Hours(text, open_days or tuple(sorted(EVERY_DAY)), (Sitting(0, DAY),))
    labelled = LABELLED.fullmatch(plain(note))
    if labelled:
        note, closed = labelled["times"], labelled["closed"] or closed
    found = sittings(note) if note else None
    ranges = found if found and all(sitting.end is not None for sitting in found) else None
    if days and open_days is None:
        ranges = None
    return Hours(text, open_days or _all_but(closed), ranges)


def by_weekday(cells: Mapping[str, str]) -> tuple[str, str]:
    """What a column for each day of the week says: the open days where they are only marked, else words."""
    told = {day: stated(cell) for day, cell in cells.items() if stated(cell)}
    marks = {day: answer(cell) for day, cell in told.items()}
    if told and all(mark in (Answer.YES, Answer.NO) for mark in marks.values()):
        return "".join(day for day, mark in marks.items() if mark is Answer.YES), ""
    alike: dict[str, list[str]] = {}
    for day, cell in told.items():
        alike.setdefault(cell, []).append(day)
    return "", "\n".join(f"{'・'.join(days)} {cell}" for cell, days in alike.items())


def together(parts: Sequence[Hours]) -> Hours:
    """The hours of a place that has several rows, as one for each day of the week."""
    if len(parts) == 1:
        return parts[0]
    text = "\n".join(dict.fromkeys(part.text.replace("\n", " ", 1) for part in parts if part.text))
    days = [day for part in parts for day in part.days or ()]
    sure = all(part.days and part.sittings == parts[0].sittings for part in parts) and len(set(days)) == len(
        days
    )
    return Hours(text, tuple(sorted(days)) if sure else None, parts[0].sittings if sure else None)


def _all_but(closed: str) -> tuple[int, ...] | None:
    if plain(closed) in OPEN_DAILY:
        return tuple(sorted(EVERY_DAY))
    shut = weekdays(closed) if closed else None
    return tuple(sorted(EVERY_DAY - set(shut))) if shut else None
