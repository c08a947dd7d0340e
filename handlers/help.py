"""Help: how to use the bot, a message to a person at the office, and what is kept about one."""

from bot.form import Answers, Form
from bot.questions import Text
from bot.router import Router
from bot.turn import Reply, Turn
from locales import lazy
from models.help import HelpRequest
from views import help as faces
from views.help import WriteToOffice

router = Router()
MOST = 5000  # LINE's longest message: nobody is asked to write their trouble again, shorter
PIECE = 990  # characters of one row, with room for its number


class PersonForm(Form, name="help.person"):
    """One question: the message."""

    words = Text(lazy("What may they help you with? Write it here, in one message."), most=MOST)

    def done(self, turn: Turn, answers: Answers) -> Reply:
        """A long message becomes several rows, numbered, none of its words lost."""
        said = answers["words"]
        pieces = [said[at : at + PIECE] for at in range(0, len(said), PIECE)]
        for number, piece in enumerate(pieces, 1):
            turn.db.add(
                HelpRequest(
                    resident_id=turn.resident.id,
                    words=f"({number}/{len(pieces)}) {piece}" if len(pieces) > 1 else piece,
                    message_id=turn.message_id,
                    made_at=turn.now,
                )
            )
        return faces.received(turn.town)


@router.entry("help", lazy("How to use"))
def how_to(turn: Turn) -> Reply:
    return faces.how_to(turn.town)


# No place to come back to: it would begin the form again.
@router.entry("person", lazy("Ask a person"), place=False)
def person(turn: Turn) -> Reply:
    form = turn.conversation.form
    if form is not None and form != PersonForm.name:
        return faces.office(turn.town, waiting=True)  # the form that waits is not thrown away unasked
    return _write(turn)


@router.tap(WriteToOffice)
def write(turn: Turn, tap: WriteToOffice) -> Reply:
    return _write(turn)


@router.entry("privacy", lazy("What is kept"))
def privacy(turn: Turn) -> Reply:
    turn.resident.was_told_privacy(turn.now)
    return faces.privacy(turn.town, turn.now)


def _write(turn: Turn) -> Reply:
    asked = PersonForm.start(turn)
    return [faces.office(turn.town), *(asked if isinstance(asked, list) else [asked])]
