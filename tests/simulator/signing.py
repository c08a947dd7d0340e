"""A channel's assertion signing key, and tokens signed with it: RSA as it is written in books."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import random
from dataclasses import dataclass
from typing import Any

_PUBLIC = 65_537
_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
_SMALL = [number for number in range(3, 2_000, 2) if all(number % part for part in range(3, number, 2))]


@dataclass(frozen=True)
class SigningKey:
    modulus: int
    secret: int

    @property
    def jwk(self) -> dict[str, str]:
        return {"kty": "RSA", "alg": "RS256", "use": "sig", "n": _number(self.modulus), "e": _number(_PUBLIC)}

    def sign(self, key_id: str, claims: dict[str, Any], **head: str) -> str:
        header = {"alg": "RS256", "typ": "JWT", "kid": key_id, **head}
        signed = f"{_text(json.dumps(header).encode())}.{_text(json.dumps(claims).encode())}"
        told = _DIGEST_INFO + hashlib.sha256(signed.encode()).digest()
        size = self.modulus.bit_length() // 8
        padded = b"\x00\x01" + b"\xff" * (size - len(told) - 3) + b"\x00" + told
        seal = pow(int.from_bytes(padded), self.secret, self.modulus).to_bytes(size)
        return f"{signed}.{_text(seal)}"


def signing_key(seed: int) -> SigningKey:
    """The same for the same seed: it guards nothing but a test."""
    chance = random.Random(seed)
    one, other = _prime(chance), _prime(chance)
    return SigningKey(one * other, pow(_PUBLIC, -1, math.lcm(one - 1, other - 1)))


def _prime(chance: random.Random) -> int:
    while True:
        # With both upper bits set, the product of two has all its 2,048 bits.
        found = chance.getrandbits(1_024) | 3 << 1_022 | 1
        if all(found % small for small in _SMALL) and pow(2, found - 1, found) == 1 and found % _PUBLIC != 1:
            return found


def _number(number: int) -> str:
    return _text(number.to_bytes((number.bit_length() + 7) // 8))


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
