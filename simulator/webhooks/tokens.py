"""Reply tokens: one use, one minute from the delivery, never for standby."""

from __future__ import annotations

from simulator import names
from simulator.clock import MINUTE
from simulator.state.promises import ReplyToken
from simulator.state.world import World

LIFE = MINUTE

# A redelivered event's token lives again, but not this long after the event.
REVIVED_UNTIL = 20 * MINUTE


class ReplyTokens:
    def __init__(self, world: World) -> None:
        self._world = world
        self._clock = world.clock
        self._issued = world.reply_tokens

    def issue(self, chat: str, event_at: int) -> str:
        token = names.token()
        self.register(token, chat, event_at)
        return token

    def register(self, token: str, chat: str, event_at: int) -> None:
        """A token of a hand-made event; a second event with the same token changes nothing."""
        self._forget()
        self._issued.setdefault(token, ReplyToken(chat, event_at, self._clock.now() + LIFE))
        self._world.version += 1

    def delivered(self, token: str) -> None:
        """Its minute begins when the webhook leaves, and again when it is redelivered."""
        known = self._issued.get(token)
        if known:
            known.until = min(self._clock.now() + LIFE, known.event_at + REVIVED_UNTIL)

    def find(self, token: str) -> ReplyToken | None:
        """The token if it can still be used; whoever uses it marks it."""
        known = self._issued.get(token)
        if known is None or known.used or self._clock.now() > known.until:
            return None
        return known

    def withdraw(self, token: str) -> None:
        self._issued.pop(token, None)

    def clear(self) -> None:
        self._issued.clear()

    def _forget(self) -> None:
        """Drop the oldest that can never come back; tokens stand in the order of their events."""
        limit = self._clock.now() - REVIVED_UNTIL - LIFE
        while self._issued:
            oldest = next(iter(self._issued))
            if self._issued[oldest].event_at >= limit:
                return
            del self._issued[oldest]
