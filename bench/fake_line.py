"""A LINE that answers every call after a fixed time and notes how long each reply took since its event.

The reply token says when its event was sent (`<nanoseconds>-<number>`); `GET /figures` tells and forgets."""

import asyncio
import json
import sys
import time


class Figures:
    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.waits: list[float] = []
        self.tokens: set[str] = set()
        self.first = self.last = 0.0

    def note(self, body: bytes) -> None:
        start = body.find(b'"replyToken"')
        if start < 0:
            return
        token = body[start + 12 :].split(b'"', 2)[1].decode()
        now = time.time()
        self.first = self.first or now
        self.last = now
        self.tokens.add(token)
        self.waits.append(now - int(token.partition("-")[0]) / 1e9)

    def tell(self) -> bytes:
        waits = sorted(self.waits)
        found = {
            "replies": len(waits),
            "different": len(self.tokens),
            "first": self.first,
            "last": self.last,
            "median_ms": 1000 * waits[len(waits) // 2] if waits else None,
            "p95_ms": 1000 * waits[int(len(waits) * 0.95)] if waits else None,
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
            elif self.delay:
                self.figures.note(body)
                asyncio.get_running_loop().call_later(
                    self.delay, self.answer, b'{"sentMessages":[{"id":"1"}]}'
                )
            else:
                self.figures.note(body)
                self.answer(b'{"sentMessages":[{"id":"1"}]}')

    def answer(self, body: bytes) -> None:
        if not self.transport.is_closing():
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            self.transport.write(head.encode() + body)


async def serve(port: int, delay: float) -> None:
    figures = Figures()
    server = await asyncio.get_running_loop().create_server(lambda: Call(delay, figures), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2]) / 1000))
