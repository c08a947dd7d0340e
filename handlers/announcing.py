"""Announcing, the writing: what is told, about what and to whom; anew, to others, or put right afterwards."""

from bot.form import Answers, Form
from bot.questions import Choice, Photo, Question, Text
from bot.router import Router
from bot.turn import Reply, Turn
from locales import _, lazy
from models.acting import By
from models.announcements import Announcement, find, sends_of
from models.announcing import about_what, content_of, for_whom, rewritten, standing
from models.contents import Content, Picture
from models.crowds import reach
from models.drafting import NothingToCorrect, change, correct, draft
from models.organisations import Organisation, Representative
from models.organising import organised
from models.pictures import (
    MOST_PICTURES,
    OtherPicture,
    TooManyPictures,
    as_parts,
    attach,
    expected,
    with_pictures,
    without_pictures,
)
from models.refusals import Gone, Refusal
from views import announcing as faces
from views import flex, prompts
from views.announcing import AddPicture, Announce, ChangeWho, Correct, DropPictures, Rewrite
from views.announcing_pictures import fetched
from views.announcing_words import ask_about, ask_who, who
from views.organising import for_representatives

router = Router()
WORDS_MOST = 1000
ASK_WORDS = lazy("What do you want to tell people? Please write it in one message.")
ASK_FIRST = lazy("What do you want to tell people? Please write it in one message, or send a picture.")


class AnnounceForm(Form, name="announce.write"):
    """For which organisation, the words, about what, to whom: asked only where there is a choice."""

    def organisation(self) -> int:
        """Whose it is, as long as one speaks for it. Raises Gone."""
        known = self.given.get("organisation") or self._said("organisation")
        if not known or not Representative.speaks_for(self.turn.db, self.turn.resident, int(known)):
            raise Gone
        return int(known)

    def questions(self) -> dict[str, Question]:
        asked: dict[str, Question] = {}
        if not self.given.get("organisation"):
            ours = self.turn.db.scalars(Organisation.of(self.turn.resident).limit(8))
            asked["organisation"] = Choice(
                lazy("For which organisation do you write?"), {str(one.id): one.name for one in ours}
            )
        asked["words"] = Text(ASK_FIRST, most=WORDS_MOST)
        try:
            organisation = self.organisation()
        except Gone:
            return asked  # the end says so
        if not self.given.get("activity"):
            titles = {str(one.id): one.title for one in about_what(self.turn.db, organisation, self.turn.now)}
            if titles or "about" in self.turn.conversation.answers:
                listed = [*titles.values(), str(NONE_OF_THEM)]
                asked["about"] = Choice(ask_about(listed), {**titles, "0": NONE_OF_THEM})
        asked["who"] = _ask_who(self.turn, organisation, self._about())
        return asked

    def keep(self, name: str, value: str) -> None:
        if name == "words":  # which message they stand in: unsending that one takes them back
            conversation = self.turn.conversation
            self.given = conversation.given = {**self.given, "message": self.turn.message_id}

    def pictured(self) -> Reply:
        """In the place of words, or after them."""
        asking, known = self.turn.conversation.asking, self.given.get("pictures", [])
        if asking is None:
            return self.proceed()
        try:
            if len(known) >= MOST_PICTURES:
                raise TooManyPictures(most=MOST_PICTURES)
            key = _taken(self.turn)
        except Refusal as refusal:
            return self._ask(asking, str(refusal))
        self.given = self.turn.conversation.given = {**self.given, "pictures": [*known, key]}
        if asking != "words":
            return self._ask(asking, fetched())
        asked = self._keep("words", "")
        return [flex.text(fetched(alone=True)), *(asked if isinstance(asked, list) else [asked])]

    def done(self, turn: Turn, answers: Answers) -> Reply:
        try:
            self.given = {
                **self.given,
                "organisation": self.given.get("organisation") or answers["organisation"],
            }
            about = self.given.get("activity") or int(answers.get("about") or 0) or None
            organisation = self.organisation()
            if about is not None:
                organised(turn.db, turn.resident, about)
            audience = for_whom(turn.db, organisation, about)[answers["who"]]
            sent = self.given.get("pictures", [])
            shown = as_parts(turn.db, turn.town, sent)
            content = content_of(answers["words"], turn.resident.locale, about, audience, shown)
            title = "" if answers["words"] else _("A picture")
            made = draft(
                turn.db, By.resident(turn.resident), title, content, audience, turn.now,
                organisation_id=organisation, activity_id=about, message_id=self.given.get("message"),
            )  # fmt: skip
        except Refusal as refusal:
            return prompts.refused(str(refusal))
        attach(turn.db, sent, made)
        return _board(turn, made)

    def _about(self) -> int | None:
        return self.given.get("activity") or int(self._said("about") or 0) or None

    def _said(self, name: str) -> str:
        value: str = self.turn.conversation.answers.get(name, {}).get("value", "")
        return value


NONE_OF_THEM = lazy("None of these")


