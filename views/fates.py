"""What became of something that was sent to many, in words for whoever wrote it."""

from locales import Lazy, _, lazy
from models.sends import Progress, Send, SendState, Why
from views import Json, flex
from views.tap import Open

# What a send waits for that something keeps back by itself.
WAITS: dict[Why, Lazy] = {
    Why.QUOTA: lazy(
        "This month's messages are used up. The rest leaves by itself as soon as there are some again."
    ),
    Why.CANARY: lazy(
        "Among the first few too many failed, so the rest waits until the office has looked at it."
    ),
    Why.CONTENT: lazy("LINE does not take it as it is, so the rest waits until the office has looked at it."),
}


def fate(progress: Progress) -> list[str]:
    """Line by line; the numbers add up to everybody it was meant for."""
    if progress.open:
        first = _(
            "Being sent: {accepted} of {total} so far.", accepted=progress.accepted, total=progress.total
        )
    else:
        first = _("Sent: LINE took it for {accepted} of {total}.", accepted=progress.accepted,
                  total=progress.total)  # fmt: skip
    lines = [first]
    if progress.dead:
        lines.append(_("Could not be delivered: {count}", count=progress.dead))
    if progress.uncertain:
        lines.append(_("May have arrived or not: {count}", count=progress.uncertain))
    if progress.unsent:
        lines.append(_("Not sent: {count}", count=progress.unsent))
    return lines


def rest(send: Send) -> str:
    """What becomes of those who have not got it, once it is through or something keeps it back."""
    if waits := _waits(send):
        return str(waits)
    if send.state == SendState.STOPPED:
        return _("It was stopped: nobody else gets it.")
    return _("It is through.")


def ways_on(send: Send, figures: Json) -> list[Json]:
    """To the figures; and to a person, when somebody has to put it right."""
    return [figures, flex.quick(_("Ask a person"), Open("person"))] if _waits(send) else [figures]


def _waits(send: Send) -> Lazy | None:
    return WAITS.get(send.why) if send.state == SendState.PAUSED and send.why is not None else None
