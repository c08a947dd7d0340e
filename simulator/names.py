"""How LINE shapes its identifiers, and how fresh ones are made."""

from __future__ import annotations

import re
import secrets
import string
import uuid

USER_ID = re.compile(r"U[0-9a-f]{32}")
CHAT_ID = re.compile(r"[UCR][0-9a-f]{32}")
RICH_MENU_ID = re.compile(r"richmenu-[0-9a-f]{32}")
ALIAS_ID = re.compile(r"[a-z0-9_-]{1,32}")
UNIT_NAME = re.compile(r"[a-zA-Z0-9_]{1,30}")
RETRY_KEY = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

# Crockford's alphabet, in which a ULID is written.
_ULID = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def user_id() -> str:
    return "U" + secrets.token_hex(16)


def basic_id() -> str:
    """What a bot is found by, such as @216ruxyz."""
    letters = (secrets.choice(string.ascii_lowercase) for _ in range(5))
    return f"@{secrets.randbelow(1_000):03}{''.join(letters)}"


def rich_menu_id() -> str:
    return "richmenu-" + secrets.token_hex(16)


def request_id() -> str:
    return str(uuid.uuid4())


def token() -> str:
    """A reply, quote, read or link token: unguessable and of no further meaning."""
    return secrets.token_urlsafe(24)


def ulid(at: int) -> str:
    """A webhookEventId: 48 bits of time in milliseconds, then 80 of chance."""
    number = (at & (1 << 48) - 1) << 80 | secrets.randbits(80)
    return "".join(_ULID[number >> shift & 31] for shift in range(125, -1, -5))