class AnewForm(Form, name="announce.anew"):
    """Other words for what has not left, or the right ones for what has."""

    words = Text(ASK_WORDS, most=WORDS_MOST)

    def keep(self, name: str, value: str) -> None:
        self.given = self.turn.conversation.given = {**self.given, "message": self.turn.message_id}

    def done(self, turn: Turn, answers: Answers) -> Reply:
        by = By.resident(turn.resident)
        try:
            one = find(turn.db, int(self.given["announcement"]), by)
            if self.given.get("corrects"):
                content = Content.of_words(answers["words"], turn.resident.locale)
                one = correct(turn.db, one, by, content, turn.now)
            else:
                content = rewritten(one, answers["words"], turn.resident.locale)
                change(turn.db, one, by, turn.now, title="", content=content)
        except Refusal as refusal:
            return prompts.refused(str(refusal))
        one.message_id = self.given.get("message")
        return _board(turn, one)


class WhoForm(Form, name="announce.who"):
    """The same words to other people."""

    def questions(self) -> dict[str, Question]:
        try:
            one = find(self.turn.db, int(self.given["announcement"]), By.resident(self.turn.resident))
        except Gone:
            return {}  # the end says so
        return {"who": _ask_who(self.turn, _organisation(one), one.activity_id)}

    def done(self, turn: Turn, answers: Answers) -> Reply:
        by = By.resident(turn.resident)
        try:
            one = find(turn.db, int(self.given["announcement"]), by)
            audience = for_whom(turn.db, _organisation(one), one.activity_id)[answers["who"]]
            words = one.content.said(turn.resident.locale)
            shown = [part for part in one.content.parts if isinstance(part, Picture)]
            content = content_of(words, turn.resident.locale, one.activity_id, audience, shown)
            change(turn.db, one, by, turn.now, content=content, audience=audience)
        except Refusal as refusal:
            return prompts.refused(str(refusal))
        return _board(turn, one)


class PictureForm(Form, name="announce.picture"):
    """One picture more."""

    picture = Photo(lazy("Please send the picture here, as you would send it to a friend."))

    def pictured(self) -> Reply:
        turn, by = self.turn, By.resident(self.turn.resident)
        try:
            one = find(turn.db, int(self.given["announcement"]), by)
            key = _taken(turn)
            content = with_pictures(turn.db, one.content, as_parts(turn.db, turn.town, [key]))
            change(turn.db, one, by, turn.now, content=content)
        except Refusal as refusal:
            return self._ask("picture", str(refusal))
        turn.conversation.end()
        attach(turn.db, [key], one)
        return _board(turn, one)


@router.entry("announce", lazy("Write to people"), place=False)
def write(turn: Turn) -> Reply:
    ours = turn.db.scalars(Organisation.of(turn.resident).limit(2)).all()
    if not ours:
        return for_representatives()
    return AnnounceForm.start(turn, **({"organisation": ours[0].id} if len(ours) == 1 else {}))


@router.tap(Announce)
def write_about(turn: Turn, tap: Announce) -> Reply:
    if not tap.activity:
        return write(turn)
    activity = organised(turn.db, turn.resident, tap.activity)
    return AnnounceForm.start(turn, organisation=activity.organisation_id, activity=activity.id)


@router.tap(Rewrite)
def write_anew(turn: Turn, tap: Rewrite) -> Reply:
    one = find(turn.db, tap.announcement, By.resident(turn.resident))
    return AnewForm.start(turn, announcement=one.id)


@router.tap(ChangeWho)
def change_who(turn: Turn, tap: ChangeWho) -> Reply:
    one = find(turn.db, tap.announcement, By.resident(turn.resident))
    return WhoForm.start(turn, announcement=one.id)


@router.tap(AddPicture)
def add_picture(turn: Turn, tap: AddPicture) -> Reply:
    one = find(turn.db, tap.announcement, By.resident(turn.resident))
    return PictureForm.start(turn, announcement=one.id)


@router.tap(DropPictures)
def drop_pictures(turn: Turn, tap: DropPictures) -> Reply:
    by = By.resident(turn.resident)
    one = find(turn.db, tap.announcement, by)
    change(turn.db, one, by, turn.now, content=without_pictures(one.content))
    return _board(turn, one)


@router.tap(Correct)
def put_right(turn: Turn, tap: Correct) -> Reply:
    one = find(turn.db, tap.announcement, By.resident(turn.resident))
    if not sends_of(turn.db, one):
        raise NothingToCorrect
    return AnewForm.start(turn, announcement=one.id, corrects=True)


def _taken(turn: Turn) -> int:
    """The id of the picture just sent, which the worker will fetch. Raises a Refusal."""
    provider = turn.event["message"].get("contentProvider")
    if turn.message_id is None or not isinstance(provider, dict) or provider.get("type") != "line":
        raise OtherPicture
    return expected(turn.db, turn.town, turn.message_id, turn.now).id


def _ask_who(turn: Turn, organisation: int, about: int | None) -> Choice:
    """To whom, with how many that would be now."""
    rows, choices = [], {}
    for name, audience in for_whom(turn.db, organisation, about).items():
        found = reach(turn.db, audience, turn.now, turn.town.limits, organisation_id=organisation)
        choices[name] = who(name)
        rows.append((choices[name], found.count))
    return Choice(ask_who(rows), choices)


def _organisation(one: Announcement) -> int:
    if one.organisation_id is None:
        raise Gone
    return one.organisation_id


def _board(turn: Turn, one: Announcement) -> Reply:
    seen = standing(turn.db, one, turn.resident, turn.now, turn.town.limits)
    return faces.board(seen, turn.now)
