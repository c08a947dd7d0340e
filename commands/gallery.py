"""The gallery: every face the bot can show, by walking through all it answers in a fictional town."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from bot.engine import Engine
from bot.reading import read_body
from bot.router import Routes
from commands.samples import Furniture, furnish, taps_of
from demo import make
from handlers import routes
from locales import LOCALES, speaking
from models import Base, Refusal, load
from models.activities import Activity
from models.announcements import Announcement, Held
from models.awaiting import GUARDS
from models.clock import Clock
from models.database import Database
from models.digests import Page
from models.inbox import Event, EventState, store
from models.notes import Note
from models.outbox import Outgoing
from models.registrations import Registration, RegistrationState
from models.reminding import Ahead
from models.residents import LetterSize
from models.sends import Progress, Send, SendState
from models.topics import Topic
from models.town import Town
from outreach import sending
from views import Json, announcing_told, digests, flex, noting, prompts, reminders
from views.tap import Open

# The rooms whose refusals a resident may meet. Others, such as those of `commands`, are for staff at a terminal,
# and whether they are there to be found depends on what else has been imported.
REFUSING = ("models", sending.__package__)


@dataclass(frozen=True)
class Face:
    """What the bot says in one situation."""

    name: str
    locale: str
    letter_size: str
    messages: list[Json]


def faces(town: Town, clock: Clock) -> Iterator[Face]:
    """Every entry, every tap with each kind of thing it can be about, every event and every refusal,
    in each language and letter size."""
    load()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/gallery.db")
        Base.metadata.create_all(database.engine)
        with database.writing() as db:
            make(db, clock(), 1)
        answers = routes()
        for locale in LOCALES:
            for size in LetterSize:
                walker = Walker(database, clock, town, answers, locale, size)
                yield from walker.walk()
        database.close()


class Walker:
    """One resident who tries everything."""

    def __init__(
        self, database: Database, clock: Clock, town: Town, answers: Routes, locale: str, size: LetterSize
    ) -> None:
        self._database, self._answers, self._locale, self._size = database, answers, locale, size
        self._clock = clock
        self._town = town
        self._engine = Engine(database, clock, town, answers)
        self._count = 0
        self.line_id = f"Ugallery-{locale}-{size}"

    def walk(self) -> Iterator[Face]:
        yield from self._does("greeting.new", {"type": "follow", "follow": {"isUnblocked": False}})
        with self._database.writing() as db:
            things = furnish(db, self.line_id, self._locale, self._size, self._clock())
        yield from self._events()
        for entry in self._answers.entries:
            yield from self._press(f"entry.{entry}", Open(entry).pack())
        for kind in self._answers.taps:
            for case, tap in taps_of(kind, things):
                yield from self._press(f"{kind.name}{case}", tap.pack())
        yield from self._typed(things)
        yield from self._pushed(things)
        yield from self._refusals()

    def _events(self) -> Iterator[Face]:
        yield from self._does("greeting.again", {"type": "follow", "follow": {"isUnblocked": True}})
        for kind in ("sticker", "image"):
            yield from self._does(
                f"message.{kind}", {"type": "message", "message": {"id": "1", "type": kind}}
            )
        pin = {"id": "1", "type": "location", "latitude": 36.1, "longitude": 138.0}
        yield from self._does("message.pin", {"type": "message", "message": pin})
        yield from self._press("old_button", "long.gone/1?item=7")

    def _typed(self, things: Furniture) -> Iterator[Face]:
        for name, words in things.said.items():
            message = {"id": "1", "type": "text", "text": words}
            yield from self._does(f"words.{name}", {"type": "message", "message": message})

    def _pushed(self, things: Furniture) -> Iterator[Face]:
        """What comes when the clock says so, and is no answer to anything."""
        now = self._clock()
        with (
            self._database.reading() as db,
            speaking(self._locale),
            flex.letters(large=self._size is LetterSize.LARGE),
        ):
            mine = db.get_one(Registration, things.ids["registration"][RegistrationState.JOINED.value])
            calendar = self._town.calendar(mine.activity_id)
            for ahead in Ahead:
                said = reminders.reminder(mine, mine.activity.occurrences[0], ahead, calendar)
                yield self._face(f"tick → reminder.{ahead.value}", said)
            coming = tuple(db.scalars(Activity.upcoming(now).where(Activity.topic == Topic.NATURE).limit(3)))
            note = db.get_one(Note, things.ids["note"][""])
            yield self._face("tick → note", noting.as_read(note, now))
            page = Page(announcements=(), activities=coming, topics=(Topic.NATURE,), more=True)
            yield self._face("tick → digest", digests.digest(page, "2026-W48", now, now))
            planned = db.get_one(Announcement, things.ids["announcement"]["planned"])
            yield self._face("tick → look", [announcing_told.asks_for_a_look(planned, "yuko")])
            yield self._face("tick → held", [announcing_told.was_held(planned, Held.LATE)])
            for who in ("yuko", None):
                yield self._face("tick → taken_back", [announcing_told.was_taken_back(planned, who)])
            for state, why in (
                (SendState.FINISHED, None),
                (SendState.STOPPED, None),
                *((SendState.PAUSED, guard) for guard in GUARDS),
            ):
                send, found = Send(state=state, why=why), Progress(12, accepted=11)
                told = [announcing_told.result(planned, send, found), noting.result(note, send, found)]
                yield self._face(f"tick → result.{(why or state).value}", told)

    def _refusals(self) -> Iterator[Face]:
        with speaking(self._locale), flex.letters(large=self._size is LetterSize.LARGE):
            for refusal in _all_refusals(Refusal):
                said = prompts.refused(str(refusal.message).replace("{left}", "2"))
                yield self._face(f"refusal.{refusal.__name__}", [said])
            yield self._face("bug.trouble", [prompts.trouble(self._town)])

    def _press(self, name: str, data: str) -> Iterator[Face]:
        yield from self._does(name, {"type": "postback", "postback": {"data": data}})

    def _does(self, name: str, event: Json) -> Iterator[Face]:
        """One event; what is answered, and what others are told because of it."""
        self._count += 1
        moment = int(self._clock().timestamp() * 1000) + self._count
        whole = {
            "webhookEventId": f"{self.line_id}-{self._count}",
            "timestamp": moment,
            "mode": "active",
            "source": {"type": "user", "userId": self.line_id},
            "replyToken": f"gallery-{self._count}",
            **event,
        }
        with self._database.engine.begin() as connection:
            store(connection, read_body(json.dumps({"events": [whole]}).encode(), moment), self._clock())
        with self._database.reading() as db:
            before = db.scalar(select(Outgoing.id).order_by(Outgoing.id.desc()).limit(1)) or 0
        while self._engine.batch():
            pass
        with self._database.reading() as db:
            if db.scalar(select(Event.id).where(Event.state == EventState.FAILED).limit(1)) is not None:
                raise RuntimeError(f"{name} in {self._locale}, {self._size} letters, met a bug")
        with self._database.reading() as db:
            for row in db.scalars(select(Outgoing).where(Outgoing.id > before).order_by(Outgoing.id)).all():
                if messages := row.messages():
                    other = "" if row.to == self.line_id else f" → {row.because}"
                    yield self._face(name + other, messages)

    def _face(self, name: str, messages: list[Json]) -> Face:
        return Face(name, self._locale, self._size.value, messages)


def _all_refusals(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for child in sorted(kind.__subclasses__(), key=lambda one: (one.__name__, one.__module__)):
        if child.__module__.partition(".")[0] in REFUSING:
            yield child
        yield from _all_refusals(child)


def write_gallery(path: Path, town: Town, clock: Clock) -> int:
    """Write all faces as the stand-in's gallery reads them, and return how many there are."""
    shown = [asdict(face) for face in faces(town, clock)]
    path.parent.mkdir(parents=True, exist_ok=True)
    coming = path.with_suffix(".new")
    coming.write_text(json.dumps({"faces": shown}, ensure_ascii=False), encoding="utf-8")
    coming.replace(path)
    return len(shown)


@click.command("gallery")
@with_appcontext
@click.argument("file", type=click.Path(path_type=Path), default=Path("var/gallery.json"))
def gallery(file: Path) -> None:
    """Write every face the bot can show, for the stand-in's gallery page."""
    parts = current_app.extensions["tsunagu"]
    click.echo(f"{write_gallery(file, parts['town'], parts['clock'])} faces → {file}")
