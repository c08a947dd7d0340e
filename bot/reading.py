"""Reading a webhook body: every event in it, however odd, becomes one arrival; none hides its siblings."""

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from models.inbox import UNREADABLE, Arrival

LATEST = 4_102_444_800_000  # the year 2100 in milliseconds; clocks beyond it are broken
# A string, cut off or whole, or what events are made of.
TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\Z)|[\[\]{},]', re.DOTALL)
PLAIN = re.compile(r"[\x21-\x7e]{1,80}")
LIMITS = {"lane": 80, "kind": 40, "message": 40}


def read_body(body: bytes, received_ms: int) -> list[Arrival]:
    """All events of a delivery. A body that is no JSON at all is kept as one unreadable arrival."""
    try:
        found: Any = _loads(body)
    except (ValueError, RecursionError):
        text = body.decode(json.detect_encoding(body), "replace")
        slices = list(_slices(text))
        return [_piece(piece, received_ms) for piece in slices] or [_unreadable(text, received_ms)]
    if isinstance(found, list):
        found = {"events": found}
    if not isinstance(found, dict):
        return [_unreadable(body.decode("utf-8", "replace"), received_ms)]
    events = found.get("events")
    if events is None:
        return []
    return [_arrival(event, received_ms) for event in (events if isinstance(events, list) else [events])]


def _loads(text: str | bytes) -> Any:
    return json.loads(text, parse_int=_integer)


def _integer(digits: str) -> int | float:
    # Python refuses to read an integer of more than 4,300 digits; nobody means one beyond 64 bits.
    return int(digits) if len(digits) <= 19 else float("inf")


def _piece(text: str, received_ms: int) -> Arrival:
    try:
        return _arrival(_loads(text), received_ms)
    except (ValueError, RecursionError):
        return _unreadable(text, received_ms)


def _arrival(event: Any, received_ms: int) -> Arrival:
    try:
        payload = json.dumps(event, separators=(",", ":"))
    except (ValueError, RecursionError):  # nested deeper than it can be written again
        return _unreadable("too deep", received_ms)
    if not isinstance(event, dict):
        return _unreadable(payload, received_ms)
    source, message = (_object(event.get(name)) for name in ("source", "message"))
    kind = _plain(event.get("type"), "kind") or UNREADABLE
    unsent = _object(event.get("unsend")).get("messageId")
    lane = _plain(source.get("userId"))
    if source.get("type") in ("group", "room"):
        lane = _plain(source.get("groupId")) or _plain(source.get("roomId")) or lane
    key = _plain(event.get("webhookEventId")) or _hash(payload)
    moment = event.get("timestamp")
    known = isinstance(moment, int) and not isinstance(moment, bool) and 0 <= moment <= LATEST
    return Arrival(
        webhook_event_id=key,
        lane=lane or key,
        kind=kind,
        # Without a sender there is nobody who could take it back.
        message_id=_plain(message.get("id"), "message") if unsent is None and source else None,
        payload=payload,
        occurred_ms=moment if known and isinstance(moment, int) else received_ms,
        unsends=_plain(unsent, "message") if kind == "unsend" and source else None,
    )


def _unreadable(text: str, received_ms: int) -> Arrival:
    key = _hash(text)
    return Arrival(key, key, UNREADABLE, None, json.dumps(text), received_ms)


def _hash(text: str) -> str:
    return "sha256-" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _plain(value: Any, field: str = "lane") -> str | None:
    """An identifier of LINE's, or None when it is not one: printable ASCII of a sensible length."""
    if isinstance(value, str) and len(value) <= LIMITS[field] and PLAIN.fullmatch(value):
        return value
    return None


def _slices(text: str) -> Iterator[str]:
    """Cut the elements out of `"events": [...]` by counting brackets, when the whole cannot be read."""
    start = re.search(r'"events"\s*:\s*\[', text)
    if start is None:
        return
    depth, began = 0, start.end()
    for found in TOKEN.finditer(text, began):
        mark = found[0]
        depth += (mark in "[{") - (mark in "]}")
        if (mark == "," and depth == 0) or depth < 0:
            if piece := text[began : found.start()].strip():
                yield piece
            began = found.end()
        if depth < 0:
            return
    if piece := text[began:].strip():
        yield piece  # the body was cut off in the middle of this one
