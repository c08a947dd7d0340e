"""Activities on cards: what, when, where, for whom, how much, and whether a place is left."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from locales import _, counted, day, days_and_times, money, place_distance
from models.activities import Activity, ActivityState, SignUp
from models.registrations import Registration, RegistrationState
from models.topics import Topic
from views import Json, flex
from views.links import web
from views.tap import Open, Tap

MOST_LARGE = 3  # buttons on a card in large type


class How(StrEnum):
    """How a list of activities was chosen."""

    UPCOMING = "upcoming"
    TODAY = "today"
    TOMORROW = "tomorrow"
    WEEKEND = "weekend"
    NEXT_WEEK = "next_week"
    NEXT_MONTH = "next_month"
    DAYS = "days"
    FREE = "free"
    TOPIC = "topic"
    DISTRICT = "district"
    NEAR = "near"
    WORDS = "words"
    SUGGESTED = "suggested"


class Browse(Tap, name="activity.browse"):
    """A page of a list; `value` is the topic, the district or the days. Words and pins stay with us."""

    how: How
    value: str = ""
    offset: int = 0


class Show(Tap, name="activity.show"):
    activity: int


class Like(Tap, name="activity.like"):
    activity: int


class Unlike(Tap, name="activity.unlike"):
    activity: int


class Join(Tap, name="activity.join"):
    activity: int


class Map(Tap, name="activity.map"):
    activity: int


def when(activity: Activity, now: datetime, since: datetime | None = None) -> str:
    """The next time it is on (from `since`), or its last one when all are over, and how many there are besides."""
    one = activity.next_occurrence(max(now, since or now)) or (
        activity.occurrences[-1] if activity.occurrences else None
    )
    if one is None:
        return activity.when_text or _("Date to be told")
    said = days_and_times(one.starts_at, one.ends_at, all_day=one.all_day)
    ahead = sum(other.over_at > now for other in activity.occurrences)
    if ahead > 1:
        return counted(
            "{first} and {count} more time", "{first} and {count} more times", ahead - 1, first=said
        )
    return said


def where(activity: Activity, distance: float | None = None) -> str:
    spot = activity.place or activity.address or _("Place to be told")
    return f"{spot} ({place_distance(distance)})" if distance is not None else spot


def whom_and_price(activity: Activity) -> str:
    price = money(activity.price_yen) if activity.price_yen is not None else activity.price_text
    parts = [activity.audience or _("For everybody"), price or _("Price not stated")]
    return " · ".join(flex.cut(part, 60) for part in parts)


def can_join(activity: Activity, now: datetime) -> bool:
    """Whether pressing 参加する can lead somewhere: a place, or the waiting list."""
    closed = activity.closes_at is not None and activity.closes_at <= now
    is_open = activity.state == ActivityState.OPEN and activity.sign_up == SignUp.HERE
    return is_open and not closed and not activity.is_over(now)


def state(activity: Activity, now: datetime) -> tuple[str, str]:
    """Its state in words, why it is closed included, and the colour that goes with them."""
    if activity.state == ActivityState.CANCELLED:
        why = activity.why_closed
        return (_("Cancelled: {why}", why=why) if why else _("Cancelled")), flex.ALARM
    if activity.is_over(now):
        return _("Over"), flex.QUIET
    if activity.sign_up == SignUp.NOT_NEEDED:
        return _("No sign-up needed, just come"), flex.GREEN
    if activity.sign_up == SignUp.ELSEWHERE:
        return _("Sign up with the organiser"), flex.BLUE
    if activity.state == ActivityState.CLOSED:
        why = activity.why_closed
        return (_("Sign-up is closed: {why}", why=why) if why else _("Sign-up is closed")), flex.OCHRE
    if activity.closes_at is not None and activity.closes_at <= now:
        return _("Sign-up closed on {day}", day=day(activity.closes_at)), flex.OCHRE
    if activity.left is None:
        return _("Places left"), flex.GREEN
    if activity.left == 0:
        return _("Full, you can wait for a place"), flex.OCHRE
    return counted("{count} place left", "{count} places left", activity.left), flex.GREEN


def join_label(activity: Activity) -> str:
    return _("Wait for a place") if activity.left == 0 else _("Join")


def card(
    activity: Activity, now: datetime, *, distance: float | None = None, since: datetime | None = None
) -> Json:
    """One activity in a list; in a list of next month's, `since` is when that begins."""
    said, color = state(activity, now)
    footer = []
    if can_join(activity, now):
        shown = _("I join “{title}”", title=flex.cut(activity.title, 60))
        footer.append(flex.button(join_label(activity), Join(activity.id), primary=True, shown=shown))
        footer.append(_show_button(activity))
    else:
        footer.append(_show_button(activity, primary=True))
    if not flex.large() or not can_join(activity, now):
        shown = _("“{title}” interests me", title=flex.cut(activity.title, 60))
        footer.append(flex.button(_("Interested"), Like(activity.id), shown=shown))
    return flex.bubble(
        flex.heading(activity.title),
        flex.line(when(activity, now, since), weight="bold"),
        flex.line(where(activity, distance)),
        flex.line(whom_and_price(activity)),
        flex.line(said, color=color, weight="bold"),
        flex.quiet(activity.organiser_name or _("Organiser not stated")),
        footer=footer,
    )


