"""A stand-in that really listens, and a bot that really takes webhooks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from boxed import SECRET, TOKEN, Bot, Open, Running, StandIn

from simulator.channel import Channel
from simulator.clock import Clock
from simulator.state.files import Files
from simulator.state.snapshot import Snapshot
from simulator.state.world import World


@pytest.fixture(scope="session")
def running() -> Iterator[Running]:
    running = Running()
    yield running
    running.close()


@pytest.fixture
def bot() -> Iterator[Bot]:
    bot = Bot()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = bot.take({name.lower(): value for name, value in self.headers.items()}, body)
            # A stand-in that has given up waiting has closed the connection.
            with suppress(ConnectionError):
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    bot.url = f"http://127.0.0.1:{server.server_address[1]}/line/webhook"
    yield bot
    if bot.hold:
        bot.hold.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def open_stand_in(running: Running, bot: Bot) -> Iterator[Open]:
    """Opens stand-ins; `state` names a file they keep, `gallery` one they show."""
    opened: list[tuple[StandIn, web.AppRunner]] = []

    def open_one(state: Path | None = None, gallery: Path | None = None) -> StandIn:
        world = World("つなぐ町", Clock(), Files(state.with_name("files") if state else None))
        snapshot = Snapshot(state) if state else None
        if snapshot:
            snapshot.load(world)
        world.webhook = bot.url
        channel = Channel.open(world, SECRET, TOKEN)
        url, runner = running.start(channel, snapshot=snapshot, gallery=gallery)
        stand_in = StandIn(url, channel)
        opened.append((stand_in, runner))
        return stand_in

    yield open_one
    for stand_in, runner in opened:
        stand_in.close()
        running.stop(runner)


@pytest.fixture
def stand_in(open_stand_in: Open) -> StandIn:
    return open_stand_in()
