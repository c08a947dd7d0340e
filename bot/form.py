"""Forms: what to ask and what to do at the end; order, hints, skip, back and stop are the same for all."""

from typing import Any, ClassVar

from bot.questions import Question, Unclear
from bot.turn import Reply, Turn
from locales import _
from models.conversations import Conversation
from models.refusals import Refusal
from views import Json, flex, prompts
from views.tap import Answered, Skipped, StaleTap

Answers = dict[str, str]


class Form:
    """Questions as class attributes, in order, and `done()`. State is the resident's conversation row."""

    registry: ClassVar[dict[str, type["Form"]]] = {}
    name: ClassVar[str]
    fixed: ClassVar[dict[str, Question]]

    def __init_subclass__(cls, name: str) -> None:
        if other := Form.registry.get(name):
            raise ValueError(f"the form {name!r} is declared by {other.__qualname__} and {cls.__qualname__}")
        cls.name = name
        cls.fixed = {key: value for key, value in vars(cls).items() if isinstance(value, Question)}
        Form.registry[name] = cls

    def __init__(self, turn: Turn, given: dict[str, Any]) -> None:
        self.turn = turn
        self.given = given

    def questions(self) -> dict[str, Question]:
        """What is asked, by name; override when it depends on what the form was started with."""
        return self.fixed

    def keep(self, name: str, value: str) -> None:
        """Called with each answer, for forms that save as they go."""

    def pictured(self) -> Reply | None:
        """A picture was sent; None where the form has no use for one."""
        return None

    def done(self, turn: Turn, answers: Answers) -> Reply:
        """All is answered: do it, and say so."""
        raise NotImplementedError

    def stopped(self) -> Reply:
        """Said when somebody leaves in the middle; override when something was kept after all."""
        return prompts.stopped()

    @classmethod
    def start(cls, turn: Turn, **given: Any) -> Reply:
        """Begin anew with what is known already (ids and choices); ask the first question."""
        turn.conversation.begin(cls.name, given)
        return cls(turn, given).proceed()

    @classmethod
    def current(cls, turn: Turn) -> "Form | None":
        """The form this resident is in, if any; one we no longer have is dropped."""
        conversation = turn.conversation
        if conversation.form is None:
            return None
        kind = Form.registry.get(conversation.form)
        if kind is None:
            conversation.end()
            return None
        return kind(turn, conversation.given)

    def proceed(self) -> Reply:
        """Ask the next open question, or finish."""
        conversation = self.turn.conversation
        conversation.aside = False
        questions = self.questions()
        for name in questions:
            if name not in conversation.answers:
                conversation.asking = name
                return self._ask(name)
        answers = {name: kept["value"] for name, kept in conversation.answers.items() if name in questions}
        conversation.end()
        return self.done(self.turn, answers)

    def hears(self, words: str) -> Reply:
        """Take typed words as the answer to the question asked now."""
        name = self.turn.conversation.asking
        question = self.questions().get(name or "")
        if name is None or question is None:
            return self.proceed()
        try:
            value = question.read(words, self.turn.now)
        except Unclear as hint:
            return self._ask(name, str(hint))
        return self._keep(name, value)

    def takes(self, words: str) -> bool:
        """Whether typed words can be an answer to the question asked now."""
        question = self.questions().get(self.turn.conversation.asking or "")
        try:
            if question is not None:
                question.read(words, self.turn.now)
        except Unclear:
            return False
        return True

    def tapped(self, tap: Answered | Skipped) -> Reply:
        """Take a button as the answer to the question it names. Raises StaleTap when that is not asked."""
        question = self.questions().get(tap.question)
        if question is None or tap.form != self.name or tap.question != self.turn.conversation.asking:
            raise StaleTap(tap.question)
        if isinstance(tap, Skipped):
            if not question.optional:
                raise StaleTap(tap.question)
            return self._keep(tap.question, "")
        given = tap.value or next(iter(self.turn.picked.values()), "")
        try:
            return self._keep(tap.question, question.read(given, self.turn.now))
        except Unclear as hint:
            return self._ask(tap.question, str(hint))

    def skips(self) -> Reply:
        """「とばす」 was typed."""
        name = self.turn.conversation.asking or ""
        question = self.questions().get(name)
        if question is not None and question.optional:
            return self._keep(name, "")
        return self._ask(name, _("This one is needed.")) if question else self.proceed()

    def back(self) -> Reply | None:
        """The question before; None from the first one, which leads out of the form."""
        conversation = self.turn.conversation
        names = list(self.questions())
        at = names.index(conversation.asking) if conversation.asking in names else 0
        if at == 0:
            return None
        conversation.answers = {
            name: kept for name, kept in conversation.answers.items() if name in names[: at - 1]
        }
        conversation.asking = names[at - 1]
        return self._ask(names[at - 1])

    def _keep(self, name: str, value: str) -> Reply:
        kept = {"value": value, "message": self.turn.message_id}
        self.turn.conversation.answers = {**self.turn.conversation.answers, name: kept}
        self.keep(name, value)
        return self.proceed()

    def _ask(self, name: str, hint: str = "") -> Json:
        questions = self.questions()
        question = questions[name]
        place = f"({list(questions).index(name) + 1}/{len(questions)}) " if len(questions) > 1 else ""
        words = f"{place}{question.ask}"
        buttons = question.buttons(self.name, name, self.turn.now)
        if question.optional:
            buttons.append(flex.quick(_("Skip"), Skipped(self.name, name)))
        return flex.text(f"{hint}\n{words}" if hint else words, buttons)


def now_asking(conversation: Conversation) -> bool:
    """Whether a form waits for words."""
    return conversation.form is not None and not conversation.aside


def numbered(turn: Turn) -> bool:
    """Whether numbers may stand for the buttons now shown."""
    form = Form.current(turn) if now_asking(turn.conversation) else None
    try:
        question = form.questions().get(turn.conversation.asking or "") if form else None
    except Refusal:  # what it asks about is gone, so there is nothing left to ask
        turn.conversation.end()
        return True
    return question is None or question.numbered
