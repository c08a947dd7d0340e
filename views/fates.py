"""What became of something that was sent to many, in words for whoever wrote it."""

from locales import _
from models.sends import Progress


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
