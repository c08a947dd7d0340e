"""One LINE channel as it runs: the world, the way to the bot, and what LINE counts and remembers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from simulator.api.faults import Faults
from simulator.api.rates import Rates
from simulator.api.retries import RetryKeys
from simulator.phones import Phones
from simulator.state.world import World
from simulator.webhooks.delivery import Delivery
from simulator.webhooks.events import Events
from simulator.webhooks.tokens import ReplyTokens


@dataclass(slots=True)
class Channel:
    world: World
    access_token: str
    tokens: ReplyTokens
    delivery: Delivery
    phones: Phones
    rates: Rates
    retries: RetryKeys
    faults: Faults
    unknown_in_multicast: str = "skip"
    """LINE's own words contradict each other on unknown ids in a multicast: skip, or refuse."""

    @classmethod
    def open(cls, world: World, secret: str, access_token: str) -> Channel:
        tokens = ReplyTokens(world.clock)
        delivery = Delivery(world, tokens, secret)
        return cls(
            world=world,
            access_token=access_token,
            tokens=tokens,
            delivery=delivery,
            phones=Phones(world, Events(world, tokens), delivery),
            rates=Rates(world.clock),
            retries=RetryKeys(world.clock),
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


CHANNEL = web.AppKey("channel", Channel)
