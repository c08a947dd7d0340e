"""Conversing: from one event of one resident to a reply; taps, then the form in progress, then words."""

from datetime import timedelta

from bot import ear
from bot.form import Form, now_asking, numbered
from bot.freewords import FreeWords
from bot.questions import plain_number
from bot.router import Given, Route, Routes
from bot.turn import Reply, Turn
from locales import _, button_words, fold, keywords, speaking
from models import presses
from models.refusals import Refusal
from views import Json, flex, prompts
from views.marking import mark_of
from views.numbers import number
from views.tap import Answered, Back, MenuTab, Open, Resume, Skipped, StaleTap, Stay, Stop, Tap, unpack

MOST_STEPS_BACK = 10
# In a trail: something was said beside the last place, so that one step back leads to that place itself.
BESIDE = "."
# Quick replies that leave room for going on with a form, back, the start and a person.
MOST_BESIDE = flex.QUICK_MOST - 4
# Who comes back later than this with a word of the menu means the menu, not the question asked back then.
FORM_LIFE = timedelta(hours=6)
# The words that a form leaves alone: out, back, on, to a person, and what cannot wait.
ALWAYS = ("stop", "back", "skip", "start", "person", "help", *ear.URGENT)
# What stands on the rich menu.
MENU = ("find", "suggested", "mine", "living", "news", "settings")


