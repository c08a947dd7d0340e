"""One LINE channel as it runs: the world, the way to the bot, and what LINE counts and remembers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from simulator.api.faults import Faults
from simulator.api.rates import Rates
from simulator.api.retries import RetryKeys
from simulator.phones import Phones
from simulator.state.load import Load
from simulator.state.passes import CHANNEL_ID
from simulator.state.world import World
from simulator.webhooks.delivery import Delivery
from simulator.webhooks.events import Events
from simulator.webhooks.rooms import Rooms
from simulator.webhooks.tokens import ReplyTokens


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the command line chose, to which everything goes back when asked to."""

    quota: int | None = None
    rates: bool = True


@dataclass(slots=True)
class Channel:
    world: World
    id: str
    secret: str
    access_token: str
    tokens: ReplyTokens
    delivery: Delivery
    phones: Phones
    rooms: Rooms
    rates: Rates
    retries: RetryKeys
    faults: Faults
    load: Load = field(default_factory=Load)
    began_with: Beginning = Beginning()
    tunnels: dict[str, str] = field(default_factory=dict)
    """The bot's public address, and where it is on this machine: LINE takes pictures from https alone."""
    unknown_in_multicast: str = "skip"
    """LINE's own words contradict each other on unknown ids in a multicast: skip, or refuse."""

    @classmethod
    def open(cls, world: World, secret: str, access_token: str, channel_id: str = CHANNEL_ID) -> Channel:
        tokens = ReplyTokens(world)
        delivery = Delivery(world, tokens, secret)
        events = Events(world, tokens)
        return cls(
            world=world,
            id=channel_id,
            secret=secret,
            access_token=access_token,
            tokens=tokens,
            delivery=delivery,
            phones=Phones(world, events, delivery),
            rooms=Rooms(world, events, delivery),
            rates=Rates(world.clock),
            retries=RetryKeys(world),
            faults=Faults(),
        )

    def adopt(self, event: Any) -> None:
        """A hand-made event's reply token is as good as any, if it is active and about somebody here."""
        if not isinstance(event, dict) or event.get("mode") == "standby":
            return
        token, source = event.get("replyToken"), event.get("source")
        if not isinstance(source, dict) or source.get("type") != "user":
            return
        user_id = source.get("userId")
        if isinstance(token, str) and isinstance(user_id, str) and user_id in self.world.people:
            self.tokens.register(token, user_id, self.world.clock.now())

    def reset(self) -> None:
        self.delivery.forget()
        self.tokens.clear()
        self.world.reset()
        self.retries.clear()
        self.rates.refill()
        self.load.clear()


CHANNEL = web.AppKey("channel", Channel)
