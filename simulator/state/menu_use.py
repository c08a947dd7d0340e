"""Rich menus in use: on which day which person had one on the screen, and which of its areas they tapped."""

from __future__ import annotations

from typing import Any

People = dict[str, int]


class MenuUse:
    """By menu and day. An impression is an area of its own, which no menu can have."""

    SCREEN = "screen"

    def __init__(self) -> None:
        self._kept: dict[str, dict[str, dict[str, People]]] = {}

    def see(self, menu: str, date: str, person: str) -> None:
        self._grow(menu, date, self.SCREEN, person)

    def tap(self, menu: str, date: str, person: str, area: int) -> None:
        """A tap is also a look."""
        self.see(menu, date, person)
        self._grow(menu, date, str(area), person)

    def days(self, menu: str, first: str, last: str) -> dict[str, dict[str, People]]:
        return {
            date: areas for date, areas in sorted(self._kept.get(menu, {}).items()) if first <= date <= last
        }

    def clear(self) -> None:
        self._kept.clear()

    def kept(self) -> dict[str, Any]:
        return self._kept

    def restore(self, kept: dict[str, Any]) -> None:
        self._kept = kept

    def _grow(self, menu: str, date: str, area: str, person: str) -> None:
        people = self._kept.setdefault(menu, {}).setdefault(date, {}).setdefault(area, {})
        people[person] = people.get(person, 0) + 1
