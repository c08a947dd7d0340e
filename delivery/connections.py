"""Connections: HTTP/1.1 to one host over sockets that stay open, for calls that are under way by the hundred.

Not aiohttp's client: it costs three times as much processor a call, which at LINE's rate of 2,000 pushes a second is
more than one has. Not libcurl: it repeats a POST by itself when the connection breaks, and a reply must never be
repeated."""

import asyncio
import ssl
from collections.abc import Mapping
from math import inf
from time import monotonic
from urllib.parse import urlsplit

import httptools

from delivery.answers import MOST_READ, Answer

# Seconds after which an idle connection is not used again: whoever is on the other side may be closing it.
IDLE = 15.0


class Connections:
    """Belongs to the event loop that uses it."""

    def __init__(self, base: str, timeout: float) -> None:
        """`base`: such as https://api.line.me. `timeout`: seconds to wait for an answer, three at most to connect."""
        parts = urlsplit(base)
        self._host, self._secure = parts.hostname or "", parts.scheme == "https"
        self._port = parts.port or (443 if self._secure else 80)
        self._start = f"POST {parts.path.rstrip('/')}"
        self._named = parts.netloc.rpartition("@")[2]
        self._timeout = timeout
        self._ssl = ssl.create_default_context() if self._secure else None
        self._idle: list[_Connection] = []
        self._open: set[_Connection] = set()

    async def post(
        self, path: str, headers: Mapping[str, str], body: bytes, closes: float = inf
    ) -> Answer | None:
        """One call. Status 0: no answer came. None: when the connection stood, `closes` was over; nothing was sent."""
        lines = [f"{self._start}{path} HTTP/1.1", f"Host: {self._named}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        request = "\r\n".join((*lines, "", "")).encode("ascii", "replace") + body
        connection = self._resting()
        if connection is None:
            try:
                connection = await self._connected()
            except (OSError, TimeoutError, ValueError) as error:
                return Answer(0, (str(error) or type(error).__name__).encode(), sent=False)
        if monotonic() > closes:  # to connect takes longer than a turn, now and then
            self._idle.append(connection)
            return None
        try:
            answer = await connection.ask(request, self._timeout)
        except asyncio.CancelledError:
            connection.close()
            raise
        if connection.keeps:
            self._idle.append(connection)
        else:
            connection.close()
        return answer

    def _resting(self) -> "_Connection | None":
        """The one that was used last: the others may be too old soon."""
        fresh = asyncio.get_running_loop().time() - IDLE
        while self._idle:
            connection = self._idle.pop()
            if connection.keeps and connection.used > fresh:
                return connection
            connection.close()
        return None

    async def _connected(self) -> "_Connection":
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(min(3.0, self._timeout)):
            _transport, made = await loop.create_connection(
                lambda: _Connection(self._open),
                self._host,
                self._port,
                ssl=self._ssl,
                happy_eyeballs_delay=0.25,
            )
        return made

    def close(self) -> None:
        for connection in list(self._open):
            connection.close()
        self._idle.clear()


class _Connection(asyncio.Protocol):
    """One socket, one call at a time."""

    def __init__(self, everybody: set["_Connection"]) -> None:
        self._everybody = everybody
        self._loop = asyncio.get_running_loop()
        self._answered: asyncio.Future[Answer] | None = None
        self._parser = httptools.HttpResponseParser(self)
        self.keeps = True
        self.used = self._loop.time()

    async def ask(self, request: bytes, timeout: float) -> Answer:
        self._status, self._length = 0, 0
        self._headers: dict[str, str] = {}
        self._body: list[bytes] = []
        self._answered = self._loop.create_future()
        late = self._loop.call_later(timeout, self._ends, "no answer in time")
        try:
            self._transport.write(request)
            return await self._answered
        finally:
            late.cancel()
            self._answered = None
            self.used = self._loop.time()

    def close(self) -> None:
        self.keeps = False
        self._transport.abort()

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._everybody.add(self)

    def data_received(self, data: bytes) -> None:
        if self._answered is None:
            self.close()  # nobody has asked
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._ends(f"not HTTP: {error}")

    def connection_lost(self, error: Exception | None) -> None:
        self._everybody.discard(self)
        self._ends(f"the connection ended: {error or 'closed'}")

    # What the parser calls.

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self._status = int(self._parser.get_status_code())

    def on_body(self, data: bytes) -> None:
        self._length += len(data)
        if self._length > MOST_READ:
            self._ends("too long")
        else:
            self._body.append(data)

    def on_message_complete(self) -> None:
        if 100 <= self._status < 200:
            self._status = 0  # the answer is still to come
            self._headers.clear()
            return
        self.keeps = self.keeps and bool(self._parser.should_keep_alive())
        self._says(Answer(self._status, b"".join(self._body), self._headers))

    def _ends(self, why: str) -> None:
        """Nothing more comes. After the status line LINE has decided, even though its sentence was cut off."""
        self.keeps = False
        body = b"".join(self._body) if self._answered and self._status else why.encode()
        self._says(
            Answer(self._status, body, self._headers) if self._answered and self._status else Answer(0, body)
        )

    def _says(self, answer: Answer) -> None:
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(answer)
