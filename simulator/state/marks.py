"""Tokens that name a message for good: to quote it, or to mark it as read. They need no memory."""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import Literal, NamedTuple

Purpose = Literal["quote", "read"]

_MAC_BYTES = 12


class Marked(NamedTuple):
    chat: str
    message_id: str


def told_by(token: str) -> str | None:
    """The message a token names; whether the token is sound was looked at when it was taken."""
    try:
        return base64.urlsafe_b64decode(token.encode("ascii"))[_MAC_BYTES:].decode().split("/")[1]
    except (binascii.Error, ValueError, IndexError):
        return None


class Marks:
    """Each token carries its chat and message, sealed so that nobody makes one up."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def token(self, purpose: Purpose, chat: str, message_id: str, edition: str = "") -> str:
        """Another edition is another token for the same message."""
        content = f"{chat}/{message_id}/{edition}".encode()
        return base64.urlsafe_b64encode(self._seal(purpose, content) + content).decode()

    def read(self, purpose: Purpose, token: str) -> Marked | None:
        try:
            raw = base64.urlsafe_b64decode(token.encode("ascii"))
            seal, content = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
            chat, message_id = content.decode().split("/")[:2]
        except (binascii.Error, ValueError):
            return None
        return Marked(chat, message_id) if hmac.compare_digest(seal, self._seal(purpose, content)) else None

    def _seal(self, purpose: Purpose, content: bytes) -> bytes:
        return hmac.digest(self._key, purpose.encode() + b"/" + content, "sha256")[:_MAC_BYTES]
