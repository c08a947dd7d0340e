"""The real menus, published over HTTP to the stand-in, which refuses what LINE would refuse."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from aiohttp import web
from small_menus import Clock, line_id

from delivery.line import Line
from delivery.menus import MenuTrouble, link, publish, roll_back
from models.database import Database
from models.residents import LetterSize, Resident
from richmenus import FinishedMenu, finished, read_menus
from settings import Settings
from simulator.api import bulk
from simulator.app import create_app
from simulator.channel import Channel
from simulator.clock import Clock as StandInClock
from simulator.phones import stranger
from simulator.state.files import Files
from simulator.state.world import World

TOKEN = "a token"
PATIENCE = 10.0
Settle = Callable[..., str]


class StandIn:
    def __init__(self) -> None:
        self.channel = Channel.open(World("つなぐ町", StandInClock(), Files(None)), "a secret", TOKEN)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._runner = web.AppRunner(create_app(self.channel), access_log=None, shutdown_timeout=0.1)
        self._run(self._runner.setup())
        self._run(web.TCPSite(self._runner, "127.0.0.1", 0).start())
        self.line = Line(TOKEN, f"http://127.0.0.1:{self._runner.addresses[0][1]}")

    def moves_in(self, person: str) -> None:
        self._run(self._arrive(person))

    def sees(self, person: str) -> str:
        menu = self.channel.world.menus.seen_by(self.channel.world.people[person])
        return str(menu.object["name"]).split(" ")[1] if menu else "nothing"

    def shows(self, person: str, name: str) -> None:
        """Bulk links take effect a little after they were accepted, as at LINE."""
        until = time.monotonic() + PATIENCE
        while self.sees(person) != name and time.monotonic() < until:
            time.sleep(0.01)
        assert self.sees(person) == name

    def switches_tab(self, person: str, alias: str) -> None:
        self._run(self._switch(person, alias))

    def close(self) -> None:
        self._run(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, object]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    async def _arrive(self, person: str) -> None:
        self.channel.phones.arrive(stranger(id=person, name="Hana", friend=True))

    async def _switch(self, person: str, alias: str) -> None:
        self.channel.phones.switch_menu(self.channel.world.people[person], alias, "menu.tab/1")


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    monkeypatch.setattr(bulk, "LATER", 0.05)
    stand_in = StandIn()
    yield stand_in
    stand_in.close()


@pytest.fixture
def menus() -> tuple[FinishedMenu, ...]:
    return finished(read_menus(), Settings().hue)


def test_a_town_publishes_changes_its_mind_and_goes_back(
    stand_in: StandIn, database: Database, clock: Clock, settle: Settle, menus: tuple[FinishedMenu, ...]
) -> None:
    people = {
        settle(1): "everyday.ja",
        settle(2, "ja_Hira"): "everyday.ja_Hira",
        settle(3, "en", large=True): "large_type.en",
        settle(4, speaks=True): "organiser.ja",
    }
    for person in people:
        stand_in.moves_in(person)
    shelf = stand_in.channel.world.menus

    report = publish(database, stand_in.line, menus, clock)
    for person, name in people.items():
        stand_in.shows(person, name)
    assert len(report.made) == len(menus) == len(shelf.shelf) == len(shelf.aliases)
    assert report.linked == len(people)

    again = publish(database, stand_in.line, menus, clock)
    assert again.made == again.shown == [] and again.linked == 0

    stand_in.switches_tab(line_id(1), "everyday_more-ja")
    stand_in.shows(line_id(1), "everyday_more.ja")
    with database.writing() as db:
        resident = Resident.known(db, line_id(1))
        assert resident is not None
        resident.letter_size = LetterSize.LARGE
    assert link(database, stand_in.line, line_id(1)).ok
    stand_in.shows(line_id(1), "large_type.ja")

    clock.moves(hours=1)
    first = dict(shelf.aliases)
    new = [renamed(menu) if menu.name.startswith("large_type") else menu for menu in menus]
    assert sorted(publish(database, stand_in.line, new, clock).made) == [
        "large_type.en", "large_type.ja", "large_type.ja_Hira",
    ]  # fmt: skip
    assert shelf.aliases["everyday-ja"] == first["everyday-ja"]
    assert shelf.aliases["large_type-en"] != first["large_type-en"]

    roll_back(database, stand_in.line, clock)
    assert shelf.aliases == first


def test_a_menu_line_does_not_take_changes_nothing(
    stand_in: StandIn, database: Database, clock: Clock, settle: Settle, menus: tuple[FinishedMenu, ...]
) -> None:
    stand_in.moves_in(settle(1))
    publish(database, stand_in.line, menus, clock)
    kept = dict(stand_in.channel.world.menus.aliases)

    new = [renamed(menu, bar="a bar longer than it may be") for menu in menus]
    with pytest.raises(MenuTrouble, match="LINE does not take the menu"):
        publish(database, stand_in.line, new, clock)

    assert stand_in.channel.world.menus.aliases == kept
    assert len(stand_in.channel.world.menus.shelf) == len(menus)
    stand_in.shows(line_id(1), "everyday.ja")


def renamed(menu: FinishedMenu, bar: str = "Another") -> FinishedMenu:
    return FinishedMenu(
        name=menu.name,
        shown={**menu.shown, "chatBarText": bar},
        picture=menu.picture,
        picture_type=menu.picture_type,
        fingerprint=menu.fingerprint[::-1],
        reaches=menu.reaches,
    )
