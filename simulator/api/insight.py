"""LINE's statistics: counted from what really went out and what people's phones did with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from aiohttp import web

from simulator import names
from simulator.api.call import Call, Json, answer
from simulator.api.days import Day, ago, bad_day, day_in, day_of, days_between, three_years_ago
from simulator.api.refusals import Refused, invalid_parameter, not_found
from simulator.api.regions import AREAS
from simulator.clock import DAY
from simulator.state.people import Person
from simulator.state.sends import Send

# Fewer people than this are not told of.
FEWEST_PEOPLE = 20

# Earlier than this, LINE has no statistics of messages, or of friends.
FIRST_SENDS = "20170301"
FIRST_FRIENDS = "20161101"
DEMOGRAPHIC_AGE = 3 * DAY

MOST_DAYS_OF_A_UNIT = 30

_WAYS = {
    "broadcast": "apiBroadcast",
    "push": "apiPush",
    "multicast": "apiMulticast",
    "narrowcast": "apiNarrowcast",
    "reply": "apiReply",
}

_MEDIA = ("mediaPlayed", *(f"mediaPlayed{part}Percent" for part in (25, 50, 75, 100)))
_MEDIA_UNKNOWN = {
    name: None for played in _MEDIA for name in (played, f"unique{played[0].upper()}{played[1:]}")
}
_OVERVIEW_UNKNOWN = {"uniqueMediaPlayed": None, "uniqueMediaPlayed100Percent": None}


async def deliveries(call: Call) -> web.Response:
    day = day_in(call, "date", bad_day)
    if status := _not_counted(call, day, FIRST_SENDS):
        return answer({"status": status})
    sent = call.world.statistics.sent.get(day, {})
    counted = {told: sent[way] for way, told in _WAYS.items() if sent.get(way)}
    return answer({"status": "ready", **counted})


async def followers(call: Call) -> web.Response:
    """As of the end of a day."""
    if not call.request.query.get("date"):
        raise Refused(400, "date is required")
    day = day_in(call, "date", bad_day)
    if status := _not_counted(call, day, FIRST_FRIENDS):
        return answer({"status": status, **dict.fromkeys(_CROWD)})
    total: Counter[str] = Counter()
    for date, changes in call.world.statistics.crowd.items():
        if date <= day:
            total.update(changes)
    return answer({"status": "ready", **{name: max(0, total[name]) for name in _CROWD}})


_CROWD = ("followers", "targetedReaches", "blocks")


def _not_counted(call: Call, day: Day, first: Day) -> str | None:
    if day < first:
        return "out_of_service"
    return "unready" if day >= call.world.clock.date() else None


async def demographic(call: Call) -> web.Response:
    """About three days old, and only with enough people."""
    before = call.world.clock.now() - DEMOGRAPHIC_AGE
    friends = [
        person
        for person in call.world.people.values()
        if person.linkable and person.friend_since is not None and person.friend_since <= before
    ]
    if len(friends) < FEWEST_PEOPLE:
        return answer({"available": False})
    now = call.world.clock.now()
    return answer(
        {
            "available": True,
            "genders": _shares(friends, "gender", lambda person: person.gender or "unknown"),
            "ages": _shares(friends, "age", lambda person: _age(person.age)),
            "areas": _shares(friends, "area", lambda person: AREAS.get(person.area or "", "unknown")),
            "appTypes": _shares(friends, "appType", lambda person: person.app or "others"),
            "subscriptionPeriods": _shares(
                friends, "subscriptionPeriod", lambda person: _period(now - (person.friend_since or now))
            ),
        }
    )


def _shares(people: list[Person], name: str, kind: Callable[[Person], str]) -> list[Json]:
    """In percent with one decimal, the largest first."""
    counted = Counter(kind(person) for person in people)
    return [
        {name: value, "percentage": round(100 * count / len(people), 1)}
        for value, count in counted.most_common()
    ]


def _age(years: int | None) -> str:
    if years is None:
        return "unknown"
    if years >= 70:
        return "from70"
    first = years // 5 * 5
    return f"from{first}to{first + 4}" if years >= 15 else "from0to14"


def _period(since: int) -> str:
    for days in (7, 30, 90, 180, 365):
        if since < days * DAY:
            return f"within{days}days"
    return "over365days"


async def message_event(call: Call) -> web.Response:
    """Of one broadcast or narrowcast."""
    request_id = call.request.query.get("requestId", "")
    if not request_id:
        raise invalid_parameter("requestId")
    send = call.world.sends.get(request_id)
    if send is None or send.way not in ("broadcast", "narrowcast"):
        # LINE answers with null for what it has no statistics of.
        return answer({"overview": {"requestId": request_id}, "messages": [], "clicks": []})
    under_way = request_id in call.world.narrowcasts.unfinished
    overview: Json = {
        "requestId": send.request_id,
        "timestamp": send.at // 1000,
        **({} if under_way else {"delivered": len(send.recipients)}),
        "uniqueImpression": _people(send.who_saw),
        "uniqueClick": _people(send.who_opened()),
        **_OVERVIEW_UNKNOWN,
    }
    messages = [
        {"seq": place + 1, "impression": _times([seen]), **_MEDIA_UNKNOWN}
        for place, seen in enumerate(send.seen)
    ]
    return _statistics(overview, messages, _clicks([send]))


def _statistics(overview: Json, messages: list[Json], clicks: list[Json]) -> web.Response:
    """Of bubbles and links of which nothing may be told, LINE makes no lists."""

    def some(parts: list[Json]) -> list[Json]:
        told = (part[name] for part in parts for name in part if name not in ("seq", "url"))
        return parts if any(value is not None for value in told) else []

    return answer({"overview": overview, "messages": some(messages), "clicks": some(clicks)})


async def unit_event(call: Call) -> web.Response:
    """Of the pushes and multicasts that named a unit, over some days."""
    unit = call.request.query.get("customAggregationUnit", "")
    first, last = day_in(call, "from", _no_statistics), day_in(call, "to", _no_statistics)
    if not names.UNIT_NAME.fullmatch(unit) or not 0 <= days_between(first, last) <= MOST_DAYS_OF_A_UNIT:
        raise _no_statistics()
    sends = [send for send in call.world.sends if send.unit == unit and first <= day_of(send.at) <= last]
    saw = {person for send in sends for person in send.who_saw}
    opened = {person for send in sends for person in send.who_opened()}
    messages = []
    for place in range(max((len(send.seen) for send in sends), default=0)):
        seen = [send.seen[place] for send in sends if place < len(send.seen)]
        unique = {person for people in seen for person in people}
        messages.append(
            {
                "seq": place + 1,
                "impression": _times(seen),
                "uniqueImpression": _people(unique),
                **_MEDIA_UNKNOWN,
            }
        )
    overview = {"uniqueImpression": _people(saw), "uniqueClick": _people(opened), **_OVERVIEW_UNKNOWN}
    return _statistics(overview, messages, _clicks(sends))


def _no_statistics() -> Refused:
    """As LINE answers here, and nowhere else."""
    refused = Refused(400, "")
    refused.body = dict.fromkeys(("message", "key", "stacktrace", "code"))
    return refused


def _clicks(sends: list[Send]) -> list[Json]:
    """By message and address, in the order of the messages."""
    places = dict.fromkeys(
        (place, address)
        for send in sends
        for place, addresses in enumerate(send.links)
        for address in addresses
    )
    told: list[Json] = []
    for place, address in sorted(places, key=lambda one: one[0]):
        opened = [send.opened[place].get(address, {}) for send in sends if place < len(send.opened)]
        anywhere = {person for send in sends for person in send.who_opened(address)}
        told.append(
            {
                "seq": place + 1,
                "url": address,
                "click": _times(opened),
                "uniqueClick": _people({person for people in opened for person in people}),
                "uniqueClickOfRequest": _people(anywhere),
            }
        )
    return told


def _times(counted: Iterable[dict[str, int]]) -> int | None:
    """How often, unless too few people did it."""
    total: Counter[str] = Counter()
    for people in counted:
        total.update(people)
    return total.total() if len(total) >= FEWEST_PEOPLE else None


def _people(people: set[str]) -> int | None:
    return len(people) if len(people) >= FEWEST_PEOPLE else None


async def menu_summary(call: Call) -> web.Response:
    return answer(_menu(call, 396, lambda days, area: _metrics(days.values(), area)))


async def menu_daily(call: Call) -> web.Response:
    def by_day(days: dict[str, Any], area: str) -> list[Json]:
        return [{"date": date, **_metrics([areas], area)} for date, areas in days.items()]

    return answer(_menu(call, 99, by_day))


def _menu(call: Call, most: int, told: Callable[[dict[str, Any], str], Any]) -> Json:
    """Withheld as a whole when too few people have tapped."""
    menu = call.world.menus.shelf.get(call.path("richMenuId"))
    if menu is None:
        raise not_found()
    first, last = day_in(call, "from", bad_day), day_in(call, "to", bad_day)
    if last < first:
        raise Refused(400, "Parameter to must be the same date as, or after parameter from.")
    if days_between(first, last) > most:
        raise Refused(400, f"Date range exceeds. Max range is {most} days.")
    earliest = three_years_ago(call)
    if first < earliest.strftime("%Y%m%d"):
        raise Refused(400, f"Parameter from must be the same date as, or after {earliest.isoformat()}.")
    use = call.world.menu_use
    days = use.days(menu.id, first, min(last, ago(call, DAY)))
    screen = use.SCREEN
    tapped = {
        person
        for areas in days.values()
        for area, people in areas.items()
        if area != screen
        for person in people
    }
    if len(tapped) < FEWEST_PEOPLE:
        return {"richMenuId": menu.id}
    clicks = [
        {"bounds": area["bounds"], "metrics": told(days, str(number))}
        for number, area in enumerate(menu.object["areas"])
    ]
    return {
        "richMenuId": menu.id,
        "metricsFrom": min(days),
        "metricsTo": max(days),
        "impression": {"metrics": told(days, screen)},
        "clicks": clicks,
    }


def _metrics(days: Iterable[dict[str, dict[str, int]]], area: str) -> Json:
    total: Counter[str] = Counter()
    for areas in days:
        total.update(areas.get(area, {}))
    return {"count": total.total(), "uniqueUsers": len(total)}
