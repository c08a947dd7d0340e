"""Taps: what a button says, typed here and text on the wire: `lost.claim/1?item=7`."""

import dataclasses
import types
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, ClassVar, Self, Union, dataclass_transform, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl, quote, urlencode

MOST = 300  # LINE's limit for postback data, in UTF-16 units; ours is ASCII


class StaleTap(Exception):
    """A button from long ago, or not from us, that nobody understands any more."""


@dataclass_transform(frozen_default=True)
class Tap:
    """Base of all taps: subclasses are frozen dataclasses of int, str, bool, date or StrEnum fields."""

    registry: ClassVar[dict[str, type["Tap"]]] = {}
    name: ClassVar[str]
    version: ClassVar[int]
    # It takes back what the screen says was just done, and asks no further question.
    undoes: ClassVar[bool] = False

    def __init_subclass__(cls, name: str, version: int = 1) -> None:
        if other := Tap.registry.get(name):
            raise ValueError(f"the tap {name!r} is declared by {other.__qualname__} and {cls.__qualname__}")
        cls.name, cls.version = name, version
        dataclasses.dataclass(frozen=True)(cls)
        Tap.registry[name] = cls

    # Most buttons are the same on every screen.
    @lru_cache(maxsize=4096)  # noqa: B019 - taps are small values and hold nothing
    def pack(self) -> str:
        """The data of a postback. Raises ValueError past 300 characters: where it is drawn, not at LINE."""
        given: dict[str, str] = {}
        for field in dataclasses.fields(self):  # type: ignore[arg-type]  # subclasses are dataclasses
            value = getattr(self, field.name)
            if value is not None and value != field.default:
                given[field.name] = _written(value)
        query = f"?{urlencode(given, quote_via=quote)}" if given else ""
        packed = f"{self.name}/{self.version}{query}"
        if len(packed) > MOST:
            raise ValueError(f"{packed[:60]}… is longer than the {MOST} characters a button can carry")
        return packed

    @classmethod
    def upgrade(cls, version: int, given: dict[str, str]) -> dict[str, str]:
        """Fields of an older version made into today's; override when the meaning changes."""
        return given

    @classmethod
    def read(cls, version: int, given: dict[str, str]) -> Self:
        """Type the fields again. Unknown ones are ignored. Raises StaleTap."""
        given = cls.upgrade(version, given) if version < cls.version else given
        hints = get_type_hints(cls)
        values: dict[str, Any] = {}
        for field in dataclasses.fields(cls):  # type: ignore[arg-type]  # subclasses are dataclasses
            if field.name in given:
                values[field.name] = _typed(hints[field.name], given[field.name])
        try:
            return cls(**values)
        except TypeError as missing:
            raise StaleTap(cls.name) from missing


def unpack(data: str) -> Tap:
    """The tap that a postback carries. Raises StaleTap for anything that is not one of ours."""
    head, _mark, query = data.partition("?")
    name, _slash, version = head.partition("/")
    kind = Tap.registry.get(name)
    if kind is None or not (version.isascii() and version.isdecimal()) or len(data) > 4 * MOST:
        raise StaleTap(name[:40])
    return kind.read(int(version), dict(parse_qsl(query, keep_blank_values=True)))


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return value.isoformat() if isinstance(value, date) else str(value)


def _typed(hint: Any, text: str) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(one for one in get_args(hint) if one is not type(None))
    try:
        if hint is bool:
            return text == "1"
        if hint is int:
            number = int(text)
            if abs(number) >= 2**31:
                raise ValueError(text[:20])
            return number
        if hint is date:
            return date.fromisoformat(text)
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return hint(text)
    except ValueError as odd:
        raise StaleTap(text[:40]) from odd
    return text


class Open(Tap, name="open"):
    """Open an entry, as its word or its menu area would."""

    entry: str


class Back(Tap, name="back"):
    """One step back."""


class Stop(Tap, name="stop"):
    """Leave the form in progress."""


class Stay(Tap, name="stay"):
    """Nothing new: the number that led here, sent once more."""


class Resume(Tap, name="form.resume"):
    """Go on with a form that was set aside."""

    form: str


class Answered(Tap, name="form.answer"):
    """An answer button: it names its question, so that an old one is not taken for the present one."""

    form: str
    question: str
    value: str = ""


class Skipped(Tap, name="form.skip"):
    form: str
    question: str


class MenuTab(Tap, name="menu.tab"):
    """The phone switched to another tab of the rich menu by itself; we only hear of it."""

    to: str = ""
