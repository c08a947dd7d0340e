"""The state file: written whole beside the old one and put in its place, so that it is never half."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from simulator.state.groups import Group
from simulator.state.menus import Menus
from simulator.state.people import Person
from simulator.state.promises import Accepted, ReplyToken
from simulator.state.world import Bot, Statistics, World

FORMAT = 1

# Writing pauses at least so long, and at least so many times as long as the last writing took.
SHORTEST_PAUSE = 0.5
PAUSE_FACTOR = 10

PEOPLE_IN_A_PIECE = 50
PROMISES_IN_A_PIECE = 1_000


class Unreadable(Exception):
    """The state file is not one of ours."""


class Snapshot:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._saved: int | None = None

    def load(self, world: World) -> None:
        """Take up what an earlier run left; a missing file is an empty town."""
        try:
            text = self._path.read_text("utf-8")
        except FileNotFoundError:
            return
        except (OSError, UnicodeDecodeError) as error:
            raise Unreadable(f"{self._path} cannot be read: {error}") from error
        try:
            _restore(world, json.loads(text))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Unreadable(f"{self._path} is not a state file of this stand-in ({error!r}).") from error

    def save(self, world: World) -> None:
        """At once, if anything has changed. An OSError tells that the disk did not take it."""
        if self._saved != world.version:
            self._write(list(_pieces(world)), world.version)

    def save_if_possible(self, world: World) -> None:
        try:
            self.save(world)
        except OSError as error:
            _warn(error)

    async def keep(self, world: World) -> None:
        """Save whenever something has changed, for as long as the stand-in runs."""
        pause = SHORTEST_PAUSE
        while True:
            await asyncio.sleep(pause)
            if self._saved == world.version:
                continue
            version, began, pieces = world.version, time.monotonic(), []
            for piece in _pieces(world):
                pieces.append(piece)
                # A large town takes a while to write down: others come first.
                await asyncio.sleep(0)
            try:
                self._write(pieces, version)
            except OSError as error:
                _warn(error)
            pause = max(SHORTEST_PAUSE, PAUSE_FACTOR * (time.monotonic() - began))

    def _write(self, pieces: list[str], version: int) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
        fresh.write_text("".join(pieces), "utf-8")
        os.replace(fresh, self._path)
        self._saved = version


def _warn(error: OSError) -> None:
    print(f"The state could not be saved: {error}", file=sys.stderr)


def _pieces(world: World) -> Iterator[str]:
    """The file in pieces of a few people each; what counts over all of them is written last."""
    yield '{"people": ['
    people = list(world.people.values())
    for first in range(0, len(people), PEOPLE_IN_A_PIECE):
        some = [person.kept() for person in people[first : first + PEOPLE_IN_A_PIECE]]
        yield (", " if first else "") + json.dumps(some)[1:-1]
    yield '], "accepted": ['
    accepted = list(world.accepted.items())
    for first in range(0, len(accepted), PROMISES_IN_A_PIECE):
        kept = [[key, asdict(it)] for key, it in accepted[first : first + PROMISES_IN_A_PIECE]]
        yield (", " if first else "") + json.dumps(kept)[1:-1]
    yield "], " + json.dumps(_counted(world))[1:]


def _counted(world: World) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "bot": {"user_id": world.bot.user_id, "name": world.bot.name, "basic_id": world.bot.basic_id},
        "menus": world.menus.kept(),
        "quota": world.quota.kept(),
        "statistics": asdict(world.statistics),
        "sent_at": world.sent_at,
        "taken_back": list(world.taken_back),
        "groups": [group.public() for group in world.groups.values()],
        "audiences": world.audiences.kept(),
        "coupons": world.coupons.kept(),
        "memberships": world.memberships.kept(),
        "narrowcasts": world.narrowcasts.kept(),
        "sends": world.sends.kept(),
        "menu_use": world.menu_use.kept(),
        "passes": world.passes.kept(),
        "reply_tokens": {token: asdict(it) for token, it in world.reply_tokens.items()},
        "photos": world.photos,
        "webhook": world.webhook,
        "next_message": world.next_message,
        "seq": world.feed.seq,
    }


def _restore(world: World, kept: dict[str, Any]) -> None:
    if kept["format"] != FORMAT:
        raise ValueError(f"format {kept['format']}, expected {FORMAT}")
    people = [Person.restore(person) for person in kept["people"]]
    # The name on the command line wins: it is what the caller asked for this time.
    world.bot = Bot(kept["bot"]["user_id"], world.bot.name, kept["bot"]["basic_id"])
    world.people = {person.id: person for person in people}
    world.menus = Menus.restore(kept["menus"])
    world.quota.restore(kept["quota"])
    world.statistics = Statistics(**kept["statistics"])
    world.photos = dict(kept["photos"])
    world.sent_at = dict(kept.get("sent_at") or dict.fromkeys(kept["photos"], world.clock.now()))
    _restore_second_half(world, kept)
    world.webhook = kept["webhook"]
    world.next_message = kept["next_message"]
    world.feed.seq = kept["seq"]


def _restore_second_half(world: World, kept: dict[str, Any]) -> None:
    """What a file of an earlier stand-in does not have yet begins empty."""
    world.accepted = {key: Accepted(**it) for key, it in kept.get("accepted", [])}
    world.reply_tokens = {token: ReplyToken(**it) for token, it in kept.get("reply_tokens", {}).items()}
    world.taken_back = dict.fromkeys(kept.get("taken_back", []))
    world.groups = {one["id"]: Group.restore(one) for one in kept.get("groups", [])}
    restorers: dict[str, Callable[[Any], None]] = {
        "audiences": world.audiences.restore,
        "coupons": world.coupons.restore,
        "memberships": world.memberships.restore,
        "narrowcasts": world.narrowcasts.restore,
        "sends": world.sends.restore,
        "menu_use": world.menu_use.restore,
        "passes": world.passes.restore,
    }
    for name, restore in restorers.items():
        if name in kept:
            restore(kept[name])
    world.quota.reserved = world.narrowcasts.reserved
