"""Free words: what no button and no question took; codes, what was told, days, keywords, searches, guesses."""

from collections.abc import Callable

from bot import ear
from bot.questions import plain_number
from bot.router import Given, Routes
from bot.turn import Reply, Turn
from locales import romaji, spoken
from models.help import Unheard
from views import prompts
from views.tap import Open

# Only when, and not what: 「明日の草刈り、中止ですか」 is about the grass.
TIMES = ("today", "tomorrow", "weekend", "next_week", "next_month")


class FreeWords:
    def __init__(
        self,
        routes: Routes,
        opens: Callable[[Turn, str], Reply | None],
        leads_on: Callable[[Turn, Given], Reply | None],
        place: Callable[[Turn], Reply | None],
    ) -> None:
        self.routes, self.opens, self.leads_on, self.place = routes, opens, leads_on, place

    def hears(self, turn: Turn) -> Reply | None:
        if not any(letter.isalnum() for letter in turn.words):
            return prompts.start()  # blanks, punctuation and 👍 ask for nothing
        typed = turn.words
        for kind in ("code", "recall", "day"):
            if said := self._asks(kind, turn):
                return said
        if plain_number(turn.words) is not None:
            return self._no_such_number(turn)
        intents = ear.hear(turn.words, turn.conversation.expecting, spoken())
        if intents and intents[0].confidence >= ear.CERTAIN:
            return self.opens(turn, intents[0].entry)
        if said := self._asks("words", turn):
            return said
        if intents and intents[0].confidence >= ear.SURE:
            return self.opens(turn, intents[0].entry)
        likely = [intent.entry for intent in intents if intent.confidence >= ear.LIKELY]
        if said := self._in_kana(turn):
            return said
        if set(likely) <= {*ear.GENERAL, *TIMES}:
            for kind in ("gist", "day_within"):
                if said := self._asks(kind, turn):
                    return said
        turn.db.add(
            Unheard(words=turn.words[:200], locale=spoken(), message_id=turn.message_id, heard_at=turn.now)
        )
        if set(likely) <= set(ear.GENERAL) and (said := self._asks("nearly", turn)):
            return said
        guesses = [(str(label), Open(name)) for name in likely if (label := self.routes.label(name))]
        if guesses:
            return prompts.meant(turn.words, guesses)
        heard, turn.words = turn.words, typed
        return self._asks("recall_in_vain", turn) or prompts.unheard(heard)

    def _asks(self, kind: str, turn: Turn) -> Reply | None:
        """What the feature that listens for this kind of words makes of them."""
        route = self.routes.events.get(kind)
        said = route.function(turn) if route else None
        return self.leads_on(turn, said) if said else None

    def _in_kana(self, turn: Turn) -> Reply | None:
        """The same, typed with a Latin keyboard: kusakari."""
        typed, heard = turn.words, romaji.kana(turn.words)
        if heard is None:
            return None
        turn.words = heard
        intents = ear.hear(heard, turn.conversation.expecting, spoken())
        if intents and intents[0].confidence >= ear.SURE:
            return self.opens(turn, intents[0].entry)
        said = self._asks("words", turn)
        turn.words = typed
        return said

    def _no_such_number(self, turn: Turn) -> Reply:
        shown = self.place(turn)
        if not shown:
            return prompts.no_such_number(prompts.main_choices())
        return [prompts.no_such_number(), *(shown if isinstance(shown, list) else [shown])]
