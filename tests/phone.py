"""A resident's phone for stories: it says, taps and sees; it finds buttons by label and sends their real data."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from math import inf
from threading import Lock
from typing import Any

from fresh import all_know
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from app import create_app, limits_of, town_of
from bot.engine import Engine
from commands.worker import house_chores, outreach_chores
from delivery.answers import Answer
from delivery.worker import Sender
from handlers import routes
from models.database import Database
from outreach.expanding import expand
from settings import Settings
from views import Json

SECRET = "a secret for tests"
ROUTES = routes()
# How often LINE brings the same webhook at most: the disk of a busy machine may stand still for seconds.
REDELIVERED = 5


class Wire:
    """LINE's end of the wire: keeps what is sent, takes a reply token once, answers as told."""

    def __init__(self) -> None:
        self.chats: dict[str, list[Json]] = {}
        self.calls: list[tuple[str, str, Any]] = []
        self.owners: dict[str, str] = {}
        self.answers: list[Answer] = []
        # What GET …/content answers, by message id.
        self.contents: dict[str, Answer] = {}
        self._lock = Lock()

    def call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        content_type: str = "application/json",
        retry_key: str | None = None,
        data_host: bool = False,
    ) -> Answer:
        with self._lock:
            said: Any = json.loads(body) if body and content_type == "application/json" else None
            self.calls.append((method, path, said))
            if self.answers:
                answer = self.answers.pop(0)
                if not answer.ok:
                    return answer
            if data_host and method == "GET":
                return self.contents.get(path.split("/")[-2], Answer(404))
            if path.endswith("/message/reply"):
                owner = self.owners.pop(said["replyToken"], None)
                if owner is None:
                    return Answer(400, b'{"message":"Invalid reply token"}')
                self.chats.setdefault(owner, []).extend(said["messages"])
            if path.endswith("/message/push"):
                self.chats.setdefault(said["to"], []).extend(said["messages"])
            if path.endswith("/message/multicast"):
                for person in said["to"]:
                    self.chats.setdefault(person, []).extend(said["messages"])
            return Answer(200, b"{}")

    async def post(self, path: str, body: bytes, retry_key: str | None = None, closes: float = inf) -> Answer:
        return self.call("POST", path, body, retry_key=retry_key)

    async def close(self) -> None:
        """Nothing is held."""


class TestTown:
    """Everything that runs in a town, in one process and on call."""

    __test__ = False

    def __init__(self, database: Database, clock: Any) -> None:
        self.settings = Settings(line_channel_secret=SECRET, public_url="https://town.example", undo=0.0)
        self.database, self.clock, self.wire = database, clock, Wire()
        self.app = create_app(self.settings, database=database, clock=clock)
        self.client = self.app.test_client()
        self.engine = Engine(database, clock, town_of(self.settings), ROUTES)
        self.sender = Sender(database, self.wire, at_once=40, limits=limits_of(self.settings))
        self.count = 0

    def close(self) -> None:
        self.sender.close()

    @contextmanager
    def looking(self) -> Iterator[Session]:
        """A session of its own in which every statement is committed at once, so that it holds no lock."""
        engine = create_engine(self.database.url, isolation_level="AUTOCOMMIT")
        all_know(engine, "looking")
        with Session(engine, expire_on_commit=False) as session:
            yield session
        engine.dispose()

    def post(self, *events: Json) -> int:
        """Deliver a signed webhook, again when it could not be stored in time; the status it was answered with."""
        body = json.dumps({"destination": "U" + "0" * 32, "events": list(events)}).encode()
        signature = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
        for _time in range(REDELIVERED):
            answer = self.client.post("/line/webhook", data=body, headers={"X-Line-Signature": signature})
            if answer.status_code != 503:
                break
        return answer.status_code

    def work(self) -> None:
        """Let engine and sender do all there is to do."""
        while self.engine.batch():
            pass
        while self.sender.cycle() or not self.sender.idle:
            pass

    def tend(self) -> None:
        """Let everything happen that the clock asks for, as the worker does it."""
        for chore in outreach_chores(self.database, self.clock, town_of(self.settings)):
            chore.do()
        expand(self.database, self.clock, limits_of(self.settings))
        self.work()

    def keep_house(self) -> None:
        """The worker's other chores, once round."""
        for chore in house_chores(self.database, self.wire, self.clock, limits_of(self.settings)):
            chore.do()

    def event(self, kind: str, source: Json, **more: Any) -> Json:
        """An event as LINE sends it, with a reply token where LINE gives one."""
        self.count += 1
        token = f"token{self.count:027}"
        self.wire.owners[token] = source.get("groupId") or source["userId"]
        moment = int(self.clock().timestamp() * 1000) + self.count
        made: Json = {
            "type": kind,
            "mode": "active",
            "timestamp": moment,
            "source": source,
            "webhookEventId": f"01TEST{self.count:020}",
            "deliveryContext": {"isRedelivery": False},
        }
        if kind not in ("unfollow", "unsend", "leave", "memberLeft"):
            made["replyToken"] = token
        return made | more

    def phone(self, name: str, *, new: bool = False, **settings: Any) -> "Phone":
        phone = Phone(self, name)
        if not new:
            self.greet(phone, settings)
        return phone

    def greet(self, phone: "Phone", settings: dict[str, Any]) -> None:
        from models.residents import Resident

        now: datetime = self.clock()
        with self.database.writing() as db:
            if Resident.known(db, phone.line_id) is None:
                resident = Resident.taken_in(db, phone.line_id, now, now)
                resident.display_name = phone.name
                resident.was_told_privacy(now)
                for field, value in settings.items():
                    setattr(resident, field, value)


