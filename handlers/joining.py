"""Joining and leaving: a place in at most four taps, the waiting list, offers, questions, giving it back."""

from bot.form import Answers, Form
from bot.questions import Choice, Number, Question, Text
from bot.router import Router
from bot.turn import Reply, Turn
from locales import _, lazy
from models.activities import Activity, ActivityState, must_be_open
from models.refusals import Gone, Refusal
from models.registrations import (
    LIVE,
    AlreadyJoined,
    Answer,
    OfferOver,
    Registration,
    RegistrationState,
    accept,
    change_party,
    expire,
    join,
    leave,
    offer_places,
    wait,
    waiting,
)
from models.reminders import withdraw_own
from models.seats import Full, TooFewLeft
from views import joining as faces
from views import prompts
from views.activities import Join
from views.joining import Accept, AnswerQuestions, ChangeParty, Decline, Leave, LeaveSure, Wait
from views.why import with_choices

router = Router()


class JoinForm(Form, name="activity.join"):
    """How many, and are you sure; one place only is not asked for."""

    def activity(self) -> Activity:
        return self.turn.find(Activity, int(self.given["activity"]))

    def questions(self) -> dict[str, Question]:
        activity = self.turn.db.get(Activity, int(self.given["activity"]))
        if activity is None:
            return {}  # the end says so
        answers = self.turn.conversation.answers
        line = waiting(self.turn.db, activity)
        full = activity.left == 0 or line > 0
        asked: dict[str, Question] = {}
        most = _most(activity, None if full else activity.left)
        # Once answered it stays, though places may have gone since: a party is never cut without a word.
        if most > 1 or "party" in answers:
            asked["party"] = _how_many(most, activity.title)
        party = self._party(answers.get("party", {}).get("value"))
        # The answer names what was agreed to: a yes to a place is no yes to the waiting list.
        if full:
            said = faces.sure_to_wait(activity, party, self.turn.now, line)
            asked["sure"] = Choice(said, {"wait": lazy("Yes, I wait"), "no": lazy("No")})
        else:
            said = faces.sure(activity, party, self.turn.now)
            asked["sure"] = Choice(said, {"join": lazy("Yes, I join"), "no": lazy("No")})
        return asked

    def keep(self, name: str, value: str) -> None:
        if name == "party":  # told again, then agreed to again
            answers = self.turn.conversation.answers
            self.turn.conversation.answers = {"party": answers["party"]}

    def done(self, turn: Turn, answers: Answers) -> Reply:
        party = self._party(answers.get("party"))
        try:
            activity = self.activity()
            if answers.get("sure") == "wait":
                return _wait(turn, activity, party)
            if answers.get("sure") != "join":
                return prompts.stopped()
            return _welcome(turn, join(turn.db, turn.resident, activity.id, party, turn.now))
        except Full:
            return faces.full(activity, party, waiting(turn.db, activity))
        except TooFewLeft as few:
            return faces.too_few(activity, party, str(few))
        except Refusal as refusal:
            return prompts.refused(str(refusal))

    @staticmethod
    def _party(value: str | None) -> int:
        return int(value) if value else 1


class PartyForm(Form, name="activity.party"):
    """Come with more or fewer people."""

    def mine(self) -> Registration:
        return Registration.own(self.turn.db, self.turn.resident, int(self.given["registration"]))

    def questions(self) -> dict[str, Question]:
        activity = self.mine().activity
        return {"party": _how_many(_most(activity, None), activity.title)}

    def done(self, turn: Turn, answers: Answers) -> Reply:
        mine = self.mine()
        try:
            change_party(turn.db, mine, int(answers["party"]), turn.now)
        except TooFewLeft as few:
            return faces.as_before(mine, str(few))
        except Refusal as refusal:
            return prompts.refused(str(refusal))
        tell_offered(turn, mine.activity_id)  # fewer people leave places, or fit into what is left
        if mine.state == RegistrationState.OFFERED:
            return faces.offer(mine)
        return faces.changed(mine, turn.now)


class QuestionsForm(Form, name="activity.questions"):
    """The organiser's own questions; each answer is kept as it is given, all may be skipped."""

    def mine(self) -> Registration:
        return Registration.own(self.turn.db, self.turn.resident, int(self.given["registration"]))

    def questions(self) -> dict[str, Question]:
        asked: dict[str, Question] = {}
        for question in self.mine().activity.questions:
            choices = {str(number): words for number, words in enumerate(question.choices, 1)}
            if choices:
                asked[str(question.id)] = Choice(question.words, choices, optional=True)
            else:
                asked[str(question.id)] = Text(question.words, most=200, optional=True)
        return asked

    def stopped(self) -> Reply:
        return faces.questions_left(self.mine())

    def keep(self, name: str, value: str) -> None:
        if not value:
            return
        mine = self.mine()
        said = self.questions()[name].said(value)
        known = next((answer for answer in mine.answers if answer.question_id == int(name)), None)
        if known is None:
            mine.answers.append(Answer(question_id=int(name), words=said, message_id=self.turn.message_id))
        else:
            known.words, known.message_id = said, self.turn.message_id

    def done(self, turn: Turn, answers: Answers) -> Reply:
        return faces.answered(self.mine())


@router.tap(Join)
def start(turn: Turn, tap: Join) -> Reply:
    activity = turn.find(Activity, tap.activity)
    if activity.state == ActivityState.HIDDEN:
        raise Gone
    must_be_open(activity, turn.now)
    mine = _standing(turn, activity)
    if mine is not None and mine.state in LIVE:
        if mine.state == RegistrationState.OFFERED:
            return faces.offer(mine)
        if mine.state == RegistrationState.WAITING:
            return faces.on_the_list(mine, mine.ahead(turn.db))
        return [
            prompts.text(str(AlreadyJoined())),
            faces.joined(mine, turn.now, turn.town.calendar(mine.activity_id)),
        ]
    return JoinForm.start(turn, activity=activity.id)


