"""News: follow topics and stop with one tap each, rest for a while, each piece or once a week, not this group."""

from bot.router import Router
from bot.turn import Reply, Turn
from locales import _, lazy
from models.mutes import mute, muted_by, unmute
from models.organisations import Organisation
from models.residents import Delivery
from models.topics import choose_delivery, chosen_topics, pause, resume, subscribe, unsubscribe
from views import news as faces
from views import reasons
from views.news import ChooseDelivery, Follow, Mute, PauseNews, RestFor, ResumeNews, Unfollow, Unmute

router = Router()


@router.entry("news", lazy("News"))
def news(turn: Turn) -> Reply:
    return _board(turn)


@router.tap(Follow)
def follow(turn: Turn, tap: Follow) -> Reply:
    subscribe(turn.db, turn.resident, tap.topic, turn.now)
    return _board(turn, faces.followed(tap.topic))


@router.tap(Unfollow)
def unfollow(turn: Turn, tap: Unfollow) -> Reply:
    unsubscribe(turn.db, turn.resident, tap.topic)
    return _board(turn, faces.unfollowed(tap.topic))


@router.tap(PauseNews)
def pause_news(turn: Turn, tap: PauseNews) -> Reply:
    pause(turn.resident, turn.now)
    return _board(turn, _("News is paused."))


@router.tap(RestFor)
def rest(turn: Turn, tap: RestFor) -> Reply:
    pause(turn.resident, turn.now, tap.to)
    return reasons.rests(turn.resident)


@router.tap(ResumeNews)
def resume_news(turn: Turn, tap: ResumeNews) -> Reply:
    resume(turn.resident)
    return _board(turn, _("News is no longer paused."))


@router.tap(ChooseDelivery)
def choose(turn: Turn, tap: ChooseDelivery) -> Reply:
    choose_delivery(turn.resident, tap.to)
    weekly = tap.to is Delivery.WEEKLY
    return _board(turn, _("Kept: once a week.") if weekly else _("Kept: each piece on its own."))


@router.tap(Mute)
def silence(turn: Turn, tap: Mute) -> Reply:
    organisation = turn.find(Organisation, tap.organisation)
    mute(turn.db, turn.resident, organisation, turn.now)
    return _board(turn, faces.muted(organisation))


@router.tap(Unmute)
def hear_again(turn: Turn, tap: Unmute) -> Reply:
    unmute(turn.db, turn.resident, tap.organisation)
    return _board(turn, _("Its news comes again."))


def _board(turn: Turn, done: str = "") -> Reply:
    turn.placed = True  # the board itself, drawn anew
    muted = turn.db.scalars(muted_by(turn.resident)).all()
    return faces.board(turn.resident, chosen_topics(turn.db, turn.resident), muted, turn.now, done)
