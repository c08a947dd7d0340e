"""The engine: takes stored events in order, makes a turn of each, and saves its answer in the same commit."""

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event as Flag
from time import monotonic

from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from bot.batch import Batch
from bot.conversing import Conversing
from bot.groups import Groups, without_mentions
from bot.queue import WINDOW, coming
from bot.router import Routes
from bot.turn import Spot, Turn
from locales import speaking
from models.clock import Clock
from models.conversations import Conversation
from models.database import Database
from models.inbox import Event, carry_in
from models.outbox import MOST_MESSAGES, answer, forget_unsent
from models.refusals import Refusal
from models.residents import PRIVACY_VERSION, Resident
from models.sends import newest_send
from models.town import Town
from models.unseen import seen
from models.unsending import forget, forget_unread
from views import Json, flex, prompts
from views.tap import StaleTap

log = logging.getLogger(__name__)

# Seconds after which a batch is committed: others want to write, too.
LONGEST_BATCH = 0.1
# Seconds in which more events gather when there were few: a batch costs as much as two events.
GATHER = 0.015
USER = re.compile(r"[\x21-\x7e]{1,68}")
MOST_WORDS = 5_000  # LINE's own limit
# What a database or its driver says of a value that cannot be written down.
UNWRITABLE = (SQLAlchemyError, ValueError, OverflowError)
# How exactly it is known when somebody was last here.
SEEN_AGAIN = timedelta(hours=1)
LONG_AGO = datetime.fromtimestamp(0, UTC)

Replying = Callable[[Turn], list[Json] | None]


class Stumbled(Exception):
    """An event of a batch met a refusal or a bug, after so many went well; the batch is undone and done again."""

    def __init__(self, went_well: int) -> None:
        super().__init__(went_well)
        self.went_well = went_well