class Conversing:
    def __init__(self, routes: Routes) -> None:
        self.routes = routes
        self.free = FreeWords(routes, self.open, self._led_on, self._place)

    def reply(self, turn: Turn) -> list[Json] | None:
        """The messages that answer this turn, numbered and with ways on; None for a deliberate silence.

        Raises Refusal and StaleTap: whatever was begun is then to be undone before `refuse()` says so."""
        turn.placed = False
        said = self._said(turn)
        return None if said is None else self._drawn(turn, said)

    def refuse(self, turn: Turn, no: Refusal | StaleTap) -> list[Json] | None:
        """Say that something cannot be done; a form that led there is over."""
        if isinstance(no, StaleTap):
            return self._drawn(turn, prompts.old_button())
        if now_asking(turn.conversation):
            turn.conversation.end()
        return self._drawn(turn, prompts.refused(str(no)))

    def _drawn(self, turn: Turn, said: Reply) -> list[Json] | None:
        messages = [said] if isinstance(said, dict) else list(said)
        # Spoken anew: this very turn may have chosen another language or letter size.
        with speaking(turn.resident.locale), flex.letters(large=turn.resident.reads_large):
            return self._finished(turn, messages) if messages else None

    def _said(self, turn: Turn) -> Reply | None:
        kind = turn.event.get("type")
        if kind == "postback":
            data = turn.event.get("postback", {}).get("data")
            if not isinstance(data, str):
                raise StaleTap("no data")
            return self.press(turn, _pressed(turn, data))
        if kind == "message" and turn.event["message"].get("type") == "text":
            return self.hears(turn)
        if turn.spot is not None:
            turn.conversation.spot = [*turn.spot, turn.now.isoformat()]
            if turn.conversation.expecting in self.routes.entries:
                return self.open(turn, turn.conversation.expecting)
        # A kind that LINE has added since is kept and left in peace.
        what = turn.event["message"].get("type") if kind == "message" else kind
        form = Form.current(turn) if what == "image" and now_asking(turn.conversation) else None
        if form is not None and (taken := form.pictured()) is not None:
            return taken
        route = self.routes.events.get(str(what))
        return self._led_on(turn, route.function(turn)) if route else None

    def press(self, turn: Turn, tap: Tap) -> Reply | None:
        """What a button does. Raises StaleTap when nobody answers it any more."""
        conversation = turn.conversation
        if isinstance(tap, MenuTab):
            return None
        if isinstance(tap, Answered | Skipped):
            form = Form.current(turn)
            if form is None:
                raise StaleTap(tap.form)
            return form.tapped(tap)
        if isinstance(tap, Back):
            return self.back(turn)
        if isinstance(tap, Stop):
            return self.stop(turn)
        if isinstance(tap, Stay):
            shown = [choice for choice in conversation.choices if len(choice) == 2 and choice[0]]
            return prompts.done_already([flex.quick(label, unpack(data)) for label, data in shown])
        if isinstance(tap, Resume):
            form = Form.current(turn)
            if form is None or form.name != tap.form:
                raise StaleTap(tap.form)
            return form.proceed()
        if conversation.form is not None:
            conversation.aside = True
        if isinstance(tap, Open):
            return self.open(turn, tap.entry)
        return self._go(turn, self.routes.taps.get(type(tap)), tap)

    def open(self, turn: Turn, entry: str) -> Reply | None:
        """What a word of an entry does."""
        if entry in ("stop", "back", "skip"):
            return {"stop": self.stop, "back": self.back, "skip": self.skip}[entry](turn)
        if turn.conversation.form is not None:
            turn.conversation.aside = True
        return self._go(turn, self.routes.entries.get(entry), Open(entry))

    def hears(self, turn: Turn) -> Reply | None:
        """What typed words do: always-words, numbers and labels on the screen, the form, keywords, search."""
        shape = fold(turn.words)
        entry = keywords().get(shape)
        if entry in ALWAYS and (entry != "skip" or now_asking(turn.conversation)):
            return self.open(turn, entry)
        if tap := self._chosen(turn, shape):
            return self.press(turn, tap)
        if self._on_several(turn, shape) and (shown := self._place(turn)):
            return [prompts.which(), *(shown if isinstance(shown, list) else [shown])]
        if entry in MENU and self._says_its_label(entry, shape):
            # The name of a menu area is a press on it, in the middle of a form too.
            return self.open(turn, entry)
        long_ago = turn.now - turn.conversation.touched_at > FORM_LIFE
        if now_asking(turn.conversation) and not (entry and long_ago) and (form := Form.current(turn)):
            if entry and not form.takes(turn.words):
                return self.open(turn, entry)  # no answer to a choice, and something we know
            return form.hears(turn.words)
        return self.free.hears(turn)

    def _says_its_label(self, entry: str, shape: str) -> bool:
        return _names(shape, str(self.routes.label(entry)))

    def back(self, turn: Turn) -> Reply | None:
        """One step back: to the question before, or to the place before."""
        conversation = turn.conversation
        if now_asking(conversation) and (form := Form.current(turn)):
            before = form.back()
            if before is not None:
                return before
            conversation.end()
            trail = conversation.trail
        else:
            trail = conversation.trail[:-1]
        conversation.trail = trail
        while trail:
            try:
                tap = unpack(trail[-1])
            except StaleTap:
                trail = conversation.trail = trail[:-1]
                continue
            try:
                return self.open(turn, tap.entry) if isinstance(tap, Open) else self.press(turn, tap)
            except Refusal:  # what stood there is gone: one step further
                trail = conversation.trail = trail[:-1]
        return prompts.nothing_before()

    def stop(self, turn: Turn) -> Reply:
        """Leave the form; it says what has become of the answers so far."""
        form = Form.current(turn)
        said = form.stopped() if form else prompts.stopped()
        turn.conversation.end()
        turn.conversation.trail = []
        turn.expect(None)
        return said

    def skip(self, turn: Turn) -> Reply | None:
        form = Form.current(turn)
        return form.skips() if form else prompts.start()

    def _go(self, turn: Turn, route: Route | None, tap: Tap) -> Reply | None:
        if route is None:
            raise StaleTap(tap.name)
        if route.place:
            turn.expect(None)
        given = route.function(turn) if isinstance(tap, Open) else route.function(turn, tap)
        # Only now: a changed conversation would be written before the handler's first question to the database.
        if route.place:
            turn.placed = True
            before = turn.conversation.trail
            kept, packed = before[:-1] if before[-1:] == [BESIDE] else before, tap.pack()
            trail = kept if kept[-1:] == [packed] else [*kept, packed][-MOST_STEPS_BACK:]
            if trail != before:
                turn.conversation.trail = trail
        return self._led_on(turn, given)

    def _led_on(self, turn: Turn, given: Given) -> Reply | None:
        """What a handler gave; when that is a tap, what pressing it does."""
        return self.press(turn, given) if isinstance(given, Tap) else given

    def _chosen(self, turn: Turn, shape: str) -> Tap | None:
        """The button on the screen that the words name: by number, by what it says, or by both (2くわしく)."""
        choices = turn.conversation.choices
        counted = [choice for choice in choices if len(choice) == 2]
        wanted = plain_number(turn.words)
        try:
            if wanted is not None and numbered(turn) and 1 <= wanted <= len(counted):
                return _pressed(turn, counted[wanted - 1][1])
            named = {data for label, data in counted if _names(shape, label)}
            if named:
                return _pressed(turn, named.pop()) if len(named) == 1 else None
            asides = [choice for choice in choices if len(choice) == 3]
            meant = [
                data
                for label, data, card in asides
                if shape == fold(f"{card}{label}") or _names(shape, label)
            ]
            exact = [data for label, data, card in asides if shape == fold(f"{card}{label}")]
            # Without a number it has to be the only one of its kind.
            return _pressed(turn, (exact or meant)[0]) if exact or len(meant) == 1 else None
        except StaleTap:
            return None

    def _on_several(self, turn: Turn, shape: str) -> bool:
        """Whether the words stand on the numbered buttons of several cards."""
        counted = [choice for choice in turn.conversation.choices if len(choice) == 2]
        return numbered(turn) and len({data for label, data in counted if _names(shape, label)}) > 1

    def _place(self, turn: Turn) -> Reply | None:
        """What is shown where somebody stands, once more."""
        trail = [one for one in turn.conversation.trail if one != BESIDE]
        try:
            return self.press(turn, unpack(trail[-1])) if trail else None
        except StaleTap:
            return None

    def _finished(self, turn: Turn, messages: list[Json]) -> list[Json]:
        conversation = turn.conversation
        asking = now_asking(conversation)
        if conversation.form is not None and conversation.aside:
            last = messages[-1]
            items = last.get("quickReply", {}).get("items", [])
            resume = flex.quick(_("Go on with it"), Resume(conversation.form))
            # After what this answer offers: 「続きをする」 is no answer to 「取り消しますか」.
            messages[-1] = flex.with_quick(last, [*items[:MOST_BESIDE], resume])
        if not (turn.placed or asking) and conversation.trail and conversation.trail[-1] != BESIDE:
            conversation.trail = [*conversation.trail, BESIDE]
        messages = prompts.ways(messages, back=asking or len(conversation.trail) > 1, stop=asking)
        conversation.choices = number(messages, written=numbered(turn), typed=plain_number(turn.words))
        conversation.touched_at = turn.now
        return messages


def _pressed(turn: Turn, data: str) -> Tap:
    """The tap of a button. Of news it is counted, if they agreed to that."""
    tap = unpack(data)
    if (about := mark_of(data)) and turn.resident.id is not None:
        presses.count(turn.db, turn.resident, about, turn.now)
    return tap


def _names(shape: str, label: str) -> bool:
    """Whether folded words say what stands on a button, or another word for it."""
    bare = fold(label)
    return bool(shape) and (shape == bare or shape in button_words().get(bare, ()))
