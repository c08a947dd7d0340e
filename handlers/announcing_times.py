"""Announcing, the time: whoever wrote something says when it is to leave, or another time, or none."""

from datetime import datetime

from bot.form import Answers, Form
from bot.moments import Moment
from bot.questions import Question
from bot.router import Router
from bot.turn import Reply, Turn
from locales import lazy
from models.acting import By
from models.announcements import Announcement, find, has_sent
from models.announcing import standing
from models.drafting import HasBegun, change
from models.planning import latest, once
from models.refusals import Gone, Refusal
from models.schedules import Schedule
from views import announcing as faces
from views import prompts
from views.announcing_times import ChooseTime, ask_when

router = Router()


class TimeForm(Form, name="announce.time"):
    """When it leaves. Whoever approved it approved another time, so it is handed in anew."""

    def announcement(self) -> Announcement:
        """Raises Gone."""
        return find(self.turn.db, int(self.given["announcement"]), By.resident(self.turn.resident))

    def questions(self) -> dict[str, Question]:
        try:
            one = self.announcement()
        except Gone:
            return {}  # the end says so
        turn, chosen = self.turn, one.schedule.at
        asked = Moment(
            ask_when(chosen, turn.town.limits),
            last=latest(turn.db, one, turn.now),
            possible=lambda at: once(turn.db, one, at, turn.now, turn.town.limits),
            without=lazy("No set time") if chosen is not None else None,
        )
        return {"when": asked}

    def done(self, turn: Turn, answers: Answers) -> Reply:
        try:
            one = self.announcement()
            chosen = answers["when"]
            plan = (
                once(turn.db, one, datetime.fromisoformat(chosen), turn.now, turn.town.limits)
                if chosen
                else Schedule()
            )
            change(turn.db, one, By.resident(turn.resident), turn.now, schedule=plan)
        except Refusal as refusal:
            return prompts.refused(str(refusal))
        return _board(turn, one)


@router.tap(ChooseTime)
def choose_time(turn: Turn, tap: ChooseTime) -> Reply:
    one = find(turn.db, tap.announcement, By.resident(turn.resident))
    if one.begun or has_sent(turn.db, one):
        raise HasBegun
    if not one.may_wait:
        return _board(turn, one)
    return TimeForm.start(turn, announcement=one.id)


def _board(turn: Turn, one: Announcement) -> Reply:
    return faces.board(standing(turn.db, one, turn.resident, turn.now, turn.town.limits), turn.now)
