"""A stand-in that really listens, the bot it calls, and short ways to talk to both."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import struct
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import urllib3
from aiohttp import web

from simulator.app import create_app
from simulator.channel import Channel

SECRET = "a channel secret"
TOKEN = "a channel access token"
PATIENCE = 25.0

Json = dict[str, Any]
Given = TypeVar("Given")


@dataclass
class Answer:
    status: int
    headers: urllib3.HTTPHeaderDict
    content: bytes

    @property
    def json(self) -> Json:
        value = json.loads(self.content)
        assert isinstance(value, dict)
        return value

    @property
    def message(self) -> str:
        return str(self.json["message"])

    @property
    def details(self) -> dict[str, str]:
        return {detail["property"]: detail["message"] for detail in self.json.get("details", [])}


@dataclass
class Received:
    """One webhook as it reached the bot."""

    headers: dict[str, str]
    body: bytes
    signed: bool

    @property
    def events(self) -> list[Json]:
        events = json.loads(self.body)["events"]
        assert isinstance(events, list)
        return events


@dataclass
class Bot:
    """Takes webhooks, remembers them, and answers as told."""

    received: list[Received] = field(default_factory=list)
    answers: Callable[[int], int] = lambda _number: 200
    hold: threading.Event | None = None
    changed: threading.Condition = field(default_factory=threading.Condition)
    url: str = ""

    def take(self, headers: dict[str, str], body: bytes) -> int:
        mac = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
        signed = headers.get("x-line-signature") == base64.b64encode(mac).decode()
        with self.changed:
            self.received.append(Received(headers, body, signed))
            number = len(self.received)
            self.changed.notify_all()
        if self.hold:
            self.hold.wait(PATIENCE)
        return self.answers(number)

    def wait(self, deliveries: int) -> list[Received]:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.received) >= deliveries, PATIENCE), self.received
            return list(self.received)

    def events(self, count: int, kind: str | None = None) -> list[Json]:
        """So many events (of a kind), once they have come."""

        def found() -> list[Json]:
            everything = [event for received in self.received for event in received.events]
            return [event for event in everything if kind in (None, event["type"])]

        with self.changed:
            assert self.changed.wait_for(lambda: len(found()) >= count, PATIENCE), found()
            return found()


class StandIn:
    """The stand-in under test, and short ways to call it."""

    def __init__(self, url: str, channel: Channel) -> None:
        self.url = url
        self.channel = channel
        self._http = urllib3.PoolManager(retries=False, timeout=PATIENCE)

    def raw(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self._http.request(method, self.url + path, body=body, headers=sent, redirect=False)
        return Answer(answer.status, answer.headers, answer.data)

    def line(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        content = None if body is None else json.dumps(body).encode()
        given = {"Authorization": f"Bearer {TOKEN}", "Content_Type": "application/json", **headers}
        return self.raw(method, path, content, **given)

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        """A control call."""
        content = None if body is None else json.dumps(body).encode()
        return self.raw(method, f"/_stand-in/{path}", content, Content_Type="application/json")

    def person(self, name: str = "Hana", **settings: Any) -> str:
        answer = self.ask("POST", "people", {"name": name, **settings})
        assert answer.status == 201, answer.content
        return str(answer.json["id"])

    def seen(self, uid: str) -> Json:
        people = self.ask("GET", "state").json["people"]
        return next(person for person in people if person["id"] == uid)

    def chat(self, uid: str) -> list[Json]:
        messages = self.seen(uid)["messages"]
        assert isinstance(messages, list)
        return messages

    def push(self, to: str, *messages: Json, **headers: str) -> Answer:
        return self.line("POST", "/v2/bot/message/push", {"to": to, "messages": messages}, **headers)

    def turn(self, **dials: Any) -> None:
        assert self.ask("PATCH", "dials", dials).status == 200

    def menu(self, *, picture: bool = True, name: str = "a menu", **changes: Any) -> str:
        """A rich menu of small size, with its picture."""
        made = self.line("POST", "/v2/bot/richmenu", menu_object(name=name, **changes))
        assert made.status == 200, made.content
        menu_id = str(made.json["richMenuId"])
        if picture:
            assert self.upload(menu_id, png(800, 540)).status == 200
        return menu_id

    def upload(self, menu_id: str, content: bytes, content_type: str = "image/png") -> Answer:
        path = f"/v2/bot/richmenu/{menu_id}/content"
        return self.raw("POST", path, content, Authorization=f"Bearer {TOKEN}", Content_Type=content_type)

    def close(self) -> None:
        self._http.clear()


def menu_object(**changes: Any) -> Json:
    area = {
        "bounds": {"x": 0, "y": 0, "width": 800, "height": 540},
        "action": {"type": "message", "text": "menu"},
    }
    return {
        "size": {"width": 800, "height": 540},
        "selected": True,
        "name": "a menu",
        "chatBarText": "Menu",
        "areas": [area],
        **changes,
    }


def png(width: int, height: int) -> bytes:
    """A real picture in one colour."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    rows = (b"\0" + b"\x55" * width) * height
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Running:
    """An event loop in a thread of its own, where stand-ins live."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def start(self, channel: Channel, **parts: Any) -> tuple[str, web.AppRunner]:
        return asyncio.run_coroutine_threadsafe(self._start(channel, **parts), self._loop).result(PATIENCE)

    def stop(self, runner: web.AppRunner) -> None:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), self._loop).result(PATIENCE)

    def call(self, function: Callable[..., Given], *given: Any, **named: Any) -> Given:
        """Done where the stand-ins live, as their own paths would."""

        async def done() -> Given:
            return function(*given, **named)

        return asyncio.run_coroutine_threadsafe(done(), self._loop).result(PATIENCE)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._let_go(), self._loop).result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @staticmethod
    async def _let_go() -> None:
        """Connections that clients left half open."""
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    @staticmethod
    async def _start(channel: Channel, **parts: Any) -> tuple[str, web.AppRunner]:
        runner = web.AppRunner(create_app(channel, **parts), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}", runner


Open = Callable[..., StandIn]
