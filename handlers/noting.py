"""Notes: an organiser writes to everybody who joined, looks at it, sends it, takes it back, sees what became of it."""

from bot.form import Answers, Form
from bot.questions import Choice, Question, Text
from bot.router import Router
from bot.turn import Reply, Turn
from locales import lazy
from models.activities import Activity
from models.notes import (
    NobodyToTell,
    fates,
    listeners,
    queue_note,
    release_note,
    withdraw_note,
    written_notes,
)
from models.organising import organised
from models.quiet import opens_at
from models.refusals import Gone, Refusal
from views import noting as faces
from views import prompts
from views.noting import PAGE, Release, ShowNotes, Withdraw, WriteNote

router = Router()
WORDS_MOST = 500


class NoteForm(Form, name="note.write"):
    """The words, then the words once more with how many will read them."""

    def activity(self) -> Activity:
        return organised(self.turn.db, self.turn.resident, int(self.given["activity"]))

    def questions(self) -> dict[str, Question]:
        ask = lazy("What shall everybody who joined be told?")
        asked: dict[str, Question] = {"words": Text(ask, most=WORDS_MOST)}
        try:
            activity = self.activity()
        except Gone:
            return asked  # the end says so
        words = self.turn.conversation.answers.get("words", {}).get("value", "")
        said = faces.sure_to_queue(activity, words, listeners(self.turn.db, activity))
        asked["sure"] = Choice(said, {"yes": lazy("Yes, queue it"), "no": lazy("No")})
        return asked

    def keep(self, name: str, value: str) -> None:
        if name != "words":
            return
        conversation = self.turn.conversation
        # Which message it stands in: unsending that one takes the note back.
        self.given = conversation.given = {**self.given, "message": self.turn.message_id}
        # New words are always looked at: an answer to the old ones says nothing about them.
        conversation.answers = {"words": conversation.answers["words"]}

    def done(self, turn: Turn, answers: Answers) -> Reply:
        try:
            activity = self.activity()
            if answers.get("sure") != "yes":
                return prompts.stopped()
            message = self.given.get("message")
            note = queue_note(turn.db, activity, answers["words"], message, turn.resident, turn.now)
        except Refusal as refusal:
            return prompts.refused(str(refusal))
        turn.db.flush()  # the button that takes it back carries its id
        opens = opens_at(turn.now, None, turn.town.limits)
        return faces.queued(note, listeners(turn.db, activity), opens if opens > turn.now else None)


@router.tap(WriteNote)
def write(turn: Turn, tap: WriteNote) -> Reply:
    activity = organised(turn.db, turn.resident, tap.activity)
    if not listeners(turn.db, activity):
        raise NobodyToTell
    return NoteForm.start(turn, activity=activity.id)


@router.entry("noted", lazy("Notes I wrote"))
def notes_so_far(turn: Turn) -> Reply:
    return _page(turn, 0)


@router.tap(ShowNotes, place=True)
def notes(turn: Turn, tap: ShowNotes) -> Reply:
    return _page(turn, max(0, tap.offset))


@router.tap(Withdraw)
def withdraw(turn: Turn, tap: Withdraw) -> Reply:
    note, had = withdraw_note(turn.db, turn.resident, tap.note, turn.now)
    return faces.withdrawn(note, had)


@router.tap(Release)
def release(turn: Turn, tap: Release) -> Reply:
    return faces.released(release_note(turn.db, turn.resident, tap.note, turn.now))


def _page(turn: Turn, offset: int) -> Reply:
    found = turn.db.scalars(written_notes(turn.resident).offset(offset).limit(PAGE + 1)).all()
    page = found[:PAGE]
    following = ShowNotes(offset + PAGE) if len(found) > PAGE else None
    return faces.listing(page, fates(turn.db, page), following)