@router.tap(Wait)
def stand_in_line(turn: Turn, tap: Wait) -> Reply:
    activity = turn.find(Activity, tap.activity)
    _standing(turn, activity)
    party = min(max(1, tap.party), _most(activity, None))
    return _wait(turn, activity, party)


@router.tap(Accept)
def take_offer(turn: Turn, tap: Accept) -> Reply:
    mine = Registration.own(turn.db, turn.resident, tap.registration)
    try:
        return _welcome(turn, accept(turn.db, mine, turn.now))
    except OfferOver:
        if mine.state == RegistrationState.WAITING:
            return faces.on_the_list(mine, mine.ahead(turn.db))
        if expire(turn.db, mine, turn.now):
            tell_offered(turn, mine.activity_id)
        return faces.offer_over(mine)


@router.tap(Decline)
def decline(turn: Turn, tap: Decline) -> Reply:
    mine = Registration.own(turn.db, turn.resident, tap.registration)
    if mine.state == RegistrationState.JOINED:
        raise AlreadyJoined  # an old button must not give a place away; that is asked for in my plans
    if mine.state == RegistrationState.WAITING:
        return faces.on_the_list(mine, mine.ahead(turn.db))  # nor end the waiting that began since
    leave(turn.db, mine, turn.now)
    tell_offered(turn, mine.activity_id)
    return faces.declined(mine)


@router.tap(AnswerQuestions)
def ask_questions(turn: Turn, tap: AnswerQuestions) -> Reply:
    mine = Registration.own(turn.db, turn.resident, tap.registration)
    return (
        QuestionsForm.start(turn, registration=mine.id) if mine.activity.questions else faces.answered(mine)
    )


@router.tap(Leave)
def ask_to_leave(turn: Turn, tap: Leave) -> Reply:
    mine = Registration.own(turn.db, turn.resident, tap.registration)
    if mine.state == RegistrationState.WAITING:
        return give_back(turn, LeaveSure(mine.id))  # waiting costs nobody anything: one tap ends it
    if mine.state not in LIVE:
        return faces.left(mine)
    return faces.sure_to_leave(mine, turn.now, waiting(turn.db, mine.activity))


@router.tap(LeaveSure)
def give_back(turn: Turn, tap: LeaveSure) -> Reply:
    mine = Registration.own(turn.db, turn.resident, tap.registration)
    waited = mine.state == RegistrationState.WAITING
    leave(turn.db, mine, turn.now)
    withdraw_own(turn.db, mine.id)
    if turn.conversation.given.get("registration") == mine.id:
        turn.conversation.end()  # its questions need no answer any more
    tell_offered(turn, mine.activity_id)  # behind a party that leaves the list, a smaller one may fit
    return faces.waits_no_more(mine) if waited else faces.left(mine)


@router.tap(ChangeParty)
def ask_party(turn: Turn, tap: ChangeParty) -> Reply:
    mine = Registration.own(turn.db, turn.resident, tap.registration)
    if mine.state not in (RegistrationState.JOINED, RegistrationState.WAITING):
        raise Gone
    return PartyForm.start(turn, registration=mine.id)


def _standing(turn: Turn, activity: Activity) -> Registration | None:
    """The resident's row, an offer that ran out this very moment taken back."""
    mine = Registration.of(turn.db, turn.resident, activity)
    if mine is not None and expire(turn.db, mine, turn.now):
        tell_offered(turn, activity.id)
    return mine


def tell_offered(turn: Turn, activity_id: int) -> None:
    """Hold what came free for those who wait, and tell each of them; who is here reads it in the answer."""
    for one in offer_places(turn.db, activity_id, turn.now):
        if one.resident_id == turn.resident.id:
            continue
        with turn.to(one.resident, because="waiting.offer", until=one.offer_until) as tell:
            for said in with_choices([faces.offer(one)], f"activities:{activity_id}"):
                tell(said)


def _most(activity: Activity, left: int | None) -> int:
    """The largest party that can come: no larger than the room, nor than what is left if that counts."""
    limits = [limit for limit in (activity.party_most, activity.capacity, left) if limit is not None]
    return max(1, min(limits))


def _how_many(most: int, title: str) -> Number:
    ask = _("{title}\nWith how many people do you come, yourself included?", title=title)
    return Number(ask, most=most, unit=lazy("{count} in all"))


def _wait(turn: Turn, activity: Activity, party: int) -> Reply:
    mine = wait(turn.db, turn.resident, activity.id, party, turn.now)
    tell_offered(turn, activity.id)  # a place may have come free in the meantime
    if mine.state == RegistrationState.OFFERED:
        return faces.offer(mine)
    return faces.on_the_list(mine, mine.ahead(turn.db))


def _welcome(turn: Turn, mine: Registration) -> Reply:
    asked = mine.open_questions()
    said = faces.joined(mine, turn.now, turn.town.calendar(mine.activity_id), asking=bool(asked))
    if not asked:
        return said
    first = QuestionsForm.start(turn, registration=mine.id)
    follow = prompts.text(faces.questions_follow(len(asked)))
    return [{key: value for key, value in said.items() if key != "quickReply"}, follow, *_several(first)]


def _several(reply: Reply) -> list[dict[str, object]]:
    return [reply] if isinstance(reply, dict) else list(reply)
