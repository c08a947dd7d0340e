"""Many people at once, and what they do, for the tests of what LINE does with crowds."""

from __future__ import annotations

import time
from typing import Any

from boxed import Json, Running, StandIn

from simulator.phones import stranger
from simulator.state.people import Person

HELLO = [{"type": "text", "text": "おしらせ"}]
LINK = "https://town.example/river"
CARD: list[Json] = [
    {
        "type": "template",
        "altText": "草刈り",
        "template": {
            "type": "buttons",
            "text": "草刈り",
            "actions": [{"type": "uri", "label": "見る", "uri": LINK}],
        },
    }
]


def settle_in(stand_in: StandIn, running: Running, count: int, **settings: Any) -> list[str]:
    """So many friends, of whom no webhook tells."""

    def arrive() -> list[str]:
        world, ids = stand_in.channel.world, []
        for number in range(count):
            person = stranger(f"町の人{number}", friend=True, **settings)
            world.people[person.id] = person
            world.joined(person)
            ids.append(person.id)
        return ids

    return running.call(arrive)


def person(stand_in: StandIn, uid: str) -> Person:
    return stand_in.channel.world.people[uid]


def tap(stand_in: StandIn, running: Running, uids: list[str], action: Json) -> None:
    """Each taps the same in the newest message they have."""

    def done() -> None:
        for uid in uids:
            who = person(stand_in, uid)
            stand_in.channel.phones.touched(who, action, who.messages[-1].id)

    running.call(done)


def later(stand_in: StandIn, milliseconds: int) -> None:
    """The stand-in's clock goes on."""
    stand_in.turn(ahead_ms=stand_in.channel.world.clock.ahead + milliseconds)


def wait(stand_in: StandIn, path: str, **expected: Any) -> Json:
    """Until an answer says so."""
    limit = time.monotonic() + 20
    while True:
        told = stand_in.line("GET", path).json
        if expected.items() <= told.items():
            return told
        assert time.monotonic() < limit, told
        time.sleep(0.05)
