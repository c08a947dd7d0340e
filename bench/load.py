"""Clients that post signed webhooks as fast as they are answered, or at a steady rate."""

import asyncio
import base64
import hashlib
import hmac
import json
import sys
import time
from dataclasses import asdict, dataclass

WORDS: tuple[str, ...] = ("わたしの予定", "つかいかた", "さがす", "せってい")


@dataclass
class Round:
    """What one round of load found."""

    answered: int
    refused: int
    seconds: float
    p50_ms: float
    p95_ms: float
    p99_ms: float

    @property
    def rate(self) -> float:
        return self.answered / self.seconds


class Events:
    """Signed bodies of one event each, made when they are sent: the reply token says when."""

    def __init__(self, secret: str, people: int) -> None:
        self.secret = secret.encode()
        self.people = [f"U{number:032x}" for number in range(people)]
        self.count = 0

    def said(self) -> str:
        return WORDS[self.count % len(WORDS)]

    def next(self) -> bytes:
        self.count += 1
        now = time.time_ns()
        event = {
            "type": "message",
            "mode": "active",
            "timestamp": now // 1_000_000,
            "source": {"type": "user", "userId": self.people[self.count % len(self.people)]},
            "webhookEventId": f"01{now:020}{self.count:06}"[:40],
            "deliveryContext": {"isRedelivery": False},
            "replyToken": f"{now}-{self.count}",
            # Without its quote token the SDK takes a message for an unknown one and does not answer it.
            "message": {"id": f"{now}", "quoteToken": f"q{now}", "type": "text", "text": self.said()},
        }
        body = json.dumps({"destination": "U" + "f" * 32, "events": [event]}).encode()
        sign = base64.b64encode(hmac.new(self.secret, body, hashlib.sha256).digest()).decode()
        head = (
            "POST /line/webhook HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"X-Line-Signature: {sign}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


async def _client(port: int, events: Events, end: float, waits: list[float], rate: float) -> int:
    refused = 0
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    due = time.monotonic()
    while time.monotonic() < end:
        if rate:
            due += 1 / rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
        began = time.perf_counter()
        try:
            if reader is None or writer is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(events.next())
            head = await reader.readuntil(b"\r\n\r\n")
            lower = head.lower()
            at = lower.find(b"content-length:")
            await reader.readexactly(int(lower[at + 15 :].split(b"\r\n", 1)[0]))
        except (OSError, asyncio.IncompleteReadError):
            reader = writer = None
            refused += 1
            continue
        waits.append(time.perf_counter() - began)
        refused += b" 200 " not in head.split(b"\r\n", 1)[0]
        if b"connection: close" in lower:
            writer.close()
            reader = writer = None
    if writer:
        writer.close()
    return refused


async def run(
    port: int, secret: str, clients: int, seconds: float, rate: float = 0.0, people: int = 1000
) -> Round:
    """`rate` is in events a second over all clients; 0 is as fast as possible."""
    events, waits = Events(secret, people), list[float]()
    began = time.monotonic()
    each = rate / clients
    jobs = [_client(port, events, began + seconds, waits, each) for _one in range(clients)]
    refused = sum(await asyncio.gather(*jobs))
    took = time.monotonic() - began
    waits.sort()

    def at(share: float) -> float:
        return 1000 * waits[min(len(waits) - 1, int(len(waits) * share))] if waits else 0.0

    return Round(len(waits) - refused, refused, took, at(0.5), at(0.95), at(0.99))


if __name__ == "__main__":
    port, secret, clients, seconds, rate = sys.argv[1:6]
    found = asyncio.run(run(int(port), secret, int(clients), float(seconds), float(rate)))
    print(json.dumps(asdict(found)))
