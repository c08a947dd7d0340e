"""A LINE of our own that answers replies as each token tells it to, and counts what a resident would have seen."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from processes import free_port

OK, USED = (200, b"{}"), (400, b'{"message":"Invalid reply token"}')


@dataclass
class OwnLine:
    """`behaves[token or user]` says what happens the first times; afterwards all is well."""

    port: int = field(default_factory=free_port)
    behaves: dict[str, list[str]] = field(default_factory=dict)
    shown: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    keys: dict[str, set[str]] = field(default_factory=dict)
    replies_with_key: int = 0
    under_way: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def takes(self, path: str, said: dict[str, Any], key: str | None) -> tuple[int, bytes] | None:
        """The answer to one call; None when there is none and the connection breaks."""
        reply = path.endswith("/reply")
        whom = said["replyToken"] if reply else said["to"]
        with self.lock:
            self.asked[f"{path.rpartition('/')[2]} {whom}"] += 1
            self.replies_with_key += reply and key is not None
            todo = self.behaves.get(whom, [])
            do = todo.pop(0) if todo else "well"
            again = not reply and key in self.keys.setdefault(whom, set())
            if do not in ("500 before", "429", "used", "reset before") and not again:
                self.shown[whom] += 1
            if key:
                self.keys[whom].add(key)
        if do == "slow":
            self.under_way.set()
            self.go_on.wait(60)
        if do == "silence":
            self.go_on.wait(60)
        answers = {
            "500 before": (500, b"{}"), "500 after": (500, b"{}"), "429": (429, b'{"message":"too many"}'),
            "used": USED, "odd": (200, b"<html>"), "silence": None, "reset before": None, "reset after": None,
        }  # fmt: skip
        return answers.get(do, (409, b"{}") if again else OK)

    @contextmanager
    def open(self) -> Iterator["OwnLine"]:
        """Listen until the block ends."""
        server = _Server(("127.0.0.1", self.port), _handler(self.takes))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            self.go_on.set()
            server.shutdown()
            thread.join()
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever was killed in the middle has broken the connection."""


def _handler(takes: Callable[..., tuple[int, bytes] | None]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer((404, b"{}"))  # profiles and the like: nobody is known

        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = takes(self.path, said, self.headers.get("X-Line-Retry-Key"))
            if answer is None:
                self.close_connection = True
            else:
                self._answer(answer)

        def _answer(self, answer: tuple[int, bytes]) -> None:
            status, body = answer
            head = f"HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            with suppress(ConnectionError):
                self.wfile.write(head.encode() + body)

        def log_message(self, format: str, *args: Any) -> None:
            """Tests are quiet."""

    return Handler
