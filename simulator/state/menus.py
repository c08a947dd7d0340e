"""The rich menus of the bot, their pictures, their aliases, and which one a person sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simulator.state.people import Person

MOST_MENUS = 1_000
MOST_ALIASES = 1_000


@dataclass(slots=True)
class Menu:
    id: str
    object: dict[str, Any]
    image: str | None = None
    """The picture's content type, once it has been uploaded."""

    def line(self) -> dict[str, Any]:
        """As LINE's API shows it."""
        return {"richMenuId": self.id, **self.object}

    def public(self) -> dict[str, Any]:
        return {**self.line(), "image": f"/_stand-in/menu-image/{self.id}"}


@dataclass
class Menus:
    shelf: dict[str, Menu] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    default: str | None = None

    def seen_by(self, person: Person) -> Menu | None:
        """A menu linked to the person comes before the default one; a PC shows none."""
        if person.pc:
            return None
        return self.shelf.get(person.menu or "") or self.shelf.get(self.default or "")

    def kept(self) -> dict[str, Any]:
        return {
            "menus": [
                {"id": menu.id, "object": menu.object, "image": menu.image} for menu in self.shelf.values()
            ],
            "aliases": self.aliases,
            "default": self.default,
        }

    @classmethod
    def restore(cls, kept: dict[str, Any]) -> Menus:
        shelf = [Menu(**menu) for menu in kept["menus"]]
        return cls({menu.id: menu for menu in shelf}, dict(kept["aliases"]), kept["default"])
