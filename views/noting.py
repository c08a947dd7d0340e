"""Notes to everybody who joined: written, looked at, taken back, held, and as they are read."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from locales import Lazy, _, clock, counted, day, lazy
from models.activities import Activity
from models.notes import HeldNote, Note, NoteState
from models.sends import Progress, Send
from views import Json, flex
from views.activities import Show, when
from views.fates import fate, rest, ways_on
from views.marking import marked
from views.tap import Open, Tap
from views.why import with_choices

PAGE = 5
# Of the words on one line of a card, in UTF-16 units.
LINE_MOST = 480


class WriteNote(Tap, name="note.write"):
    activity: int


class ShowNotes(Tap, name="note.list"):
    offset: int = 0


class Withdraw(Tap, name="note.withdraw"):
    undoes = True
    note: int


class Release(Tap, name="note.release"):
    """Send what was held all the same."""

    note: int


WHY_HELD: dict[HeldNote, Lazy] = {
    HeldNote.OVER: lazy("It is over, so your note was not sent."),
    HeldNote.CANCELLED: lazy("It has been called off, so your note was not sent."),
    HeldNote.NOBODY: lazy("Nobody has a place any more, so your note was not sent."),
    HeldNote.MONTH: lazy("This month's messages are used up, so your note was not sent."),
}


def as_read(note: Note, now: datetime) -> list[Json]:
    """What everybody who joined gets: who writes, about what, and the words as they were written."""
    activity = note.activity
    name = activity.organiser_name or _("The organiser")
    shown = _("About “{title}”", title=flex.cut(activity.title, 60))
    bubble = flex.bubble(
        flex.line(_("A note from the organiser"), color=flex.GREEN, weight="bold"),
        flex.heading(activity.title),
        flex.line(when(activity, now), weight="bold"),
        flex.separator(),
        *[flex.line(words) for words in _lines(note.words)],
        flex.separator(),
        flex.quiet(_("From {name}, to everybody who joined.", name=name)),
        footer=[flex.button(_("Details"), Show(activity.id), primary=True, shown=shown)],
    )
    alt = _("A note about “{title}”: {words}", title=flex.cut(activity.title, 60), words=note.words)
    message = flex.message(alt, flex.carousel([bubble]), [flex.quick(_("My plans"), Open("mine"))])
    return with_choices(marked([message], note.subject), note.subject)


def _lines(words: str) -> list[str]:
    """The words in pieces that fit on a card."""
    pieces, piece, units = [], "", 0
    for letter in words:
        size = 2 if ord(letter) > 0xFFFF else 1
        if units + size > LINE_MOST:
            pieces.append(piece)
            piece, units = "", 0
        piece, units = piece + letter, units + size
    return [*pieces, piece]


def sure_to_queue(activity: Activity, words: str, count: int) -> str:
    """The note as it will be read, and how many will read it."""
    to = counted(
        "{count} person who joined “{title}” gets this:",
        "{count} people who joined “{title}” get this:",
        count,
        title=activity.title,
    )
    return f"{to}\n\n{words}\n\n" + _("Shall I put it in the queue?")


def queued(note: Note, count: int, opens: datetime | None) -> Json:
    """`opens`: when it leaves; None: in a minute."""
    if opens is None:
        words = counted(
            "It will be sent to {count} person in a minute. Until then you can take it back here, "
            "or by unsending your message.",
            "It will be sent to {count} people in a minute. Until then you can take it back here, "
            "or by unsending your message.",
            count,
        )
    else:
        words = counted(
            "It is late, so it will be sent to {count} person on {day} at {time}. Until then you can take it "
            "back here, or by unsending your message.",
            "It is late, so it will be sent to {count} people on {day} at {time}. Until then you can take it "
            "back here, or by unsending your message.",
            count,
            day=day(opens),
            time=clock(opens),
        )
    return flex.text(words, [flex.quick(_("Take it back"), Withdraw(note.id)), *ways()])


def listing(notes: Sequence[Note], fates: Mapping[int, Progress], more: Tap | None) -> list[Json]:
    """What somebody wrote, newest first: what waits, what is held, what became of the others."""
    if not notes:
        return [flex.text(_("You have written no note yet."), ways()[1:])]
    cards = [_card(note, fates.get(note.id)) for note in notes]
    titles = _(", ").join(flex.cut(note.activity.title, 40) for note in notes)
    quick = [flex.quick(_("Show more"), more)] if more else []
    alt = _("Notes you wrote: {titles}", titles=titles)
    return [flex.message(alt, flex.carousel(cards), [*quick, *ways()[1:]])]


def _card(note: Note, progress: Progress | None) -> Json:
    footer = []
    if note.state == NoteState.HELD and note.why is not None:
        said = [flex.line(str(WHY_HELD[note.why]), color=flex.OCHRE, weight="bold")]
        footer.append(flex.button(_("Send it anyway"), Release(note.id), primary=True))
    elif note.state == NoteState.SENT and progress is not None:
        said = [flex.line(words, weight="bold") for words in fate(progress)]
    else:
        said = [flex.line(_("Not sent yet"), color=flex.OCHRE, weight="bold")]
    if progress is None or progress.open:
        footer.append(flex.button(_("Take it back"), Withdraw(note.id), primary=not footer))
    return flex.bubble(
        flex.heading(note.activity.title),
        flex.quiet(_("Written on {day} {time}", day=day(note.made_at), time=clock(note.made_at))),
        *said,
        *[flex.line(words) for words in _lines(note.words)],
        footer=footer,
    )


def withdrawn(note: Note, had: int) -> Json:
    if had:
        words = counted(
            "Stopped. {count} person has got the note about “{title}” already, nobody else does.",
            "Stopped. {count} people have got the note about “{title}” already, nobody else does.",
            had,
            title=note.activity.title,
        )
    else:
        words = _("Taken back. Nobody gets the note about “{title}”.", title=note.activity.title)
    return flex.text(words, ways())


def released(note: Note) -> Json:
    words = _("Your note about “{title}” is sent now.", title=note.activity.title)
    return flex.text(words, ways())


def held(note: Note) -> Json:
    """What its writer hears when it did not leave by itself."""
    why = str(WHY_HELD[note.why]) if note.why is not None else ""
    return flex.text(
        f"{note.activity.title}\n{why}",
        [
            flex.quick(_("Send it anyway"), Release(note.id)),
            flex.quick(_("Take it back"), Withdraw(note.id)),
            *ways(),
        ],
    )


def result(note: Note, send: Send, found: Progress) -> Json:
    """What its writer hears, once it is through or something keeps the rest back."""
    got = counted(
        "{accepted} of {count} person got your note about “{title}”.",
        "{accepted} of {count} people got your note about “{title}”.",
        found.total,
        accepted=found.accepted,
        title=note.activity.title,
    )
    return flex.text(f"{got}\n{rest(send)}", ways_on(send, flex.quick(_("Notes I wrote"), ShowNotes())))


def ways() -> list[Json]:
    return [
        flex.quick(_("Notes I wrote"), ShowNotes()),
        flex.quick(_("Our activities"), Open("organiser")),
    ]
