"""Notes to everybody who joined: written, looked at, queued, taken back."""

from collections.abc import Sequence

from locales import _, clock, counted, day
from models.activities import Activity
from models.notes import Note
from views import Json, flex
from views.tap import Open, Tap

PAGE = 5


class WriteNote(Tap, name="note.write"):
    activity: int


class ShowNotes(Tap, name="note.list"):
    offset: int = 0


class Withdraw(Tap, name="note.withdraw"):
    note: int


def sure_to_queue(activity: Activity, words: str, count: int) -> str:
    """The note as it will be read, and how many will read it."""
    to = counted(
        "{count} person who joined “{title}” gets this:",
        "{count} people who joined “{title}” get this:",
        count,
        title=activity.title,
    )
    return f"{to}\n\n{words}\n\n" + _("Shall I put it in the queue?")


def queued(note: Note, count: int) -> Json:
    words = counted(
        "It is in the queue and will be sent to {count} person. Until then you can take it back here, "
        "or by unsending your message.",
        "It is in the queue and will be sent to {count} people. Until then you can take it back here, "
        "or by unsending your message.",
        count,
    )
    return flex.text(words, [flex.quick(_("Take it back"), Withdraw(note.id)), *ways()])


def listing(notes: Sequence[Note], more: Tap | None) -> list[Json]:
    """What waits to be sent, newest first."""
    if not notes:
        return [flex.text(_("No note of yours is in the queue."), ways()[1:])]
    cards = [
        flex.bubble(
            flex.heading(note.activity.title),
            flex.quiet(_("Written on {day} {time}", day=day(note.made_at), time=clock(note.made_at))),
            flex.line(note.words),
            footer=[flex.button(_("Take it back"), Withdraw(note.id), primary=True)],
        )
        for note in notes
    ]
    titles = _(", ").join(flex.cut(note.activity.title, 40) for note in notes)
    quick = [flex.quick(_("Show more"), more)] if more else []
    alt = _("Notes in the queue: {titles}", titles=titles)
    return [flex.message(alt, flex.carousel(cards), [*quick, *ways()[1:]])]


def withdrawn(note: Note) -> Json:
    words = _("Taken back. Nobody gets the note about “{title}”.", title=note.activity.title)
    return flex.text(words, ways())


def ways() -> list[Json]:
    return [
        flex.quick(_("Queued notes"), ShowNotes()),
        flex.quick(_("Our activities"), Open("organiser")),
    ]
