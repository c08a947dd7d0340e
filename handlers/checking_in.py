"""Checking in: codes are typed at the door one after the other, until somebody says stop."""

import unicodedata
from datetime import datetime

from bot.form import Answers, Form
from bot.questions import Question, Unclear
from bot.router import Router
from bot.turn import Reply, Turn
from locales import _, lazy
from models.activities import Activity
from models.organising import attendance, check_in, organised
from models.refusals import Gone
from views import Json, prompts
from views import checking_in as faces
from views.checking_in import StartCheckIn

router = Router()


class FourDigits(Question):
    """The code somebody says at the door: digits that are an answer, never the number of a button."""

    numbered = False

    def read(self, words: str, now: datetime) -> str:
        letters = unicodedata.normalize("NFKC", words)
        code = "".join(letter for letter in letters if not letter.isspace() and letter not in "-ー")
        if len(code) != 4 or not (code.isascii() and code.isdecimal()):
            raise Unclear(_("A check-in code has four digits."))
        return code


class CheckInForm(Form, name="door.check_in"):
    """One code; then it asks for the next one."""

    code = FourDigits(lazy("Which code? Send the four digits, or “Stop” when you are done."))

    def done(self, turn: Turn, answers: Answers) -> Reply:
        try:
            activity = organised(turn.db, turn.resident, int(self.given["activity"]))
        except Gone as refusal:
            return prompts.refused(str(refusal))
        return [_said(turn, activity, answers["code"]), *_next(turn, activity)]


@router.tap(StartCheckIn)
def start(turn: Turn, tap: StartCheckIn) -> Reply:
    activity = organised(turn.db, turn.resident, tap.activity)
    counts = attendance(turn.db, [activity])[activity.id]
    return [prompts.text(f"{activity.title}\n{faces.progress(counts)}"), *_next(turn, activity)]


def _said(turn: Turn, activity: Activity, code: str) -> Json:
    found = check_in(turn.db, activity, code, turn.now)
    if found is None:
        return faces.unknown(code)
    one, first = found
    counts = attendance(turn.db, [activity])[activity.id]
    return faces.checked_in(one, counts) if first else faces.already(one, counts)


def _next(turn: Turn, activity: Activity) -> list[Json]:
    asked = CheckInForm.start(turn, activity=activity.id)
    return asked if isinstance(asked, list) else [asked]
