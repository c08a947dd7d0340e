"""Link tokens: with one of them a person ties the account of another service to the one at LINE."""

from __future__ import annotations

from simulator import names
from simulator.clock import MINUTE, Clock

LIFE = 10 * MINUTE


class LinkTokens:
    """Each holds for ten minutes and for one use."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._issued: dict[str, tuple[str, int]] = {}

    def issue(self, user_id: str) -> str:
        now, token = self._clock.now(), names.token()
        self._issued = {it: known for it, known in self._issued.items() if known[1] >= now}
        self._issued[token] = (user_id, now + LIFE)
        return token

    def take(self, token: str) -> str | None:
        """Whom it was issued for, if it can be used; it is used now."""
        user_id, until = self._issued.pop(token, ("", 0))
        return user_id if self._clock.now() <= until else None

    def clear(self) -> None:
        self._issued.clear()
