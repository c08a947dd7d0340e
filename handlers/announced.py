"""Announced: how each stands; handing it in, looking at it for somebody else, undoing it, stopping it."""

from collections.abc import Callable

from bot.form import Answers, Form
from bot.questions import Text
from bot.router import Router
from bot.turn import Reply, Turn
from locales import lazy, speaking
from models.acting import By
from models.announcements import Announcement, State, find, locked, sends_of
from models.announcing import announced, held_among, leaving, standing
from models.approving import ChangedSince, approve, approvers, refuse, submit
from models.organisations import Organisation
from models.outbox import Outgoing
from models.planning import release, withdraw
from models.quiet import opens_at
from models.receipts import who_got
from models.refusals import Refusal
from models.residents import Resident
from views import Json, flex, prompts
from views import announcing as faces
from views import announcing_told as told
from views.announcements import bodies
from views.announcing import (
    PAGE,
    SEEN,
    Approve,
    AskRefuse,
    HandIn,
    SendHeld,
    ShowAnnounced,
    ShowOne,
    TakeBack,
)
from views.organising import for_representatives

router = Router()


class RefuseForm(Form, name="announce.refuse"):
    """Why it is given back: its writer reads that."""

    why = Text(lazy("Why do you give it back? Whoever wrote it will read that."), most=200)

    def done(self, turn: Turn, answers: Answers) -> Reply:
        try:
            one = find(turn.db, int(self.given["announcement"]), By.resident(turn.resident))
            refuse(turn.db, one, By.resident(turn.resident), answers["why"], turn.now)
        except Refusal as refusal:
            return prompts.refused(str(refusal))
        _tell_its_writer(turn, one, told.was_refused)
        return faces.given_back(one)


@router.entry("announced", lazy("What we announced"))
def announced_so_far(turn: Turn) -> Reply:
    return _page(turn, 0)


@router.tap(ShowAnnounced, place=True)
def page(turn: Turn, tap: ShowAnnounced) -> Reply:
    return _page(turn, max(0, tap.offset))


@router.tap(ShowOne, place=True)
def show(turn: Turn, tap: ShowOne) -> Reply:
    return _board(turn, find(turn.db, tap.announcement, By.resident(turn.resident)))


@router.tap(HandIn)
def hand_in(turn: Turn, tap: HandIn) -> Reply:
    one, now = _held_fast(turn, tap.announcement), turn.now
    if one.state not in (State.DRAFT, State.REFUSED):
        return _board(turn, one)  # pressed twice, or by two at once
    if len(tap.seen) < SEEN or not one.fingerprint.startswith(tap.seen):
        raise ChangedSince
    seen = standing(turn.db, one, turn.resident, now, turn.town.limits)
    if not seen.can_go:
        return faces.board(seen, now)  # which says what is missing
    said = bodies(one, seen.shown, now)
    if submit(turn.db, one, By.resident(turn.resident), said, now, people=seen.reach.count) == State.WAITING:
        for other in approvers(turn.db, one):
            _tell(turn, other, lambda: told.asks_for_a_look(one, turn.resident.display_name or ""))
    return _board(turn, one)


@router.tap(Approve)
def agree(turn: Turn, tap: Approve) -> Reply:
    one = _held_fast(turn, tap.announcement)
    if one.state != State.WAITING and one.fingerprint.startswith(tap.seen):
        return _board(turn, one)  # pressed twice, or a colleague was quicker
    seen = standing(turn.db, one, turn.resident, turn.now, turn.town.limits)
    if one.state == State.WAITING and seen.missed:
        return faces.board(seen, turn.now)  # which says that it needs another time
    said = bodies(one, seen.shown, turn.now)
    approve(turn.db, one, By.resident(turn.resident), tap.seen, said, turn.now)
    if one.state != State.WAITING:
        _tell_its_writer(turn, one, told.was_approved)
    return _board(turn, one)


@router.tap(AskRefuse)
def ask_why(turn: Turn, tap: AskRefuse) -> Reply:
    one = find(turn.db, tap.announcement, By.resident(turn.resident))
    if one.state != State.WAITING:
        return _board(turn, one)
    return RefuseForm.start(turn, announcement=one.id)


@router.tap(TakeBack)
def take_back(turn: Turn, tap: TakeBack) -> Reply:
    one = _held_fast(turn, tap.announcement)
    seen = standing(turn.db, one, turn.resident, turn.now, turn.town.limits)
    if seen.progress is not None and not seen.progress.open:
        return faces.board(seen, turn.now)  # nothing of it waits any more
    if withdraw(turn.db, one, By.resident(turn.resident), turn.now):
        _tell_its_writer(turn, one, lambda one: told.was_taken_back(one, turn.resident.display_name))
    return faces.taken_back(one, sum(len(who_got(turn.db, send.id)) for send in sends_of(turn.db, one)))


@router.tap(SendHeld)
def send_held(turn: Turn, tap: SendHeld) -> Reply:
    one = _held_fast(turn, tap.announcement)
    release(turn.db, one, By.resident(turn.resident), turn.now)
    return _board(turn, one)


def _held_fast(turn: Turn, key: int) -> Announcement:
    """Theirs, with whoever presses at the same moment waiting behind us. Raises Gone."""
    return locked(turn.db, find(turn.db, key, By.resident(turn.resident)).id)


def _page(turn: Turn, offset: int) -> Reply:
    if turn.db.scalars(Organisation.of(turn.resident).limit(1)).first() is None:
        return for_representatives()
    found = turn.db.scalars(announced(turn.resident).offset(offset).limit(PAGE + 1)).all()
    following = ShowAnnounced(offset + PAGE) if len(found) > PAGE else None
    page = found[:PAGE]
    return faces.listing(page, held_among(turn.db, page), leaving(turn.db, page), following)


def _board(turn: Turn, one: Announcement) -> Reply:
    turn.db.flush()
    return faces.board(standing(turn.db, one, turn.resident, turn.now, turn.town.limits), turn.now)


def _tell_its_writer(turn: Turn, one: Announcement, draw: Callable[[Announcement], Json]) -> None:
    writer = turn.db.get(Resident, one.author_id) if one.author_id is not None else None
    if writer is not None and writer is not turn.resident:
        _tell(turn, writer, lambda: draw(one))


def _tell(turn: Turn, resident: Resident, draw: Callable[[], Json]) -> None:
    """Tell a representative how an announcement stands; nobody is woken for it."""
    opens = opens_at(turn.now, resident, turn.town.limits)
    if opens <= turn.now:
        with turn.to(resident, because="announcement") as tell:
            tell(draw())
    elif resident.follows:
        with speaking(resident.locale), flex.letters(large=resident.reads_large):
            said = [draw()]
        due = opens.timestamp()
        turn.db.add(Outgoing.push(resident.line_id, said, "announcement", turn.now, due=due))
