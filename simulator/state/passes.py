"""Channel access tokens that were issued, and the public keys that assertions are checked against."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from typing import Any, Literal

from simulator.clock import DAY, MINUTE, Clock

Kind = Literal["short", "assertion", "stateless"]

CHANNEL_ID = "1234567890"

MOST_TOKENS = 30
LONGEST_LIFE = 30 * DAY
STATELESS_LIFE = 15 * MINUTE


@dataclass(slots=True)
class Pass:
    kind: Kind
    until: int
    key_id: str | None = None


class Passes:
    """By token, oldest first. What has expired or was revoked is no token any more."""

    def __init__(self, clock: Clock) -> None:
        self.keys: dict[str, dict[str, str]] = {}
        """Public keys as JWKs, by the key id that LINE gave them."""
        self._clock = clock
        self._issued: dict[str, Pass] = {}

    def register(self, jwk: dict[str, str]) -> str:
        """As in LINE's console: a public key gets its key id."""
        key_id = secrets.token_urlsafe(16)
        self.keys[key_id] = jwk
        return key_id

    def valid(self, token: str) -> Pass | None:
        known = self._issued.get(token)
        return known if known and self._clock.now() < known.until else None

    def living(self, kind: Kind) -> list[str]:
        now = self._clock.now()
        return [token for token, it in self._issued.items() if it.kind == kind and now < it.until]

    def issue(self, kind: Kind, life: int) -> tuple[str, Pass]:
        self._forget()
        token = secrets.token_urlsafe(96)
        key_id = secrets.token_urlsafe(16) if kind == "assertion" else None
        self._issued[token] = Pass(kind, self._clock.now() + life, key_id)
        return token, self._issued[token]

    def revoke(self, token: str) -> None:
        self._issued.pop(token, None)

    def key_ids(self) -> list[str]:
        return [key_id for token in self.living("assertion") if (key_id := self._issued[token].key_id)]

    def clear(self) -> None:
        self.keys.clear()
        self._issued.clear()

    def kept(self) -> dict[str, Any]:
        return {"keys": self.keys, "issued": {token: asdict(it) for token, it in self._issued.items()}}

    def restore(self, kept: dict[str, Any]) -> None:
        self.keys = dict(kept["keys"])
        self._issued = {token: Pass(**it) for token, it in kept["issued"].items()}

    def _forget(self) -> None:
        now = self._clock.now()
        for token in [token for token, it in self._issued.items() if it.until <= now]:
            del self._issued[token]