class Engine:
    def __init__(self, database: Database, clock: Clock, town: Town, routes: Routes) -> None:
        self.database = database
        self.clock = clock
        self.town = town
        self.conversing = Conversing(routes)
        self.groups = Groups(routes)
        self.longest_batch = LONGEST_BATCH
        self.more = False  # whether the last batch left some of what it had found
        self.swept = False  # whoever was here before us may have died before sweeping

    def run(self, stop: Flag) -> None:
        """Work until told to stop; what a crash left behind is simply still pending."""
        doorbell = self.database.front_doorbell()
        while not stop.is_set():
            try:
                worked = self.batch()
            except (OperationalError, InterfaceError):
                # The database is away or chose us to end a deadlock: nothing was changed, so do it again.
                log.warning("the database did not answer; trying again", exc_info=True)
                worked = 0
            if not worked:
                doorbell.wait(0.5)
            elif worked < WINDOW // 2 and not self.more:
                stop.wait(GATHER)
        doorbell.close()

    def batch(self) -> int:
        """Work on the next few events in one transaction and return how many.

        The transaction is also the lease: a crash leaves all of them pending."""
        try:
            return self._batch(WINDOW, careful=False)
        except (OperationalError, InterfaceError):
            raise
        except Stumbled as stumble:
            # Nothing of the batch was kept. Once more up to there; and then that one alone, with a savepoint.
            return self._batch_before(stumble.went_well)
        except UNWRITABLE:
            # What one of them had said could not be written down: once more, the first alone.
            return self._batch(1, careful=True)

    def _batch_before(self, went_well: int) -> int:
        if not went_well:
            return self._batch(1, careful=True)
        try:
            return self._batch(went_well, careful=False)
        except Stumbled as stumble:  # they may come in another order when they are fewer
            return self._batch_before(min(stumble.went_well, went_well - 1))
        except (OperationalError, InterfaceError):
            raise
        except UNWRITABLE:
            return self._batch(1, careful=True)

    def _batch(self, most: int, *, careful: bool) -> int:
        with self.database.writing() as db:
            carried = carry_in(self.database, db)
            events, waiting = coming(self.database, db, most)
            work = Batch(db, events)
            work.forgot = forget_unread(db, events)
            began = monotonic()  # not before: until here we may have waited for other writers
            for event in events:
                self._work(work, event, careful=careful)
                if monotonic() - began > self.longest_batch:
                    break
            work.save()
            self.more = len(work.done) < waiting
            if work.done:
                self.database.knock(db)
        if carried is not None and self.database.doorstep is not None:
            self.database.doorstep.clear(carried)
        if work.forgot or not self.swept:
            self.swept = self.database.sweep()
        return len(work.done)

    def _work(self, work: Batch, event: Event, *, careful: bool) -> None:
        try:
            if careful:
                with work.db.begin_nested():
                    self._take(work, event, self.conversing.reply)
                    work.write()
            else:
                self._take(work, event, self.conversing.reply)
        except (OperationalError, InterfaceError):
            raise
        except Exception as bug:
            # One of the three places where everything is caught: one event must not stop the others.
            if not careful:
                raise Stumbled(len(work.done)) from bug
            self._stumble(work, event, bug)
        work.done.append(event.id)

    def _stumble(self, work: Batch, event: Event, bug: Exception) -> None:
        """What the handler had begun is undone. A refusal is an answer; anything else is a bug of ours."""
        work.start_over([event])
        refusal = bug if isinstance(bug, Refusal | StaleTap) else None
        if refusal is None:
            log.error("event %s met a bug", event.id, exc_info=bug)
            work.failed[event.id] = type(bug).__name__
        try:
            with work.db.begin_nested():
                if refusal is None:
                    self._answer(work, event, event.read(), [prompts.trouble(self.town)])
                else:
                    self._take(work, event, lambda turn: self.conversing.refuse(turn, refusal))
                work.write()
        except (OperationalError, InterfaceError):
            raise
        except UNWRITABLE as worse:
            # Nor may it, when it cannot even be answered: the worker would die of it again and again.
            log.error("event %s could not be answered", event.id, exc_info=worse)
            work.start_over([event])
            work.failed[event.id] = type(worse).__name__

    def _take(self, work: Batch, event: Event, reply: Replying) -> None:
        raw = event.read()
        source = raw.get("source")
        if not isinstance(source, dict):
            return  # nobody to answer
        if raw.get("type") == "message" and not isinstance(raw.get("message"), dict):
            return
        for part in ("message", "postback"):
            if not isinstance(raw.get(part), dict):
                raw[part] = {}  # so that nobody after us has to ask
        user = source.get("userId")
        line_id = user if isinstance(user, str) and USER.fullmatch(user) else None
        if raw.get("type") == "unsend":
            unsent = raw.get("unsend")
            message_id = unsent.get("messageId") if isinstance(unsent, dict) else None
            if line_id and isinstance(message_id, str) and USER.fullmatch(message_id):
                self._forget(work, message_id, line_id)
            return
        if not active(raw):
            return  # another bot answers
        if source.get("type") in ("group", "room"):
            self._answer(work, event, raw, self._in_group(work, event, raw, line_id))
        elif source.get("type") == "user" and line_id is not None:
            self._answer(work, event, raw, self._alone(work, event, raw, line_id, reply))

    def _forget(self, work: Batch, message_id: str, line_id: str) -> None:
        work.forgot = True
        writer = work.people.get(line_id) or Resident.known(work.db, line_id)
        if forget(work.db, message_id, line_id) and writer and (conversation := work.standing(writer)):
            conversation.forget(message_id)

    def _alone(
        self, work: Batch, event: Event, raw: Json, line_id: str, reply: Replying
    ) -> list[Json] | None:
        db, now, at = work.db, self.clock(), event.occurred_at
        resident = work.people.get(line_id)
        newcomer = resident is None
        if resident is None:
            # Nothing but these tells about friendship: an unfollow from before a message may still be on its way.
            told = raw.get("type") in ("follow", "unfollow")
            resident = work.people[line_id] = Resident.taken_in(db, line_id, now, at if told else LONG_AGO)
        if now - resident.last_seen_at > SEEN_AGAIN:
            resident.last_seen_at = now
        if raw.get("type") == "unfollow":
            resident.unfollowed(at)
            if not resident.follows:
                forget_unsent(db, line_id)
            return None
        if raw.get("type") == "follow":
            resident.followed(at, newest_send(db))
        conversation = work.standing(resident) or work.begin(resident, now)
        turn = self._turn(work, now, event, raw, resident, conversation)
        turn.newcomer = newcomer
        with speaking(resident.locale), flex.letters(large=resident.reads_large):
            said = reply(turn)
            if said and resident.privacy_version < PRIVACY_VERSION:
                # A friend from before the bot existed, or from before these words, hears first who runs it
                # and what is kept.
                resident.was_told_privacy(now)
                said = [prompts.purpose(self.town), *said]
        return said

    def _in_group(self, work: Batch, event: Event, raw: Json, line_id: str | None) -> list[Json] | None:
        now = self.clock()
        known = Resident.known(work.db, line_id) if line_id else None
        # Before everybody nobody is anybody: a guest of the group who is never saved.
        guest = Resident(line_id=event.lane, locale=known.locale if known else "ja", letter_size="normal")
        conversation = Conversation(choices=[], trail=[], given={}, answers={}, aside=False)
        turn = self._turn(work, now, event, raw, guest, conversation)
        if raw.get("type") == "message":
            turn.words = without_mentions(raw, turn.words)
        with speaking(guest.locale):
            return self.groups.reply(turn)

    def _turn(
        self,
        work: Batch,
        now: datetime,
        event: Event,
        raw: Json,
        resident: Resident,
        conversation: Conversation,
    ) -> Turn:
        message = raw["message"]
        words = message.get("text") if message.get("type") == "text" else ""
        params = raw["postback"].get("params")
        turn = Turn(work.db, now, self.town, resident, conversation, work.standing, event=raw)
        turn.message_id = event.message_id
        turn.words = seen(words, MOST_WORDS) if isinstance(words, str) else ""
        turn.picked = {str(k): str(v) for k, v in params.items()} if isinstance(params, dict) else {}
        turn.spot = Spot.sent(message)
        return turn

    def _answer(self, work: Batch, event: Event, raw: Json, said: list[Json] | None) -> None:
        token = raw.get("replyToken")
        if said and isinstance(token, str) and USER.fullmatch(token) and active(raw):
            because = f"answer.{event.kind}"[:60]
            messages = said[:MOST_MESSAGES]
            messages = [*work.riders(event.lane, MOST_MESSAGES - len(messages)), *messages]
            work.answers.append(answer(event.id, event.lane, token, messages, because, self.clock()))


def active(raw: Json) -> bool:
    """Whether it is ours to answer; `standby` says no, and so may a mode that LINE has added since."""
    return bool(raw.get("mode", "active") == "active")
