"""Reminding: which reminders those who joined get, as the organiser of an activity chooses."""

from bot.router import Router
from bot.turn import Reply, Turn
from models.audit import record
from models.organising import organised
from models.reminders import ReminderPlan
from views import reminders as faces
from views.reminders import PlanReminders, SwitchReminder

router = Router()


@router.tap(PlanReminders, place=True)
def show(turn: Turn, tap: PlanReminders) -> Reply:
    activity = organised(turn.db, turn.resident, tap.activity)
    return faces.plan(activity, ReminderPlan.of(turn.db, activity.id))


@router.tap(SwitchReminder)
def switch(turn: Turn, tap: SwitchReminder) -> Reply:
    activity = organised(turn.db, turn.resident, tap.activity)
    ReminderPlan.switch(turn.db, activity.id, tap.ahead, on=tap.on)
    record(
        turn.db,
        f"resident:{turn.resident.id}",
        "reminders.plan",
        f"activities:{activity.id} {activity.title}",
        turn.now,
    )
    return faces.plan(activity, ReminderPlan.of(turn.db, activity.id))
