"""Menus small enough to publish a thousand times."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from delivery.menus import Report

Settle = Callable[..., str]
Go = Callable[..., Report]
Undo = Callable[[], Report]
BORN = datetime(2026, 1, 1, tzinfo=UTC)

NAMES = (
    "everyday.ja",
    "everyday_more.ja",
    "everyday.en",
    "everyday_more.en",
    "large_type.ja",
    "organiser.ja",
)


class Clock(Protocol):
    """The clock that tests move."""

    now: datetime

    def __call__(self) -> datetime: ...
    def moves(self, **by: float) -> None: ...


@dataclass(frozen=True)
class SmallMenu:
    name: str
    picture: bytes = b"as it was"
    picture_type: str = "image/png"

    @property
    def shown(self) -> dict[str, Any]:
        return {"name": self.name, "selected": True, "areas": []}

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.name.encode() + self.picture).hexdigest()

    @property
    def reaches(self) -> tuple[str, ...]:
        folder, locale = self.name.split(".")
        if folder == "large_type":
            return (self.name,)
        tabs = (f"everyday.{locale}", f"everyday_more.{locale}")
        return tabs if folder != "organiser" else (self.name, *tabs)


def a_set(**pictures: str) -> list[SmallMenu]:
    """All small menus; `large_type_ja="new"` gives one of them another picture."""
    return [SmallMenu(name, pictures.get(name.replace(".", "_"), "as it was").encode()) for name in NAMES]


def line_id(number: int) -> str:
    return f"U{number:032x}"
