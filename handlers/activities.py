"""Activities: look for them by time, place, topic and word; see one; keep it with one tap."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, Select, bindparam
from sqlalchemy.orm import joinedload

from bot.days import Days
from bot.router import Router
from bot.turn import Reply, Turn
from locales import _, lazy
from models.activities import Activity, ActivityState
from models.base import Instant
from models.interests import Interest
from models.livelihood import metres
from models.refusals import Gone
from models.registrations import Registration, waiting
from models.topics import Topic, chosen_topics
from views import activities as faces
from views import browsing, flex
from views.activities import Browse, How
from views.tap import Open, StaleTap

router = Router()
TOKYO = ZoneInfo("Asia/Tokyo")
PAGE = 5
NEAR = 500  # activities that are looked at for what is near; a town has fewer upcoming

SPANS = (How.TODAY, How.TOMORROW, How.WEEKEND, How.NEXT_WEEK, How.NEXT_MONTH, How.DAYS)

Found = list[tuple[Activity, float | None]]


@router.entry("find", lazy("Find"), public=True)
def find(turn: Turn) -> Reply:
    return show_list(turn, Browse(How.UPCOMING))


@router.entry("today", lazy("Today"), public=True)
def today(turn: Turn) -> Reply:
    return show_list(turn, Browse(How.TODAY))


@router.entry("tomorrow", lazy("Tomorrow"), public=True)
def tomorrow(turn: Turn) -> Reply:
    return show_list(turn, Browse(How.TOMORROW))


@router.entry("weekend", lazy("This weekend"), public=True)
def weekend(turn: Turn) -> Reply:
    return show_list(turn, Browse(How.WEEKEND))


@router.entry("next_week", lazy("Next week"), public=True)
def next_week(turn: Turn) -> Reply:
    return show_list(turn, Browse(How.NEXT_WEEK))


@router.entry("next_month", lazy("Next month"), public=True)
def next_month(turn: Turn) -> Reply:
    return show_list(turn, Browse(How.NEXT_MONTH))


@router.entry("free", lazy("Free of charge"), public=True)
def free(turn: Turn) -> Reply:
    return show_list(turn, Browse(How.FREE))


@router.entry("suggested", lazy("For me"))
def suggested(turn: Turn) -> Reply:
    if not chosen_topics(turn.db, turn.resident):
        quick = [flex.quick(_("Choose topics"), Open("news")), flex.quick(_("Find"), Open("find"))]
        return flex.text(_("Choose topics you like, and I show what fits."), quick)
    return show_list(turn, Browse(How.SUGGESTED))


@router.entry("near", lazy("Near me"))
def near(turn: Turn) -> Reply:
    if turn.conversation.fresh_spot(turn.now) is None:
        turn.expect("near")
        return browsing.ask_pin(_("Where are you? Send a pin, or choose a district."))
    return show_list(turn, Browse(How.NEAR))


@router.entry("districts", lazy("By district"))
def districts(turn: Turn) -> Reply:
    upcoming = Activity.upcoming(turn.now).with_only_columns(Activity.district).order_by(None).distinct()
    return browsing.districts(sorted(name for name in turn.db.scalars(upcoming) if name))


@router.entry("topics", lazy("By topic"), public=True)
def topics(turn: Turn) -> Reply:
    return browsing.topics()


@router.tap(Browse, place=True, public=True)
def browse(turn: Turn, tap: Browse) -> Reply:
    return show_list(turn, tap)


@router.tap(faces.Show, place=True, public=True)
def show(turn: Turn, tap: faces.Show) -> Reply:
    activity = _visible(turn, tap.activity)
    mine = Registration.of(turn.db, turn.resident, activity) if turn.resident.id else None
    liked = bool(turn.resident.id) and Interest.kept(turn.db, turn.resident, activity)
    return faces.detail(
        activity, turn.now, mine, liked, waiting(turn.db, activity), turn.town.calendar(activity.id)
    )


@router.tap(faces.Like)
def like(turn: Turn, tap: faces.Like) -> Reply:
    activity = _visible(turn, tap.activity)
    Interest.keep(turn.db, turn.resident, activity, turn.now)
    return faces.liked(activity)


@router.tap(faces.Unlike)
def unlike(turn: Turn, tap: faces.Unlike) -> Reply:
    activity = turn.find(Activity, tap.activity)
    Interest.drop(turn.db, turn.resident, activity)
    return faces.unliked(activity)


@router.tap(faces.Map, public=True)
def on_map(turn: Turn, tap: faces.Map) -> Reply:
    activity = _visible(turn, tap.activity)
    if activity.latitude is None:
        raise Gone
    return faces.on_map(activity)


def show_list(turn: Turn, tap: Browse) -> Reply:
    """One page of a list, with ways to narrow it; what to do instead when it is empty."""
    page, more = _page(turn, tap)
    if not page:
        return faces.nothing(_empty(turn, tap), browsing.narrow())
    following = Browse(tap.how, tap.value, tap.offset + PAGE) if more else None
    since = span(tap, turn.now)[0] if tap.how in SPANS else None
    return faces.listing(_intro(turn, tap), page, turn.now, following, browsing.narrow(), since)


def _page(turn: Turn, tap: Browse) -> tuple[Found, bool]:
    offset = max(0, tap.offset)
    if tap.how is How.NEAR:
        found = _nearest(turn)[offset : offset + PAGE + 1]
    else:
        rows = turn.db.scalars(*_asked(turn, tap, offset)).unique()
        found = [(activity, None) for activity in rows]
    return found[:PAGE], len(found) > PAGE


def _asked(turn: Turn, tap: Browse, offset: int) -> tuple[Select[Activity], dict[str, Any]]:
    """The question for one page, and what is filled in."""
    given: dict[str, Any] = {"now": turn.now, "offset": offset}
    if tap.how in SPANS:
        first, last = span(tap, turn.now)
        given |= {"now": first, "last": last}
    elif tap.how is How.SUGGESTED:
        given["topics"] = [topic.value for topic in chosen_topics(turn.db, turn.resident)]
    elif tap.how in (How.TOPIC, How.DISTRICT):
        given["value"] = tap.value
    elif tap.how is How.WORDS and turn.conversation.searched:
        return _paged(Activity.matching(turn.conversation.searched, turn.now)), given
    return _listed(tap.how), given


@cache
def _listed(how: How) -> Select[Activity]:
    """Built once for each way of looking: building it takes longer than answering it."""
    now: BindParameter[datetime] = bindparam("now", type_=Instant())
    if how in SPANS:
        return _paged(Activity.between(now, bindparam("last", type_=Instant())))
    upcoming = Activity.upcoming(now)
    if how is How.TOPIC:
        upcoming = upcoming.where(Activity.topic == bindparam("value"))
    elif how is How.DISTRICT:
        upcoming = upcoming.where(Activity.district == bindparam("value"))
    elif how is How.FREE:
        upcoming = upcoming.where(Activity.price_yen == 0)
    elif how is How.SUGGESTED:
        topics = Activity.topic.in_(bindparam("topics", expanding=True))
        upcoming = upcoming.where(topics, Activity.state == ActivityState.OPEN)
    return _paged(upcoming)


def _paged(query: Select[Activity]) -> Select[Activity]:
    return query.options(joinedload(Activity.occurrences)).offset(bindparam("offset")).limit(PAGE + 1)


def _nearest(turn: Turn) -> Found:
    spot = turn.conversation.fresh_spot(turn.now)
    if spot is None:
        return []
    rows = Activity.upcoming(turn.now).where(Activity.latitude.is_not(None)).limit(NEAR)
    measured = [(activity, metres(activity, *spot)) for activity in turn.db.scalars(rows)]
    nearest: Sequence[tuple[Activity, float]] = sorted(measured, key=lambda pair: pair[1])
    return list(nearest)


def span(tap: Browse, now: datetime) -> tuple[datetime, datetime]:
    """The time that is left of today or of this weekend (from Saturday), or all of one that is to come, in Japan."""
    how, today = tap.how, now.astimezone(TOKYO).replace(hour=0, minute=0, second=0, microsecond=0)
    if how is How.DAYS:
        days = _days(tap)
        start, end = (datetime.combine(day, time(), TOKYO) for day in (days.first, days.last))
        return max(now, start), end + timedelta(days=1)
    if how is How.TODAY:
        return now, today + timedelta(days=1)
    if how is How.TOMORROW:
        return today + timedelta(days=1), today + timedelta(days=2)
    if how is How.NEXT_WEEK:
        monday = today + timedelta(days=7 - today.weekday())
        return monday, monday + timedelta(days=7)
    if how is How.WEEKEND:
        saturday = today + timedelta(days=5 - today.weekday())
        return max(now, saturday), saturday + timedelta(days=2)
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def _days(tap: Browse) -> Days:
    days = Days.of(tap.value)
    if days is None:
        raise StaleTap(tap.name)
    return days


def _visible(turn: Turn, key: int) -> Activity:
    activity = turn.find(Activity, key)
    if activity.state == ActivityState.HIDDEN:
        raise Gone
    return activity


def _intro(turn: Turn, tap: Browse) -> str:
    if tap.offset > 0:
        return _("Here are more.")
    if tap.how is How.TOPIC and tap.value in set(Topic):
        return _("On “{topic}”, soonest first.", topic=Topic(tap.value).label)
    if tap.how is How.DISTRICT:
        return _("In {district}, soonest first.", district=tap.value)
    if tap.how is How.WORDS and turn.conversation.searched:
        return _("About “{words}”, soonest first.", words=flex.quoted(turn.conversation.searched))
    if tap.how is How.DAYS:
        return browsing.on_days(_days(tap).first, _days(tap).last)
    return {
        How.TODAY: _("Today in town."),
        How.TOMORROW: _("Tomorrow in town."),
        How.NEXT_WEEK: _("Next week in town, Monday to Sunday."),
        How.WEEKEND: _("This weekend in town."),
        How.NEXT_MONTH: _("Next month in town."),
        How.FREE: _("Free of charge, soonest first."),
        How.NEAR: _("Near you, nearest first."),
        How.SUGGESTED: _("On the topics you chose, soonest first."),
    }.get(tap.how, _("What is on in town, soonest first."))


def _empty(turn: Turn, tap: Browse) -> str:
    if tap.offset > 0:
        return _("That was all. You can look another way.")
    if tap.how is How.TODAY:
        return _("Nothing more is on today. How about another day?")
    if tap.how is How.DAYS:
        days = _days(tap)
        return browsing.nothing_on(days.first, days.last, turn.now.astimezone(TOKYO).date())
    if tap.how in SPANS:
        return _("Nothing is on then. How about another day?")
    return _("Nothing was found. You can look another way.")
