"""What staff write down for `flask announcements`: a TOML or JSON file, or options, as contents, audience and plan."""

import json
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from locales import LOCALES, _, fold, lazy
from models.audiences import Audience, Part, kept
from models.contents import Card, Content, Picture, Words
from models.refusals import Refusal
from models.schedules import Holidays, Rule, Schedule
from models.staffing import organisation_called
from models.topics import Topic

TOKYO = ZoneInfo("Asia/Tokyo")
MOST_BYTES = 200_000
DAYS = "月火水木金土日"
KNOWN = {"title", "organisation", "activity", "urgent", "drill", "not_after", "parts", "audience", "schedule"}
WHO = {
    "everyone", "everyone_at_line", "kept", "topics", "districts", "languages", "ages", "activities", "who", "members",
}  # fmt: skip
WHEN = {"rule", "at", "time", "weekdays", "day", "first", "last", "except", "holidays"}
Found = TypeVar("Found")


class OddFile(Refusal):
    message = lazy("The file cannot be read: {why}")


class OddEntry(Refusal):
    message = lazy("“{name}” cannot be “{given}”. Please look at docs/announcements.md.")


@dataclass(frozen=True, kw_only=True)
class Given:
    """An announcement as somebody wrote it down."""

    title: str
    organisation_id: int | None
    activity_id: int | None
    urgent: bool
    drill: bool
    not_after: datetime | None
    content: Content
    audience: Audience
    schedule: Schedule


def read_file(path: str) -> dict[str, Any]:
    """The file as it is. Raises OddFile."""
    try:
        raw = Path(path).read_bytes()
        if len(raw) > MOST_BYTES:
            raise OddFile(why=_("it is too long."))
        text = raw.decode("utf-8-sig")
        found = json.loads(text) if path.endswith(".json") else tomllib.loads(text)
    except (OSError, ValueError, RecursionError) as trouble:
        raise OddFile(why=str(trouble)) from None
    if not isinstance(found, dict):
        raise OddFile(why=_("it does not begin with names and values."))
    return found


def understood(db: Session, data: dict[str, Any]) -> Given:
    """What a file or options mean. Raises a Refusal that names what does not fit."""
    _only("", data, KNOWN)
    name = data.get("organisation")
    return Given(
        title=_one(data, "title", str) or "",
        organisation_id=organisation_called(db, str(name)).id if name else None,
        activity_id=_one(data, "activity", int),
        urgent=_one(data, "urgent", bool) or False,
        drill=_one(data, "drill", bool) or False,
        not_after=_moment("not_after", data.get("not_after")),
        content=contents(data.get("parts", [])),
        audience=audience(db, data.get("audience", {})),
        schedule=schedule(data.get("schedule", {})),
    )


def contents(parts: Any) -> Content:
    if not isinstance(parts, list):
        raise OddEntry(name="parts", given=parts)
    return Content(tuple(_part(part) for part in parts))


def _part(part: Any) -> Words | Picture | Card:
    if not isinstance(part, dict):
        raise OddEntry(name="parts", given=part)
    if "picture" in part:
        _only("parts", part, {"picture", "preview"})
        return Picture(_one(part, "picture", str) or "", _one(part, "preview", str) or "")
    if "card" in part:
        _only("parts", part, {"card"})
        return Card(_one(part, "card", int) or 0)
    _only("parts", part, set(LOCALES))
    return Words({name: _one(part, name, str) or "" for name in part})


def audience(db: Session, who: Any) -> Audience:
    _only("audience", who, WHO)
    if "kept" in who:
        return kept(db, str(who["kept"]))
    activities = _all(who, "activities", int)
    parts = _all(who, "who", Part) or ((Part.JOINED,) if activities else ())
    at_line = _one(who, "everyone_at_line", bool) or False
    return Audience(
        everyone=at_line or _one(who, "everyone", bool) or False,
        unmet=at_line,
        topics=tuple(_topic(name) for name in _all(who, "topics", str)),
        districts=_all(who, "districts", str),
        locales=_all(who, "languages", str),
        ages=_all(who, "ages", str),
        activities=activities,
        parts=parts,
        members=tuple(organisation_called(db, name).id for name in _all(who, "members", str)),
    )


