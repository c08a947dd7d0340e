"""Organising: the code that makes one an organiser, their activities, who is coming, closing sign-up."""

import re
import unicodedata
from datetime import datetime

from sqlalchemy.orm import selectinload

from bot.form import Answers, Form
from bot.questions import Choice, Question, Text, Unclear
from bot.router import Router
from bot.turn import Reply, Turn
from locales import _, lazy
from models.activities import Activity
from models.audit import record
from models.organisations import CODE_LETTERS, OneTimeCode, Organisation, TooManyTries
from models.organising import (
    attendance,
    close_sign_up,
    offered_by,
    organised,
    reopen_sign_up,
    who_comes,
)
from models.refusals import Gone, Refusal
from views import organising as faces
from views import prompts
from views.organising import PAGE, AskClose, AskReopen, MoreDesk, ReopenSure, ShowComing, ShowDesk

router = Router()
CODE_MOST = 40  # characters; a code has twelve with its hyphens
# As it stands on the paper, or without hyphens: then it has a digit and a letter, unlike words and telephone numbers.
HANDED = re.compile(
    rf"[{CODE_LETTERS}]{{4}}[-‐–ー− ][{CODE_LETTERS}]{{4}}[-‐–ー− ][{CODE_LETTERS}]{{2}}"
    rf"|(?=.*\d)(?=.*[A-Z])[{CODE_LETTERS}]{{10}}"
)
# A page of names; fewer when each brings answers, so that the card stays under LINE's 30 kB.
NAMES, NAMES_WITH_ANSWERS = 12, 5


class Code(Question):
    """A one-time code, however it was typed: ｋ７ｒｍ ２ｑｘｄ ９ｈ is K7RM-2QXD-9H."""

    numbered = False

    def read(self, words: str, now: datetime) -> str:
        letters = unicodedata.normalize("NFKC", words)
        bare = "".join(letter for letter in letters.upper() if letter.isascii() and letter.isalnum())
        if not bare or len(bare) > CODE_MOST:
            raise Unclear(_("A code has ten letters and digits, such as K7RM-2QXD-9H."))
        return bare


class CodeForm(Form, name="organisation.code"):
    """The one-time code that staff handed out."""

    code = Code(lazy("Please send the code you got from the office. Capital or small letters do not matter."))

    def done(self, turn: Turn, answers: Answers) -> Reply:
        try:
            organisation = OneTimeCode.redeem(turn.db, turn.resident, answers["code"], turn.now)
        except TooManyTries as refusal:
            return prompts.refused(str(refusal))
        if organisation is None:
            again = CodeForm.start(turn)
            return [faces.wrong_code(), *(again if isinstance(again, list) else [again])]
        actor, thing = f"resident:{turn.resident.id}", f"organisations:{organisation.id} {organisation.name}"
        record(turn.db, actor, "representative.add", thing, turn.now)
        turn.show_menu()
        return faces.welcome(organisation)


class CloseForm(Form, name="desk.close"):
    """Why, if one likes to say it, and are you sure."""

    def activity(self) -> Activity:
        return organised(self.turn.db, self.turn.resident, int(self.given["activity"]))

    def questions(self) -> dict[str, Question]:
        why = self.turn.conversation.answers.get("why", {}).get("value", "")
        why_ask = lazy("Why do you close sign-up? People will see it. You can skip this.")
        asked: dict[str, Question] = {"why": Text(why_ask, most=100, optional=True)}
        try:
            activity = self.activity()
        except Gone:
            return asked  # the end says so
        said = faces.sure_to_close(activity, why, attendance(self.turn.db, [activity])[activity.id])
        asked["sure"] = Choice(said, {"yes": lazy("Yes, close it"), "no": lazy("No")})
        return asked

    def done(self, turn: Turn, answers: Answers) -> Reply:
        try:
            activity = self.activity()
            if answers.get("sure") != "yes":
                return prompts.stopped()
            close_sign_up(turn.db, activity.id, answers.get("why", ""), turn.resident, turn.now)
        except Refusal as refusal:
            return prompts.refused(str(refusal))
        return faces.closed(activity)


@router.entry("code", lazy("Enter a code"), place=False)
def enter_code(turn: Turn) -> Reply:
    return CodeForm.start(turn)


@router.event("code")
def handed(turn: Turn) -> Reply | None:
    """A code, typed before anybody asked for one."""
    if not HANDED.fullmatch(unicodedata.normalize("NFKC", turn.words).strip().upper()):
        return None
    CodeForm.start(turn)
    return CodeForm(turn, {}).hears(turn.words)


@router.entry("organiser", lazy("Our activities"))
def desk(turn: Turn) -> Reply:
    return _page(turn, 0)


@router.tap(MoreDesk, place=True)
def more(turn: Turn, tap: MoreDesk) -> Reply:
    return _page(turn, max(0, tap.offset))


@router.tap(ShowDesk, place=True)
def show(turn: Turn, tap: ShowDesk) -> Reply:
    activity = organised(turn.db, turn.resident, tap.activity)
    return faces.board(activity, attendance(turn.db, [activity])[activity.id], turn.now)


@router.tap(ShowComing, place=True)
def who_is_coming(turn: Turn, tap: ShowComing) -> Reply:
    activity = organised(turn.db, turn.resident, tap.activity)
    size = NAMES_WITH_ANSWERS if activity.questions else NAMES
    offset = max(0, tap.offset)
    page = turn.db.scalars(who_comes(activity).offset(offset).limit(size + 1)).all()
    following = ShowComing(activity.id, offset + size) if len(page) > size else None
    counts = attendance(turn.db, [activity])[activity.id]
    return faces.coming(activity, page[:size], counts, following)


@router.tap(AskClose)
def ask_to_close(turn: Turn, tap: AskClose) -> Reply:
    return CloseForm.start(turn, activity=organised(turn.db, turn.resident, tap.activity).id)


@router.tap(AskReopen)
def ask_to_reopen(turn: Turn, tap: AskReopen) -> Reply:
    activity = organised(turn.db, turn.resident, tap.activity)
    return faces.sure_to_reopen(activity, attendance(turn.db, [activity])[activity.id])


@router.tap(ReopenSure)
def reopen(turn: Turn, tap: ReopenSure) -> Reply:
    activity = organised(turn.db, turn.resident, tap.activity)
    reopen_sign_up(turn.db, activity.id, turn.resident, turn.now)
    return faces.reopened(activity)


def _page(turn: Turn, offset: int) -> Reply:
    organisations = turn.db.scalars(Organisation.of(turn.resident)).all()
    if not organisations:
        return faces.for_representatives()
    times = selectinload(Activity.occurrences)
    rows = offered_by(turn.resident, turn.now).options(times).offset(offset).limit(PAGE + 1)
    found = turn.db.scalars(rows).all()
    if not found:
        return faces.nothing_ahead(organisations)
    page = found[:PAGE]
    following = MoreDesk(offset + PAGE) if len(found) > PAGE else None
    return faces.desk(organisations, page, attendance(turn.db, page), turn.now, following)
