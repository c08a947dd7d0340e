"""JSON Web Tokens that a channel signs to ask for access tokens: RS256 over a registered public key."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from typing import Any

from simulator.api.refusals import Refused, TokenRefused
from simulator.clock import MINUTE

AUDIENCE = "https://api.line.me/"
LONGEST_ASSERTION = 30 * MINUTE
LONGEST_LIFE = 30 * 24 * 60 * 60

# What stands before a SHA-256 digest in a PKCS #1 v1.5 signature.
_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


def claims_of(assertion: str, keys: dict[str, dict[str, str]], channel_id: str, now: int) -> dict[str, Any]:
    """What the assertion says, if a registered key signed it for us and it still holds."""
    try:
        head, body, seal = assertion.split(".")
        header, claims, signature = json.loads(_bytes(head)), json.loads(_bytes(body)), _bytes(seal)
        if header["alg"] != "RS256" or not isinstance(claims, dict):
            raise ValueError(header["alg"])
        key = keys.get(str(header["kid"]))
        signed = f"{head}.{body}".encode("ascii")
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _invalid("Invalid client_assertion") from None
    if key is None:
        raise Refused(404, "Cannot find channel key that satisfies the conditions")
    if not _signed(signed, signature, key):
        raise _invalid("Invalid signature")
    if claims.get("iss") != channel_id:
        raise _invalid("iss and clientId of key do not match")
    if claims.get("sub") != channel_id:
        raise _invalid("Invalid sub")
    if claims.get("aud") not in (AUDIENCE, AUDIENCE.rstrip("/"), [AUDIENCE]):
        raise _invalid("Invalid aud")
    until = claims.get("exp")
    if isinstance(until, bool) or not isinstance(until, int | float):
        raise _invalid("Invalid exp")
    if not now < until * 1000 <= now + LONGEST_ASSERTION:
        raise _invalid("Invalid exp")
    return dict(claims)


def life_of(claims: dict[str, Any]) -> int:
    """For how many seconds a token of v2.1 is asked."""
    life = claims.get("token_exp")
    if isinstance(life, bool) or not isinstance(life, int) or not 1 <= life <= LONGEST_LIFE:
        raise _invalid("Invalid token_exp")
    return life


def _signed(content: bytes, signature: bytes, key: dict[str, str]) -> bool:
    modulus, exponent = _whole(key["n"]), _whole(key["e"])
    size = (modulus.bit_length() + 7) // 8
    if len(signature) != size:
        return False
    opened = pow(int.from_bytes(signature), exponent, modulus).to_bytes(size)
    told = _DIGEST_INFO + hashlib.sha256(content).digest()
    expected = b"\x00\x01" + b"\xff" * (size - len(told) - 3) + b"\x00" + told
    return hmac.compare_digest(opened, expected)


def usable_key(jwk: dict[str, Any]) -> bool:
    """Whether a public key given to the stand-in can check anything: RSA of 2,048 bits or more."""
    try:
        return jwk["kty"] == "RSA" and _whole(jwk["n"]).bit_length() >= 2_048 and _whole(jwk["e"]) > 1
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


def _whole(text: str) -> int:
    return int.from_bytes(_bytes(text))


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error


def _invalid(description: str) -> TokenRefused:
    return TokenRefused("invalid_client", description)
