"""Publishing the rich menus: a new set is made ready at LINE, shown to everybody, and can be taken back.

What people see stays until everything new is ready. A run that is cut off is taken up by the next."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from delivery.line import Messenger
from delivery.menu_links import DEFAULT, link, link_everybody, menu_name_for
from delivery.menu_sets import Standing, arrive, forget, made_since, send_off, standing
from delivery.menu_shelf import MenuTrouble, Shelf, TooManyThisHour
from models.clock import Clock
from models.database import Database
from models.menus import PublishedMenu

__all__ = [
    "DEFAULT",
    "MenuTrouble",
    "Report",
    "TooManyThisHour",
    "link",
    "menu_name_for",
    "publish",
    "roll_back",
]

# Our menus are known by their name at LINE, so that what a crash left behind is found again.
OURS = "tsunagu "
MOST_AN_HOUR = 100  # LINE's limit for new menus


class MenuToPublish(Protocol):
    """One menu in one language, as `richmenus` finishes it."""

    @property
    def name(self) -> str: ...
    @property
    def shown(self) -> Mapping[str, Any]: ...
    @property
    def picture(self) -> bytes: ...
    @property
    def picture_type(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def reaches(self) -> Collection[str]: ...


@dataclass(slots=True)
class Report:
    """What a run has done."""

    set_number: int = 0
    back: bool = False
    made: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    linked: int = 0
    unknown: int = 0
    deleted: int = 0
    left: int = 0  # old menus that could not be deleted within this hour

    def sentences(self) -> list[str]:
        """For whoever ran the command."""
        said = [f"Set {self.set_number} of the menus is shown."]
        if self.back:
            said = [f"The menus from before are shown again, as set {self.set_number}."]
        elif not self.shown:
            said = [f"Set {self.set_number} of the menus is shown already; nothing has changed."]
        if self.made:
            said.append(f"New at LINE: {', '.join(self.made)}.")
        if self.linked:
            said.append(f"{self.linked} people were given their menu; they see it within a minute.")
        if self.unknown:
            said.append(f"{self.unknown} people are unknown to LINE and were passed over.")
        if self.deleted:
            said.append(f"{self.deleted} old menus were deleted.")
        if self.left:
            said.append(f"{self.left} old menus are left; run this again in an hour to delete them.")
        return said


def publish(
    database: Database,
    messenger: Messenger,
    menus: Sequence[MenuToPublish],
    clock: Clock,
    pause: Callable[[float], None] = time.sleep,
) -> Report:
    """Let LINE show these menus. Raises MenuTrouble; people then still see the menus from before."""
    shelf, report = Shelf(messenger, pause), Report()
    names = {menu.name for menu in menus}
    if DEFAULT not in names:
        raise MenuTrouble(f"The menu {DEFAULT} is missing: everybody sees it who has none of their own.")
    at_line = shelf.names()
    now = standing(database)
    if now.coming:
        # A run was cut off after its menus were ready: first bring those to everybody.
        _show(database, shelf, now, _reaches(menus), clock, report)
        now = standing(database)
    wanted = [menu for menu in menus if not _stands(now.live.get(menu.name), menu, at_line)]
    dropped = set(now.live) - names
    if wanted or dropped:
        again = {
            row.rich_menu_id
            for menu in wanted
            if (row := now.former.get(menu.name)) is not None and _stands(row, menu, at_line)
        }
        kept = {row.name for row in now.former.values() if row.rich_menu_id in again}
        new = [menu for menu in wanted if menu.name not in kept]
        send_off(database, now, _make(database, shelf, new, now, at_line, clock, report), again)
        now = standing(database)
        _show(database, shelf, now, _reaches(menus), clock, report, dropped)
        now = standing(database)
    else:
        _point(shelf, now)
    report.set_number = now.number
    _clean(database, shelf, now, at_line, report)
    return report


def roll_back(
    database: Database, messenger: Messenger, clock: Clock, pause: Callable[[float], None] = time.sleep
) -> Report:
    """Show the menus from before again; once more, and the later ones come back. Raises MenuTrouble."""
    shelf, report = Shelf(messenger, pause), Report(back=True)
    now = standing(database)
    if not now.is_return():
        if now.coming:
            # What was on its way may already be seen by some: it counts as seen by all, and is taken back.
            if not any(name in now.live for name in now.coming):
                raise MenuTrouble(
                    "There are no menus from before to go back to; `flask menus publish` goes on."
                )
            arrive(database, now)
            now = standing(database)
        if not now.former:
            raise MenuTrouble("There are no menus from before to go back to.")
        gone = [row.name for row in now.former.values() if row.rich_menu_id not in shelf.names()]
        if gone:
            raise MenuTrouble(f"LINE no longer has the menus from before: {', '.join(sorted(gone))}.")
        send_off(database, now, [], {row.rich_menu_id for row in now.former.values()})
        now = standing(database)
    _show(database, shelf, now, None, clock, report)
    report.set_number = standing(database).number
    return report


def alias_of(name: str) -> str:
    """What switching areas call the menu `everyday.ja` at LINE: `everyday-ja`."""
    return name.replace(".", "-").lower()


def _make(
    database: Database,
    shelf: Shelf,
    wanted: Sequence[MenuToPublish],
    now: Standing,
    at_line: Mapping[str, str],
    clock: Clock,
    report: Report,
) -> list[PublishedMenu]:
    """Menus that are ready at LINE, with pictures, but shown to nobody yet."""
    known = {row.rich_menu_id for row in (*now.live.values(), *now.former.values(), *now.older)}
    stranded = {name: one for one, name in at_line.items() if name.startswith(OURS) and one not in known}
    new = [menu for menu in wanted if _title(menu) not in stranded]
    for menu in new:
        shelf.check({**menu.shown, "name": _title(menu)})
    # LINE counts all of the hour; we know of this run and of what is still in use.
    room = MOST_AN_HOUR - made_since(database, clock() - timedelta(hours=1))
    rows = []
    for place, menu in enumerate(wanted):
        if (rich_menu_id := stranded.get(_title(menu))) is None:
            try:
                if room <= 0:
                    raise TooManyThisHour(f"LINE takes {MOST_AN_HOUR} new menus an hour")
                rich_menu_id = shelf.make({**menu.shown, "name": _title(menu)})
            except TooManyThisHour as limit:
                raise TooManyThisHour(
                    f"{limit}. {place} of {len(wanted)} are ready and kept, {len(wanted) - place} are left. "
                    "People see the menus from before; run this again in an hour."
                ) from limit
            room -= 1
            shelf.give_picture(rich_menu_id, menu.picture, menu.picture_type)
        elif not shelf.has_picture(rich_menu_id):
            shelf.give_picture(rich_menu_id, menu.picture, menu.picture_type)
        report.made.append(menu.name)
        rows.append(
            PublishedMenu(
                name=menu.name, fingerprint=menu.fingerprint, rich_menu_id=rich_menu_id, published_at=clock()
            )
        )
    return rows


def _show(
    database: Database,
    shelf: Shelf,
    now: Standing,
    reaches: Mapping[str, Collection[str]] | None,
    clock: Clock,
    report: Report,
    dropped: Collection[str] = (),
) -> None:
    """Bring the set on its way to everybody: aliases, default menu, people, and then it has arrived."""
    _point(shelf, now)

    def affected(name: str) -> bool:
        # Whoever switched tabs is tied to the very menu they switched to, so they are tied anew as well.
        return reaches is None or not now.coming.keys().isdisjoint(reaches.get(name, now.coming))

    ids = {name: row.rich_menu_id for name, row in now.newest().items() if name not in dropped}
    done = link_everybody(database, shelf, ids, affected, clock)
    report.linked += done.people
    report.unknown += done.unknown
    report.shown += sorted(now.coming)
    arrive(database, now, dropped)


def _point(shelf: Shelf, now: Standing) -> None:
    """Aliases and the default menu as they should be; what is right already is left alone."""
    aliases, newest = shelf.aliases(), now.newest()
    for name, row in newest.items():
        if aliases.get(alias_of(name)) != row.rich_menu_id:
            shelf.point(alias_of(name), row.rich_menu_id, known=alias_of(name) in aliases)
    if shelf.default() != newest[DEFAULT].rich_menu_id:
        shelf.make_default(newest[DEFAULT].rich_menu_id)


def _clean(
    database: Database, shelf: Shelf, now: Standing, at_line: Mapping[str, str], report: Report
) -> None:
    """Delete what is older than the set before this one, and what a cut-off run made and nobody uses."""
    kept = {row.rich_menu_id for row in (*now.live.values(), *now.former.values())}
    old = [one for one, name in at_line.items() if name.startswith(OURS) and one not in kept]
    if not old and not now.older:
        return
    aliases = shelf.aliases() if old else {}
    for place, rich_menu_id in enumerate(old):
        try:
            if place >= MOST_AN_HOUR:
                raise TooManyThisHour(f"{MOST_AN_HOUR} an hour are LINE's limit")
            for alias in [alias for alias, meant in aliases.items() if meant == rich_menu_id]:
                shelf.forget_alias(alias)
            shelf.remove(rich_menu_id)
        except TooManyThisHour:
            report.left = len(old) - place
            return
        report.deleted += 1
    forget(database, [row.rich_menu_id for row in now.older])


def _stands(row: PublishedMenu | None, menu: MenuToPublish, at_line: Mapping[str, str]) -> bool:
    return row is not None and row.fingerprint == menu.fingerprint and row.rich_menu_id in at_line


def _reaches(menus: Sequence[MenuToPublish]) -> dict[str, Collection[str]]:
    return {menu.name: menu.reaches for menu in menus}


def _title(menu: MenuToPublish) -> str:
    """The name at LINE: the same for the same words and picture, and for nothing else."""
    return f"{OURS}{menu.name} {menu.fingerprint[:16]}"
