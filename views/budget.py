"""The month's messages in words: what a send costs, what is left, and roads that cost less."""

from locales import _, day
from models.budget import Budget


def cost(budget: Budget, people: int, *, news: bool = True) -> str:
    """What a send to so many people means for the month, for whoever is about to send it."""
    going = _("Recipients: {people}.", people=people)
    if budget.limit is None:
        return "\n".join((going, _("Messages this month: {used}, without a limit.", used=budget.used)))
    left = int(budget.left_for_news if news else budget.left_for_reminders)
    if short := budget.short_of(people, news=news):
        said = _("{left} messages are left this month: {short} too few.", left=left, short=short)
    else:
        said = _("{left} messages are left this month, {after} afterwards.", left=left, after=left - people)
    return "\n".join((going, said))


def standing(budget: Budget) -> list[str]:
    """The month as it stands, line by line."""
    if budget.limit is None:
        lines = [_("Messages this month: {used}, without a limit.", used=budget.used)]
    else:
        lines = [
            _("Messages this month: {used} of {limit} are used.", used=budget.used, limit=budget.limit),
            _(
                "Left for news: {left}. {reserve} more are kept for reminders and what people wait for.",
                left=int(budget.left_for_news),
                reserve=int(min(budget.reserve, budget.left)),
            ),
        ]
    if budget.reserved:
        lines.append(_("On their way or waiting: {reserved}.", reserved=budget.reserved))
    return [*lines, outlook(budget), asked(budget)]


def outlook(budget: Budget) -> str:
    """Where the month ends, if it goes on like this."""
    if budget.runs_over:
        return _(
            "If it goes on like this it will be about {forecast} at the end of the month: more than {limit}.",
            forecast=budget.forecast,
            limit=budget.limit,
        )
    return _(
        "If it goes on like this it will be about {forecast} at the end of the month.",
        forecast=budget.forecast,
    )


def asked(budget: Budget) -> str:
    """How fresh the numbers are."""
    if budget.read_at is None:
        return _("LINE has not been asked yet how many messages the plan has.")
    return _("LINE was asked on {day}.", day=day(budget.read_at))


def cheaper(budget: Budget, people: int) -> list[str]:
    """Roads that cost less, worth a thought when there is a limit; the more of the month it takes, the more of them."""
    if budget.limit is None or people <= budget.left_for_news / 10:
        return []
    return [
        _("Ask for fewer: a topic, a district, or only those who joined."),
        _("Put it into the weekly digest: it comes with the rest and costs nothing of its own."),
        _("Let it wait for their next message to the bot: answers are free."),
        _("Show it in the menu or in the list of activities: that is free too."),
    ]
