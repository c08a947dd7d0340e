"""Connections to LINE: whatever comes back is an answer, or known not to be one, and nothing is asked twice."""

import asyncio
from contextlib import suppress

import pytest

from delivery import connections
from delivery.answers import Answer
from delivery.connections import Connections

HEADERS = {"Authorization": "Bearer token"}


class Other:
    """The other end: what it has heard, and what it says to each call, byte by byte; None is silence."""

    def __init__(self, *says: bytes | None, then_closes: bool = False) -> None:
        self.says, self.then_closes = list(says), then_closes
        self.heard: list[bytes] = []
        self.connected = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connected += 1
        while self.says:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError):
                break
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            self.heard.append(head + await reader.readexactly(length))
            said = self.says.pop(0)
            if said is None:
                with suppress(ConnectionError):
                    await reader.read()  # until the other gives up
                break
            writer.write(said)
            await writer.drain()
            if self.then_closes:
                break
        writer.close()


def asked(other: Other, times: int = 1, timeout: float = 2.0) -> list[Answer]:
    async def run() -> list[Answer]:
        server = await asyncio.start_server(other.serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        ours = Connections(f"http://127.0.0.1:{port}/base", timeout)
        answers = []
        for _time in range(times):
            answers.append(await ours.post("/v2/push", HEADERS, b'{"to":"U1"}'))
            await asyncio.sleep(0.01)
        ours.close()
        server.close()
        await asyncio.sleep(0.05)
        return answers

    return asyncio.run(run())


OK = b"HTTP/1.1 200 OK\r\nX-Line-Request-Id: r1\r\nContent-Length: 2\r\n\r\n{}"


def test_a_call_is_one_request_and_the_connection_is_used_again() -> None:
    other = Other(OK, OK)
    first, second = asked(other, times=2)
    assert first == second == Answer(200, b"{}", {"x-line-request-id": "r1", "content-length": "2"})
    assert other.connected == 1
    assert other.heard[0].startswith(b"POST /base/v2/push HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"\r\nAuthorization: Bearer token\r\n" in other.heard[0]
    assert other.heard[0].endswith(b'\r\n\r\n{"to":"U1"}')


@pytest.mark.parametrize(
    ("said", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", b"{}"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + OK, b"{}"),
        (b"HTTP/1.0 200 OK\r\n\r\nto the end", b"to the end"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\ncut off", b"cut off"),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", b""),
    ],
)
def test_whatever_shape_an_answer_has_its_status_counts(said: bytes, body: bytes) -> None:
    # After the status line LINE has decided, even though its sentence was cut off.
    (answer,) = asked(Other(said, then_closes=True))
    assert (answer.status, answer.body, answer.sent) == (200, body, True)


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 2", b"no HTTP at all\r\n\r\n", None])
def test_what_is_no_answer_is_unclear_and_not_asked_again(said: bytes | None) -> None:
    other = Other(said, OK, then_closes=True)
    (answer,) = asked(other, timeout=0.3)
    assert answer.status == 0 and answer.sent
    assert len(other.heard) == 1


def test_a_connection_that_ended_is_not_used_again() -> None:
    other = Other(OK, OK, then_closes=True)
    assert [answer.status for answer in asked(other, times=2)] == [200, 200]
    assert other.connected == 2


def test_a_connection_that_rested_long_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    other = Other(OK, OK)
    monkeypatch.setattr(connections, "IDLE", 0.0)
    assert [answer.status for answer in asked(other, times=2)] == [200, 200]
    assert other.connected == 2


def test_an_endless_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST_READ", 10)
    (answer,) = asked(Other(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n" + b"x" * 5_000))
    assert answer.status == 200 and len(answer.body) <= 10


def test_nobody_there_is_known_not_to_have_heard() -> None:
    answer = asyncio.run(Connections("http://127.0.0.1:9", 1.0).post("/v2/push", HEADERS, b"{}"))
    assert answer.status == 0 and not answer.sent
