"""Groups: the bot speaks there only when it is mentioned, and says nothing that concerns one person."""

from bot import ear
from bot.router import Given, Routes
from bot.turn import Reply, Turn
from locales import _, spoken
from models.refusals import Refusal
from views import Json, prompts
from views.tap import Open, StaleTap, Tap, unpack


class Groups:
    def __init__(self, routes: Routes) -> None:
        self.routes = routes

    def reply(self, turn: Turn) -> list[Json] | None:
        """Answer a group's event, or None: silence is the rule here."""
        try:
            with turn.db.begin_nested(), turn.db.no_autoflush:
                said = self._said(turn)
        except Refusal as refusal:
            said = prompts.text(str(refusal))
        except StaleTap:
            return None
        if said is None:
            return None
        return [said] if isinstance(said, dict) else list(said)

    def _said(self, turn: Turn) -> Reply | None:
        kind = turn.event.get("type")
        if kind == "join":
            return prompts.text(
                _(
                    "Hello. Mention me with a word such as “events”, and I show what is on. "
                    "I read nothing else here."
                )
            )
        if kind == "postback":
            return self._pressed(turn)
        if (
            kind == "message"
            and turn.event.get("message", {}).get("type") == "text"
            and mentioned(turn.event)
        ):
            intents = ear.hear(turn.words, None, spoken())
            route = self.routes.entries.get(intents[0].entry) if intents else None
            if route and route.public and intents[0].confidence >= ear.SURE:
                return self._led_on(turn, route.function(turn))
            search = self.routes.events.get("words")
            found = self._led_on(turn, search.function(turn)) if search else None
            return found or self._shy()
        return None

    def _pressed(self, turn: Turn) -> Reply | None:
        try:
            tap = unpack(str(turn.event.get("postback", {}).get("data")))
        except StaleTap:
            return None
        return self._go(turn, tap)

    def _go(self, turn: Turn, tap: Tap) -> Reply | None:
        route = (
            self.routes.entries.get(tap.entry) if isinstance(tap, Open) else self.routes.taps.get(type(tap))
        )
        if route is None or not route.public:
            return self._shy()
        return self._led_on(
            turn, route.function(turn) if isinstance(tap, Open) else route.function(turn, tap)
        )

    def _led_on(self, turn: Turn, given: Given) -> Reply | None:
        """What a handler gave; when that is a tap, what pressing it does here."""
        return self._go(turn, given) if isinstance(given, Tap) else given

    def _shy(self) -> Json:
        return prompts.text(_("Everybody can read this group. Please open a chat with me alone for that."))


def mentioned(event: Json) -> bool:
    """Whether a group's text message calls the bot by name."""
    return any(one.get("isSelf") is True for one in _mentionees(event))


def without_mentions(event: Json, words: str) -> str:
    """The words without the names that were mentioned; LINE counts their places in UTF-16 units."""
    units = words.encode("utf-16-le", "surrogatepass")
    for one in reversed(_mentionees(event)):
        index, length = one.get("index"), one.get("length")
        if isinstance(index, int) and isinstance(length, int) and index >= 0 and length >= 0:
            units = units[: 2 * index] + units[2 * (index + length) :]
    return units.decode("utf-16-le", "replace").strip()


def _mentionees(event: Json) -> list[Json]:
    mention = event.get("message", {}).get("mention")
    called = mention.get("mentionees") if isinstance(mention, dict) else None
    return [one for one in called if isinstance(one, dict)] if isinstance(called, list) else []
