"""A LINE of our own for the road out: fast, with faults by chance, and it counts what each person would have seen.

Who gets what is read from the bodies: people are `person(number)`, and a text begins with the label of its message;
where it goes on with a number, it is for that person alone. A process of its own, so that it slows nobody down."""

import asyncio
import base64
import hashlib
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

import psutil
from processes import free_port, listens, running, until
from road_counts import Counts

# Each of these happens to two of a hundred calls in the mix that the promises name.
TENTH = dict.fromkeys(("500 before", "500 after", "silence", "429", "reset"), 0.02)
WELL = (200, b'{"sentMessages":[{"id":"1","quoteToken":"q"}]}')
AGAIN = (409, b'{"message":"The retry key is already accepted"}')
TOO_MANY = (429, b'{"message":"The API rate limit has been exceeded. Try again later."}')
MONTH = (429, b'{"message":"You have reached your monthly limit."}')
UNKNOWN = (400, b'{"message":"Failed to send messages"}')
BROKEN = (500, b'{"message":"Internal server error"}')


@dataclass
class Dials:
    """What can be set while it runs; each name is a key of `Line.turn`."""

    # Fault → its share of all calls.
    faults: dict[str, float] = field(default_factory=dict)
    # Seconds before each answer.
    slow: float = 0.0
    # Everybody is told to wait.
    storm: bool = False
    # Messages left this month; none: as many as one likes.
    month: int | None = None
    # Numbers of people LINE does not know, and of those whose push is answered with 500 for ever.
    unknown: list[int] = field(default_factory=list)
    # What it answers when all is well: `{}`, nothing, HTML and the like, in turn.
    odd: list[str] = field(default_factory=list)
    # Whether calls beyond the rate are refused, as LINE does, or only counted.
    strict: bool = True
    # Numbers of people of whom a process dies: whoever writes to them is killed.
    deadly: list[int] = field(default_factory=list)
    # Whether it is kept when each person was first written to.
    timed: bool = False


class State:
    def __init__(self) -> None:
        self.dials, self.counts, self.chance = Dials(), Counts(), Random(20261121)
        self.turn = 0

    def takes(self, endpoint: str, body: bytes, key: str | None) -> tuple[int, bytes] | str:
        """The answer to one call, or what happens in its place: `silence`, `reset` or `death`."""
        counts, dials = self.counts, self.dials
        in_rate = counts.arrived(endpoint)
        said = json.loads(body)
        whom = [said["to"]] if endpoint == "push" else said.get("to", [])
        if endpoint == "reply":
            counts.keyed_replies += key is not None
        elif key is None:
            counts.keyless += 1
        else:
            digest = hashlib.sha256(body).digest()
            counts.mismatches += counts.bodies.setdefault(key, digest) != digest
        if dials.timed:
            for one in whom:
                counts.first.setdefault(one, monotonic())
        if dials.deadly and any(int(one[1:], 16) in dials.deadly for one in whom):
            counts.killed += 1
            return "death"
        fault = self._fault()
        if dials.storm or fault == "429" or not (in_rate or not dials.strict):
            counts.refused[endpoint] += 1
            return TOO_MANY
        if fault == "500 before" or (fault in ("silence", "reset") and self.chance.random() < 0.5):
            return BROKEN if fault == "500 before" else fault
        answer = self._decide(endpoint, said, whom, key)
        return {"500 after": BROKEN, "silence": "silence", "reset": "reset"}.get(fault, answer)

    def _fault(self) -> str:
        chance = self.chance.random()
        for name, share in self.dials.faults.items():
            if chance < share:
                return name
            chance -= share
        return ""

    def _decide(
        self, endpoint: str, said: dict[str, Any], whom: list[str], key: str | None
    ) -> tuple[int, bytes]:
        counts, dials = self.counts, self.dials
        if key is not None and key in counts.accepted:
            return AGAIN
        if dials.unknown and any(int(one[1:], 16) in dials.unknown for one in whom):
            return UNKNOWN
        if dials.month is not None and endpoint != "reply":
            if dials.month < len(whom):
                return MONTH
            dials.month -= len(whom)
        if key is not None:
            counts.accepted.add(key)
        if endpoint == "reply":
            counts.tokens[said["replyToken"]] += 1
        else:
            for message in said["messages"]:
                counts.shows(whom, message.get("text") or message["altText"])
        self.turn += 1
        return (200, dials.odd[self.turn % len(dials.odd)].encode()) if dials.odd else WELL


