"""A bot of a few lines: it repeats what it is told, or answers what a test taught it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web

Json = dict[str, Any]


@dataclass
class Bot:
    token: str
    url: str = ""
    line: str = ""
    answers: dict[str, list[Json]] = field(default_factory=dict)
    heard: list[Json] = field(default_factory=list)

    def postbacks(self) -> list[Json]:
        return [event["postback"] for event in self.heard if event["type"] == "postback"]

    def told(self, kind: str) -> list[Json]:
        """Messages of one kind, as the webhook brought them."""
        messages = [event["message"] for event in self.heard if event["type"] == "message"]
        return [message for message in messages if message["type"] == kind]

    async def hear(self, request: web.Request) -> web.Response:
        events = (await request.json())["events"]
        self.heard += events
        for event in events:
            await self._answer(event)
        return web.Response()

    async def _answer(self, event: Json) -> None:
        words = event.get("message", {}).get("text") or event.get("postback", {}).get("data")
        if words is None or "replyToken" not in event:
            return
        messages = self.answers.get(words, [{"type": "text", "text": f"{words} ですね"}])
        if not messages:
            return
        async with ClientSession(headers={"Authorization": f"Bearer {self.token}"}) as line:
            body = {"replyToken": event["replyToken"], "messages": messages}
            async with line.post(f"{self.line}/v2/bot/message/reply", json=body) as answer:
                assert answer.status == 200, await answer.text()


@contextmanager
def running_bot(token: str) -> Iterator[Bot]:
    bot = Bot(token)
    loop = asyncio.new_event_loop()

    async def open_door() -> web.AppRunner:
        app = web.Application()
        app.router.add_post("/line/webhook", bot.hear)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        bot.url = f"http://127.0.0.1:{runner.addresses[0][1]}/line/webhook"
        return runner

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    runner = asyncio.run_coroutine_threadsafe(open_door(), loop).result(10)
    try:
        yield bot
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
