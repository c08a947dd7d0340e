"""A LINE that answers every call after a fixed time and notes how long each reply took since its event.

The reply token says when its event was sent (`<nanoseconds>-<number>`). Pushes and multicasts are counted, by person
and by second. `GET /figures` tells and forgets."""

import asyncio
import json
import sys
import time
from collections import Counter, deque

# Calls a second that LINE allows.
LIMITS = {"push": 2_000, "multicast": 200}


class Figures:
    def __init__(self) -> None:
        # When this process looked at the clock, last and twice before. What it finds now has come since the first of
        # them: it asks the sockets before it looks, and between the two it may have been made to wait.
        self.looks = deque([time.time()] * 3, maxlen=3)
        self.forget()

    async def look(self) -> None:
        while True:
            self.looks.append(time.time())
            await asyncio.sleep(0.005)

    def forget(self) -> None:
        self.waits: list[float] = []
        self.tokens: set[str] = set()
        self.first = self.last = 0.0
        self.calls: Counter[str] = Counter()
        self.people: Counter[str] = Counter()
        self.keys: set[str] = set()
        self.recent: dict[str, deque[float]] = {name: deque() for name in LIMITS}
        self.most: Counter[str] = Counter()
        self.over: Counter[str] = Counter()

    def note(self, head: bytes, body: bytes) -> None:
        now = time.time()
        if (start := body.find(b'"replyToken"')) >= 0:
            token = body[start + 12 :].split(b'"', 2)[1].decode()
            self.tokens.add(token)
            self.waits.append(now - int(token.partition("-")[0]) / 1e9)
        elif not self._sent(head, body, now):
            return
        self.first = self.first or now
        self.last = now

    def _sent(self, head: bytes, body: bytes, now: float) -> bool:
        """Count a push or multicast; what comes with a known retry key was counted before."""
        name = head[: head.find(b" http/")].rpartition(b"/")[2].decode()
        if name not in LIMITS:
            return False
        recent = self.recent[name]
        while recent and recent[0] <= now - 1.0:
            recent.popleft()
        recent.append(self.looks[0])
        self.calls[name] += 1
        self.most[name] = max(self.most[name], len(recent))
        self.over[name] += len(recent) > LIMITS[name]
        at = head.find(b"x-line-retry-key:")
        key = head[at:].split(b"\r\n", 1)[0].decode()
        if key not in self.keys:
            self.keys.add(key)
            to = json.loads(body)["to"]
            self.people.update([to] if isinstance(to, str) else to)
        return True

    def tell(self) -> bytes:
        waits = sorted(self.waits)
        found = {
            "replies": len(waits),
            "different": len(self.tokens),
            "first": self.first,
            "last": self.last,
            "median_ms": 1000 * waits[len(waits) // 2] if waits else None,
            "p95_ms": 1000 * waits[int(len(waits) * 0.95)] if waits else None,
            "calls": dict(self.calls),
            "reached": len(self.people),
            "doubled": sum(count > 1 for count in self.people.values()),
            "most_a_second": dict(self.most),
            "overruns": dict(self.over),
        }
        self.forget()
        return json.dumps(found).encode()


class Call(asyncio.Protocol):
    def __init__(self, delay: float, figures: Figures) -> None:
        self.delay, self.figures = delay, figures
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end].lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self.buffer) < end + 4 + length:
                return
            body = self.buffer[end + 4 : end + 4 + length]
            self.buffer = self.buffer[end + 4 + length :]
            if head.startswith(b"get /figures"):
                self.answer(self.figures.tell())
                continue
            self.figures.note(head, body)
            said = (
                b'{"type":"none","totalUsage":0}' if b"/quota" in head else b'{"sentMessages":[{"id":"1"}]}'
            )
            if self.delay:
                asyncio.get_running_loop().call_later(self.delay, self.answer, said)
            else:
                self.answer(said)

    def answer(self, body: bytes) -> None:
        if not self.transport.is_closing():
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            self.transport.write(head.encode() + body)


async def serve(port: int, delay: float) -> None:
    figures = Figures()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Call(delay, figures), "127.0.0.1", port, backlog=2_000)
    await asyncio.gather(server.serve_forever(), figures.look())


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2]) / 1000))
