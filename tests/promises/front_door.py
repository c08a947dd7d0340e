"""Promises W7 and W9: forged and oversized webhooks at the real front door."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from time import sleep

import psutil
from webhooks import PATH, body_of, person, signature, words

CANARY = "canary-4711"


def forgeries(count: int) -> Iterator[tuple[bytes, list[tuple[str, bytes]]]]:
    """Bodies with headers that LINE did not write, all kinds in turn."""
    for number in range(count):
        body = body_of([words(CANARY, person(7), f"W7-{number}", 1_790_000_000_000)])
        good = signature(body)
        digest = good.encode()
        spoilt = [
            [],
            [b""],
            ["署名".encode()],
            ["署名".encode("cp932")],
            [b"\xff\xfe" + digest],
            [digest[:-1]],
            [digest[: number % 43]],
            [digest + b"="],
            [digest + b" x"],
            [digest.swapcase()],
            [signature(body, "another channel's secret").encode()],
            [signature(body, "").encode()],
            [signature(body + b" ").encode()],
            [digest.hex().encode()],
            [b"sha256=" + digest],
            [b"a" * 60_000 if number % 40 == 0 else b"a" * 600],
            [digest, b"another"],
            [b"another", digest],
            [digest, digest],
        ][number % 19]
        yield body, [("X-Line-Signature", one) for one in spoilt]


def post_raw(port: int, body: bytes, headers: list[tuple[str, bytes]]) -> int:
    """Post with headers that a client library would join, refuse or encode."""
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: town\r\nConnection: close\r\nContent-Length: {len(body)}\r\n".encode()
    )
    head += b"".join(name.encode() + b": " + value + b"\r\n" for name, value in headers)
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(head + b"\r\n" + body)
        return status_of(line)


def status_of(line: socket.socket) -> int:
    """The status that came back; 0 when the connection was closed without one."""
    found = b""
    with suppress(ConnectionError):
        while b"\r\n" not in found and (piece := line.recv(4096)):
            found += piece
    return int(found.split(b" ", 2)[1]) if found.startswith(b"HTTP/") else 0


@dataclass
class Flood:
    """How oversized bodies were answered, and how much larger the web processes were at most."""

    statuses: list[int]
    grown_mb: float


def flood(master: psutil.Process, port: int, *, bodies: int, megabytes: int) -> Flood:
    """Parallel bodies that are far too long, every other one in chunks of unknown number."""
    statuses: list[int] = []
    before = resident_mb(master)
    most = [before]
    stop = threading.Event()

    def watch() -> None:
        while not stop.is_set():
            most[0] = max(most[0], resident_mb(master))
            sleep(0.01)

    watcher = threading.Thread(target=watch)
    watcher.start()
    threads = [
        threading.Thread(target=lambda n=n: statuses.append(_pours(port, megabytes, chunked=n % 2 == 1)))
        for n in range(bodies)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stop.set()
    watcher.join()
    return Flood(statuses, most[0] - before)


def resident_mb(master: psutil.Process) -> float:
    return sum(child.memory_info().rss for child in master.children()) / 1e6


def _pours(port: int, megabytes: int, *, chunked: bool) -> int:
    piece = b"x" * 65_536
    framed = b"10000\r\n" + piece + b"\r\n" if chunked else piece
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {megabytes * 2**20}"
    head = f"POST {PATH} HTTP/1.1\r\nHost: town\r\nX-Line-Signature: x\r\n{length}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        with suppress(
            OSError
        ):  # closed in our face: what was answered, if anything was, is read all the same
            line.sendall(head.encode())
            for _piece in range(megabytes * 16):
                line.sendall(framed)
            line.sendall(b"0\r\n\r\n" if chunked else b"")
        with suppress(OSError):
            return status_of(line)
    return 0
