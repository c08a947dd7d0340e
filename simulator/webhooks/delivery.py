"""Webhooks on their way out: signed, batched, repeated, mixed up; the bot is never waited for."""

from __future__ import annotations

import asyncio
import json
import random
from collections import deque
from dataclasses import dataclass
from typing import Any

from simulator.state.wire import readable
from simulator.state.world import World
from simulator.webhooks.events import Event
from simulator.webhooks.road import Outcome, Road
from simulator.webhooks.tokens import ReplyTokens

# How many events one delivery holds and how many are under way: LINE names neither.
MOST_EVENTS = 100
MOST_AT_ONCE = 8

# LINE names neither number nor spacing of redeliveries: seconds before each, and then no more.
REDELIVERED_AFTER = (1.0, 3.0, 10.0, 30.0, 60.0)


@dataclass(slots=True)
class Manner:
    """How webhooks are delivered; everything but plain delivery is asked for."""

    redeliver: bool = False
    duplicate: bool = False
    shuffle: bool = False
    batch_ms: int = 0
    standby: bool = False
    """Another module has the floor: events come without reply tokens, and the bot is to be silent."""

    def public(self) -> dict[str, Any]:
        return {
            "redeliver": self.redeliver,
            "duplicate": self.duplicate,
            "shuffle": self.shuffle,
            "batch_ms": self.batch_ms,
            "standby": self.standby,
        }


class Delivery:
    def __init__(self, world: World, tokens: ReplyTokens, secret: str) -> None:
        self.manner = Manner()
        self._world = world
        self._tokens = tokens
        self._road = Road(secret)
        self._waiting: deque[Event] = deque()
        self._busy: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._under_way = 0
        self._stirred = asyncio.Event()

    def put(self, event: Event) -> None:
        """Take an event along; returns at once."""
        if self.manner.standby:
            event["mode"] = "standby"
            self._tokens.withdraw(event.pop("replyToken", ""))
        self._waiting.append(event)
        self._stirred.set()

    def forget(self) -> None:
        """What has not left yet never will."""
        self._waiting.clear()

    async def run(self) -> None:
        """Deliver what is put, for as long as the stand-in runs."""
        try:
            while True:
                await self._stirred.wait()
                if self.manner.batch_ms:
                    await asyncio.sleep(self.manner.batch_ms / 1000)
                self._stirred.clear()
                while self._under_way < MOST_AT_ONCE and (batch := self._next()):
                    self._start(batch)
        finally:
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._road.close()

    def _next(self) -> list[Event]:
        """The next batch. One person's events leave in their order, unless mixing up is asked for."""
        if self.manner.shuffle:
            everything = list(self._waiting)
            random.shuffle(everything)
            self._waiting = deque(everything[MOST_EVENTS:])
            return everything[:MOST_EVENTS]
        batch: list[Event] = []
        held: deque[Event] = deque()
        while self._waiting and len(batch) < MOST_EVENTS:
            event = self._waiting.popleft()
            (held if _chat(event) in self._busy else batch).append(event)
        self._waiting.extendleft(reversed(held))
        return batch

    def _start(self, batch: list[Event]) -> None:
        chats = {_chat(event) for event in batch}
        self._busy |= chats
        self._under_way += 1
        task = asyncio.create_task(self._carry(batch, chats))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry(self, batch: list[Event], chats: set[str]) -> None:
        try:
            if self.manner.duplicate:
                outcome, _second = await asyncio.gather(self.send(batch), self.send(batch))
            else:
                outcome = await self.send(batch)
        finally:
            self._busy -= chats
            self._under_way -= 1
            if self._waiting:
                self._stirred.set()
        for pause in REDELIVERED_AFTER:
            if outcome.accepted or not self.manner.redeliver:
                return
            await asyncio.sleep(pause)
            again = [{**event, "deliveryContext": {"isRedelivery": True}} for event in batch]
            outcome = await self.send(again)

    async def send(self, events: list[Any], signature: str | None = None, url: str | None = None) -> Outcome:
        """One delivery: signed over the exact bytes, two seconds for the answer, noted on the wire."""
        body = _bytes({"destination": self._world.bot.user_id, "events": events})
        for event in events:
            if isinstance(event, dict) and isinstance(event.get("replyToken"), str):
                self._tokens.delivered(event["replyToken"])
        at, target = self._world.clock.now(), url or self._world.webhook or ""
        outcome = await self._road.post(target, body, signature)
        self._note(target, at, body, outcome)
        if outcome.accepted:
            self._mark_read(events)
        return outcome

    def _note(self, url: str, at: int, body: bytes, outcome: Outcome) -> None:
        entry = self._world.wire.note(
            at=at,
            direction="to_bot",
            method="POST",
            path=url,
            status=outcome.status,
            ms=outcome.ms,
            request=readable(body),
            response=outcome.body,
            quota_left=self._world.quota.left,
        )
        self._world.feed.publish("wire", entry=entry.public())

    def _mark_read(self, events: list[Any]) -> None:
        """A bubble is read when the webhook that told of it was answered with 2xx."""
        for event in events:
            if not isinstance(event, dict) or not isinstance(upto := event.get("timestamp"), int):
                continue
            person = self._world.people.get(_chat(event))
            if person and person.mark_read(upto):
                self._world.version += 1
                self._world.feed.publish("read", person=person.id, upto=upto)


def _chat(event: Any) -> str:
    """What happens in a group belongs to the group, whoever did it."""
    source = event.get("source") if isinstance(event, dict) else None
    if not isinstance(source, dict):
        return ""
    chat = source.get("groupId") or source.get("roomId") or source.get("userId")
    return chat if isinstance(chat, str) else ""


def _bytes(body: dict[str, Any]) -> bytes:
    """UTF-8 as LINE writes it; lone surrogates, which UTF-8 cannot carry, stay escaped."""
    try:
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(body, separators=(",", ":")).encode()
