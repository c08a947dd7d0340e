"""Whom a narrowcast is for: audiences, earlier narrowcasts and attributes, joined by and, or and not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from simulator.api.call import Call, Json
from simulator.api.refusals import Refused
from simulator.checks.shapes import (
    FINE,
    Check,
    Problems,
    Rule,
    anything,
    array,
    by_type,
    one_of,
    record,
    text,
    whole,
    wrong,
)
from simulator.clock import DAY
from simulator.state.audiences import FEWEST_PEOPLE
from simulator.state.people import Person

__all__ = ["FEWEST_PEOPLE", "FILTER", "RECIPIENT", "Aim", "aimed_at", "matches"]

MOST_AUDIENCES = 10
MOST_FILTERS = 10

AGES = tuple(f"age_{years}" for years in range(15, 71, 5))
PERIODS = {f"day_{days}": days * DAY for days in (7, 30, 90, 180, 365)}
AREAS = tuple(
    f"{country}_{number:02}"
    for country, most in (("jp", 47), ("tw", 22), ("th", 8), ("id", 12))
    for number in range(1, most + 1)
)


def _one_operator(value: Json) -> Problems:
    given = [name for name in ("and", "or", "not") if value.get(name) is not None]
    return FINE if len(given) == 1 else wrong("exactly one of and, or, not must be specified")


def _has_a_bound(value: Json) -> Problems:
    return FINE if value.get("gte") or value.get("lt") else wrong("gte or lt must be specified")


def _ascending(values: tuple[str, ...]) -> Rule:
    def check(value: Json) -> Problems:
        least, most = value.get("gte"), value.get("lt")
        if least and most and values.index(least) >= values.index(most):
            return wrong("must be greater than gte", "lt")
        return FINE

    return check


def _joined(leaves: dict[str, Check], most: int) -> Check:
    """The leaves, and operators over them to any depth; so many leaves in total."""

    def inner(value: Any) -> Problems:
        return table(value)

    operator = record(
        {"type": anything, "and": array(inner, 1, most), "or": array(inner, 1, most), "not": inner},
        (),
        (_one_operator,),
    )
    table = by_type({"operator": operator, **leaves})

    def check(value: Any) -> Problems:
        if problems := table(value):
            return problems
        if sum(1 for _ in _leaves(value)) > most:
            return wrong(f"Size must be between 1 and {most}")
        return FINE

    return check


def _leaves(value: Json) -> Iterator[Json]:
    if value["type"] != "operator":
        yield value
        return
    for part in [*(value.get("and") or ()), *(value.get("or") or ()), value.get("not")]:
        if part is not None:
            yield from _leaves(part)


RECIPIENT = _joined(
    {
        "audience": record({"type": anything, "audienceGroupId": whole(1, 2**63 - 1)}, ("audienceGroupId",)),
        "redelivery": record({"type": anything, "requestId": text(100)}, ("requestId",)),
    },
    MOST_AUDIENCES,
)


def _choice(values: tuple[str, ...]) -> Check:
    return record({"type": anything, "oneOf": array(one_of(*values), 1, len(values))}, ("oneOf",))


def _span(values: tuple[str, ...]) -> Check:
    bound = one_of(*values)
    return record({"type": anything, "gte": bound, "lt": bound}, (), (_has_a_bound, _ascending(values)))


FILTER = _joined(
    {
        "gender": _choice(("male", "female")),
        "age": _span(AGES),
        "appType": _choice(("ios", "android")),
        "area": _choice(AREAS),
        "subscriptionPeriod": _span(tuple(PERIODS)),
    },
    MOST_FILTERS,
)


@dataclass(frozen=True, slots=True)
class Aim:
    """`people` is None for everybody."""

    people: set[str] | None = None
    uploaded_only: bool = False
    too_small: bool = False
    """Several audiences, one of which has too few people."""


def aimed_at(call: Call, recipient: Json | None) -> Aim:
    if recipient is None:
        return Aim()
    leaves = list(_leaves(recipient))
    sizes = [(_people(call, leaf), _is_upload(call, leaf)) for leaf in leaves]
    counted = [len(people) for people, upload in sizes if not upload]
    return Aim(
        _select(call, recipient),
        all(upload for _people, upload in sizes),
        len(leaves) > 1 and any(count < FEWEST_PEOPLE for count in counted),
    )


def _select(call: Call, recipient: Json) -> set[str]:
    if recipient["type"] != "operator":
        return _people(call, recipient)
    if parts := recipient.get("and"):
        return set.intersection(*(_select(call, part) for part in parts))
    if parts := recipient.get("or"):
        return set.union(*(_select(call, part) for part in parts))
    return set(call.world.people) - _select(call, recipient["not"])


def _is_upload(call: Call, leaf: Json) -> bool:
    return leaf["type"] == "audience" and call.world.audiences.shelf[leaf["audienceGroupId"]].kind == "UPLOAD"


def _people(call: Call, leaf: Json) -> set[str]:
    now = call.world.clock.now()
    if leaf["type"] == "redelivery":
        narrowcast = call.world.narrowcasts.find(leaf["requestId"], now)
        if narrowcast is None or narrowcast.phase(now) != "succeeded":
            raise Refused(400, f"Invalid request id: {leaf['requestId']}")
        return set(narrowcast.recipients)
    audience = call.world.audiences.shelf.get(leaf["audienceGroupId"])
    if audience is None or audience.status(now) != "READY":
        raise Refused(400, f"Invalid audience group id: {leaf['audienceGroupId']}")
    return audience.people(now)


def matches(person: Person, wanted: Json, now: int) -> bool:
    """Whether LINE takes the person for such a one; of whom it knows nothing, for none."""
    kind = wanted["type"]
    if kind == "operator":
        if parts := wanted.get("and"):
            return all(matches(person, part, now) for part in parts)
        if parts := wanted.get("or"):
            return any(matches(person, part, now) for part in parts)
        return not matches(person, wanted["not"], now)
    return _KINDS[kind](person, wanted, now)


def _age(person: Person, wanted: Json, _now: int) -> bool:
    return person.age is not None and _within(person.age, wanted, lambda bound: int(bound[4:]))


def _period(person: Person, wanted: Json, now: int) -> bool:
    since = person.friend_since
    return since is not None and _within(now - since, wanted, PERIODS.__getitem__)


def _within(value: int, wanted: Json, measure: Callable[[str], int]) -> bool:
    least, most = wanted.get("gte"), wanted.get("lt")
    return (not least or value >= measure(least)) and (not most or value < measure(most))


_KINDS: dict[str, Callable[[Person, Json, int], bool]] = {
    "gender": lambda person, wanted, _now: person.gender in wanted["oneOf"],
    "age": _age,
    "appType": lambda person, wanted, _now: person.app in wanted["oneOf"],
    "area": lambda person, wanted, _now: person.area in wanted["oneOf"],
    "subscriptionPeriod": _period,
}