def _show_button(activity: Activity, *, primary: bool = False) -> Json:
    shown = _("About “{title}”", title=flex.cut(activity.title, 60))
    return flex.button(_("Details"), Show(activity.id), primary=primary, shown=shown)


def listing(
    intro: str,
    activities: Sequence[tuple[Activity, float | None]],
    now: datetime,
    more: Tap | None,
    quick: Sequence[Json] = (),
    since: datetime | None = None,
) -> list[Json]:
    """An introduction, the cards, and ways on. `activities` come with their distance in metres, if asked."""
    cards = [card(activity, now, distance=distance, since=since) for activity, distance in activities]
    ways = [flex.quick(_("Show more"), more)] if more else []
    # The words that a notification or a screen reader gives instead of the cards.
    titles = _(", ").join(flex.cut(activity.title, 40) for activity, _distance in activities)
    alt = f"{intro} {titles}"
    return [flex.text(intro), flex.message(alt, flex.carousel(cards), [*ways, *quick])]


def nothing(words: str, quick: Sequence[Json]) -> Json:
    return flex.text(words, quick)


def detail(
    activity: Activity, now: datetime, mine: Registration | None, liked: bool, waiting: int, can_calendar: str
) -> list[Json]:
    """Everything about one activity. `can_calendar` is the address of its calendar file, or empty."""
    said, color = state(activity, now)
    facts = [
        flex.heading(activity.title),
        flex.line(when(activity, now), weight="bold"),
        flex.line(where(activity)),
    ]
    if activity.address and activity.place:
        facts.append(flex.line(activity.address))
    facts += [flex.line(whom_and_price(activity)), flex.line(said, color=color, weight="bold")]
    if waiting:
        facts.append(flex.line(counted("{count} person is waiting", "{count} people are waiting", waiting)))
    if activity.closes_at is not None and activity.closes_at > now:
        facts.append(flex.line(_("Sign up by {day}", day=day(activity.closes_at))))
    if activity.text:
        facts += [flex.separator(), flex.line(activity.text)]
    # What the source wrote about time and price, when it says more than our fields could take.
    shown_already = f"{when(activity, now)}\n{whom_and_price(activity)}"
    for label, words in ((_("When"), activity.when_text), (_("Price"), activity.price_text)):
        if words and words not in shown_already:
            facts.append(flex.quiet(_("{label}: {words}", label=label, words=words)))
    if activity.sign_up == SignUp.ELSEWHERE and activity.sign_up_text:
        facts.append(flex.line(_("How to sign up: {how}", how=activity.sign_up_text)))
    name = activity.organiser_name
    facts.append(flex.quiet(_("Organised by {name}", name=name) if name else _("Organiser not stated")))
    if mine is not None and mine.state == RegistrationState.JOINED:
        facts.append(flex.line(_("You have a place."), color=flex.GREEN, weight="bold"))
    footer = []
    joined = mine is not None and mine.state in (
        RegistrationState.JOINED,
        RegistrationState.OFFERED,
        RegistrationState.WAITING,
    )
    if can_join(activity, now) and not joined:
        shown = _("I join “{title}”", title=flex.cut(activity.title, 60))
        footer.append(flex.button(join_label(activity), Join(activity.id), primary=True, shown=shown))
    if tel := flex.dial(activity.phone):
        footer.append(flex.link(_("Call {number}", number=flex.cut(activity.phone, 20)), tel))
    if can_calendar and activity.occurrences:
        footer.append(flex.link(_("To my calendar"), can_calendar))
    if (page := web(activity.url)) and not (flex.large() and len(footer) == MOST_LARGE):
        footer.append(flex.link(_("Open the page"), page))
    quick = [flex.quick(_("My plans"), Open("mine"))] if joined else []
    if liked:
        quick.append(flex.quick(_("Not interested"), Unlike(activity.id)))
    else:
        quick.append(flex.quick(_("Interested"), Like(activity.id)))
    if activity.latitude is not None:
        quick.append(flex.quick(_("Map"), Map(activity.id)))
    quick += more_like(activity)
    alt = _("{title}: {when}, {state}", title=activity.title, when=when(activity, now), state=said)
    return [flex.message(alt, flex.carousel([flex.bubble(*facts, footer=footer)]), quick)]


def more_like(activity: Activity) -> list[Json]:
    """A way to others on the same topic."""
    if activity.topic not in set(Topic):
        return []
    topic = Topic(activity.topic)
    return [flex.quick(topic.label, Browse(How.TOPIC, topic.value))]


def liked(activity: Activity) -> Json:
    words = _("Kept. I will tell you if something changes about “{title}”.", title=activity.title)
    return flex.text(
        words, [flex.quick(_("My plans"), Open("mine")), flex.quick(_("Find more"), Open("find"))]
    )


def unliked(activity: Activity) -> Json:
    words = _("“{title}” is no longer kept.", title=activity.title)
    return flex.text(words, [flex.quick(_("Find"), Open("find"))])


def on_map(activity: Activity) -> Json:
    """The place as a pin of LINE's own."""
    return {
        "type": "location",
        "title": flex.cut(activity.place or activity.title, 100),
        "address": flex.cut(activity.address or activity.place or activity.title, 100),
        "latitude": activity.latitude,
        "longitude": activity.longitude,
    }
