"""The engine: takes stored events in order, makes a turn of each, and saves its answer in the same commit."""

import logging
import re
from collections.abc import Iterable
from datetime import datetime
from threading import Event as Flag
from time import monotonic

from sqlalchemy import Select, select, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from bot.conversing import Conversing
from bot.groups import Groups, without_mentions
from bot.router import Routes
from bot.turn import Spot, Turn
from locales import speaking
from models.clock import Clock
from models.conversations import Conversation
from models.database import Database
from models.inbox import Event, EventState
from models.outbox import MOST_MESSAGES, Outgoing
from models.residents import Resident
from models.town import Town
from models.unsending import forget
from views import Json, flex, prompts

log = logging.getLogger(__name__)

MOST_AT_ONCE = 16
# Seconds after which a batch is committed: while it is open, a webhook waits to be stored.
LONGEST_BATCH = 0.012
USER = re.compile(r"[\x21-\x7e]{1,68}")
UNTEXT = re.compile("[\x00\ud800-\udfff]")  # what PostgreSQL's text, or UTF-8, cannot hold


class Engine:
    def __init__(self, database: Database, clock: Clock, town: Town, routes: Routes) -> None:
        self.database = database
        self.clock = clock
        self.town = town
        self.conversing = Conversing(routes)
        self.groups = Groups(routes)

    def run(self, stop: Flag) -> None:
        """Work until told to stop; what a crash left behind is simply still pending."""
        doorbell = self.database.doorbell()
        while not stop.is_set():
            try:
                worked = self.batch()
            except (OperationalError, InterfaceError):
                # The database is away or chose us to end a deadlock: nothing was changed, so do it again.
                log.warning("the database did not answer; trying again", exc_info=True)
                worked = 0
            if not worked:
                doorbell.wait(0.5)
        doorbell.close()

    def batch(self) -> int:
        """Work on the next few events in one transaction and return how many.

        Each has a savepoint of its own. The transaction is also the lease: a crash leaves all pending."""
        done = 0
        with self.database.writing() as db:
            began = monotonic()
            for event in self._next(db):
                self._work(db, event)
                done += 1
                if monotonic() - began > LONGEST_BATCH:
                    break
            if done:
                self.database.knock(db)
        return done

    def _next(self, db: Session) -> Iterable[Event]:
        """Pending events, oldest first; one resident's in the order in which they happened."""
        oldest = _pending().order_by(Event.id).limit(MOST_AT_ONCE)
        if self.database.embedded:
            events = db.scalars(oldest).all()  # we hold SQLite's only write lock
        else:
            events = self._unclaimed(db, oldest)
        first = {event.lane: event.id for event in reversed(events)}
        return sorted(events, key=lambda event: (first[event.lane], event.occurred_ms, event.id))

    def _unclaimed(self, db: Session, oldest: Select[Event]) -> list[Event]:
        """Events of lanes that no other worker has: one lock a lane, held to the end of the transaction."""
        lanes = dict.fromkeys(db.scalars(oldest.with_only_columns(Event.lane).limit(4 * MOST_AT_ONCE)))
        lock = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:lane, 0))")
        ours = []
        for lane in lanes:
            if db.scalar(lock, {"lane": lane}):
                ours.append(lane)
            if len(ours) == MOST_AT_ONCE:
                break
        # Read again: between our look and our lock another worker may have finished some.
        return list(db.scalars(_pending().where(Event.lane.in_(ours)).order_by(Event.id).limit(MOST_AT_ONCE)))

    def _work(self, db: Session, event: Event) -> None:
        event.state = EventState.DONE
        try:
            with db.begin_nested():
                self._take(db, event)
        except (OperationalError, InterfaceError):
            raise
        except Exception as bug:
            # One of the two places where everything is caught: one event must not stop the others.
            log.exception("event %s met a bug", event.id)
            event.state, event.error = EventState.FAILED, type(bug).__name__
            raw = event.read()
            self._answer(db, event, raw, [prompts.trouble(self.town)])

    def _take(self, db: Session, event: Event) -> None:
        raw = event.read()
        source = raw.get("source")
        if not isinstance(source, dict) or raw.get("mode") == "standby":
            return  # nobody to answer, or another bot answers
        if raw.get("type") == "message" and not isinstance(raw.get("message"), dict):
            return
        user = source.get("userId")
        line_id = user if isinstance(user, str) and USER.fullmatch(user) else None
        if raw.get("type") == "unsend":
            unsent = raw.get("unsend")
            if line_id and isinstance(unsent, dict):
                forget(db, str(unsent.get("messageId")), line_id)
            return
        if source.get("type") in ("group", "room"):
            self._answer(db, event, raw, self._in_group(db, event, raw, line_id))
        elif line_id is not None:
            self._answer(db, event, raw, self._alone(db, event, raw, line_id))

    def _alone(self, db: Session, event: Event, raw: Json, line_id: str) -> list[Json] | None:
        now, at = self.clock(), event.occurred_at
        resident = Resident.known(db, line_id)
        newcomer = resident is None
        if resident is None:
            resident = Resident.taken_in(db, line_id, now, at)
        resident.last_seen_at = now
        if raw.get("type") == "unfollow":
            resident.unfollowed(at)
            return None
        if raw.get("type") == "follow":
            resident.followed(at)
        conversation = Conversation.of(db, resident.id, now)
        turn = self._turn(db, now, event, raw, resident, conversation)
        turn.newcomer = newcomer
        with speaking(resident.locale), flex.letters(large=resident.reads_large):
            said = self.conversing.reply(turn)
            if said and newcomer and raw.get("type") != "follow":
                # A friend from before the bot existed hears first who runs it and what is kept.
                resident.was_told_privacy(now)
                said = [prompts.purpose(self.town), *said]
        return said

    def _in_group(self, db: Session, event: Event, raw: Json, line_id: str | None) -> list[Json] | None:
        now = self.clock()
        known = Resident.known(db, line_id) if line_id else None
        # Before everybody nobody is anybody: a guest of the group who is never saved.
        guest = Resident(line_id=event.lane, locale=known.locale if known else "ja", letter_size="normal")
        conversation = Conversation(choices=[], trail=[], given={}, answers={}, aside=False)
        turn = self._turn(db, now, event, raw, guest, conversation)
        if raw.get("type") == "message":
            turn.words = without_mentions(raw, turn.words)
        with speaking(guest.locale):
            return self.groups.reply(turn)

    def _turn(
        self,
        db: Session,
        now: datetime,
        event: Event,
        raw: Json,
        resident: Resident,
        conversation: Conversation,
    ) -> Turn:
        message = raw.get("message", {})
        words = message.get("text") if message.get("type") == "text" else ""
        params = raw.get("postback", {}).get("params") if isinstance(raw.get("postback"), dict) else None
        turn = Turn(db, now, self.town, resident, conversation, event=raw, message_id=event.message_id)
        turn.words = cleaned(words) if isinstance(words, str) else ""
        turn.picked = {str(k): str(v) for k, v in params.items()} if isinstance(params, dict) else {}
        turn.spot = _spot(message)
        return turn

    def _answer(self, db: Session, event: Event, raw: Json, said: list[Json] | None) -> None:
        token = raw.get("replyToken")
        if said and isinstance(token, str) and USER.fullmatch(token) and raw.get("mode") != "standby":
            because = f"answer.{event.kind}"[:60]
            db.add(Outgoing.answer(event.id, event.lane, token, said[:MOST_MESSAGES], because, self.clock()))


def cleaned(words: str) -> str:
    """Words that both databases can hold, at most LINE's 5,000 characters."""
    return UNTEXT.sub("", words)[:5000].strip()


def _pending() -> Select[Event]:
    return select(Event).where(Event.state == EventState.PENDING)


def _spot(message: Json) -> Spot | None:
    latitude, longitude = message.get("latitude"), message.get("longitude")
    if message.get("type") != "location" or isinstance(latitude, bool) or isinstance(longitude, bool):
        return None
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return None
    inside = -90 <= latitude <= 90 and -180 <= longitude <= 180  # NaN is inside nothing
    return Spot(float(latitude), float(longitude)) if inside else None
