"""Webhooks as LINE sends them: events, signed bodies, and a client that keeps its connection."""

import base64
import hashlib
import hmac
import http.client
import json
from collections.abc import Sequence
from typing import Any

from processes import SECRET

Json = dict[str, Any]
PATH = "/line/webhook"


def signature(body: bytes, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def body_of(events: Sequence[Any]) -> bytes:
    return json.dumps({"destination": "U" + "0" * 32, "events": list(events)}).encode()


def person(number: int) -> str:
    return f"U{number:032x}"


def event(kind: str, who: str, key: str, moment: int, **more: Any) -> Json:
    """An event of somebody in a chat alone with the bot."""
    made: Json = {
        "type": kind,
        "mode": "active",
        "timestamp": moment,
        "source": {"type": "user", "userId": who},
        "webhookEventId": key,
        "deliveryContext": {"isRedelivery": False},
    }
    if kind not in ("unfollow", "unsend", "leave"):
        made["replyToken"] = f"token-{key}"
    return made | more


def words(text: str, who: str, key: str, moment: int, **more: Any) -> Json:
    said = {"id": f"id-{key}", "quoteToken": "q", "type": "text", "text": text}
    return event("message", who, key, moment, message=said, **more)


class Client:
    """Posts to a real server, over one connection as long as that lives."""

    def __init__(self, port: int) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)

    def post(self, body: bytes) -> int:
        """The status; 0 when the connection broke before there was one."""
        try:
            self._line.request("POST", PATH, body, {"X-Line-Signature": signature(body)})
            answer = self._line.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self._line.close()
            return 0
        return answer.status

    def close(self) -> None:
        self._line.close()