def schedule(when: Any) -> Schedule:
    _only("schedule", when, WHEN)
    rule = _made("rule", Rule, when.get("rule", Rule.ONCE if "at" in when else Rule.BY_HAND))
    at_time = _made("time", time.fromisoformat, str(when.get("time", "09:00")))
    return Schedule(
        rule=rule,
        at=_moment("at", when.get("at")),
        hour=at_time.hour,
        minute=at_time.minute,
        weekdays=tuple(_weekday(name) for name in _all(when, "weekdays", str)),
        day=_one(when, "day", int) or 1,
        first=_day("first", when.get("first")),
        last=_day("last", when.get("last")),
        exceptions=tuple(_day("except", day) or date.min for day in when.get("except", [])),
        holidays=_made("holidays", Holidays, when.get("holidays", Holidays.SEND)),
    )


def _only(where: str, given: Any, known: set[str]) -> None:
    if not isinstance(given, dict):
        raise OddEntry(name=where, given=given)
    for name in given:
        if name not in known:
            raise OddEntry(name=f"{where}.{name}" if where else name, given=given[name])


def _one(given: dict[str, Any], name: str, kind: type[Found]) -> Found | None:
    value = given.get(name)
    if value is None:
        return None
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise OddEntry(name=name, given=value)
    return value


def _all(given: dict[str, Any], name: str, kind: type[Found]) -> tuple[Found, ...]:
    values = given.get(name, [])
    if not isinstance(values, list):
        raise OddEntry(name=name, given=values)
    if kind in (str, int):
        return tuple(_one({name: value}, name, kind) or kind() for value in values)
    return tuple(_made(name, kind, value) for value in values)


def _made(name: str, kind: Callable[[Any], Found], value: Any) -> Found:
    try:
        return kind(value)
    except (ValueError, TypeError):
        raise OddEntry(name=name, given=value) from None


def _moment(name: str, value: Any) -> datetime | None:
    """A day and time in Japan, unless it names another zone."""
    if value is None:
        return None
    found = value if isinstance(value, datetime) else _made(name, datetime.fromisoformat, str(value))
    return found if found.tzinfo is not None else found.replace(tzinfo=TOKYO)


def _day(name: str, value: Any) -> date | None:
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    return _made(name, date.fromisoformat, str(value))


def _weekday(name: str) -> int:
    if len(name) < 1 or name[0] not in DAYS:
        raise OddEntry(name="weekdays", given=name)
    return DAYS.index(name[0])


def _topic(name: str) -> str:
    shape = fold(name)
    for topic in Topic:
        if shape in (topic.value, fold(topic.label)):
            return topic.value
    raise OddEntry(name="topics", given=name)


def from_options(given: dict[str, Any]) -> dict[str, Any]:
    """Options as the file would say it: one text, pictures, cards, and a plain audience."""
    words = {name: given[name] for name in LOCALES if given.get(name)}
    parts: list[dict[str, Any]] = [words] if words else []
    parts += [{"picture": url} for url in _listed(given, "picture")]
    parts += [{"card": key} for key in _listed(given, "card")]
    who: dict[str, Any] = {name: True for name in ("everyone", "everyone_at_line") if given.get(name)}
    for option, name in (("topic", "topics"), ("district", "districts"), ("language", "languages"),
                         ("age", "ages"), ("of", "activities"), ("who", "who"), ("member", "members")):  # fmt: skip
        if found := _listed(given, option):
            who[name] = list(found)
    if given.get("kept"):
        who["kept"] = given["kept"]
    data: dict[str, Any] = {"parts": parts, "audience": who}
    for name in ("title", "organisation", "activity", "urgent", "drill"):
        if given.get(name):
            data[name] = given[name]
    if given.get("at"):
        data["schedule"] = {"at": given["at"]}
    return data


def _listed(given: dict[str, Any], name: str) -> Sequence[Any]:
    return given.get(name) or ()