class Call(asyncio.Protocol):
    def __init__(self, state: State) -> None:
        self.state, self.buffer = state, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            first, *lines = self.buffer[:end].decode().split("\r\n")
            headers = {
                name.lower(): value for name, _colon, value in (line.partition(": ") for line in lines)
            }
            length = int(headers.get("content-length", 0))
            if len(self.buffer) < end + 4 + length:
                return
            body, self.buffer = self.buffer[end + 4 : end + 4 + length], self.buffer[end + 4 + length :]
            method, path, _version = first.split(" ")
            self.called(method, path, headers, body)

    def called(self, method: str, path: str, headers: dict[str, str], body: bytes) -> None:
        if path.startswith("/own/"):
            return self.answer(200, self.own(path, body))
        if "/bot/message/quota" in path:
            left = self.state.dials.month
            quota = {"type": "none"} if left is None else {"type": "limited", "value": left}
            return self.answer(
                200, json.dumps(quota if path.endswith("quota") else {"totalUsage": 0}).encode()
            )
        if method != "POST" or "/bot/message/" not in path:
            return self.answer(404, b'{"message":"Not found"}')
        found = self.state.takes(path.rpartition("/")[2], body, headers.get("x-line-retry-key"))
        if found == "death":
            kill_caller(self.transport)
        if found in ("reset", "death"):
            self.transport.abort()
        elif not isinstance(found, str):
            if self.state.dials.slow:
                asyncio.get_running_loop().call_later(self.state.dials.slow, self.answer, *found)
            else:
                self.answer(*found)
        return None

    def own(self, path: str, body: bytes) -> bytes:
        if path == "/own/dials":
            for name, value in json.loads(body).items():
                setattr(self.state.dials, name, value)
        elif path == "/own/first":
            return json.dumps(self.state.counts.first).encode()
        elif path.startswith("/own/seen/"):
            return base64.b64encode(self.state.counts.seen[path.rpartition("/")[2]])
        elif path == "/own/forget":
            self.state.counts = Counts()
        return json.dumps(self.state.counts.told() | {"dials": asdict(self.state.dials)}).encode()

    def answer(self, status: int, body: bytes) -> None:
        if not self.transport.is_closing():
            head = f"HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            self.transport.write(head.encode() + body)


def kill_caller(transport: asyncio.Transport) -> None:
    """The process at the other end dies without a word."""
    theirs, ours = (transport.get_extra_info(end)[:2] for end in ("peername", "sockname"))
    for connection in psutil.net_connections("tcp"):
        if connection.pid and (connection.laddr, connection.raddr) == (theirs, ours):
            os.kill(connection.pid, signal.SIGKILL)


async def look(state: State) -> None:
    """Note how often what has come in is looked at; under load that is seldom."""
    while True:
        state.counts.looks.append(monotonic())
        await asyncio.sleep(0.005)


async def serve(host: str, port: int) -> None:
    state = State()
    looking = asyncio.create_task(look(state))
    server = await asyncio.get_running_loop().create_server(lambda: Call(state), host, port, backlog=2_000)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.close)
    with suppress(asyncio.CancelledError):
        await server.serve_forever()
    looking.cancel()


def _serve(settings: dict[str, str], log: str, host: str, port: int) -> None:
    asyncio.run(serve(host, port))


@dataclass
class Line:
    """The other end: sets the dials, reads the counts."""

    port: int
    host: str = "127.0.0.1"

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def turn(self, **dials: Any) -> None:
        """Set dials; `Dials` says which there are."""
        self._asks("/own/dials", json.dumps(dials))

    def counts(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._asks("/own/counts"))
        return found

    def forget(self) -> None:
        self._asks("/own/forget")

    def first(self) -> dict[int, float]:
        """When each person was first written to, by the clock that all processes share, where the dial says `timed`."""
        return {int(one[1:], 16): moment for one, moment in json.loads(self._asks("/own/first")).items()}

    def seen(self, label: str, people: int) -> Counter[int]:
        """How many of the first `people` saw that message how often: all once is `{1: people}`."""
        found = base64.b64decode(self._asks(f"/own/seen/{label}"))
        return Counter(found[:people]) + Counter({0: max(0, people - len(found))})

    def each(self, label: str) -> bytes:
        """How often each person saw it, by number."""
        return base64.b64decode(self._asks(f"/own/seen/{label}"))

    def _asks(self, path: str, body: str = "") -> bytes:
        with closing(HTTPConnection(self.host, self.port, timeout=60)) as wire:
            wire.request("POST", path, body)
            return wire.getresponse().read()


@contextmanager
def road_line(folder: Path, host: str = "127.0.0.1", **dials: Any) -> Iterator[Line]:
    """A LINE that listens until the block ends."""
    line = Line(free_port(), host)
    with running(_serve, {}, folder / "line.log", host, line.port):
        until(lambda: listens(line.port), "LINE")
        line.turn(**dials)
        yield line


if __name__ == "__main__":
    asyncio.run(serve("127.0.0.1", int(sys.argv[1])))