class Phone:
    def __init__(self, town: TestTown, name: str) -> None:
        self.town, self.name = town, name
        self.line_id = "U" + hashlib.md5(name.encode()).hexdigest()
        self.sent = 0

    @property
    def chat(self) -> list[Json]:
        return self.town.wire.chats.setdefault(self.line_id, [])

    @property
    def answer(self) -> list[Json]:
        """What came since this phone last did something."""
        return self.chat[self.sent :]

    def does(self, kind: str, **more: Any) -> None:
        self.sent = len(self.chat)
        source = {"type": "user", "userId": self.line_id}
        assert self.town.post(self.town.event(kind, source, **more)) == 200
        self.town.work()

    def says(self, words: str, message_id: str | None = None) -> None:
        made = {"id": message_id or str(10**17 + self.town.count), "type": "text", "text": words}
        self.does("message", message=made)

    def sends(self, kind: str, **more: Any) -> None:
        """A sticker, an image, a location …"""
        self.does("message", message={"id": str(10**17 + self.town.count), "type": kind, **more})

    def pins(self, latitude: float, longitude: float) -> None:
        self.sends("location", title="ここ", address="", latitude=latitude, longitude=longitude)

    def taps(self, label: str, **params: str) -> None:
        """Press the first button that says `label` (without its number)."""
        for action in self.buttons():
            if bare(action["label"]) == label:
                self.presses(action["data"], **params)
                return
        raise AssertionError(f"no button {label!r} among {[bare(a['label']) for a in self.buttons()]}")

    def presses(self, data: str, **params: str) -> None:
        postback: Json = {"data": data}
        if params:
            postback["params"] = params
        self.does("postback", postback=postback)

    def buttons(self) -> list[Json]:
        """Every action with data in the last answer, in reading order."""
        return [action for message in self.last() for action in actions(message)]

    def last(self) -> list[Json]:
        """The messages after this phone's last act, or the newest one."""
        return self.answer or self.chat[-1:]

    def reads(self) -> str:
        """All words of the last answer."""
        return "\n".join(words for message in self.last() for words in words_of(message))

    def sees(self, *words: str) -> None:
        said = self.reads()
        for one in words:
            assert one in said, f"{one!r} is not in:\n{said}"

    def sees_not(self, *words: str) -> None:
        said = self.reads()
        for one in words:
            assert one not in said, f"{one!r} is in:\n{said}"


def bare(label: str) -> str:
    """A label without the number that may stand before it."""
    return re.sub(r"^\d+ ", "", label)


def actions(part: Any) -> Iterator[Json]:
    if isinstance(part, dict):
        if part.get("type") in ("postback", "datetimepicker"):
            yield part
        for value in part.values():
            yield from actions(value)
    elif isinstance(part, list):
        for value in part:
            yield from actions(value)


def words_of(part: Any) -> Iterator[str]:
    """What can be read on the screen: texts, labels, alternative texts."""
    if isinstance(part, dict):
        for name, value in part.items():
            if isinstance(value, str) and name in ("text", "altText", "label", "title", "address"):
                yield value
            elif name != "displayText":
                yield from words_of(value)
    elif isinstance(part, list):
        for value in part:
            yield from words_of(value)
